package featurizertest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/featurizer/featurizer/event"
)

// restoring: a run that is stopped at any events, its keys snapshotted and
// restored in a new process, is equal to one that is never stopped. So that
// nothing can hide in memory that no snapshot sees, the graph is built anew each
// time, and the keys are restored in another order.
func restoring(t *trial) error {
	want, err := t.subject.runFresh(t.log)
	if err != nil {
		return err
	}
	m, err := t.subject.fresh()
	if err != nil {
		return err
	}
	lanes := map[string]event.Lane{}
	got := &result{}
	for i := range t.log {
		if err := feed(m, m.plan, &t.log[i], i); err != nil {
			return err
		}
		got.outputs = append(got.outputs, m.took()...)
		key, err := m.plan.Keys.Intern(t.log[i].key...)
		if err != nil {
			return err
		}
		lanes[key.Canonical()] = t.log[i].event.Lane
		choose := t.chance(i)
		for choose.IntN(5) == 0 { // now and then twice in a row
			if m, err = t.subject.moved(m, lanes, choose); err != nil {
				return fmt.Errorf("after event %d: %w", i+1, err)
			}
		}
	}
	m.reach(len(t.log))
	if err := m.Tick(finish(m.plan, t.log)); err != nil {
		return err
	}
	got.outputs = append(got.outputs, m.took()...)
	return difference("never stopped", texts(want.outputs, (*output).whole), "restored", texts(got.outputs, (*output).whole))
}

// moved returns a new executor with the state of m.
func (s *subject) moved(m *stepper, lanes map[string]event.Lane, choose *rand.Rand) (*stepper, error) {
	list := m.save(lanes)
	choose.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	fresh, err := s.fresh()
	if err != nil {
		return nil, err
	}
	if err := fresh.restore(list); err != nil {
		return nil, err
	}
	for i := range list {
		key, err := fresh.plan.Keys.Intern(list[i].key...)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(fresh.snapshots.Append(nil, key), list[i].bytes) {
			return nil, errors.New("the snapshot of a restored key is another")
		}
	}
	return fresh, nil
}
