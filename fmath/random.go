package fmath

import "math"

// Uniform draws uniformly from [0, 1). It is a plain value: copying it copies the
// sequence, and State is all there is to store. Every State is valid.
type Uniform struct {
	State uint64
}

// NewUniform returns the sequence that belongs to seed.
func NewUniform(seed uint64) Uniform {
	return Uniform{State: mix(seed)}
}

// Next returns the next number, a multiple of 2^-53.
func (u *Uniform) Next() float64 {
	return mul(float64(u.next()>>11), 0x1p-53)
}

// next is splitmix64 (Steele, Lea, Flood, Fast splittable pseudorandom number
// generators, OOPSLA 2014): a counter with an odd stride, then a mixer.
func (u *Uniform) next() uint64 {
	u.State += 0x9e3779b97f4a7c15
	return mix(u.State)
}

// mix is a bijection in which every bit of z reaches every bit of the result
// (the 13th of Stafford's variants).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Normal draws from the normal distribution with mean 0 and deviation 1. It is a
// plain value: copying it copies the sequence, and State is all there is to
// store. Every State is valid.
type Normal struct {
	State uint64
}

// NewNormal returns the sequence that belongs to seed.
func NewNormal(seed uint64) Normal {
	return Normal(NewUniform(seed))
}

// Next returns the next number, by Marsaglia's polar method (SIAM Review 6,
// 1964): a point in the unit disc, stretched. The method gives two numbers; the
// second is let go, so that the state stays one word.
func (n *Normal) Next() float64 {
	u := Uniform(*n)
	for {
		x := mul(2, u.Next()) - 1
		y := mul(2, u.Next()) - 1
		s := mul(x, x) + mul(y, y)
		if 0 < s && s < 1 {
			*n = Normal(u)
			return mul(x, math.Sqrt(mul(-2, Log(s))/s))
		}
	}
}
