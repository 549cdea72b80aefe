package reference

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"
)

// makeQuantile makes window.quantile: q is a number from 0 to 1.
func makeQuantile(m *making) {
	q, err := strconv.ParseFloat(m.params.text("q", ""), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		m.fail(errors.New("parameter \"q\" must be there: a number from 0 to 1"))
		return
	}
	m.params.read["q"] = strconv.FormatFloat(q, 'g', -1, 64)
	makeWindow(quantile(q))(m)
}

// quantile interpolates between the two values nearest to its place among all of
// them in order of size.
func quantile(q float64) func(w window) cell {
	return func(w window) cell {
		var sorted []float64
		for _, e := range w.all() {
			sorted = append(sorted, value(e))
		}
		if len(sorted) == 0 {
			return cell{}
		}
		slices.SortFunc(sorted, bySize)
		h := float64(float64(len(sorted)-1) * q)
		below, above := int(math.Floor(h)), int(math.Ceil(h)) //bits:checked h is from 0 to n-1
		lo, hi := sorted[below], sorted[above]
		return number(lo + float64((h-math.Floor(h))*(hi-lo)))
	}
}

// bySize orders numbers; -0 comes before 0.
func bySize(a, b float64) int {
	if a == b {
		return cmp.Compare(sign(a), sign(b))
	}
	return cmp.Compare(a, b)
}

func sign(x float64) float64 { return math.Copysign(1, x) }
