// Package invariant is the one room that panics.
// It is for what only a bug in this program can bring about; anything a user, a file or a network can cause is an error.
package invariant

import "fmt"

// Broken stops the goroutine because something that is always true is not.
// Call it in the branch that cannot happen. There is no form that takes the condition:
// its arguments would be boxed on every call of a hot path, also when all is well.
func Broken(format string, args ...any) {
	panic("broken invariant: " + fmt.Sprintf(format, args...))
}
