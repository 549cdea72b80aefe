package webhook

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/featurizer/featurizer/event"
)

// ids gives outputs their ids: a hash of the place of the output in the log, its
// stream, key and time, and a number that tells outputs apart which have all that
// in common, as sub-steps of one step may have. It is the same whenever and
// however the same log is run, and whatever else is written.
type ids struct {
	received event.Time
	lane     event.Lane
	seq      uint64
	seen     map[sameStep]uint64
	text     []byte
}

// sameStep is what outputs of one step are told apart by.
type sameStep struct {
	stream *event.OutputStream
	key    *event.Key
	time   event.Time
}

// idBytes of the hash are written: enough that no two ids ever meet.
const idBytes = 16

// append appends the id of an output.
func (i *ids) append(b []byte, o *event.Output) []byte {
	// Of a deadline, which has no seq, all keys of all lanes are one step.
	if o.Received != i.received || o.Seq != i.seq || o.Seq > 0 && o.Lane != i.lane || i.seen == nil {
		i.received, i.lane, i.seq = o.Received, o.Lane, o.Seq
		if i.seen == nil {
			i.seen = map[sameStep]uint64{}
		}
		clear(i.seen)
	}
	same := sameStep{o.Stream, o.Key, o.Time}
	number := i.seen[same]
	i.seen[same]++
	sum := sha256.Sum256(i.place(o, number))
	return hex.AppendEncode(b, sum[:idBytes])
}

// place writes what makes an output the one it is: no two write the same.
func (i *ids) place(o *event.Output, number uint64) []byte {
	b := i.text[:0]
	b = append(b, byte(o.Stream.Kind))
	for _, n := range []uint64{uint64(o.Received), uint64(o.Lane.Number), o.Seq, uint64(o.Time), number} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	kind, source := "", ""
	if o.Control != nil {
		kind, source = o.Control.Kind.String(), o.Control.Source
	}
	for _, text := range []string{o.Lane.Feed, o.Stream.Name, o.Key.Canonical(), kind, source} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(text)))
		b = append(b, text...)
	}
	i.text = b
	return b
}
