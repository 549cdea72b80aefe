package ingest

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
)

// receipts gives out the values of Received, each later than all before it. A feed
// of recorded events has its own, and feeds are merged by them. Live feeds of one
// run share one: an event that has waited is stamped when it goes on, after all that
// any feed has handed on, so that what is stepped in the order of stamping is stepped
// in the order K, as a replay will.
type receipts struct {
	last  event.Time  // the last one, or that of the last tick
	clock clock.Clock // of live feeds; nil where events say when they were received
}

// next returns the Received of the next event; recorded is when it was received, or
// was let go, by what it says itself.
func (r *receipts) next(recorded event.Time) event.Time {
	if r.clock != nil {
		recorded = event.Time(r.clock.Now())
	}
	return max(recorded, r.last+1)
}
