package recompute

import (
	"slices"
	"strings"
)

// part is an input of a join or an expression: some fields of a series.
type part struct {
	series *series
	fields []string // in the output, as name.field
	from   []int
}

// all takes every field of a series, one those named.
func (m *market) all(name string) part { return m.fields(name, m.get(name).fields...) }

func (m *market) fields(name string, fields ...string) part {
	p := part{series: m.get(name)}
	for _, f := range fields {
		p.fields = append(p.fields, name+"."+f)
		p.from = append(p.from, slices.Index(p.series.fields, f))
	}
	return p
}

// fieldOf takes a field that is named as in a config.
func (m *market) fieldOf(input string) part {
	name, field, _ := strings.Cut(input, ".")
	return m.fields(name, field)
}

// row is the last points of the inputs at a step; -1 for an input without one.
type row struct {
	at    step
	last  []int
	fired []bool
}

// steps calls f with the last points of all series at each step in which one of
// them fires.
func steps(inputs []*series, f func(r *row)) {
	r := &row{last: make([]int, len(inputs)), fired: make([]bool, len(inputs))}
	for i := range r.last {
		r.last[i] = -1
	}
	for {
		var next *step
		for i, s := range inputs {
			if n := r.last[i] + 1; n < len(s.points) && (next == nil || s.points[n].at.compare(*next) < 0) {
				next = &s.points[n].at
			}
		}
		if next == nil {
			return
		}
		r.at = *next
		for i, s := range inputs {
			n := r.last[i] + 1
			r.fired[i] = n < len(s.points) && s.points[n].at == r.at
			if r.fired[i] {
				r.last[i] = n
			}
		}
		f(r)
	}
}

// combine makes one output for each step that is kept. values makes it from the
// points of the inputs, nil for one that has not come.
func combine(fields []string, inputs []*series, keep func(r *row) bool, values func(points []*point) []value) *series {
	s := above(fields, 0, inputs...)
	points := make([]*point, len(inputs))
	steps(inputs, func(r *row) {
		if !keep(r) {
			return
		}
		p := point{at: r.at}
		begun := false
		for i, n := range r.last {
			points[i] = nil
			if n < 0 {
				continue
			}
			points[i] = &inputs[i].points[n]
			if !begun || points[i].time > p.time {
				p.time = points[i].time
			}
			begun = true
		}
		p.warm, p.values = s.warmAt(p.at, p.time), values(points)
		s.points = append(s.points, p)
	})
	return s
}

// seriesOf returns the inputs and the names of all fields.
func seriesOf(parts []part) (inputs []*series, fields []string) {
	for _, p := range parts {
		inputs, fields = append(inputs, p.series), append(fields, p.fields...)
	}
	return inputs, fields
}

// latest is join.latest; when is the place of the input that alone fires it, -1
// for any.
func latest(when int, parts ...part) *series {
	inputs, fields := seriesOf(parts)
	keep := func(r *row) bool { return when < 0 || r.fired[when] }
	return combine(fields, inputs, keep, func(points []*point) []value {
		return pick(parts, points, func(*point) bool { return true })
	})
}

// asOf is join.asof; maxAge 0 is none.
func asOf(maxAge int64, parts ...part) *series {
	inputs, fields := seriesOf(parts)
	keep := func(r *row) bool { return r.fired[0] }
	return combine(fields, inputs, keep, func(points []*point) []value {
		return pick(parts, points, func(right *point) bool { return maxAge == 0 || points[0].time-right.time <= maxAge })
	})
}

// pick takes the fields of points; null of those that are not there or not fresh.
func pick(parts []part, points []*point, fresh func(*point) bool) []value {
	var values []value
	for i, p := range parts {
		for _, field := range p.from {
			if points[i] == nil || !fresh(points[i]) {
				values = append(values, value{})
				continue
			}
			values = append(values, points[i].values[field])
		}
	}
	return values
}

// expression is expr: f gets the fields of its inputs in order, NaN for null.
func expression(f func(x []float64) value, parts ...part) *series {
	inputs, _ := seriesOf(parts)
	var x []float64
	return combine([]string{"value"}, inputs, func(*row) bool { return true }, func(points []*point) []value {
		x = x[:0]
		for _, v := range pick(parts, points, func(*point) bool { return true }) {
			x = append(x, v.float())
		}
		return []value{f(x)}
	})
}
