package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/state"
)

// ErrOtherGraph is returned for a snapshot of another graph or layout.
var ErrOtherGraph = errors.New("the snapshot belongs to another graph")

// snapshotVersion is the first byte of the snapshot of a key.
const snapshotVersion = 1

// Snapshots encodes and restores rows, one key at a time. A snapshot is
//
//	version (1 byte) | fingerprint (32 bytes) | bucketed (1) | bucket (8) | row
//
// where the row is encoded field by field (package state), little-endian.
type Snapshots struct {
	x           *Executor
	codec       *state.Codec
	fingerprint [sha256.Size]byte
}

// Snapshots returns what takes and restores snapshots of the executor's keys.
func (x *Executor) Snapshots() (*Snapshots, error) {
	codec, err := state.Of(x.layout.Type)
	if err != nil {
		return nil, fmt.Errorf("laying out snapshots: %w", err)
	}
	return &Snapshots{x, codec, Fingerprint(x.program, codec)}, nil
}

// Fingerprint identifies a graph and its layout: rows of equal fingerprints are
// interchangeable.
func Fingerprint(p *graph.Program, codec *state.Codec) [sha256.Size]byte {
	h := sha256.New()
	for _, f := range p.Plan.Features {
		_, _ = h.Write(f.ID[:]) // a hash never fails
	}
	_, _ = h.Write([]byte(codec.Signature()))
	return [sha256.Size]byte(h.Sum(nil))
}

// Keys returns the keys that have state.
func (s *Snapshots) Keys() []*event.Key {
	var keys []*event.Key
	for _, r := range s.x.rows {
		if r != nil {
			keys = append(keys, r.key)
		}
	}
	return keys
}

// Append appends the snapshot of a key to b. The key must have state.
func (s *Snapshots) Append(b []byte, key *event.Key) []byte {
	r := s.x.rows[key.Index()]
	b = append(b, snapshotVersion)
	b = append(b, s.fingerprint[:]...)
	bucketed := byte(0)
	if r.bucketed {
		bucketed = 1
	}
	b = append(b, bucketed)
	b = binary.LittleEndian.AppendUint64(b, uint64(r.bucket))
	return s.codec.Append(b, r.Pointer())
}

// Restore sets the state of a key, of which the executor has none yet, from its
// snapshot. lane is where the key's events lie.
func (s *Snapshots) Restore(key *event.Key, lane event.Lane, b []byte) error {
	const head = 1 + sha256.Size + 1 + 8
	switch {
	case len(b) < head:
		return fmt.Errorf("restoring key %s: %w", key, state.ErrCorrupt)
	case b[0] != snapshotVersion:
		return fmt.Errorf("restoring key %s: version %d of the format is not known", key, b[0])
	case [sha256.Size]byte(b[1:1+sha256.Size]) != s.fingerprint:
		return fmt.Errorf("restoring key %s: %w", key, ErrOtherGraph)
	}
	r := s.x.newRow(key, lane)
	r.bucketed = b[1+sha256.Size] == 1
	r.bucket = event.Time(binary.LittleEndian.Uint64(b[head-8:]))
	rest, err := s.codec.Read(b[head:], r.Pointer())
	if err != nil {
		return fmt.Errorf("restoring key %s: %w", key, err)
	}
	if len(rest) > 0 {
		return fmt.Errorf("restoring key %s: %w", key, state.ErrCorrupt)
	}
	s.x.adopt(r)
	return nil
}

// adopt takes a restored row, with the deadlines of its open windows.
func (x *Executor) adopt(r *row) {
	for len(x.rows) <= r.key.Index() {
		x.rows = append(x.rows, nil)
	}
	x.rows[r.key.Index()] = r
	x.enlist(r)
	for i := range x.stamps {
		r.clock = max(r.clock, x.layout.MarkPlace(i).In(r.Row).Clock)
	}
	if x.across != nil {
		x.across.latest = max(x.across.latest, r.clock)
	}
	for _, i := range x.program.Timed {
		op := &x.program.Ops[i]
		if end, open := op.Timed.Due(r.Row); open {
			x.arm(timer{end.Add(op.Node.Delay), r, i})
			if x.across != nil && op.Stage > 0 {
				x.across.nextEnd = min(x.across.nextEnd, end)
			}
		}
	}
}
