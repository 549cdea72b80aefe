package parquetio

import (
	"math/bits"
	"slices"
)

// numberTable finds the different numbers of a column: a hash table with open
// addressing, as a map of the language would take most of the time of a file.
type numberTable struct {
	words  []uint64 // in the order they came in
	places []int32  // 1 more than the place in words, 0 for none
}

// count sets codes to the place of each number in words; false where more than a
// quarter of the numbers are different, so that a dictionary is of no use.
func (t *numberTable) count(values []uint64, codes *[]int32) bool {
	most := len(values)/4 + 16
	size := 1 << bits.Len(uint(2*most))
	t.words, t.places = t.words[:0], slices.Grow(t.places[:0], size)[:size]
	clear(t.places)
	list := slices.Grow((*codes)[:0], len(values))
	*codes = list
	shift, mask := 64-bits.Len(uint(size-1)), size-1
	for _, x := range values {
		at := int(x * 0x9E37_79B9_7F4A_7C15 >> shift) // the golden ratio spreads numbers that are close (Knuth 6.4)
		for t.places[at] != 0 && t.words[t.places[at]-1] != x {
			at = (at + 1) & mask
		}
		if t.places[at] == 0 {
			if len(t.words) == most {
				return false
			}
			t.words = append(t.words, x)
			t.places[at] = int32(len(t.words))
		}
		list = append(list, t.places[at]-1)
	}
	*codes = list
	return true
}
