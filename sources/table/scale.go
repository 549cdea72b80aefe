package table

import (
	"fmt"
	"strconv"

	"github.com/featurizer/featurizer/event"
)

// scaling multiplies numbers by a factor. As the factor is a decimal too, a
// decimal stays one, and what is told is the float64 nearest to it. The nil
// scaling changes nothing.
type scaling struct {
	factor  float64
	exact   event.Decimal // the same
	ok      bool          // it has so few digits that exact holds it
	divisor float64       // one over it, where that is a power of ten, else 0
}

// newScaling makes the scaling of a field.
func newScaling(field string, factor float64) (*scaling, error) {
	if !event.Finite(factor) || factor == 0 {
		return nil, fmt.Errorf("scale: the factor of %q must be a number other than 0", field)
	}
	s := &scaling{factor: factor}
	d, err := event.ParseDecimal(strconv.AppendFloat(nil, factor, 'f', -1, 64))
	if s.ok = err == nil; s.ok {
		s.exact = d.Reduced()
	}
	if s.ok && s.exact.Mantissa == 1 {
		s.divisor, err = strconv.ParseFloat("1e"+strconv.Itoa(int(s.exact.Scale)), 64)
		return s, err
	}
	return s, nil
}

// decimal returns the exact product where it fits.
func (s *scaling) decimal(d event.Decimal) (event.Decimal, bool) {
	if s == nil {
		return d, true
	}
	product := d.Mantissa * s.exact.Mantissa
	if !s.ok || d.Scale > 60 || s.exact.Scale > 60 || product/s.exact.Mantissa != d.Mantissa {
		return event.Decimal{}, false
	}
	return event.Decimal{Mantissa: product, Scale: d.Scale + s.exact.Scale}, true
}

// integer returns the product of a whole number.
func (s *scaling) integer(i int64) float64 {
	if s == nil {
		return float64(i)
	}
	if d, ok := s.decimal(event.Decimal{Mantissa: i}); ok {
		return d.Float()
	}
	return float64(float64(i) * s.factor)
}

// float returns the product of a number that is a float64 already, taken to be the
// decimal of fewest digits that is nearest to it. One that is too far from 1 to be
// one is divided, where the factor is one over a power of ten: that loses less.
func (s *scaling) float(x float64) float64 {
	if s == nil {
		return x
	}
	var text [64]byte
	d, err := event.ParseDecimal(strconv.AppendFloat(text[:0], x, 'f', -1, 64))
	if product, ok := s.decimal(d); ok && err == nil && x != 0 {
		return product.Float()
	}
	if s.divisor != 0 {
		return x / s.divisor
	}
	return float64(x * s.factor)
}
