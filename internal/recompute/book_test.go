package recompute

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Books are recomputed from the text of the venue: a side is a sorted list of prices,
// and a snapshot is brought up to date by all messages before it that are newer.

// offer is a level of a book: its price as the venue writes it, without zeros at the
// end of its fraction, and the numbers.
type offer struct {
	text        string
	price, size float64
}

// offers is one side of a book, best first.
type offers struct {
	up   float64 // 1 where higher prices are better, else -1
	list []offer
}

// take changes a side by the levels of a message.
func (o *offers) take(raw json.RawMessage) error {
	var pairs [][2]string
	if err := json.Unmarshal(raw, &pairs); err != nil {
		return err
	}
	for _, pair := range pairs {
		price, bad := strconv.ParseFloat(pair[0], 64)
		size, worse := strconv.ParseFloat(pair[1], 64)
		if err := errors.Join(bad, worse); err != nil {
			return err
		}
		x := offer{pair[0], price, size}
		if strings.Contains(x.text, ".") {
			x.text = strings.TrimRight(strings.TrimRight(x.text, "0"), ".")
		}
		at, there := slices.BinarySearchFunc(o.list, x, func(a, b offer) int { return int(o.up) * cmp.Compare(b.price, a.price) })
		if there && o.list[at].text != x.text {
			return errors.New("two prices are one float64: " + x.text)
		}
		switch {
		case there && size == 0:
			o.list = slices.Delete(o.list, at, at+1)
		case there:
			o.list[at] = x
		case size != 0:
			o.list = slices.Insert(o.list, at, x)
		}
	}
	return nil
}

// top returns the n best prices and sizes.
func (o *offers) top(n int) [][2]float64 {
	list := make([][2]float64, 0, n)
	for _, x := range o.list[:min(n, len(o.list))] {
		list = append(list, [2]float64{x.price, x.size})
	}
	return list
}

// mostOffers is how many of a side are kept of each book.
const mostOffers = 25

// books returns the book after each message that changes it: its bids and asks.
func books(deltas *series) *series {
	bids, asks := &offers{up: 1}, &offers{up: -1}
	bridged, last := false, uint64(0)
	return above([]string{"bids", "asks"}, 0, deltas).each(deltas, func(i int) ([]value, bool) {
		f := deltas.frames[i]
		newer := []*frame{f}
		switch {
		case f.whole:
			bids.list, asks.list = nil, nil
			for _, before := range deltas.frames[:i] {
				if before.update > f.update {
					newer = append(newer, before)
				}
			}
		case !bridged || f.update <= last:
			return nil, false
		}
		bridged = true
		for _, x := range newer {
			if err := errors.Join(bids.take(x.bids), asks.take(x.asks)); err != nil {
				return []value{{kind: text, text: err.Error()}, {}}, true // which no output equals
			}
			last = x.update
		}
		return []value{{kind: list, list: bids.top(mostOffers)}, {kind: list, list: asks.top(mostOffers)}}, true
	})
}

// ofBook computes a number of each book.
func ofBook(field string, f func(bids, asks [][2]float64) float64) func(m *market) *series {
	return func(m *market) *series {
		b := m.get("book")
		return above([]string{field}, 0, b).each(b, func(i int) ([]value, bool) {
			v := b.points[i].values
			if len(v[0].list) == 0 || len(v[1].list) == 0 {
				return []value{{}}, true
			}
			return []value{num(f(v[0].list, v[1].list))}, true
		})
	}
}

func bookFeatures() []named {
	list := []named{
		{name: "book", yaml: "{definition: book.snapshot}", plain: func(m *market) *series { return books(m.get("deltas")) }},
		{name: "imbalance", yaml: "{definition: book.imbalance, inputs: [deltas]}", plain: ofBook("imbalance", func(bids, asks [][2]float64) float64 {
			var b, a float64
			for i := range 5 {
				b, a = b+bids[i][1], a+asks[i][1]
			}
			return (b - a) / (b + a)
		})},
		{name: "book_mid", yaml: "{definition: price.mid_price, inputs: [book]}", plain: ofBook("mid_price", func(bids, asks [][2]float64) float64 {
			return (bids[0][0] + asks[0][0]) / 2
		})},
		{name: "book_micro", yaml: "{definition: book.microprice, params: {source: book}}", plain: ofBook("microprice", func(bids, asks [][2]float64) float64 {
			return (bids[0][0]*asks[0][1] + asks[0][0]*bids[0][1]) / (bids[0][1] + asks[0][1])
		})},
		{name: "ofi", yaml: "{definition: book.order_flow_imbalance}", near: 1e-6, plain: orderFlow(10 * second)},
		onNumber("mean", "window.mean", "imbalance", "window: 3s", func(in column) *series { return sliding(in, 3*second, aggregates["mean"]) }),
		onNumber("last", "window.last", "book_mid", "kind: tumbling, window: 1s", func(in column) *series {
			return tumblingOf(in, bucketing{length: second, delay: 2 * second}, "last")
		}),
	}
	return list
}

// orderFlow returns the flow of quotes at the best prices over a window.
func orderFlow(window int64) func(m *market) *series {
	return func(m *market) *series {
		q := m.get("quotes")
		whole := func(i int) bool {
			return !slices.ContainsFunc(q.points[i].values, func(v value) bool { return v.kind == null })
		}
		flow := above([]string{"e"}, 0, q).each(q, func(i int) ([]value, bool) {
			if i == 0 || !whole(i) || !whole(i-1) {
				return []value{{}}, true
			}
			last, now := q.points[i-1].values, q.points[i].values
			e := 0.0
			switch {
			case now[0].x > last[0].x:
				e += now[1].x
			case now[0].x < last[0].x:
				e -= last[1].x
			default:
				e += now[1].x - last[1].x
			}
			switch {
			case now[2].x < last[2].x:
				e -= now[3].x
			case now[2].x > last[2].x:
				e += last[3].x
			default:
				e -= now[3].x - last[3].x
			}
			return []value{num(e)}, true
		})
		s := *sliding(flow.column("e"), window, aggregates["sum"])
		s.fields = []string{"ofi"}
		return &s
	}
}

// TestBooks compares what is made of books on every capture.
func TestBooks(t *testing.T) {
	for _, name := range captures {
		t.Run(name, func(t *testing.T) {
			s := single(t, name, bookFeatures())
			s.sources = append(s.sources, source("deltas", depth, s.emitters[0], s.sources[0].keys...))
			s.check(t)
		})
	}
}

// TestBooksCanFail holds that a level that is wrong is found.
func TestBooksCanFail(t *testing.T) {
	f := bookFeatures()[:1]
	plain := f[0].plain
	f[0].plain = func(m *market) *series {
		s := plain(m)
		s.points[len(s.points)/2].values[1].list[24][1] += 0.001
		return s
	}
	s := single(t, "usdm-eth", f)
	s.sources = append(s.sources, source("deltas", depth, s.emitters[0], s.sources[0].keys...))
	x := s.recompute()
	s.run(t, x)
	if got := strings.Join(x.problems, "\n"); !strings.Contains(got, "value book.asks") {
		t.Errorf("nothing is said of a level that is wrong: %q", got)
	}
}
