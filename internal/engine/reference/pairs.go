package reference

import (
	"math"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
)

// wantsNumbers gives the formula one number of each of its two inputs.
func (m *making) wantsNumbers() {
	if !m.inputs(2) {
		return
	}
	for i := range m.refs {
		field, err := m.builder.number(m.node.inputs[i], m.refs[i])
		m.fail(err)
		m.node.columns = append(m.node.columns, column{i, field})
	}
}

// makePairs makes an aggregate of the latest values of two inputs.
func makePairs(f func(c comoments) cell) func(*making) {
	return func(m *making) {
		m.wantsNumbers()
		m.gives("value")
		m.overWindow(2, func(w window) cell {
			c, ok := fold(w, func(e entry) comoments {
				return comoments{n: 1, x: e.args[0].Float(), y: e.args[1].Float()}
			}, comoments.plus)
			if !ok {
				return cell{}
			}
			return f(c)
		})
	}
}

// comoments are how many pairs, the means of both numbers, the sums of squares
// around them, and that of products.
type comoments struct{ n, x, y, xx, yy, xy float64 }

func (a comoments) plus(b comoments) comoments {
	n := a.n + b.n
	part := b.n / n
	dx, dy := b.x-a.x, b.y-a.y
	return comoments{
		n: n,
		x: a.x + float64(dx*part), y: a.y + float64(dy*part),
		xx: a.xx + b.xx + float64(float64(dx*dx)*float64(a.n*part)),
		yy: a.yy + b.yy + float64(float64(dy*dy)*float64(a.n*part)),
		xy: a.xy + b.xy + float64(float64(dx*dy)*float64(a.n*part)),
	}
}

func covariance(c comoments) cell { return number(c.xy / c.n) }

func correlation(c comoments) cell {
	if c.xx == 0 || c.yy == 0 {
		return cell{}
	}
	r := c.xy / math.Sqrt(float64(c.xx*c.yy))
	if r > 1 {
		r = 1
	}
	if r < -1 {
		r = -1
	}
	return number(r)
}

func slope(c comoments) cell {
	if c.yy == 0 {
		return cell{}
	}
	return number(c.xy / c.yy)
}

// lopsided is the monoid of the skewness.
type lopsided struct {
	spread

	m3 float64
}

func (a lopsided) plus(b lopsided) lopsided {
	n := a.n + b.n
	d := b.mean - a.mean
	aPart, bPart := a.n/n, b.n/n
	dd := float64(float64(d*d) * float64(a.n*bPart))
	m3 := a.m3 + b.m3 + float64(dd*float64(d*(aPart-bPart)))
	m3 += float64(float64(3*d) * (float64(aPart*b.m2) - float64(bPart*a.m2)))
	return lopsided{a.spread.plus(b.spread), m3}
}

func skew(w window) cell {
	s, ok := fold(w, func(e entry) lopsided { return lopsided{spread{n: 1, mean: value(e)}, 0} }, lopsided.plus)
	if !ok || s.m2 == 0 {
		return cell{}
	}
	return number(float64(math.Sqrt(s.n/s.m2) * (s.m3 / s.m2)))
}

func makeVWAP(m *making) {
	m.wants("price", "amount")
	m.gives("vwap")
	span, events := m.params.span("window", "1m")
	m.slide(slide{span: span, events: events, need: 2, value: func(w window) cell {
		paid, _ := fold(w, traded, plus)
		amount, _ := fold(w, func(e entry) float64 { return e.args[1].Float() }, plus)
		if amount == 0 {
			return cell{}
		}
		return number(paid / amount)
	}})
}

func makeRealized(m *making) {
	m.wantsNumber()
	m.gives("volatility")
	span, events := m.params.span("window", "1m")
	m.node.span = span
	if events > 0 {
		m.node.counts = events + 1 // the first return takes the price before it
	}
	m.node.formula = realized{slide{span: span, events: events, need: 1, value: func(w window) cell {
		total, ok := fold(w, value, plus)
		if !ok {
			return cell{}
		}
		return number(math.Sqrt(total))
	}}}
}

// realized is the root of the sum of the squared returns of a window.
type realized struct{ slide }

type realizedMemory struct {
	last   event.Value // the last input
	window any         // of squared returns
}

func (f realized) step(memory any, m *moment) (any, []cell) {
	s, _ := memory.(realizedMemory)
	square := event.Value{}
	if last, now := s.last.Float(), m.args[0].Float(); last > 0 && now > 0 {
		r := fmath.Log(now / last)
		square = event.Float(float64(r * r))
	}
	window, cells := f.slide.step(s.window, &moment{time: m.time, args: []event.Value{square}})
	return realizedMemory{m.args[0], window}, cells
}
