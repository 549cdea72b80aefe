package cli

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/sink"
)

// watcher shows on a terminal how a run goes, beside what it writes.
type watcher interface {
	// begin begins to show a pipeline that is about to run, and returns the sink to
	// give it instead of s.
	begin(ctx context.Context, p *featurizer.Pipeline, s sink.Sink) sink.Sink
	// end ends that, and leaves the terminal as it was.
	end()
}

// watcher returns what shows a run: a live table if asked for, a line of progress
// where it is in nobody's way, else nothing.
func (a *app) watcher(f *runFlags, c *config.Config, to *destination) (watcher, error) {
	if f.watch {
		return a.newTableWatcher(f, c, to)
	}
	s := newScreen(a.Err)
	if s == nil || to.terminal {
		return noWatcher{}, nil
	}
	return &progress{
		screen: s, meter: &meter{clock: clock.System{}},
		limit: f.options.Limit, length: time.Duration(f.duration),
	}, nil
}

// noWatcher shows nothing.
type noWatcher struct{}

func (noWatcher) begin(_ context.Context, _ *featurizer.Pipeline, s sink.Sink) sink.Sink { return s }

func (noWatcher) end() {}

// tableWatcher shows a live table.
type tableWatcher struct {
	live live
	only bool // the terminal is where the outputs would go
	stop func()
}

func (a *app) newTableWatcher(f *runFlags, c *config.Config, to *destination) (*tableWatcher, error) {
	s := newScreen(a.Err)
	if s == nil {
		s = newScreen(a.Out)
	}
	if s == nil {
		return nil, errors.New("--watch draws on a terminal, and neither stderr nor stdout is one that can be drawn on\n" +
			"hint: run it without --watch, or leave stderr on the terminal")
	}
	names, wrote := []string(f.features), "rows"
	switch {
	case names != nil:
		names, wrote = inOrder(c, names), "outputs"
	case c.Rows != nil:
		names = c.Rows.Features
	default:
		names, wrote = inOrder(c, nil), "outputs"
	}
	w := &tableWatcher{only: to.terminal}
	w.live = live{
		screen: s, board: newBoard(names, nil), meter: &meter{clock: clock.System{}}, table: newTable(), wrote: wrote,
	}
	return w, nil
}

// inOrder returns the names of the chosen features in the order of the config:
// of all if none is chosen.
func inOrder(c *config.Config, chosen []string) []string {
	var names []string
	for i := range c.Features {
		if name := c.Features[i].Name; chosen == nil || slices.Contains(chosen, name) {
			names = append(names, name)
		}
	}
	return names
}

func (w *tableWatcher) begin(ctx context.Context, p *featurizer.Pipeline, s sink.Sink) sink.Sink {
	if !w.only {
		w.live.board.next = s
	}
	p.Around(w.live.meter.step)
	w.stop = w.live.start(ctx)
	return w.live.board
}

func (w *tableWatcher) end() {
	w.stop()
	w.live.print()
	w.live.screen.print([]line{nil})
}

// isTerminal tells whether a person reads what is written to w.
func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	_, _, ok = windowSize(file)
	return ok
}
