package engine

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/standard"
)

func newLab(t *testing.T, text string) *lab {
	t.Helper()
	r, err := standard.Registry()
	if err == nil {
		err = r.AddFeatures(harshDefs()...)
	}
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse("lab.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	l := &lab{t: t, index: map[string]int{}}
	if l.plan, err = graph.Build(c, r, graph.Options{ByHand: true}); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, s := range l.plan.Sources {
		l.index[s.Declared.Name] = s.Index
	}
	for _, f := range l.plan.Features {
		l.names = append(l.names, f.Names...)
	}
	return l
}

func (l *lab) emit(o *event.Output) error {
	name := o.Stream.Name
	switch o.Stream.Kind {
	case event.OutputRow:
		name = "row"
	case event.OutputControl:
		name = o.Control.Kind.String() + " " + o.Control.Source
	case event.OutputFeature:
	}
	words := []string{name, o.Key.String(), fmt.Sprintf("lane=%s/%d/%d seq=%d t=%d r=%d w=%v", o.Lane.Feed, o.Lane.Number, o.Lane.Order, o.Seq, o.Time, o.Received, o.Warmup)}
	for _, v := range o.Values.Append(nil) {
		words = append(words, v.GoString())
	}
	l.lines = append(l.lines, strings.Join(words, " "))
	return nil
}

func (l *lab) options(rowsToo bool) Options {
	names := l.names
	if rowsToo && l.plan.Rows != nil && len(l.names)%2 == 0 { // rows alone
		names = nil
	}
	return Options{Features: names, Rows: l.plan.Rows != nil, Control: true, Emit: l.emit}
}

func (l *lab) program() *graph.Program {
	p, err := graph.Compile(l.plan)
	if err != nil {
		l.t.Fatal(err)
	}
	return p
}

// event makes an event, in memory that is spoilt afterwards.
func (l *lab) event(d *draft) (*event.Event, func()) {
	key, err := l.plan.Keys.Intern(event.Pair{Name: "symbol", Value: d.symbol})
	if err != nil {
		l.t.Fatal(err)
	}
	e := &event.Event{
		Key: key, Source: l.index[d.source], Lane: event.Lane{Feed: fmt.Sprint("f", d.order/3), Number: d.order % 3, Order: d.order},
		Seq: d.seq, Received: d.received, Time: d.time, Flags: d.flags,
	}
	if d.control != 0 {
		e.Control = &event.Control{Kind: d.control, Source: d.source}
		return e, func() {}
	}
	e.Payload = d.payload()
	return e, func() {
		switch p := e.Payload.(type) {
		case *event.Record:
			for i := range p.Values {
				p.Values[i] = event.String("spoilt")
			}
		case *market.BookDelta:
			for i := range p.Levels {
				p.Levels[i] = market.Level{Side: market.Buy, Price: event.Decimal{Mantissa: 7777}, Size: event.Decimal{Mantissa: 7}}
			}
			*p = market.BookDelta{Last: 99}
		case *market.Trade:
			*p = market.Trade{Price: -5}
		case *market.Quote:
			*p = market.Quote{Bid: -5}
		}
	}
}

type runner interface {
	Step(e *event.Event) error
	Tick(r event.Time) error
}

func (l *lab) run(x runner, list []draft, ticks bool) error {
	for i := range list {
		e, spoil := l.event(&list[i])
		err := x.Step(e)
		spoil()
		*e = event.Event{}
		if err != nil {
			return err
		}
		if ticks && i%37 == 36 {
			until := list[i].received
			if i+1 < len(list) {
				until = list[i+1].received - 1
			}
			if until >= list[i].received {
				if err := x.Tick(until); err != nil {
					return err
				}
			}
		}
	}
	return x.Tick(list[len(list)-1].received + 3000)
}

func parallel(workers int, run func(int)) {
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() { ; run(i) })
	}
	all.Wait()
}

func diffAt(a, b []string) string {
	for i := range max(len(a), len(b)) {
		x, y := "-", "-"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("line %d\n  %s\n  %s", i, x, y)
		}
	}
	return "none"
}

// restored returns a new executor with the state of another.
func (l *lab) restored(y *Executor) *Executor {
	l.t.Helper()
	from, err := y.Snapshots()
	if err != nil {
		l.t.Fatal(err)
	}
	z, err := New(l.program(), l.options(true))
	if err != nil {
		l.t.Fatal(err)
	}
	into, err := z.Snapshots()
	if err != nil {
		l.t.Fatal(err)
	}
	for _, key := range from.Keys() {
		if err := into.Restore(key, y.rows[key.Index()].lane, from.Append(nil, key)); err != nil {
			l.t.Fatal(err)
		}
		if a, b := from.Append(nil, key), into.Append(nil, key); string(a) != string(b) {
			l.t.Fatal("restored other bytes")
		}
	}
	return z
}
