package stream

import (
	"math"
	"slices"
)

// bucketSize is how many numbers a bucket of ranked holds at most: a move of 4 KiB
// costs about as much as the search for the place.
const bucketSize = 512

// ranked holds numbers in order of size, in sorted buckets of bucketSize, so that
// that of any rank is at hand. With n numbers there are at most n/128 + 1 buckets:
// to take a number in or out costs a search among them, and a move within one; to
// find a rank costs a look at the length of each. Memory that was needed once is
// kept, so that a window which is full allocates nothing.
type ranked struct {
	buckets [][]rank // none is empty
	spare   [][]rank
	n       int
}

// rank is a number in a form that compares as an integer: -0 lies before 0.
type rank uint64

const signBit = 1 << 63

func rankOf(x float64) rank {
	bits := math.Float64bits(x)
	if bits&signBit != 0 {
		return rank(^bits)
	}
	return rank(bits | signBit)
}

func (r rank) number() float64 {
	if r&signBit != 0 {
		return math.Float64frombits(uint64(r &^ signBit))
	}
	return math.Float64frombits(^uint64(r))
}

// bucket returns the first bucket that ends at or after r, else the last.
func (s *ranked) bucket(r rank) int {
	from, to := 0, len(s.buckets)-1
	for from < to {
		middle := (from + to) / 2
		if b := s.buckets[middle]; b[len(b)-1] < r {
			from = middle + 1
		} else {
			to = middle
		}
	}
	return from
}

// insert takes a number in.
func (s *ranked) insert(x float64) {
	if s.n++; len(s.buckets) == 0 {
		s.buckets = append(s.buckets, s.memory(0))
	}
	r := rankOf(x)
	i := s.bucket(r)
	if len(s.buckets[i]) == bucketSize {
		s.split(i)
		i = s.bucket(r)
	}
	at, _ := slices.BinarySearch(s.buckets[i], r)
	s.buckets[i] = slices.Insert(s.buckets[i], at, r)
}

// remove takes out a number that was taken in.
func (s *ranked) remove(x float64) {
	s.n--
	r := rankOf(x)
	i := s.bucket(r)
	at, _ := slices.BinarySearch(s.buckets[i], r)
	s.buckets[i] = slices.Delete(s.buckets[i], at, at+1)
	s.join(i)
	if i > 0 {
		s.join(i - 1)
	}
}

// split moves the upper half of a full bucket into one behind it.
func (s *ranked) split(i int) {
	lower := s.buckets[i]
	upper := append(s.memory(bucketSize), lower[bucketSize/2:]...)
	s.buckets[i] = lower[:bucketSize/2]
	s.buckets = slices.Insert(s.buckets, i+1, upper)
}

// join drops a bucket that is empty, or takes over the one behind it where both
// together fill no more than half of one.
func (s *ranked) join(i int) {
	drop := i
	switch {
	case len(s.buckets[i]) == 0:
	case i+1 < len(s.buckets) && len(s.buckets[i])+len(s.buckets[i+1]) <= bucketSize/2:
		drop = i + 1
		s.buckets[i] = append(s.buckets[i], s.buckets[drop]...)
	default:
		return
	}
	s.spare = append(s.spare, s.buckets[drop][:0])
	s.buckets = slices.Delete(s.buckets, drop, drop+1)
}

// memory returns that of an empty bucket: one that was dropped, or a new one.
func (s *ranked) memory(size int) []rank {
	if n := len(s.spare); n > 0 {
		b := s.spare[n-1]
		s.spare = s.spare[:n-1]
		return b
	}
	return make([]rank, 0, size)
}

// number returns the number of a rank from 0.
func (s *ranked) number(k int) float64 {
	for _, b := range s.buckets {
		if k < len(b) {
			return b[k].number()
		}
		k -= len(b)
	}
	return math.NaN() // there is none of that rank
}
