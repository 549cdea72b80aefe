// Package cross holds transforms that compare the same feature of several keys.
package cross

import (
	"fmt"
	"maps"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// inputs is what these definitions take.
const inputs = "a number of a feature or source, over all keys that the config has for it"

// Mean is cross.mean.
var Mean = feature.Define(feature.Meta{
	Name:    "cross.mean",
	Doc:     "the mean of a feature over all its keys",
	Formula: "sum / n; of the n latest values of the keys that are not null, added in the order of keys; null where there are none",
	Inputs:  inputs,
	Example: "market: {definition: cross.mean, inputs: [mid]}",
}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
	return stream.AcrossKeys("cross_mean", acrossAll(b), &stream.Cross{Compute: mean, Explain: explainMean})
})

func mean(values, outputs, _ []float64) {
	outputs[0] = event.Null()
	if sum, n := total(values); n > 0 {
		outputs[0] = sum / float64(n)
	}
}

// total returns the sum of the values that are not null, and their number.
func total(values []float64) (sum float64, n int) {
	for _, x := range values {
		if !event.IsNull(x) {
			sum += x
			n++
		}
	}
	return sum, n
}

func explainMean(values []float64, _ int) []stream.Line {
	sum, n := total(values)
	return []stream.Line{{Name: "sum", Value: event.Float(sum)}, {Name: "n", Value: event.Int(int64(n))}}
}

// SpreadParams are the params of [Spread].
type SpreadParams struct {
	A map[string]string `required:"true" example:"{symbol: BTC-USDT}" doc:"the key whose value comes first, by as many of its names as tell it from the others"`
	B map[string]string `required:"true" example:"{symbol: ETH-USDT}" doc:"the key whose value is taken away"`
}

// Spread is cross.spread.
var Spread = feature.Define(feature.Meta{
	Name:    "cross.spread",
	Doc:     "how much larger a feature is for one key than for another",
	Formula: "a - b; the latest values of the two keys; null while one is",
	Inputs:  inputs,
	Example: "apart: {definition: cross.spread, inputs: [mid], params: {a: {symbol: BTC-USDT-PERP}, b: {symbol: ETH-USDT-PERP}}}",
}, func(b *feature.Builder, p SpreadParams) stream.Of[float64] {
	in := feature.Number(b)
	picked := make([][]event.Pair, 2)
	keys := make([]string, 2)
	for i, names := range []map[string]string{p.A, p.B} {
		for _, name := range slices.Sorted(maps.Keys(names)) {
			picked[i] = append(picked[i], event.Pair{Name: name, Value: names[name]})
		}
		key, err := b.Used()[0].Keys.Pick(picked[i])
		if err != nil {
			b.Err(fmt.Errorf("%s: %w", []string{"a", "b"}[i], err))
		}
		keys[i] = key
	}
	if keys[0] == keys[1] && keys[0] != "" {
		b.Err(fmt.Errorf("a and b are the same key, %s", keys[0]))
	}
	b.Identify(keys...)
	return stream.AcrossKeys("cross_spread", in, &stream.Cross{Picked: picked, Compute: spread, Explain: explainSpread})
})

func spread(values, outputs, _ []float64) { outputs[0] = values[0] - values[1] }

func explainSpread(values []float64, _ int) []stream.Line {
	return []stream.Line{{Name: "a", Value: event.Float(values[0])}, {Name: "b", Value: event.Float(values[1])}}
}

// Rank is cross.rank.
var Rank = feature.Define(feature.Meta{
	Name:    "cross.rank",
	Doc:     "where a key stands among all keys by the value of a feature, from 0 to 1",
	Formula: "(less + (equal - 1) / 2) / (n - 1); less and equal: how many of the n latest values that are not null are below its own, and as large; null for a null and where n < 2",
	Inputs:  inputs,
	Example: "standing: {definition: cross.rank, inputs: [mid]}",
}, func(b *feature.Builder, _ struct{}) stream.Of[float64] {
	return stream.AcrossKeys("cross_rank", acrossAll(b), &stream.Cross{PerKey: true, Compute: rank, Explain: explainRank})
})

func explainRank(values []float64, i int) []stream.Line {
	less, equal, n := 0, 0, 0
	for _, x := range values {
		if !event.IsNull(x) {
			n++
		}
		if x < values[i] {
			less++
		}
		if x == values[i] {
			equal++
		}
	}
	return []stream.Line{{Name: "less", Value: event.Int(int64(less))}, {Name: "equal", Value: event.Int(int64(equal))}, {Name: "n", Value: event.Int(int64(n))}}
}

// rank sorts the values and looks each up.
func rank(values, outputs, room []float64) {
	sorted := room[:0]
	for _, x := range values {
		if !event.IsNull(x) {
			sorted = append(sorted, x)
		}
	}
	slices.Sort(sorted)
	for i, x := range values {
		if event.IsNull(x) || len(sorted) < 2 {
			outputs[i] = event.Null()
			continue
		}
		less, _ := slices.BinarySearch(sorted, x)
		equal, _ := slices.BinarySearchFunc(sorted[less:], x, notAbove)
		outputs[i] = (float64(less) + float64(0.5*float64(equal-1))) / float64(len(sorted)-1)
	}
}

// notAbove orders what is at most x before it, so that a search finds how many are.
func notAbove(value, x float64) int {
	if value <= x {
		return -1
	}
	return 1
}

// acrossAll returns the input, of all its keys, which are part of the identity.
func acrossAll(b *feature.Builder) stream.Of[float64] {
	in := feature.Number(b)
	b.Identify(b.Used()[0].Keys.Words()...)
	return in
}
