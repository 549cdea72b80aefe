package market

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// up is 1 where higher prices are better and -1 where lower ones are.
func (s Side) up() int {
	if s == Sell {
		return -1
	}
	return 1
}

// compareLevels orders levels of a side, the better the greater. Floats of unequal
// decimals are never in the wrong order, so they decide unless they are equal.
func compareLevels(a, b *BookLevel, up int) int {
	if order := cmp.Compare(a.Price, b.Price); order != 0 {
		return up * order
	}
	return up * compareDecimals(a.ExactPrice, b.ExactPrice)
}

// compareDecimals compares by value.
func compareDecimals(a, b event.Decimal) int {
	if a.Scale != b.Scale {
		a, b = a.Reduced(), b.Reduced()
	}
	if a.Scale > b.Scale {
		return -compareScaled(b, a)
	}
	return compareScaled(a, b)
}

// compareScaled compares decimals of which b has the scale of a or a larger one.
func compareScaled(a, b event.Decimal) int {
	more, sign := int(b.Scale)-int(a.Scale), cmp.Compare(a.Mantissa, 0)
	switch {
	case more == 0 || sign != cmp.Compare(b.Mantissa, 0):
		return cmp.Compare(a.Mantissa, b.Mantissa)
	case more > maxPower:
		return sign // a times more than 10^18 is beyond all mantissas; zeros are equal
	}
	high, low := bits.Mul64(magnitude(a.Mantissa), uint64(powers[more]))
	if high > 0 {
		return sign
	}
	return sign * cmp.Compare(low, magnitude(b.Mantissa))
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// maxPower is the largest power of ten that fits an int64.
const maxPower = 18

// powers are those of ten.
//
//nolint:gochecknoglobals // a table that nothing changes
var powers = [maxPower + 1]int64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

// findLevel returns where a level of x's price lies or belongs, and whether it is
// there. It gallops from the best level, near which most changes are.
func findLevel(levels []BookLevel, x *BookLevel, up int) (int, bool) {
	sign := float64(up)
	price := float64(sign * x.Price)
	low, high := 0, len(levels)
	for step := 1; high > 0; step *= 2 {
		at := max(high-step, 0)
		if float64(sign*levels[at].Price) < price {
			low = at + 1
			break
		}
		high = at
	}
	for low < high {
		middle := int(uint(low+high) / 2)
		if float64(sign*levels[middle].Price) < price {
			low = middle + 1
		} else {
			high = middle
		}
	}
	for ; low < len(levels); low++ { // more than once only where decimals share a float
		if order := compareLevels(&levels[low], x, up); order >= 0 {
			return low, order == 0
		}
	}
	return low, false
}

// setLevel puts a level into a list, or takes it out where its size is zero, and
// tells how many others that moves.
func setLevel(levels []BookLevel, x *BookLevel, up int) (now []BookLevel, moved int) {
	at, found := findLevel(levels, x, up)
	switch {
	case x.ExactSize.Mantissa == 0 && !found:
		return levels, 0
	case x.ExactSize.Mantissa == 0:
		return slices.Delete(levels, at, at+1), len(levels) - at - 1
	case found:
		levels[at] = *x
		return levels, 0
	}
	return slices.Insert(levels, at, *x), len(levels) - at
}

// loadLevels appends those levels of a side to an empty list of it. Venues send
// the best first, so that read backwards they are in order.
func loadLevels(into []BookLevel, levels []Level, side Side) []BookLevel {
	for i := range levels {
		if l := &levels[len(levels)-1-i]; l.Side == side {
			into = append(into, newBookLevel(l))
		}
	}
	up := side.up()
	order := func(a, b BookLevel) int { return compareLevels(&a, &b, up) }
	if !slices.IsSortedFunc(into, order) {
		slices.SortStableFunc(into, order)
	}
	// Of equal prices the first is now the one that came last.
	into = slices.CompactFunc(into, func(a, b BookLevel) bool { return order(a, b) == 0 })
	return slices.DeleteFunc(into, func(l BookLevel) bool { return l.ExactSize.Mantissa == 0 })
}
