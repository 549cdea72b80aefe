package table

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
)

// plain has a field of each type that a cell can be.
type plain struct {
	Price  float64
	Count  int64
	Number uint64
	Closed bool
	Name   string
	Over   int `event:"-"`
	Open   event.Time
	Side   market.Side
	ID     event.ID
}

// TestStructure holds what becomes of the fields of a struct, and what is said of
// cells that fit none.
func TestStructure(t *testing.T) {
	c, err := newClock("time", Time{Unit: "ms"})
	if err != nil {
		t.Fatal(err)
	}
	cent, err := newScaling("price", 0.01)
	if err != nil {
		t.Fatal(err)
	}
	m := maker{options: &Options{}, words: &words{}, clock: c, scale: map[string]*scaling{"price": cent}}
	schema, err := event.SchemaOf(reflect.TypeFor[plain]())
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.structure(&source.Declared{Definition: &source.Definition{Name: "test.plain", Payload: reflect.TypeFor[plain]()}, Schema: schema})
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{"150", "-3", "18", "true", "a name", "5", "sell", "x-1"} {
		if err := p.fields[i].read(textCell(text)); err != nil {
			t.Fatal(err)
		}
	}
	want := &plain{Price: 1.5, Count: -3, Number: 18, Closed: true, Name: "a name", Open: 5e6, Side: market.Sell, ID: event.ID{Text: "x-1"}}
	if diff := cmp.Diff(want, p.made, cmp.AllowUnexported(plain{})); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	wantError(t, p.fields[2].read(textCell("-1")), `"-1" is below zero`)
	wantError(t, p.fields[1].read(textCell("")), `"" is no integer`)
	wantError(t, p.fields[3].read(textCell("maybe")), `"maybe" is neither true nor false`)

	var length time.Duration
	f, err := m.field("interval", &length)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]time.Duration{"1m": time.Minute, "60000000000": time.Minute} {
		if err := f.read(textCell(text)); err != nil || length != want {
			t.Errorf("%s: got %s, %v", text, length, err)
		}
	}
	wantError(t, f.read(textCell("long")), `"long" is no length of time such as 1m`)
	_, err = m.field("levels", &[]int{})
	wantError(t, err, "its field levels is no number, text or truth")
}
