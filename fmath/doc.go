// Package fmath computes elementary functions and random numbers with the same
// bits on every machine.
//
// The functions of package math do not promise that: some are written in
// assembly on one processor and in Go on another, and the Go compiler may join
// x*y + z into one fused operation with a single rounding wherever the processor
// has one (arm64, amd64 from GOAMD64=v3 on), even when the product was first
// stored in a variable, a field or returned by a small function. Here every
// product is rounded by an explicit conversion, which the language forbids to be
// undone, and beside + - * / only functions with exactly one right answer are
// used (Sqrt, Floor, Abs and work on bits). A NaN result is always math.NaN(),
// because the payload of a computed NaN differs between processors.
//
// The error of a result is stated in units in the last place (ulp) of the exact
// value. The bounds in the comments were measured against math/big; the tests
// hold them. Half an ulp is the best a rounded result can do.
//
// The methods are the classical ones: arguments are reduced to a table point
// plus a small rest, the rest goes through a short Taylor polynomial, and what
// would be lost on the way is carried in a second float64.
//
//   - T. J. Dekker, A floating-point technique for extending the available
//     precision, Numerische Mathematik 18 (1971): sums and products as pairs.
//   - W. J. Cody and W. Waite, Software Manual for the Elementary Functions
//     (1980): reduction with a constant in two parts.
//   - P. T. P. Tang, Table-driven implementation of the exponential function
//     (ACM TOMS 15, 1989), of the logarithm (16, 1990), of expm1 (18, 1992).
//   - M. H. Payne and R. N. Hanek, Radian reduction for trigonometric functions,
//     ACM SIGNUM Newsletter 18 (1983).
package fmath
