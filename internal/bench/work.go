package bench

import (
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/engine"
)

// The ways to do the work of the graph: by hand, by the step executor, by the
// batch executor on one thread. onlyMarket makes the events up and does no work.
const (
	onlyMarket = "market"
	fused      = "fused"
	live       = "live"
	batch      = "batch"
)

// After how many seconds windows are full: the longest is a minute, and bars and
// samples need their first whole second before. After the second minute each
// window has all the memory that it will ever need: it fills two buffers in turn.
const (
	warm   = 63
	steady = 125
)

// minuteOf is how many events a minute has: in it each window turns once.
func minuteOf(symbols int) int { return 60 * rate * symbols }

// work is the graph, done in one of its ways over a made-up market. Whoever takes
// its rows takes all their numbers.
type work struct {
	symbols int
	taken   sum
	run     func(events int) error
	market  *made
	machine *machine // of executors
	hands   *byHand  // of fused
}

// newWork returns the work of a way over so many symbols.
func newWork(way string, symbols int) (*work, error) {
	w := &work{symbols: symbols}
	var err error
	switch way {
	case onlyMarket:
		err = w.makeMarket()
	case fused:
		if w.hands, err = newHands(symbols, w.taken.takeWide); err == nil {
			w.market, w.run = w.hands.market, func(events int) error { w.hands.run(events); return nil }
		}
	case live:
		err = w.makeMachine(asStep)
	case batch:
		err = w.makeMachine(asBatch(engine.BatchOptions{}))
	default:
		err = fmt.Errorf("there is no way %q", way)
	}
	if err != nil {
		return nil, err
	}
	return w, nil
}

func (w *work) makeMarket() error {
	keys, err := keysOf(&event.Keys{}, w.symbols)
	if err != nil {
		return err
	}
	w.market = newMarket(keys)
	w.run = func(events int) error {
		for range events {
			w.market.next()
		}
		return nil
	}
	return nil
}

func (w *work) makeMachine(made maker) error {
	m, err := newMachine(graphConfig, w.symbols, made, w.taken.take)
	if err != nil {
		return err
	}
	w.machine, w.market = m, m.market
	w.run = func(events int) error {
		if err := m.run(events); err != nil {
			return err
		}
		return m.executor.Tick(m.market.received) // batch hands out what it holds
	}
	return nil
}

var errNotDone = errors.New("there were fewer rows than events: nothing was measured")

// do runs so many events once windows are full.
func (w *work) do(events int) error {
	before := w.taken.rows
	if err := w.run(events); err != nil {
		return err
	}
	if (w.machine != nil || w.hands != nil) && w.taken.rows-before < events {
		return errNotDone
	}
	return nil
}

// warmUp runs so many seconds of the market, a second at a time, while going says so.
func (w *work) warmUp(seconds int, going func() error) error {
	for range seconds {
		if err := going(); err != nil {
			return err
		}
		if err := w.run(rate * w.symbols); err != nil {
			return err
		}
	}
	if w.hands != nil {
		w.hands.fill()
	}
	return nil
}

// sum takes the numbers of rows, as a model would.
type sum struct {
	rows    int
	numbers []float64
}

func (s *sum) take(o *event.Output) error {
	s.rows++
	s.numbers = o.Values.AppendFloats(s.numbers[:0])
	return nil
}

func (s *sum) takeWide(r *wide) {
	s.rows++
	s.numbers = append(s.numbers[:0],
		r.mid, r.spread, r.vol, r.smooth, r.change, r.sample,
		r.open, r.high, r.low, r.close, r.volume, r.vwap, float64(r.trades), r.tvi)
}
