//go:build unix

package bench

import (
	"fmt"
	"syscall"
	"time"
)

// processorTime returns the processor time that this process has used, which a
// busy machine changes less than the time of the wall.
func processorTime() (time.Duration, error) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, fmt.Errorf("asking for the processor time used: %w", err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), nil
}
