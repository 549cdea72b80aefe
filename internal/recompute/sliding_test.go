package recompute

import (
	"math"
	"slices"
)

// sliding makes the series of f over the values of each window (t-window, t],
// nulls left out. The slice is valid during the call.
func sliding(in column, window int64, f func(values []float64) float64) *series {
	all := make([]float64, len(in.points))
	complete := true
	for i := range in.points {
		all[i] = in.float(i)
		complete = complete && !math.IsNaN(all[i])
	}
	var present []float64
	from := 0
	return scalar(in, window, func(i int) float64 {
		for !inWindow(in.points[from].time, in.points[i].time, window) {
			from++
		}
		values := all[from : i+1]
		if complete {
			return f(values)
		}
		present = present[:0]
		for _, x := range values {
			if !math.IsNaN(x) {
				present = append(present, x)
			}
		}
		return f(present)
	})
}

// slidingEvents makes the series of f over the values of the last n inputs.
func slidingEvents(in column, n int, f func(values []float64) float64) *series {
	s := scalar(in, 0, func(i int) float64 {
		var values []float64
		for j := max(0, i+1-n); j <= i; j++ {
			if x := in.float(j); !math.IsNaN(x) {
				values = append(values, x)
			}
		}
		return f(values)
	})
	return s.countedFrom(in, n)
}

// inWindow tells whether a time lies in the window that ends at now.
func inWindow(t, now, window int64) bool { return t > now-window }

// aggregates are the formulas of window.*, over values that are not null.
var aggregates = map[string]func(values []float64) float64{
	"count":    func(x []float64) float64 { return float64(len(x)) },
	"sum":      orNull(total),
	"mean":     orNull(mean),
	"min":      orNull(func(x []float64) float64 { return fold(x, math.Min) }),
	"max":      orNull(func(x []float64) float64 { return fold(x, math.Max) }),
	"first":    orNull(func(x []float64) float64 { return x[0] }),
	"last":     orNull(func(x []float64) float64 { return x[len(x)-1] }),
	"variance": orNull(variance),
	"median":   orNull(func(x []float64) float64 { return quantile(x, 0.5) }),
	"quantile": orNull(func(x []float64) float64 { return quantile(x, 0.9) }),
	"stddev":   orNull(func(x []float64) float64 { return math.Sqrt(variance(x)) }),
}

func orNull(f func([]float64) float64) func([]float64) float64 {
	return func(x []float64) float64 {
		if len(x) == 0 {
			return nan
		}
		return f(x)
	}
}

func fold(x []float64, f func(a, b float64) float64) float64 {
	y := x[0]
	for _, v := range x[1:] {
		y = f(y, v)
	}
	return y
}

// total adds with Neumaier's compensation, so that it is right to the last bits.
func total(x []float64) float64 {
	sum, lost := 0.0, 0.0
	for _, v := range x {
		s := sum + v
		if math.Abs(sum) >= math.Abs(v) {
			lost += (sum - s) + v
		} else {
			lost += (v - s) + sum
		}
		sum = s
	}
	return sum + lost
}

func mean(x []float64) float64 { return total(x) / float64(len(x)) }

// variance takes two passes, and takes out what the rounding of the mean left.
func variance(x []float64) float64 {
	m := mean(x)
	squares, rest := 0.0, 0.0
	for _, v := range x {
		squares += (v - m) * (v - m)
		rest += v - m
	}
	n := float64(len(x))
	return max(0, (squares-rest*rest/n)/n)
}

// quantile interpolates between the two nearest of the sorted values.
func quantile(x []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	h := float64(len(x)-1) * q
	i := int(h)
	if i+1 == len(x) {
		return sorted[i]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}

// imbalance is flow.trade_volume_imbalance.
func imbalance(trades *series, window int64) *series {
	from := 0
	s := scalar(trades.column("price"), window, func(i int) float64 {
		for !inWindow(trades.points[from].time, trades.points[i].time, window) {
			from++
		}
		bought, sold := 0.0, 0.0
		for _, p := range trades.points[from : i+1] {
			switch p.values[2].text {
			case "buy":
				bought += p.values[0].x * p.values[1].x
			case "sell":
				sold += p.values[0].x * p.values[1].x
			}
		}
		if bought+sold == 0 {
			return nan
		}
		return 2 * (bought - sold) / (bought + sold)
	})
	s.fields = []string{"tvi"}
	return s
}
