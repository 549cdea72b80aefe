package cli

import (
	"math/bits"
	"time"
)

// histogram counts lengths of time in buckets that grow with them: each is
// known to about 1.5 %, from a nanosecond to centuries.
type histogram struct {
	counts [buckets]uint64
	total  uint64
	sum    time.Duration
	max    time.Duration
}

const (
	precision = 6 // bits of a length that count
	buckets   = (64 - precision + 1) << precision
)

// add counts a length. A clock that was set back makes one of zero.
func (h *histogram) add(d time.Duration) {
	d = max(d, 0)
	h.counts[bucketOf(uint64(d))]++
	h.total++
	h.sum += d
	h.max = max(h.max, d)
}

// bucketOf returns the bucket of a length: below 2^precision one for each, above
// that 2^precision for each power of two.
func bucketOf(ns uint64) int {
	shift := max(bits.Len64(ns)-precision-1, 0)
	return shift<<precision + int(ns>>shift)
}

// longest returns the largest length of a bucket.
func longest(bucket int) time.Duration {
	shift := max(bucket>>precision-1, 0)
	mantissa := uint64(bucket - shift<<precision)
	return time.Duration((mantissa+1)<<shift - 1)
}

// quantile returns a length that at least a fraction q of all do not exceed.
func (h *histogram) quantile(q float64) time.Duration {
	wanted := uint64(q * float64(h.total))
	if float64(wanted) < q*float64(h.total) {
		wanted++
	}
	var seen uint64
	for i, n := range &h.counts {
		if seen += n; n > 0 && seen >= wanted {
			return min(longest(i), h.max)
		}
	}
	return h.max
}
