package featurizertest

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// snapshotHead is how many bytes of the snapshot of a key come before its row:
// version, fingerprint, and the bucket of the last row `every`.
const snapshotHead = 1 + sha256.Size + 1 + 8

// nodes returns the nodes of a plan in the order of a row's marks.
func nodes(p *graph.Plan) []*stream.Node {
	var list []*stream.Node
	for _, l := range p.Leaves {
		list = append(list, l.Port.Node)
	}
	for _, f := range p.Features {
		list = append(list, f.Nodes...)
	}
	return list
}

// look returns a copy of the memory of a key, as a snapshot would restore it.
func (m *stepper) look(key *event.Key) (stream.Row, error) {
	value := m.program.Layout.NewRow()
	row := stream.RowAt(value.Addr().UnsafePointer())
	_, err := m.codec.Read(m.snapshots.Append(nil, key)[snapshotHead:], row.Pointer())
	return row, err
}

// keys returns the keys that have state, in order.
func (m *stepper) keys() []*event.Key {
	keys := m.snapshots.Keys()
	slices.SortFunc(keys, (*event.Key).Compare)
	return keys
}

// state describes the clocks and the open windows of all keys, one line each.
func (m *stepper) state() (string, error) {
	var b strings.Builder
	for _, key := range m.keys() {
		row, err := m.look(key)
		if err != nil {
			return "", err
		}
		var parts []string
		for i, l := range m.plan.Leaves {
			parts = append(parts, m.clock(row, l.Name, i)...)
		}
		for _, out := range m.program.Outputs {
			if len(out.Feature.Names) > 0 {
				parts = append(parts, m.clock(row, strings.Join(out.Feature.Names, ","), out.Node)...)
			}
		}
		fmt.Fprintf(&b, "%s %s\n", keyText(pairsOf(key)), strings.Join(parts, " "))
		for _, i := range m.program.Timed {
			op := &m.program.Ops[i]
			if end, open := op.Timed.Due(row); open {
				fmt.Fprintf(&b, "%s %s: window open to %s, due at %s\n", keyText(pairsOf(key)),
					strings.Join(op.Feature.Names, ","), timeText(end), timeText(end.Add(op.Node.Delay)))
			}
		}
	}
	return b.String(), nil
}

func (m *stepper) clock(row stream.Row, name string, node int) []string {
	mark := m.program.Layout.Mark(row, node)
	if mark.Clock == event.Unset {
		return nil
	}
	return []string{name + "=" + timeText(mark.Clock)}
}

// saved is the snapshot of a key, by its names and values.
type saved struct {
	key   []event.Pair
	lane  event.Lane
	bytes []byte
}

// save takes the snapshots of all keys. lanes are those of the keys.
func (m *stepper) save(lanes map[string]event.Lane) []saved {
	var list []saved
	for _, key := range m.keys() {
		list = append(list, saved{pairsOf(key), lanes[key.Canonical()], m.snapshots.Append(nil, key)})
	}
	return list
}

// restore sets the state of keys from their snapshots.
func (m *stepper) restore(list []saved) error {
	for i := range list {
		key, err := m.plan.Keys.Intern(list[i].key...)
		if err != nil {
			return err
		}
		if err := m.snapshots.Restore(key, list[i].lane, list[i].bytes); err != nil {
			return err
		}
	}
	return nil
}
