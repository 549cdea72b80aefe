package synthetic

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// Options are the options of the emitter.
type Options struct {
	Start    string        `default:"2024-01-01T00:00:00Z" doc:"time of the first event, RFC 3339"`
	Duration time.Duration `default:"1m" check:"positive" doc:"length of time that is made up"`
}

// Type returns the emitter type synthetic.
func Type() *source.EmitterType {
	t := &source.EmitterType{
		Name:      "synthetic",
		Doc:       "makes events up, the same ones at every run; feeds synthetic.sine",
		NewParams: func() any { return new(Options) },
		New:       open,
	}
	t.Params, t.Err = param.For[Options]()
	return t
}

func open(_, _ string, params any) (source.DataSourceEventEmitter, error) {
	o, ok := params.(*Options)
	if !ok {
		return nil, fmt.Errorf("options of another emitter: %T", params)
	}
	start, err := time.Parse(time.RFC3339Nano, o.Start)
	if err != nil {
		return nil, fmt.Errorf("start: expected a time such as 2024-01-01T00:00:00Z, got %q", o.Start)
	}
	return &Emitter{start: event.Time(start.UnixNano()), duration: o.Duration}, nil
}

// Emitter makes events up, in order of time, then source, then key.
type Emitter struct {
	start    event.Time
	duration time.Duration
	waves    []*wave
}

var _ source.DataSourceEventEmitter = (*Emitter)(nil)

// wave is one source with its next event.
type wave struct {
	declared *source.Declared
	params   *SineParams
	to       source.Callback
	next     int64
	at       event.Time
}

// Register takes a source of definition synthetic.sine.
func (e *Emitter) Register(s *source.Declared, to source.Callback) error {
	params, ok := s.Params.(*SineParams)
	if !ok {
		return fmt.Errorf("it makes up synthetic.sine, not %s", s.Definition.Name)
	}
	e.waves = append(e.waves, &wave{declared: s, params: params, to: to, at: e.start})
	return nil
}

// checkEvery is how many events pass between looks at the context.
const checkEvery = 1024

// Run emits the events of all sources.
func (e *Emitter) Run(ctx context.Context) error {
	end := e.start.Add(e.duration)
	record := &event.Record{Values: make([]event.Value, 1)}
	for n := 0; ; n++ {
		w := e.earliest()
		if w == nil || w.at >= end {
			return nil
		}
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		record.Values[0] = event.Float(w.params.value(w.next))
		for _, key := range w.declared.Keys {
			err := w.to(&event.Event{Key: key, Source: w.declared.Index, SourceTime: w.at, Payload: record})
			if err != nil {
				return err
			}
		}
		w.next++
		w.at = e.start.Add(time.Duration(min(w.next, math.MaxInt64/int64(w.params.Step))) * w.params.Step)
	}
}

// earliest returns the wave whose next event is the first.
func (e *Emitter) earliest() *wave {
	var first *wave
	for _, w := range e.waves {
		if first == nil || w.at < first.at {
			first = w
		}
	}
	return first
}
