//go:build !unix

package bench

import (
	"time"

	"github.com/featurizer/featurizer/internal/clock"
)

// processorTime returns the time of the wall where the time of the processor
// cannot be asked for alike.
func processorTime() (time.Duration, error) {
	return time.Duration(clock.System{}.Now()), nil
}
