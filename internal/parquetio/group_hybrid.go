package parquetio

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// hybrid reads n numbers of so many bits, at most 32, from runs and packed groups of
// eight (the RLE encoding of Parquet), which must be all there is. It is here as that of the library believes how
// many there are.
func hybrid[T uint8 | uint32](into []T, b []byte, width uint, n int) ([]T, error) {
	into = slices.Grow(into[:0], n)
	for len(into) < n {
		head, size := binary.Uvarint(b)
		if size <= 0 {
			return into, fmt.Errorf("%w: %d of %d values", ErrCorrupt, len(into), n)
		}
		b = b[size:]
		left := uint64(n - len(into))
		if head&1 == 0 {
			bytes := int(width+7) / 8
			if head>>1 > left || len(b) < bytes {
				return into, fmt.Errorf("%w: a run of %d values where %d are left", ErrCorrupt, head>>1, left)
			}
			var x uint32
			for i := range bytes {
				x |= uint32(b[i]) << (8 * i)
			}
			b = b[bytes:]
			at := len(into)
			into = into[:at+int(head>>1)]
			fillRun(into[at:], T(x))
			continue
		}
		groups := head >> 1
		if groups > (left+7)/8 || groups*uint64(width) > uint64(len(b)) {
			return into, fmt.Errorf("%w: %d packed values where %d are left", ErrCorrupt, 8*groups, left)
		}
		at := len(into)
		into = into[:at+int(min(8*groups, left))]
		unpackBits(into[at:], b[:groups*uint64(width)], width)
		b = b[groups*uint64(width):]
	}
	if len(b) > 0 { // where one part of a page ends and the next begins has no checksum
		return into, fmt.Errorf("%w: %d bytes behind %d values", ErrCorrupt, len(b), n)
	}
	return into, nil
}

func fillRun[T uint8 | uint32](list []T, x T) {
	for i := range list {
		list[i] = x
	}
}

// unpackBits reads numbers of so many bits that lie one behind the other, the lowest
// bit first.
func unpackBits[T uint8 | uint32](list []T, b []byte, width uint) {
	mask := uint64(1)<<width - 1
	at := uint(0)
	i := 0
	for ; i < len(list) && at/8+8 <= uint(len(b)); i++ {
		list[i] = T(binary.LittleEndian.Uint64(b[at/8:]) >> (at % 8) & mask)
		at += width
	}
	for ; i < len(list); i++ { // near the end there are no eight bytes to take at once
		var x uint64
		for j := at / 8; j < min(at/8+8, uint(len(b))); j++ {
			x |= uint64(b[j]) << (8 * (j - at/8))
		}
		list[i] = T(x >> (at % 8) & mask)
		at += width
	}
}
