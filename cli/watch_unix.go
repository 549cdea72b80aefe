//go:build unix

package cli

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// windowSize returns the size of the terminal that a file is, if it is one.
func windowSize(file *os.File) (width, height int, ok bool) {
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, 0, false
	}
	return int(size.Col), int(size.Row), true
}

// onSuspend returns a channel that is told of Ctrl-Z, and what ends that. Until
// then a closed pipe is an error of who writes to it and not the end of the
// process, which would leave the terminal as it is drawn on.
func onSuspend() (told <-chan os.Signal, stop func()) {
	suspended := make(chan os.Signal, 1) // one is enough: while stopped, no other matters
	signal.Notify(suspended, unix.SIGTSTP)
	closed := make(chan os.Signal, 1) // nobody looks
	signal.Notify(closed, unix.SIGPIPE)
	return suspended, func() {
		signal.Stop(suspended)
		signal.Stop(closed)
	}
}

// suspend stops this process until the shell lets it go on.
func suspend() { _ = unix.Kill(unix.Getpid(), unix.SIGSTOP) } // of oneself it cannot fail
