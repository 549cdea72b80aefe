package featurizertest

import (
	"fmt"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
)

// same tells how two results differ in what matters.
func same(aName string, a *result, bName string, b *result) error {
	if err := difference(aName, texts(a.outputs, (*output).whole), bName, texts(b.outputs, (*output).whole)); err != nil {
		return err
	}
	return sameCounts(aName, a.tally, bName, b.tally)
}

// sameCounts compares what was counted, but for steps, which a tick may add to,
// and skips.
func sameCounts(aName string, a event.Tally, bName string, b event.Tally) error {
	for _, t := range []*event.Tally{&a, &b} {
		t.Steps, t.Skipped = 0, 0
	}
	if a != b {
		return fmt.Errorf("the counts differ:\n  %s: %+v\n  %s: %+v", aName, a, bName, b)
	}
	return nil
}

// determinism: two runs are equal.
func determinism(t *trial) error {
	first, err := t.subject.runFresh(t.log)
	if err != nil {
		return err
	}
	second, err := t.subject.runFresh(t.log)
	if err != nil {
		return err
	}
	return same("one run", first, "another", second)
}

// oracle: the step executor is equal to the slow and obvious one, where that
// knows the definitions.
func oracle(t *trial) error {
	p, err := t.subject.plan()
	if err != nil {
		return err
	}
	judge, err := newReferee(p)
	if err != nil {
		return nil //nolint:nilerr // the reference does not know these definitions
	}
	want, err := run(judge, p, t.log, finish(p, t.log))
	if err != nil {
		return err
	}
	got, err := t.subject.runFresh(t.log)
	if err != nil {
		return err
	}
	for _, kind := range []func(*output) bool{isFeature, isRow} {
		a, b := texts(only(got.outputs, kind), (*output).whole), texts(only(want.outputs, kind), (*output).whole)
		if err := difference("step", a, "reference", b); err != nil {
			return err
		}
	}
	return sameCounts("step", got.tally, "reference", want.tally)
}

// laneCount: however many lanes a log has, the outputs are the same but for the
// lanes and numbers in them.
func laneCount(t *trial) error {
	var first []string
	for _, lanes := range []int{1, 2, 64} {
		s := t.subject.with(func(c *config.Config) { c.Lanes = lanes })
		log, err := s.log(t.events)
		if err != nil {
			return err
		}
		r, err := s.runFresh(log)
		if err != nil {
			return err
		}
		now := texts(r.outputs, (*output).unplaced)
		if first == nil {
			first = now
		}
		if err := difference("one lane", first, fmt.Sprintf("%d lanes", lanes), now); err != nil {
			return err
		}
	}
	return nil
}
