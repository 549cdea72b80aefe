package engine

import (
	"reflect"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// undone is a state that encodes itself and takes back what was done to it.
type undone struct {
	values  []byte
	settled int // how many are there to stay
}

var _ stream.Reversible = (*undone)(nil)

func (u *undone) AppendBinary(b []byte) ([]byte, error) { return append(b, u.values...), nil }

func (u *undone) UnmarshalBinary(b []byte) error {
	u.values = append([]byte(nil), b...)
	return nil
}

func (u *undone) Settle()       { u.settled = len(u.values) }
func (u *undone) Mark() int     { return len(u.values) }
func (u *undone) Back(mark int) { u.values = u.values[:mark] }

// holder has such a state among others: in a field, in a struct in a field.
type holder struct {
	N     int64
	Inner struct {
		Undone undone
		Text   string
	}
}

// TestCustomInside holds that a state which takes back itself what was done is found
// within a struct, and the rest of that is put back by a copy.
func TestCustomInside(t *testing.T) {
	var last *holder
	d := feature.Define(feature.Meta{Name: "test.holder"}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
		return stream.Scan(feature.Number(b), stream.Memory{Unbounded: true}, func(h *holder, x, out *float64) (bool, error) {
			last = h
			h.N++
			h.Inner.Text += "."
			h.Inner.Undone.values = append(h.Inner.Undone.values, byte(*x))
			*out = float64(len(h.Inner.Undone.values))
			if *x == 13 {
				return false, errBoom
			}
			return true, nil
		})
	}).Definition
	b := newBench(t, head+"  a: {definition: test.holder, inputs: [x]}\n", d)
	if n := len(b.x.customs); n != 1 || !b.x.customs[0].reversible {
		t.Fatalf("%d states that encode themselves: %+v", n, b.x.customs)
	}
	for i := range 20 {
		b.must(b.give("A", event.Time(i), float64(i)))
		if last.Inner.Undone.settled != len(last.Inner.Undone.values)-1 && i != 13 {
			t.Fatalf("after %d: %d of %d are there to stay", i, last.Inner.Undone.settled, len(last.Inner.Undone.values))
		}
	}
	if last.N != 19 || len(last.Inner.Text) != 19 || len(last.Inner.Undone.values) != 19 || last.Inner.Undone.values[13] != 14 {
		t.Errorf("%+v", last)
	}
}

// TestCustomFields is the table of structs that can be put back field by field.
func TestCustomFields(t *testing.T) {
	type plain struct {
		A int64
		B []float64 `state:"owned"`
		C []undone  `state:"step"`
		D undone
	}
	type list struct {
		A []undone `state:"owned"`
	}
	type listed struct {
		A []holder `state:"owned"`
	}
	for _, tt := range []struct {
		of     reflect.Type
		fields int
		apart  bool
	}{
		{reflect.TypeFor[plain](), 2, true},
		{reflect.TypeFor[holder](), 2, true},
		{reflect.TypeFor[list](), 0, false},
		{reflect.TypeFor[listed](), 0, false},
		{reflect.TypeFor[undone](), 0, false},
		{reflect.TypeFor[[3]undone](), 0, false},
	} {
		if fields, apart := customFields(tt.of); len(fields) != tt.fields || apart != tt.apart {
			t.Errorf("%s: %d fields, apart %v", tt.of, len(fields), apart)
		}
	}
}
