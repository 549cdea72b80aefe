package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// laneStride is how far apart the places of two feeds' first lanes are: no feed has
// more lanes.
const laneStride = 1 << 16

// recordedFeed is the feeds of a log that has been kept: what the sequencer decided
// then stands.
type recordedFeed struct {
	name    string // of the emitter
	emitter source.Recorded
	stats   *Stats
	found   found
	ranks   map[string]int // of the feeds in the log
}

// recorded returns the emitter of a kept log that the feed has; nil if it has none.
func (f *Feed) recorded() source.Recorded {
	for _, e := range f.Emitters {
		if r, ok := e.Emitter.(source.Recorded); ok {
			return r
		}
	}
	return nil
}

// openRecorded opens the emitters of kept logs, and ranks all feeds by name.
func openRecorded(ctx context.Context, o *Options, stats *Stats) ([]*recordedFeed, error) {
	var logs []*recordedFeed
	o.feedNames = nil
	for i := range o.Feeds {
		f := &o.Feeds[i]
		emitter := f.recorded()
		if emitter == nil {
			o.feedNames = append(o.feedNames, f.Name)
			continue
		}
		if len(f.Emitters) > 1 {
			return logs, fmt.Errorf("feed %q: recorded events have their place already, and can share it with no other emitter\nhint: give the emitters feeds of their own", f.Name)
		}
		log := &recordedFeed{name: f.Emitters[0].Name, emitter: emitter, stats: stats, found: newFound(o)}
		logs = append(logs, log)
		if err := log.open(ctx, o, f.Emitters[0].Sources); err != nil {
			return logs, fmt.Errorf("emitter %q: %w", log.name, err)
		}
	}
	slices.Sort(o.feedNames)
	for _, log := range logs {
		for name := range log.ranks {
			log.ranks[name] = slices.Index(o.feedNames, name)
		}
	}
	return logs, nil
}

// open registers the sources and learns the feeds that the log is of.
func (f *recordedFeed) open(ctx context.Context, o *Options, sources []*source.Declared) error {
	for _, s := range sources {
		if err := f.emitter.Register(s, func(*event.Event) error { return nil }); err != nil {
			return fmt.Errorf("source %q: %w", s.Name, err)
		}
	}
	names, err := f.emitter.Feeds(ctx)
	if err != nil {
		return err
	}
	f.ranks = map[string]int{}
	for _, name := range names {
		if slices.Contains(o.feedNames, name) || slices.ContainsFunc(o.Feeds, func(other Feed) bool { return other.Name == name && other.recorded() == nil }) {
			return fmt.Errorf("the recorded events are of feed %q, and another emitter of this run feeds it too\nhint: give that emitter another name, or feed: NAME", name)
		}
		o.feedNames = append(o.feedNames, name)
		f.ranks[name] = 0
	}
	return nil
}

// next returns the next event of the log.
func (f *recordedFeed) next(ctx context.Context) (*event.Event, error) {
	e, err := f.emitter.Next(ctx)
	if err != nil {
		return nil, fmt.Errorf("emitter %q: %w", f.name, err)
	}
	if e == nil {
		return nil, nil
	}
	e.Lane.Order = f.ranks[e.Lane.Feed]*laneStride + e.Lane.Number
	if err := f.found.settle(e); err != nil {
		return nil, fmt.Errorf("emitter %q: %w", f.name, err)
	}
	f.stats.add(e)
	return e, nil
}

// lastTick returns the last promise of the logs.
func lastTick(logs []*recordedFeed) event.Time {
	last := event.Unset
	for _, f := range logs {
		last = max(last, f.emitter.LastTick())
	}
	return last
}

// closeRecorded closes the emitters of the logs.
func closeRecorded(logs []*recordedFeed) error {
	var err error
	for _, f := range logs {
		err = errors.Join(err, f.emitter.Close())
	}
	return err
}
