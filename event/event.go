package event

import "cmp"

// Flags are bits that ingest sets on an event.
type Flags uint8

// The flags of an event (semantics 1).
const (
	Late     Flags = 1 << iota // its source time lay before the clock of its source and key
	Ahead                      // its source time lay too far past the moment it was received
	Snapshot                   // it replaces all that came before, as a whole book does
)

// Lane is an ordered log of the events of some keys: one of a feed's lanes.
type Lane struct {
	Feed   string
	Number int
	// Order is the lane's place among all lanes of a run: by feed name, then number.
	Order int
}

// Event is one immutable record of one stream at one moment.
//
// An emitter fills Key, SourceTime, Arrived, Flags, Native and Payload, or
// Control; the sequencer settles the rest. Payload points to a value of the source's payload type; it
// belongs to whoever calls and is valid until the call returns.
type Event struct {
	Key        *Key
	Source     int    // index of the source in the run's plan
	Lane       Lane   // where the event lies
	Seq        uint64 // number in the lane, from 1
	Received   Time   // stamped by the sequencer, strictly increasing in a feed
	Time       Time   // event time used by the graph; never decreases per source and key
	SourceTime Time   // what the source claimed; Unset if it claims none
	Arrived    Time   // when the socket gave it; 0 if unknown
	Flags      Flags
	Native     ID       // the venue's own number of the event; zero if it has none
	Control    *Control // what happened to the stream; nil for data
	Payload    any
}

// K is the place of an event in the one order of all events (semantics 2).
type K struct {
	Received Time
	Lane     int
	Seq      uint64
}

// K returns the event's place.
func (e *Event) K() K { return K{e.Received, e.Lane.Order, e.Seq} }

// Compare orders places.
func (k K) Compare(other K) int {
	return cmp.Or(cmp.Compare(k.Received, other.Received), cmp.Compare(k.Lane, other.Lane), cmp.Compare(k.Seq, other.Seq))
}

// ControlKind says what happened to a stream.
type ControlKind uint8

// The control events (semantics 1).
const (
	Connected ControlKind = iota + 1
	Disconnected
	Gap
	BookInvalid
	BookResynced
	Stale
	ConfigChanged
	KeyRetired
	Dropped
	Malformed
	Duplicate
	Skipped
)

// String returns the name that outputs use.
func (c ControlKind) String() string {
	names := [...]string{
		"", "connected", "disconnected", "gap", "book_invalid", "book_resynced", "stale",
		"config_changed", "key_retired", "dropped", "malformed", "duplicate", "skipped",
	}
	if int(c) >= len(names) {
		return ""
	}
	return names[c]
}

// Control is a control event: logged, recorded and replayed like data.
type Control struct {
	Kind   ControlKind
	Source string // name of the source concerned
	Detail string // for people
}
