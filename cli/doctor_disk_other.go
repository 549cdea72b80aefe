//go:build !(linux || darwin || freebsd)

package cli

// freeSpace knows of no room here.
func freeSpace(string) (size float64, known bool) { return 0, false }
