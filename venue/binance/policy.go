package binance

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// BookNote is a control event that a [BookPolicy] wants told.
type BookNote struct {
	Kind   event.ControlKind
	Detail string
}

// BookPolicy watches the depth frames and REST snapshots of one symbol in order
// of arrival. It holds nothing back: each delta is told when it comes. The policy
// says which control events are to be told with it, and what of a snapshot is to
// be told, so that a reader of the events has a right book by these rules alone:
//
//   - a snapshot replaces the book and makes it valid, at update id Last;
//   - a delta with Last above the book's changes a valid book and is passed over
//     otherwise;
//   - BookInvalid makes the book invalid.
//
// Whether messages follow each other it knows by their update ids, as the venue
// documents:
//
//	                      spot                        futures
//	after a delta         First is its Last + 1       Previous is its Last
//	after a snapshot L    First <= L+1 <= Last        First <= L <= Last, or Previous is L
//
// A delta whose Last is not above all ids so far is stale or told twice: it is
// nothing new and no gap. Update ids of a symbol never go back.
//
// A book is bridged when a snapshot comes that the deltas before it follow, or
// that no newer delta came before. As a snapshot is mostly older than the deltas
// that came while it was fetched, those newer than it are applied to it, of a
// bounded number that are kept (see [MaxBacklog]).
type BookPolicy struct {
	futures bool
	state   bookState
	last    uint64 // the largest update id so far
	link    link   // how the next delta must follow
	gapTold bool   // a gap has been told since the book was valid
	backlog backlog
}

// bookState is what a reader has.
type bookState uint8

const (
	unbridged bookState = iota // no book yet
	valid
	invalid // a book that was valid before
)

// link is how the next delta must follow what was before.
type link uint8

const (
	loose       link = iota // nothing is known of what was before
	afterDelta              // last is that of a delta
	afterAnswer             // last is that of a snapshot
)

// NewBookPolicy returns the policy for one symbol of a venue.
func NewBookPolicy(v Venue) *BookPolicy { return &BookPolicy{futures: v.futures} }

// Delta takes in a delta and returns what is to be told before it.
func (p *BookPolicy) Delta(d *market.BookDelta) []BookNote {
	if d.Last <= p.last {
		return nil
	}
	var notes []BookNote
	if gap := p.gap(d); gap != "" {
		notes = p.lost(gap)
	}
	p.last, p.link = d.Last, afterDelta
	if p.state != valid {
		p.backlog.add(d)
	}
	return notes
}

// gap says what is missing before a delta, nothing if it follows.
func (p *BookPolicy) gap(d *market.BookDelta) string {
	switch {
	case p.link == loose:
		return ""
	case p.link == afterAnswer:
		return p.bridge(p.last, d)
	case p.futures && d.Previous != p.last:
		return fmt.Sprintf("expected previous update id %d, got %d", p.last, d.Previous)
	case !p.futures && d.First != p.last+1:
		return fmt.Sprintf("expected first update id %d, got %d", p.last+1, d.First)
	}
	return ""
}

// bridge says what is missing between a snapshot and the first delta newer than
// it, nothing if that follows.
func (p *BookPolicy) bridge(answer uint64, d *market.BookDelta) string {
	next := answer
	if !p.futures {
		next++
	}
	if d.First <= next && next <= d.Last || p.futures && d.Previous == answer {
		return ""
	}
	return fmt.Sprintf("expected update id %d, got %d to %d", next, d.First, d.Last)
}

// lost takes in that updates are missing, and returns what is to be told of it.
func (p *BookPolicy) lost(gap string) []BookNote {
	p.backlog.reset()
	p.gapTold = true
	return append([]BookNote{{event.Gap, gap}}, p.spoil("gap")...)
}

// spoil makes a valid book invalid and returns what is to be told of it.
func (p *BookPolicy) spoil(why string) []BookNote {
	if p.state != valid {
		return nil
	}
	p.state = invalid
	return []BookNote{{event.BookInvalid, why}}
}

// Snapshot takes in a snapshot. It returns what is to be told before it, and
// whether the snapshot is to be told at all. If so, the deltas that came before it
// and are newer have been applied to it, and its Last is the update id that it now
// stands for.
func (p *BookPolicy) Snapshot(s *market.BookDelta) ([]BookNote, bool) {
	if refused := p.refuse(s.Last); refused != "" {
		return []BookNote{{event.Dropped, refused}}, false
	}
	if s.Last >= p.last {
		p.last, p.link = s.Last, afterAnswer
	} else {
		p.backlog.applyTo(s)
	}
	p.backlog.reset()
	before := p.state
	p.state, p.gapTold = valid, false
	if before != invalid {
		return nil, true
	}
	return []BookNote{{event.BookResynced, fmt.Sprintf("at update id %d", s.Last)}}, true
}

// refuse says why a snapshot is of no use, nothing if it is of use.
func (p *BookPolicy) refuse(answer uint64) string {
	first := p.backlog.newer(answer)
	switch {
	case answer >= p.last:
		return ""
	case p.state == valid:
		return fmt.Sprintf("snapshot %d is older than the book, which is at update id %d", answer, p.last)
	case first == nil:
		return fmt.Sprintf("snapshot %d is older than update id %d, and no delta between them is kept", answer, p.last)
	}
	if missing := p.bridge(answer, first); missing != "" {
		return fmt.Sprintf("snapshot %d is older than the deltas that are kept: %s", answer, missing)
	}
	return ""
}

// Control takes in what someone else found out about the symbol's depth stream.
// It returns what is to be told after it, and whether it is to be told itself: not
// where the policy has said it before, or will say it when it is so.
func (p *BookPolicy) Control(kind event.ControlKind) ([]BookNote, bool) {
	switch kind { //nolint:exhaustive // the rest says nothing about the book
	case event.Gap:
		if p.gapTold {
			return nil, false
		}
		p.backlog.reset()
		p.gapTold, p.link = true, loose
		return p.spoil("gap"), true
	case event.Disconnected:
		return p.spoil("disconnected"), true
	case event.BookInvalid:
		return nil, len(p.spoil("")) > 0
	case event.BookResynced:
		return nil, false
	}
	return nil, true
}
