package synthetic

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
)

// kind is what an event of a market is.
type kind int

const (
	tradeStream kind = iota
	quoteStream
	deltaStream
	kinds
)

// String returns the name that the chances of a stream go by.
func (k kind) String() string { return [...]string{"trades", "quotes", "deltas"}[k] }

// stream is the events of one kind of a market, or of a wave, with those who
// want them.
type stream struct {
	routes []route
	faults fmath.Uniform
	book   bookWatch // of a stream of deltas
}

// route is one key of a declared source.
type route struct {
	source *source.Declared
	key    *event.Key
	to     source.Callback
}

func (s *stream) add(d *source.Declared, key *event.Key, to source.Callback) {
	s.routes = append(s.routes, route{d, key, to})
}

// outlet is where all events of an emitter go through. What is told is valid
// until the callback returns, so one of each will do for all markets.
type outlet struct {
	event event.Event
	trade market.Trade
	quote market.Quote
	draft draft
	held  held
	told  int // how often a callback was called
}

// tell hands the event over, unless something goes wrong with it on the way.
func (o *outlet) tell(s *stream, r *rules) error {
	if len(s.routes) == 0 {
		return nil
	}
	if !r.faulty {
		return o.hand(s, &o.event)
	}
	return o.mishandle(s, r)
}

// hand hands an event over to all who want it.
func (o *outlet) hand(s *stream, e *event.Event) error {
	for i := range s.routes {
		r := &s.routes[i]
		e.Source, e.Key = r.source.Index, r.key
		o.told++
		if err := r.to(e); err != nil {
			return err
		}
	}
	return nil
}
