package featurizertest

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/internal/ingest"
)

// logged is an event of a log: stamped, for any plan of one config.
type logged struct {
	source string
	key    []event.Pair
	event  event.Event
}

// in returns the event for a plan.
func (l *logged) in(p *graph.Plan) (*event.Event, error) {
	key, err := p.Keys.Intern(l.key...)
	if err != nil {
		return nil, err
	}
	e := l.event
	e.Key, e.Source = key, sourceNamed(p, l.source).Index
	return &e, nil
}

// intake settles and stamps events for a log, as a run does.
type intake struct {
	plan *graph.Plan
	hand *ingest.Hand
}

func newIntake(p *graph.Plan, to ingest.Log) *intake {
	o := ingest.Options{Lanes: p.Config.Lanes}
	for _, s := range p.Sources {
		o.Sources = append(o.Sources, ingest.Policy{
			Declared: &s.Declared, Drop: s.Late == "drop", Reorder: s.Reorder, MaxAhead: s.MaxAhead,
		})
	}
	return &intake{p, ingest.NewHand("lines", o, to)}
}

func (in *intake) take(g *given) error {
	key, err := in.plan.Keys.Intern(g.key...)
	if err != nil {
		return err
	}
	e := g.event
	e.Key, e.Source = key, sourceNamed(in.plan, g.source).Index
	return in.hand.Take(&e)
}

// collected is a log that keeps its events.
type collected struct {
	plan *graph.Plan
	list []logged
}

func (c *collected) Step(e *event.Event) error {
	c.list = append(c.list, logged{c.plan.Sources[e.Source].Declared.Name, pairsOf(e.Key), *e})
	return nil
}

func (c *collected) Tick(event.Time) error { return nil }

// log stamps events as the subject's config says.
func (s *subject) log(events []given) ([]logged, error) {
	p, err := s.plan()
	if err != nil {
		return nil, err
	}
	c := &collected{plan: p}
	in := newIntake(p, c)
	for i := range events {
		if err := in.take(&events[i]); err != nil {
			return nil, err
		}
	}
	return c.list, nil
}
