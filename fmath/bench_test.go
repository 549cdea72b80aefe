package fmath

import "testing"

func BenchmarkFunctions(b *testing.B) {
	pow := func(x float64) float64 { return Pow(x, 1.7) }
	table := []struct {
		name string
		f    func(float64) float64
		x    float64
	}{
		{"Exp", Exp, 1.3},
		{"Expm1/small", Expm1, -0.01},
		{"Expm1/large", Expm1, 1.3},
		{"Log", Log, 3.7},
		{"Log1p", Log1p, 0.003},
		{"Log2", Log2, 3.7},
		{"Pow", pow, 3.7},
		{"Sin/small", Sin, 0.6},
		{"Sin/reduced", Sin, 1234.5},
		{"Cos/reduced", Cos, 1e300},
		{"Tanh", Tanh, 0.7},
	}
	for _, tt := range table {
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			var sum float64
			for b.Loop() {
				sum += tt.f(tt.x)
			}
			_ = sum
		})
	}
}

func BenchmarkNormal(b *testing.B) {
	b.ReportAllocs()
	n := NewNormal(1)
	var sum float64
	for b.Loop() {
		sum += n.Next()
	}
	_ = sum
}
