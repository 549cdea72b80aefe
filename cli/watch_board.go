package cli

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
)

// board is a sink that keeps the latest values per key, and hands outputs on.
// The run writes to it and who draws looks at it, from a goroutine of its own.
// The lock is free but for the few looks a second, and then a write costs little
// more than the copy of the values that are shown.
type board struct {
	next sink.Sink // what takes the outputs afterwards, if there is one
	rank map[string]int
	only []string

	mu      sync.Mutex
	streams map[*event.OutputStream]*part
	lines   map[*event.Key]*boardLine
	sorted  []*boardLine // by key
	columns []column
	outputs uint64
	// The ones of the last output, which the next one often shares.
	stream *event.OutputStream
	part   *part
	left   int // columns that are not kept
}

// part is which values of a stream are kept, and where.
type part struct {
	from []int // of the output
	to   int   // the first of the line
}

type boardLine struct {
	key    *event.Key
	values []event.Value
}

// column is a column of a table: a field of a feature.
type column struct {
	feature, field string
	rank           int // of the feature in the config
}

// mostColumns is more than any terminal has room for.
const mostColumns = 100

// newBoard makes a board for features, in the order in which to show them. Of
// their fields it keeps those of only, written feature.field: all if that is nil.
func newBoard(features, only []string) *board {
	b := &board{
		only: only, rank: map[string]int{},
		streams: map[*event.OutputStream]*part{}, lines: map[*event.Key]*boardLine{},
	}
	for i, name := range features {
		b.rank[name] = i
	}
	return b
}

var _ sink.Sink = (*board)(nil)

// Write keeps the values of an output, and hands it on.
func (b *board) Write(o *event.Output) error {
	if o.Stream.Kind != event.OutputControl {
		b.keep(o)
	}
	if b.next == nil {
		return nil
	}
	return b.next.Write(o)
}

// Flush has what outputs are handed on to write what it holds.
func (b *board) Flush() error { return sink.Flush(b.next) }

// Close closes what outputs are handed on to.
func (b *board) Close() error {
	if b.next == nil {
		return nil
	}
	return b.next.Close()
}

func (b *board) keep(o *event.Output) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.outputs++
	if o.Stream != b.stream {
		b.stream, b.part = o.Stream, b.partOf(o.Stream)
	}
	l := b.lines[o.Key]
	if l == nil {
		l = &boardLine{key: o.Key}
		b.lines[o.Key] = l
		at, _ := slices.BinarySearchFunc(b.sorted, l, compareLines)
		b.sorted = slices.Insert(b.sorted, at, l)
	}
	if end := b.part.to + len(b.part.from); len(l.values) < end {
		l.values = append(l.values, make([]event.Value, end-len(l.values))...)
	}
	for i, from := range b.part.from {
		l.values[b.part.to+i] = o.Values.At(from)
	}
}

// partOf returns where the values of a stream are kept.
func (b *board) partOf(s *event.OutputStream) *part {
	if known := b.streams[s]; known != nil {
		return known
	}
	p := &part{to: len(b.columns)}
	for i, c := range s.Columns {
		feature, field := s.Name, c.Name
		if s.Kind == event.OutputRow {
			feature, field, _ = strings.Cut(c.Name, ".")
		}
		if b.only != nil && !slices.Contains(b.only, feature+"."+field) {
			continue
		}
		if len(b.columns) == mostColumns || c.Kind == event.KindList { // a list fits no cell
			b.left++
			continue
		}
		p.from = append(p.from, i)
		b.columns = append(b.columns, column{feature, field, b.rank[feature]})
	}
	b.streams[s] = p
	return p
}

func compareLines(x, y *boardLine) int { return x.key.Compare(y.key) }

// view is what a board held at one moment.
type view struct {
	columns []column
	left    int         // columns beside these
	lines   []boardLine // by key
	below   int         // lines beside these
	outputs uint64
}

// look returns what the board holds of the first keys.
func (b *board) look(most int) *view {
	b.mu.Lock()
	most = min(max(most, 0), len(b.sorted))
	v := &view{columns: slices.Clone(b.columns), left: b.left, below: len(b.sorted) - most, outputs: b.outputs}
	for _, l := range b.sorted[:most] {
		v.lines = append(v.lines, boardLine{l.key, slices.Clone(l.values)})
	}
	b.mu.Unlock()
	v.arrange(b.only)
	return v
}

// arrange puts the columns into the order of the config, or of a list: they were
// kept as they came.
func (v *view) arrange(list []string) {
	order := make([]int, len(v.columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		x, y := v.columns[i], v.columns[j]
		if list != nil {
			return cmp.Compare(slices.Index(list, x.name()), slices.Index(list, y.name()))
		}
		return cmp.Compare(x.rank, y.rank)
	})
	columns := make([]column, len(order))
	for to, from := range order {
		columns[to] = v.columns[from]
	}
	v.columns = columns
	for i := range v.lines {
		values := make([]event.Value, len(order))
		for to, from := range order {
			if from < len(v.lines[i].values) {
				values[to] = v.lines[i].values[from]
			}
		}
		v.lines[i].values = values
	}
}

func (c column) name() string { return c.feature + "." + c.field }
