//go:build !unix

package cli

import "os"

// windowSize knows no terminal here: lines are written instead of drawn.
func windowSize(*os.File) (width, height int, ok bool) { return 0, 0, false }

func onSuspend() (told <-chan os.Signal, stop func()) { return nil, func() {} }

func suspend() {}
