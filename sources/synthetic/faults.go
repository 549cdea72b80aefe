package synthetic

import (
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/market"
)

// fate is what goes wrong with an event on its way.
type fate struct {
	lost  bool
	twice bool
	late  time.Duration // after it would be received
	again time.Duration // the second time, after the first
}

// draw draws the fate of the next event of a stream. It always draws as often,
// so that one fault does not decide which events another one meets.
func (s *stream) draw(r *rules) fate {
	u := &s.faults
	f := fate{
		lost:  u.Next() < r.Gaps,
		twice: u.Next() < r.Duplicates,
	}
	late, by, again := u.Next(), within(r.DisorderBy, u), within(r.Latency, u)
	if late < r.Disorder {
		f.late = by
	}
	f.again = again
	return f
}

// within draws a length of at least a nanosecond and at most longest.
func within(longest time.Duration, u *fmath.Uniform) time.Duration {
	return max(nanoseconds(float64(float64(longest)*u.Next())), 1)
}

// mishandle lets the event meet its fate. A snapshot meets none, and what happens
// to a book comes in order, as over one connection.
func (o *outlet) mishandle(s *stream, r *rules) error {
	var f fate
	if o.event.Flags&event.Snapshot == 0 {
		f = s.draw(r)
	}
	delta, isDelta := o.event.Payload.(*market.BookDelta)
	if isDelta {
		f.late = 0
	}
	if f.lost {
		s.book.lost = min(s.book.lost, o.event.SourceTime)
		return nil
	}
	if isDelta {
		if err := o.watch(s, delta); err != nil {
			return err
		}
	}
	received := o.event.Arrived.Add(f.late)
	if f.twice {
		o.held.keep(s, &o.event, received.Add(f.again))
	}
	if f.late > 0 {
		o.held.keep(s, &o.event, received)
		return nil
	}
	return o.hand(s, &o.event)
}
