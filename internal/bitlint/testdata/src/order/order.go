package order

import (
	"maps"
	"slices"
)

type table map[string]float64

func loops[M ~map[string]int](m map[string]float64, n table, p M, s []float64) (sum float64) {
	for _, x := range m { // want `a loop over a map has no order`
		sum += x
	}
	for k := range n { // want `a loop over a map`
		sum += n[k]
	}
	for k := range p { // want `a loop over a map`
		sum += float64(p[k])
	}
	for range m {
		sum++
	}
	for _ = range m {
		sum++
	}
	for _, x := range s {
		sum += x
	}
	for i := range 3 {
		sum += float64(i)
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		sum += m[k]
	}
	for x := range maps.Values(m) { // want `maps.Values has no order`
		sum += x
	}
	for _, x := range maps.All(m) { // want `maps.All has no order`
		sum += x
	}
	_ = slices.Collect(maps.Keys(m)) // want `maps.Keys has no order`
	_ = maps.Clone(m)
	return sum
}
