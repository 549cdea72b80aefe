package uses

import "math"

// Tests may use what they like.
var reference = math.Exp(1) + math.Log(2)
