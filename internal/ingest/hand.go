package ingest

import "github.com/featurizer/featurizer/event"

// Hand takes events that are handed in one by one, and settles and stamps them
// like those of an emitter.
type Hand struct {
	sequencer *sequencer
	stats     *Stats
	log       Log
}

// NewHand returns a Hand for the one feed of o, whose events go to log.
func NewHand(feed string, o Options, log Log) *Hand {
	stats := newStats(&o)
	return &Hand{sequencer: newSequencer(feed, 0, &o, stats), stats: stats, log: log}
}

// Take takes one event, received as its Arrived says, else at its SourceTime,
// else right after the one before. It returns when the log has taken it.
func (h *Hand) Take(e *event.Event) error {
	h.sequencer.admit(e, arrival(e, h.sequencer.receipts.last))
	return h.sequencer.drain(h.log)
}

// Tick lets time pass up to r: events that have waited long enough go on, and
// nothing will be received at or before it.
func (h *Hand) Tick(r event.Time) error { return tick([]*sequencer{h.sequencer}, r, h.log) }

// Stats returns what was counted so far.
func (h *Hand) Stats() Stats { return *h.stats }
