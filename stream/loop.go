package stream

import "github.com/featurizer/featurizer/event"

// Looper is a kernel that can take many inputs of one key in one call: for
// history, where they are at hand. It gives the bits that Step gives one by one.
// It must not depend on anything but the inputs and its state.
type Looper interface {
	Kernel
	Loop(l *Loop)
}

// Loop is a run of events of one leaf and key, in order. Each has a frame: memory
// laid out like the outputs of a row, in which the kernel finds its inputs and
// leaves its output. Where it emits nothing, it repeats its output of the event
// before.
type Loop struct {
	// Row is the row of the key: the state, and the outputs before the first event.
	Row   Row
	Times []event.Time // by event
	// Now is the moment of the event that is run; the kernel sets its Time.
	Now At
	// I is the event that is run; the kernel keeps it up to date, as what fails is
	// told by it.
	I int

	// Floats are where numbers lie that must be finite; NaNs counts those that were not.
	Floats []Place[float64]
	NaNs   uint64

	frames Row
	stride uintptr
	at     []int32  // by event: its frame
	fires  []uint64 // by frame: bits of the nodes that emit
	words  int      // of a frame's bits
	always bool
	in     []bit
	out    bit
	// quiet says that the kernel's mark is set already where it emits.
	quiet bool
	count int // of emissions
}

// bit is a bit among the words of a frame.
type bit struct {
	word int
	mask uint64
}

func bitOf(i int) bit { return bit{i >> 6, 1 << (i & 63)} }

// Frames are frames one after another.
type Frames struct {
	First  Row
	Stride uintptr
	Fires  []uint64 // Words words for each frame
	Words  int
}

// At returns the i-th frame.
func (f *Frames) At(i int) Row { return f.First.plus(uintptr(i) * f.Stride) }

// Fired tells whether a mark is set in the i-th frame.
func (f *Frames) Fired(i, mark int) bool {
	b := bitOf(mark)
	return f.Fires[i*f.Words+b.word]&b.mask != 0
}

// Fire sets a mark in the i-th frame.
func (f *Frames) Fire(i, mark int) {
	b := bitOf(mark)
	f.Fires[i*f.Words+b.word] |= b.mask
}

// Use makes l a loop over the frames at the given places.
func (l *Loop) Use(f *Frames, at []int32, times []event.Time) {
	l.frames, l.stride, l.fires, l.words = f.First, f.Stride, f.Fires, f.Words
	l.at, l.Times, l.NaNs = at, times, 0
}

// Bind sets the marks that make the kernel run, none for every event of the leaf,
// and the one that is set when it emits.
func (l *Loop) Bind(in []int, out int) {
	l.in = l.in[:0]
	for _, i := range in {
		l.in = append(l.in, bitOf(i))
	}
	l.out = bitOf(out)
}

// Assume says what is known beforehand of all events at hand: that the kernel runs
// at each of them, and that its mark is set already where it emits.
func (l *Loop) Assume(always, marked bool) {
	l.always, l.quiet, l.count = always || len(l.in) == 0, marked, 0
}

// EmitsAlways tells whether the kernel has emitted at each of the events.
func (l *Loop) EmitsAlways() bool { return l.count == len(l.at) }

// Len returns how many events there are.
func (l *Loop) Len() int { return len(l.at) }

// Frame returns the frame of an event.
func (l *Loop) Frame(i int) Row { return l.frames.plus(uintptr(l.at[i]) * l.stride) }

// Runs tells whether an input has come with an event.
func (l *Loop) Runs(i int) bool {
	if l.always {
		return true
	}
	at := int(l.at[i]) * l.words
	for _, b := range l.in {
		if l.fires[at+b.word]&b.mask != 0 {
			return true
		}
	}
	return false
}

// Emits notes that the kernel emits at an event.
func (l *Loop) Emits(i int) {
	if l.count++; !l.quiet {
		l.fires[int(l.at[i])*l.words+l.out.word] |= l.out.mask
	}
}

// Clean makes null what is not finite in the output of an event.
func (l *Loop) Clean(frame Row) {
	for _, place := range l.Floats {
		if v := place.In(frame); !event.Finite(*v) && !event.IsExactNull(*v) {
			*v = event.Null()
			l.NaNs++
		}
	}
}

// CleanAll does so for all events, counting what was emitted and not what repeats.
func (l *Loop) CleanAll() {
	for _, place := range l.Floats {
		for i := range l.at {
			v := place.In(l.Frame(i))
			if event.Finite(*v) || event.IsExactNull(*v) {
				continue
			}
			*v = event.Null()
			if l.fires[int(l.at[i])*l.words+l.out.word]&l.out.mask != 0 {
				l.NaNs++
			}
		}
	}
}
