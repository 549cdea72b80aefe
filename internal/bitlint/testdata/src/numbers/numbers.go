package numbers

import "math"

type price float64

func named(x, y, z price) price { return x*y + z } // want `product is added without being rounded: write price`

func namedRounded(x, y, z price) price { return price(x*y) + z }

func generic[T ~int | float64](x, y, z T) T { return x*y + z } // want `product is added without being rounded: write T`

func genericRounded[T float32 | float64](x, y, z T) T { return T(x*y) + z }

func genericInteger[T ~int | ~uint8](x, y, z T) T { return x*y + z }

func compound(x, y float64, n int) float64 {
	x *= y // want `product may be added later without being rounded: write x = float64`
	n *= n
	x /= y
	return x + float64(n)
}

func complexes(x, y complex128) complex128 {
	x *= y                 // want `complex product`
	x /= y                 // want `complex product`
	x += x * y             // want `complex product`
	x -= x / y             // want `complex product`
	x += complex128(x * y) // want `complex product`
	return x + y
}

func functions(x, y, z float64) float64 {
	z += math.Sqrt(x*y) + math.Abs(x*y) + math.Floor(x*y)
	z += math.Float64frombits(math.Float64bits(x * y)) // want `product may be added later`
	z += max(x*y, 1)                                   // want `product may be added later`
	return z
}

func quotients(x, y float64) float64 {
	x += y / 2       // want `quotient by a power of two`
	x += y / -4      // want `quotient by a power of two`
	x += -(y / 0.25) // want `quotient by a power of two`
	x += y/3 + y/10.5 + float64(y/2)
	return x + 1.0/2 + 2/y
}

type whole int32

func conversions[T int | uint8, F float32 | float64](x float64, f F, n int) {
	_ = int(x)             // want `float to integer depends on the processor`
	_ = uint64(x)          // want `float to integer`
	_ = whole(x)           // want `float to integer`
	_ = T(x)               // want `float to integer`
	_ = int64(f)           // want `float to integer`
	_ = int(math.Floor(x)) // want `float to integer`
	_ = int(price(x))      // want `float to integer`
	_ = []int{int(x)}      // want `float to integer`
	_ = int(2.0)
	_ = int64(n)
	_ = float32(x)
	_ = float64(n)
	_ = math.Float64bits(x)
}
