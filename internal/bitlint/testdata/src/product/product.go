// Package product holds what is fused and, in the golden file, what is not. It has
// no imports, so that it can be compiled alone.
package product

type pair struct{ a, b float64 }

func direct(x, y, z float64) float64 { return x*y + z } // want `product is added without being rounded: write float64`

func right(x, y, z float64) float64 { return z - x*y } // want `product is added`

func parentheses(x, y, z float64) float64 { return ((x * y)) + z } // want `product is added`

func negated(x, y, z float64) float64 { return -(x * y) + z } // want `product is added`

func single(x, y, z float32) float32 { return x*y + z } // want `product is added without being rounded: write float32`

func both(x, y, z float64) float64 {
	return x*y + y*z // want `product is added` `product is added`
}

func increment(x, y, z float64) float64 {
	z += x * y // want `product is added`
	z -= x * x // want `product is added`
	return z
}

func variable(x, y, z float64) float64 {
	t := x * y // want `product may be added later`
	return t + z
}

func declared(x, y, z float64) float64 {
	var t float64 = x * y // want `product may be added later`
	return t + z
}

func field(p *pair, x, y, z float64) float64 {
	p.a = x * y // want `product may be added later`
	return p.a + z
}

func literal(x, y, z float64) float64 {
	p := pair{a: x * y} // want `product may be added later`
	return p.a + z
}

func element(s []float64, x, y, z float64) float64 {
	s[0] = x * y // want `product may be added later`
	return s[0] + z
}

func made(x, y float64) float64 { return x * y } // want `product may be added later`

func returned(x, y, z float64) float64 { return made(x, y) + z }

func sum(x, y float64) float64 { return x + y }

func passed(x, y, z float64) float64 { return sum(x*y, z) } // want `product may be added later`

func boxed(x, y, z float64) float64 {
	var v any = any(x * y) // want `product may be added later`
	f, _ := v.(float64)
	return f + z
}

func ratio(x, y, n float64) float64 { return x * y / n } // want `product may be added later`

func byOne(x, y, z float64) float64 { return ratio(x, y, 1) + z }

func half(x, z float64) float64 { return x/4 + z } // want `quotient by a power of two is a product`

func scaled(x, y, z, w float64) float64 { return x*y*z + w } // want `product is added`

func settled(x, y, z float64, n, m int) float64 {
	const c = 2.5 * 3
	const quarter = 1.0 / 4
	z += float64(x*y) + float64((x * y)) + float64(-(x * y)) - float64(float32(x*y))
	z += float64(n*m) + c*c + quarter
	if x*y < z {
		return z / (x * y)
	}
	return z + x/3 - x/y
}
