package synthetic

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// Type returns the emitter type synthetic.
func Type() *source.EmitterType {
	t := &source.EmitterType{
		Name: "synthetic",
		Doc: "makes events up, the same ones at every run: feeds market.trade, market.quote and market.book_delta, " +
			"for each key from one market of its own, and synthetic.sine",
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
	r, err := newRules(o)
	if err != nil {
		return nil, err
	}
	return &Emitter{rules: r, markets: map[string]*exchange{}, out: outlet{draft: draft{rules: r}}}, nil
}

// Emitter makes events up, in the order in which they are received.
type Emitter struct {
	rules   *rules
	waves   []*wave
	markets map[string]*exchange // by canonical key
	out     outlet
	played  atomic.Int64 // nanoseconds of the time that it makes up
}

var (
	_ source.DataSourceEventEmitter = (*Emitter)(nil)
	_ source.Progress               = (*Emitter)(nil)
)

// Register takes a source of definition synthetic.sine, or one of a market.
func (e *Emitter) Register(s *source.Declared, to source.Callback) error {
	if params, ok := s.Params.(*SineParams); ok {
		w := newWave(e.rules, params, &e.out)
		for _, key := range s.Keys {
			w.stream.add(s, key, to)
		}
		e.waves = append(e.waves, w)
		return nil
	}
	kind, err := kindOf(s.Definition)
	if err != nil {
		return err
	}
	for _, key := range s.Keys {
		m := e.markets[key.Canonical()]
		if m == nil {
			m = newExchange(e.rules, key.Canonical(), &e.out)
			e.markets[key.Canonical()] = m
		}
		m.streams[kind].add(s, key, to)
	}
	return nil
}

// kindOf returns which events of a market a definition is of.
func kindOf(d *source.Definition) (kind, error) {
	switch d {
	case market.Trades.Definition:
		return tradeStream, nil
	case market.Quotes.Definition:
		return quoteStream, nil
	case market.BookDeltas.Definition:
		return deltaStream, nil
	}
	return 0, fmt.Errorf("it makes up %s, %s, %s and %s, not %s",
		market.Trades.Name, market.Quotes.Name, market.BookDeltas.Name, Sine.Name, d.Name)
}

// player plays the events of a wave or a market.
type player interface {
	// play hands over the next events, which are received at one moment, and tells
	// when those after them are: event.Never if there are none.
	play() (event.Time, error)
	// begins tells when the first are received.
	begins() event.Time
}

// players returns who plays, in the order that decides who is first where
// several are at one moment: waves as they were registered, markets by key.
func (e *Emitter) players() []player {
	var list []player
	for _, w := range e.waves {
		list = append(list, w)
	}
	var markets []*exchange
	for _, m := range e.markets { //bits:ordered they are sorted below
		markets = append(markets, m)
	}
	slices.SortFunc(markets, func(a, b *exchange) int { return cmp.Compare(a.key, b.key) })
	for _, m := range markets {
		list = append(list, m)
	}
	return list
}

// checkEvery is how many events pass between looks at the context.
const checkEvery = 1024

// Progress tells how much of its time has been played.
func (e *Emitter) Progress() (done, all int64) {
	return e.played.Load(), int64(e.rules.end - e.rules.start)
}

// play notes how far it has come: at may lie past the end, as events are late.
func (e *Emitter) play(at event.Time) {
	e.played.Store(int64(max(min(at, e.rules.end)-e.rules.start, 0)))
}

// Run emits the events of all sources.
func (e *Emitter) Run(ctx context.Context) error {
	players := e.players()
	var turns heap
	for i, p := range players {
		turns.push(turn{p.begins(), uint64(i), i})
	}
	for check := 0; ; {
		if e.out.told >= check {
			if err := ctx.Err(); err != nil {
				return err
			}
			check = e.out.told + checkEvery
			e.play(turns.first().at)
		}
		next := turns.first()
		if held := e.out.held.turns.first(); held.at <= next.at {
			if held.at == event.Never {
				e.play(e.rules.end)
				return nil
			}
			if err := e.out.release(); err != nil {
				return err
			}
			continue
		}
		at, err := players[next.what].play()
		if err != nil {
			return err
		}
		turns.replaceFirst(at)
	}
}
