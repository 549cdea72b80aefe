package recompute

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// Recordings made worse than they were: what a feed may do and these did not.

// onesided takes away sides of quotes: the first, single ones, and runs of them.
func onesided(frames []frame) []frame {
	quotes := 0
	for i := range frames {
		f := &frames[i]
		if f.about != quote {
			continue
		}
		switch {
		case quotes%41 == 0:
			f.numbers[1] = 0 // nothing bid
		case quotes%53 == 1:
			f.numbers[2] = 0 // no price asked
		case quotes%700 < 60:
			f.numbers[0], f.numbers[3] = 0, 0
		}
		quotes++
	}
	return frames
}

// stalled adds a latency, and lets the feed stand still at times: frames then
// come at one moment, many after the windows they belong to should be closed.
func stalled(frames []frame) []frame {
	const latency, every, stall = 1500 * millisecond, 11 * second, 4 * second
	for i := range frames {
		f := &frames[i]
		f.received += latency
		if begin := floor(f.received, every); f.received-begin < stall {
			f.received = begin + stall
		}
	}
	return frames
}

// misdated gives some frames a time before that of others, or far ahead.
func misdated(frames []frame) []frame {
	for i := range frames {
		switch f := &frames[i]; {
		case !f.timed:
		case i%211 == 0:
			f.time += 2 * minute
		case i%41 == 0:
			f.time -= 700 * millisecond
		case i%307 == 0:
			f.time -= 4 * second
		}
	}
	return frames
}

// repeated sends some frames twice, some of them a little later.
func repeated(frames []frame) []frame {
	var all []frame
	for i, f := range frames {
		all = append(all, f)
		if i%29 == 0 {
			all = append(all, f)
		}
		if i%67 == 40 {
			again := frames[i-20]
			again.received = f.received
			all = append(all, again)
		}
	}
	return all
}

// interrupted loses frames of a stream at times, and says so.
func interrupted(frames []frame) []frame {
	const every, length = 17 * second, 1800 * millisecond
	var all []frame
	lost := [...]subject{trade, quote, trade}
	count := int64(-1)
	for _, f := range frames {
		n := f.received / every
		stream := lost[n%int64(len(lost))]
		if f.received%every >= length || f.about != stream {
			all = append(all, f)
			continue
		}
		if n != count {
			count = n
			all = append(all, frame{received: f.received, about: gap, of: stream, symbol: f.symbol})
		}
	}
	return all
}

// quiet drops the trades of most seconds: those with another rest than some.
func quiet(frames []frame, every int64, rests ...int64) []frame {
	var all []frame
	for _, f := range frames {
		if f.about != trade || slices.Contains(rests, f.received/second%every) {
			all = append(all, f)
		}
	}
	return all
}

// coarse rounds receive times down, so that many are equal.
func coarse(frames []frame, to int64) []frame {
	for i := range frames {
		frames[i].received = floor(frames[i].received, to)
	}
	return frames
}

// later adds to the receive times: the clocks of the recordings are 1.2 s behind
// those of the venue, so that event times pass before deadlines are due.
func later(frames []frame, by int64) []frame {
	for i := range frames {
		frames[i].received += by
	}
	return frames
}

// ended adds a last quote received at some time.
func ended(frames []frame, at int64) []frame {
	for _, last := range slices.Backward(frames) {
		if last.about == quote {
			last.received, last.time, last.id = at, at, last.id+1
			return append(frames, last)
		}
	}
	return frames
}

// writeCapture writes frames as a capture of a venue and returns its path. Depth
// frames are left out.
func writeCapture(t *testing.T, folder, name string, frames []frame) string {
	t.Helper()
	var b bytes.Buffer
	for i := range frames {
		frames[i].appendTo(&b)
	}
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (f *frame) appendTo(b *bytes.Buffer) {
	times := ""
	if f.timed {
		times = fmt.Sprintf(`,"E":%d,"T":%d`, f.time/millisecond, f.time/millisecond)
	}
	x := func(i int) string { return strconv.FormatFloat(f.numbers[i], 'f', -1, 64) }
	switch f.about {
	case quote:
		fmt.Fprintf(b, `%d {"stream":"x@bookTicker","data":{"e":"bookTicker","u":%d,"s":%q,"b":%q,"B":%q,"a":%q,"A":%q%s}}`+"\n",
			f.received, f.id, f.symbol, x(0), x(1), x(2), x(3), times)
	case trade:
		fmt.Fprintf(b, `%d {"stream":"x@trade","data":{"e":"trade","s":%q,"t":%d,"p":%q,"q":%q,"m":%t%s}}`+"\n",
			f.received, f.symbol, f.id, x(0), x(1), f.sold, times)
	case gap:
		stream := map[subject]string{quote: "bookTicker", trade: "trade"}[f.of]
		fmt.Fprintf(b, `%d ! {"control":"gap","stream":%q,"symbol":%q}`+"\n", f.received, stream, f.symbol)
	case depth, other:
	}
}

// span returns the frames of quotes and trades received in the first so many
// nanoseconds, as a copy that may be changed.
func span(frames []frame, length int64) []frame {
	var part []frame
	for _, f := range frames {
		if f.received-frames[0].received >= length {
			break
		}
		if f.about == quote || f.about == trade {
			part = append(part, f)
		}
	}
	return part
}
