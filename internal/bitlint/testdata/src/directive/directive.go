package directive

import "math"

func lines(x, y float64, m map[string]int) float64 {
	z := math.Exp(x) //bits:ok a picture for people, nothing is computed from it
	//bits:ok the line below
	z += x * y
	z += x*y + math.Log(y)         //bits:ok all findings of a line
	for range int(x) /*bits:ok*/ { // want `float to integer`
		z++
	}
	n := int(x)           //bits:checked it comes from a byte
	n += int(x)           // want `float to integer`
	for _, v := range m { //bits:ordered integers are added
		n += v
	}
	n += int(x) /* want `float to integer` `silences nothing` */ //bits:ordered the wrong word
	z += x * y  /* want `product is added` `silences nothing` */ //bits:checked the wrong word
	return z + float64(n)
}

// all has its own reason.
//
//bits:checked the caller gives numbers below 1000
func all(x float64) int {
	n := int(x)
	return n + int(x)
}

func outside(x float64) int {
	return int(x) // want `float to integer`
}

func wrong(x, y float64) float64 {
	z := x * y      /* want `//bits:ok needs a reason` */                                       //bits:ok
	n := int(x)     /* want `//bits:checked needs a reason` */                                  //bits:checked
	z += 1          /* want `//bits:ok silences nothing` */                                     //bits:ok an addition is no finding
	z += float64(n) /* want `//bits:fine is no directive: there are ok, checked and ordered` */ //bits:fine really
	return z
}

// last is covered by the line above it, which is the last but one of the file.
//
//bits:ok one line
func last(x, y float64) float64 { return x * y }
