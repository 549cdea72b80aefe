package featurizertest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/graph"
)

// law is one thing that must hold for every definition. It returns how it is
// broken by the trial's events.
type law struct {
	name string
	find func(t *trial) error
}

// laws are the laws that hold in this version, by the names of their tests.
func laws() []law {
	return []law{
		{"TestDeterminism", determinism},
		{"TestOracle", oracle},
		{"TestBatchEqualsStep", batchEqualsStep},
		{"TestRestoreEqualsNeverStopped", restoring},
		{"TestColdStartEqualsWarm", coldStart},
		{"TestFutureChangesNothing", future},
		{"TestWorkersEqualOne", laneCount},
		{"TestSkipLeavesNoTrace", skipping},
	}
}

// trial is a subject with events to try it on.
type trial struct {
	subject *subject
	events  []given
	log     []logged // the events, stamped
	seed    uint64   // of the choices that a law makes
}

// chance returns a source of choices that concern the event at a place of the
// log. They go with the event, so that they stay when others are left out.
func (t *trial) chance(at int) *rand.Rand {
	e := &t.log[at].event
	return rand.New(rand.NewPCG(t.seed, uint64(e.Arrived)^uint64(e.SourceTime)<<20))
}

// Laws checks that the definitions of a case keep the laws: over its literal
// events, and over events generated from seeds. What breaks a law is told with
// the seed and the fewest events that were found to do it.
func Laws(t testing.TB, c Case) {
	t.Helper()
	for _, broken := range c.Check() {
		t.Error(broken)
	}
}

// Check is [Laws] without a test: it returns how the laws are broken.
func (c *Case) Check() []error {
	s, err := c.subject()
	if err != nil {
		return []error{err}
	}
	p, err := s.plan()
	if err != nil {
		return []error{err}
	}
	trials, err := c.trials(s, p)
	if err != nil {
		return []error{err}
	}
	var broken []error
	for _, l := range laws() {
		for i := range trials {
			if err := l.check(p, &trials[i]); err != nil {
				broken = append(broken, err)
				break // one example of each law is enough
			}
		}
	}
	return broken
}

// trials are the case's events, and generated ones: every other time with the
// warm-up outputs kept, so that these are compared too.
func (c *Case) trials(s *subject, p *graph.Plan) ([]trial, error) {
	seeds, length := c.Seeds, c.Length
	if seeds == nil {
		seeds = []uint64{1, 2, 3, 4}
	}
	if length == 0 {
		length = 120
	}
	var list []trial
	if c.Events != "" {
		events, err := parseEvents(p, c.Events)
		if err != nil {
			return nil, err
		}
		list = append(list, trial{subject: s, events: events})
	}
	keep := s.with(func(c *config.Config) { c.Warmup = "keep" })
	for i, seed := range seeds {
		t := trial{subject: s, events: generate(p, seed, length), seed: seed}
		if i%2 == 0 {
			t.subject = keep
		}
		list = append(list, t)
	}
	for i := range list {
		var err error
		if list[i].log, err = list[i].subject.log(list[i].events); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// check finds out whether a law is broken, and by how few events.
func (l *law) check(p *graph.Plan, t *trial) error {
	err := l.find(t)
	if err == nil {
		return nil
	}
	events, err := l.shrink(t, err)
	var text []string
	for i := range events {
		text = append(text, events[i].line(p))
	}
	return fmt.Errorf("%s is broken (seed %d): %w\nwith the config\n%sand the events\n%s",
		l.name, t.seed, err, t.subject.text, strings.Join(text, "\n"))
}

// shrinkTries bounds how often a broken law is tried with fewer events.
const shrinkTries = 400

// shrink leaves out events, first many at once, while the law stays broken.
func (l *law) shrink(t *trial, broken error) ([]given, error) {
	events, tries := t.events, 0
	for size := max(len(events)/2, 1); size >= 1 && tries < shrinkTries; {
		smaller := false
		for from := 0; from < len(events) && tries < shrinkTries; tries++ {
			fewer := slices.Delete(slices.Clone(events), from, min(from+size, len(events)))
			if err := l.broken(t, fewer); err != nil {
				events, broken, smaller = fewer, err, true
			} else {
				from += size
			}
		}
		if !smaller || size > 1 {
			size /= 2
		}
	}
	return events, broken
}

// broken tries the law on other events.
func (l *law) broken(t *trial, events []given) error {
	log, err := t.subject.log(events)
	if err != nil {
		return nil //nolint:nilerr // these events are no example of it
	}
	return l.find(&trial{subject: t.subject, events: events, log: log, seed: t.seed})
}
