package recompute

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
)

// kind is the type of a value.
type kind uint8

const (
	null kind = iota
	number
	integer
	truth
	text
	list
)

// value is one field of a point. Integers of the tests are below 2^53.
type value struct {
	kind kind
	x    float64
	text string
	list [][2]float64 // prices and sizes
}

func num(x float64) value {
	if x-x != 0 { // NaN and infinities leave no definition
		return value{}
	}
	return value{kind: number, x: x}
}

func whole(n int64) value { return value{kind: integer, x: float64(n)} }

func is(b bool) value {
	v := value{kind: truth}
	if b {
		v.x = 1
	}
	return v
}

// nan stands for null while numbers are worked with.
var nan = math.NaN()

func (v value) float() float64 {
	if v.kind == null || v.kind == text || v.kind == list {
		return nan
	}
	return v.x
}

func (v value) String() string {
	switch v.kind {
	case text:
		return fmt.Sprintf("%q", v.text)
	case list:
		return fmt.Sprint(v.list)
	case truth:
		return strconv.FormatBool(v.x == 1)
	case number, integer:
		return fmt.Sprintf("%.17g", v.x)
	case null:
	}
	return "null"
}

// point is one output of a stream.
type point struct {
	at     step
	time   int64
	warm   bool
	values []value
}

// series is a stream for one key: all its outputs, in order.
type series struct {
	name     string
	fields   []string
	points   []point
	anchors  []*anchor
	reach    int64    // sum of the windows along the longest path
	delay    int64    // close_delay of the tumbling windows in it
	endTimed bool     // its times are ends of windows
	frames   []*frame // of a source of depth, by point
	moved    int      // points that a tumbling window counted by Received
	of       *market
}

// anchor is where coverage begins: at a source, or at a lag by events.
type anchor struct{ changes []change }

// change says from which step on coverage has which start.
type change struct {
	at    step
	start int64
	none  bool // there is none until the next change
}

// coverage returns where coverage starts as seen from a step.
func (s *series) coverage(at step) (start int64, covered bool) {
	start = math.MinInt64
	for _, a := range s.anchors {
		n := sort.Search(len(a.changes), func(i int) bool { return a.changes[i].at.compare(at) > 0 })
		if n == 0 || a.changes[n-1].none {
			return 0, false
		}
		start = max(start, a.changes[n-1].start)
	}
	return start, true
}

// warmAt tells whether an output at time t that needs all since t - reach is warm-up.
func (s *series) warmAt(at step, t int64) bool {
	start, covered := s.coverage(at)
	return !covered || t-s.reach < start
}

// warmBucket tells it of an output that needs the whole bucket from start on, and
// what below lies before it.
func (s *series) warmBucket(at step, bucket, below int64) bool {
	start, covered := s.coverage(at)
	return !covered || bucket-below <= start
}

// floor returns the start of the bucket of a length that holds t.
func floor(t, length int64) int64 {
	start := t / length * length
	if start > t {
		start -= length
	}
	return start
}

// column is one field of a series.
type column struct {
	*series
	field int
}

// float returns the number at a point, NaN for null.
func (c column) float(i int) float64 { return c.points[i].values[c.field].float() }

// column returns the field of a name, or the only number.
func (s *series) column(name string) column {
	if i := slices.Index(s.fields, name); i >= 0 {
		return column{s, i}
	}
	return column{s, 0}
}

// above starts a series over others, whose own windows reach so far back.
func above(fields []string, window int64, inputs ...*series) *series {
	s := &series{fields: fields, of: inputs[0].of, endTimed: true}
	for _, in := range inputs {
		s.reach, s.delay, s.endTimed = max(s.reach, in.reach), max(s.delay, in.delay), s.endTimed && in.endTimed
		for _, a := range in.anchors {
			if !slices.Contains(s.anchors, a) {
				s.anchors = append(s.anchors, a)
			}
		}
	}
	s.reach += window
	return s
}

// each makes a series with one output for each point of the input that f keeps.
func (s *series) each(in *series, f func(i int) (values []value, keep bool)) *series {
	s.points = make([]point, 0, len(in.points))
	for i := range in.points {
		values, keep := f(i)
		if !keep {
			continue
		}
		p := &in.points[i]
		s.points = append(s.points, point{p.at, p.time, s.warmAt(p.at, p.time), values})
	}
	return s
}

// scalar makes a series of one number for each point of the input.
func scalar(in column, window int64, f func(i int) float64) *series {
	backing := make([]value, len(in.points))
	return above([]string{"value"}, window, in.series).each(in.series, func(i int) ([]value, bool) {
		backing[i] = num(f(i))
		return backing[i : i+1 : i+1], true
	})
}

// passing makes a series of those points of the input that are kept, as numbers.
func passing(in column, keep func(i int) bool) *series {
	backing := make([]value, len(in.points))
	return above([]string{"value"}, 0, in.series).each(in.series, func(i int) ([]value, bool) {
		backing[i] = num(in.float(i))
		return backing[i : i+1 : i+1], keep(i)
	})
}
