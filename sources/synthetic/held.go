package synthetic

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// held are events that are on their way.
type held struct {
	turns  heap // what is the place in events
	events []*heldEvent
	free   []int  // places in events
	kept   uint64 // how many so far
}

// heldEvent is an event with a payload of its own.
type heldEvent struct {
	to    *stream
	event event.Event
	trade market.Trade
	quote market.Quote
	delta market.BookDelta
}

// keep keeps a copy of an event until it is received.
func (h *held) keep(to *stream, e *event.Event, received event.Time) {
	if len(h.free) == 0 {
		h.free = append(h.free, len(h.events))
		h.events = append(h.events, new(heldEvent))
	}
	last := len(h.free) - 1
	place := h.free[last]
	h.free = h.free[:last]
	h.events[place].copy(to, e, received)
	h.turns.push(turn{received, h.kept, place})
	h.kept++
}

func (h *heldEvent) copy(to *stream, e *event.Event, received event.Time) {
	h.to, h.event = to, *e
	h.event.Arrived = received
	switch payload := e.Payload.(type) {
	case *market.Trade:
		h.trade = *payload
		h.event.Payload = &h.trade
	case *market.Quote:
		h.quote = *payload
		h.event.Payload = &h.quote
	case *market.BookDelta:
		payload.CopyTo(&h.delta)
		h.event.Payload = &h.delta
	}
}

// release hands over the held event that is received first.
func (o *outlet) release() error {
	place := o.held.turns.pop().what
	o.held.free = append(o.held.free, place)
	e := o.held.events[place]
	return o.hand(e.to, &e.event)
}
