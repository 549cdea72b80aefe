package recompute

import (
	"math"
	"slices"
	"time"
)

// scaled makes the series of f over each value and those of its window, null where
// the value is.
func scaled(in column, window int64, f func(x float64, values []float64) float64) *series {
	i := -1
	return sliding(in, window, func(values []float64) float64 {
		i++
		if x := in.float(i); !math.IsNaN(x) {
			return f(x, values)
		}
		return nan
	})
}

func minMax(x float64, values []float64) float64 {
	least, most := slices.Min(values), slices.Max(values)
	if least == most {
		return 0.5
	}
	return (x - least) / (most - least)
}

func zscore(x float64, values []float64) float64 {
	if slices.Min(values) == slices.Max(values) {
		return nan
	}
	return (x - mean(values)) / math.Sqrt(variance(values))
}

// skewness takes two passes.
func skewness(values []float64) float64 {
	if len(values) == 0 || slices.Min(values) == slices.Max(values) {
		return nan
	}
	values = fromFirst(values)
	m := mean(values)
	var squares, cubes []float64
	for _, x := range values {
		squares, cubes = append(squares, (x-m)*(x-m)), append(cubes, (x-m)*(x-m)*(x-m))
	}
	return mean(cubes) / math.Pow(mean(squares), 1.5)
}

// returns compares a column with its lag, which has a point for each of it.
func returns(in column, lag *series, f func(x, before float64) float64) *series {
	s := *lag
	s.points = slices.Clone(lag.points)
	for i := range s.points {
		s.points[i].values = []value{num(f(in.float(i), lag.column("value").float(i)))}
	}
	return &s
}

func growth(x, before float64) float64 { return divide(x, before) - 1 }

func logGrowth(x, before float64) float64 {
	if !(x > 0 && before > 0) {
		return nan
	}
	return math.Log(x) - math.Log(before)
}

// cumSum is transform.cumsum, of times between which together holds.
func cumSum(in column, together func(t, now int64) bool) *series {
	sum, last := 0.0, int64(0)
	return scalar(in, 0, func(i int) float64 {
		now := in.points[i].time
		if i > 0 && !together(last, now) {
			sum = 0
		}
		if x := in.float(i); !math.IsNaN(x) {
			sum += x
		}
		last = now
		return sum
	})
}

// clock is a time.* that gives whole numbers, in a zone that is so far from UTC.
func clock(in *series, offset int64, f func(local time.Time) int) *series {
	return above([]string{"value"}, 0, in).each(in, func(i int) ([]value, bool) {
		return []value{whole(int64(f(time.Unix(0, in.points[i].time+offset).UTC())))}, true
	})
}

// session is time.session from open to the length after it.
func session(in *series, offset, open, length int64) *series {
	const day = 24 * 60 * minute
	return above([]string{"value"}, 0, in).each(in, func(i int) ([]value, bool) {
		gone := (in.points[i].time + offset - open) % day
		if gone >= length {
			return []value{{}}, true
		}
		return []value{num(float64(gone) / float64(length))}, true
	})
}

// vwap is price.vwap.
func vwap(trades *series, window int64) *series {
	from := 0
	s := scalar(trades.column("price"), window, func(i int) float64 {
		for !inWindow(trades.points[from].time, trades.points[i].time, window) {
			from++
		}
		var values, amounts []float64
		for _, p := range trades.points[from : i+1] {
			values, amounts = append(values, p.values[0].x*p.values[1].x), append(amounts, p.values[1].x)
		}
		return divide(total(values), total(amounts))
	})
	s.fields = []string{"vwap"}
	return s
}

// realized is volatility.realized.
func realized(in column, window int64) *series {
	from := 0
	s := scalar(in, window, func(i int) float64 {
		for !inWindow(in.points[from].time, in.points[i].time, window) {
			from++
		}
		var squares []float64
		for j := max(from, 1); j <= i; j++ {
			if r := logGrowth(in.float(j), in.float(j-1)); !math.IsNaN(r) {
				squares = append(squares, r*r)
			}
		}
		if len(squares) == 0 {
			return nan
		}
		return math.Sqrt(total(squares))
	})
	s.fields = []string{"volatility"}
	return s
}

// activity is bars.tick, bars.volume and bars.dollar: how much a trade brings is what
// counts says.
func activity(trades *series, threshold float64, counts func(price, amount float64) float64) *series {
	var members []point
	sum := 0.0
	s := above(append(slices.Clone(barFields), "start_time"), 0, trades)
	return s.each(trades, func(i int) ([]value, bool) {
		p := trades.points[i]
		members, sum = append(members, p), sum+counts(p.values[0].x, p.values[1].x)
		if sum < threshold {
			return nil, false
		}
		var prices, amounts, values []float64
		for _, p := range members {
			price, amount := p.values[0].x, p.values[1].x
			prices, amounts, values = append(prices, price), append(amounts, amount), append(values, price*amount)
		}
		n, start := len(members), members[0].time
		members, sum = nil, 0
		return []value{
			num(prices[0]), num(slices.Max(prices)), num(slices.Min(prices)), num(prices[n-1]),
			num(total(amounts)), num(total(values) / total(amounts)), whole(int64(n)), whole(start),
		}, true
	})
}

// paired makes the series of f over the pairs in each window: the latest values of two
// columns at the steps in which one fires.
func paired(x, y part, window int64, f func(x, y []float64) float64) *series {
	pairs := latest(-1, x, y)
	s := above([]string{"value"}, window, pairs)
	return s.each(pairs, func(i int) ([]value, bool) {
		var xs, ys []float64
		for j := i; j >= 0 && inWindow(pairs.points[j].time, pairs.points[i].time, window); j-- {
			if a, b := pairs.column(x.fields[0]).float(j), pairs.column(y.fields[0]).float(j); known(a, b) {
				xs, ys = append(xs, a), append(ys, b)
			}
		}
		return []value{num(orNull(func(xs []float64) float64 { return f(xs, ys) })(xs))}, true
	})
}

func covariance(x, y []float64) float64 {
	x, y = fromFirst(x), fromFirst(y)
	mx, my := mean(x), mean(y)
	var products []float64
	for i := range x {
		products = append(products, (x[i]-mx)*(y[i]-my))
	}
	return mean(products)
}

func correlation(x, y []float64) float64 {
	if slices.Min(x) == slices.Max(x) || slices.Min(y) == slices.Max(y) {
		return nan
	}
	return covariance(x, y) / math.Sqrt(variance(fromFirst(x))) / math.Sqrt(variance(fromFirst(y)))
}

// fromFirst takes the first from all: what prices differ by has more digits then.
func fromFirst(x []float64) []float64 {
	list := make([]float64, len(x))
	for i := range x {
		list[i] = x[i] - x[0]
	}
	return list
}

func slope(x, y []float64) float64 {
	if slices.Min(y) == slices.Max(y) {
		return nan
	}
	return covariance(x, y) / variance(fromFirst(y))
}
