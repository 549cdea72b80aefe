package manual

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/stream"
)

// pairs is a state that holds a number of things.
type pairs struct {
	N    int64
	Both struct {
		List []struct{ A, B float64 } `state:"owned"`
	}
}

// opaque is a state that stores itself.
type opaque struct{ m map[int]int }

func (o *opaque) AppendBinary(b []byte) ([]byte, error) { return append(b, byte(len(o.m))), nil }

func (o *opaque) UnmarshalBinary([]byte) error { return nil }

func scan[S any](b *feature.Builder, m stream.Memory) stream.Of[float64] {
	return stream.Scan(feature.Number(b), m, func(_ *S, x, out *float64) (bool, error) {
		*out = *x
		return true, nil
	})
}

type choices struct {
	Count  int      `required:"true" example:"3" doc:"an integer"`
	Names  []string `required:"true" example:"a, b" doc:"a list"`
	Share  float64  `required:"true" example:"0.5" doc:"a float"`
	Twice  bool     `required:"true" example:"true" doc:"a boolean"`
	Deeper bool     `default:"false" doc:"another window below"`
}

// TestUpkeep holds what is found out about definitions of a user's own.
func TestUpkeep(t *testing.T) {
	meta := feature.Meta{Name: "my.own", Doc: "mine"}
	for name, c := range map[string]struct {
		d    *feature.Definition
		want []Upkeep
	}{
		"a state with a list": {
			feature.Define(meta, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
				return scan[pairs](b, stream.Memory{Last: 2})
			}).Definition,
			[]Upkeep{{Memory: "Last(2)", Time: "not known", Steps: "the definition's own function", Bytes: 40, Held: []Holder{{16, "entry"}}}},
		},
		"a state that stores itself": {
			feature.Define(meta, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
				return scan[opaque](b, stream.Memory{Unbounded: true})
			}).Definition,
			[]Upkeep{{Memory: "Unbounded", Time: "not known", Steps: "the definition's own function", Bytes: 16, Held: []Holder{{0, "what it stores itself"}}}},
		},
		"examples and a choice": {
			feature.Define(meta, func(b *feature.Builder, p choices) stream.Of[float64] {
				if p.Count != 3 || len(p.Names) != 2 || p.Share != 0.5 || !p.Twice {
					b.Err(errors.New("not the examples"))
				}
				x := feature.Number(b)
				if p.Deeper {
					x = stream.LagEvents(x, 4, 0)
				}
				return stream.Lag(x, time.Second, 0)
			}).Definition,
			[]Upkeep{
				{
					With: "count: 3, names: a, b, share: 0.5, twice: true", Memory: "Bounded(1s), Last(1)", Time: "O(1) amortised",
					Steps: "a value put into a queue and one taken out", Bytes: 56, Held: []Holder{{16, "value of the last 1s"}},
				},
				{
					With: "count: 3, names: a, b, share: 0.5, twice: true, deeper: true", Memory: "Bounded(1s), Last(5)", Time: "O(1) amortised",
					Steps: "a value put into a queue and one taken out", Bytes: 96, Held: []Holder{{8, "value of the last 5"}, {16, "value of the last 1s"}},
				},
			},
		},
		"windows one above the other": {
			feature.Define(meta, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
				return stream.Lag(stream.Lag(feature.Number(b), time.Minute, 0), time.Second, 0)
			}).Definition,
			[]Upkeep{{
				Memory: "Bounded(1m1s), Last(1)", Time: "O(1) amortised", Steps: "a value put into a queue and one taken out",
				Bytes: 112, Held: []Holder{{16, "value of the last 1m0s"}, {16, "value of the last 1s"}},
			}},
		},
		"a definition that nothing builds": {
			feature.Define(meta, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
				b.Err(errors.New("never"))
				return stream.Leaf[float64]()
			}).Definition,
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := &feature.Registry{}
			if err := errors.Join(r.AddSources(market.Quotes.Definition), r.AddFeatures(c.d)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, Features(r)[0].Upkeep); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestWords holds how upkeep is put in words.
func TestWords(t *testing.T) {
	u := Upkeep{Bytes: 8, Held: []Holder{{16, "value"}, {0, "what it stores itself"}}}
	if got, want := u.State(), "8 bytes per key, and 16 bytes per value, and the size of what it stores itself"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
	if got, want := sentence("ab. c"), "Ab. c"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
	if got, want := cell("a|b*c<d"), `a\|b\*c&lt;d`; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
}
