package synthetic

import (
	"math"
	"time"

	"github.com/featurizer/featurizer/event"
)

// wave is one source of definition synthetic.sine. It has no time of receipt:
// what it says happens is received at once.
type wave struct {
	rules  *rules
	params *SineParams
	stream stream
	out    *outlet
	next   int64
	at     event.Time
	record event.Record
}

func newWave(r *rules, p *SineParams, out *outlet) *wave {
	return &wave{rules: r, params: p, out: out, at: r.start, record: event.Record{Values: make([]event.Value, 1)}}
}

func (w *wave) begins() event.Time { return w.at }

// play hands over one value for each key.
func (w *wave) play() (event.Time, error) {
	w.record.Values[0] = event.Float(w.params.value(w.next))
	e := &w.out.event
	*e = event.Event{SourceTime: w.at, Payload: &w.record}
	if err := w.out.hand(&w.stream, e); err != nil {
		return event.Never, err
	}
	w.next++
	w.at = w.rules.start.Add(time.Duration(min(w.next, math.MaxInt64/int64(w.params.Step))) * w.params.Step)
	if w.at >= w.rules.end {
		return event.Never, nil
	}
	return w.at, nil
}
