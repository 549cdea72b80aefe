package cli

import (
	"context"
	_ "embed" // the config
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
)

// demoConfig is a whole config that needs nothing from outside.
//
//go:embed demo.yaml
var demoConfig string

// demoColumns are the fields that are shown, as far as there is room: no screen
// has room for all.
func demoColumns() []string {
	return []string{
		"mid.mid_price", "tilt.value", "vol_10s.volatility", "place.value", "tvi_10s.tvi", "rate_1s.value", "cost.value",
	}
}

// demoFlags are the flags of demo.
type demoFlags struct {
	length length
	speed  speed
	config bool
}

const demoLength = 20 * time.Second

func (a *app) demoCommand() *cobra.Command {
	f := demoFlags{length: length(demoLength), speed: 10}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Watch features of a made-up market: offline, no account, no file",
		Long: "Runs every kind of feature over a made-up market: offline, no account, no file. In a\n" +
			"terminal a table of the latest values is drawn in place; elsewhere it is lines, one a\n" +
			"second and key by the time of the market, written without waiting.",
		Example: "  featurizer demo\n  featurizer demo --speed max --for 5s\n  featurizer demo | head\n" +
			"  featurizer demo --config > featurizer.yaml",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.config {
				_, err := io.WriteString(a.Out, demoConfig)
				return err
			}
			return a.demo(cmd.Context(), &f)
		},
	}
	flags := cmd.Flags()
	flags.Var(&f.length, "for", "end after so much time, by the clock in a terminal, else by that of the market (default 20s)")
	flags.Var(&f.speed, "speed", "how fast the market's time passes in a terminal: 1x, 20x or max")
	flags.BoolVar(&f.config, "config", false, "print the config of the demo instead")
	return cmd
}

// demo is a run of the demo.
type demo struct {
	flags     *demoFlags
	config    *config.Config
	pipeline  *featurizer.Pipeline
	clock     clock.Clock
	latencies histogram
}

func (a *app) demo(ctx context.Context, f *demoFlags) error {
	screen := newScreen(a.Out)
	if screen == nil {
		d, err := a.newDemo(f, time.Duration(f.length), featurizer.MaxSpeed)
		if err != nil {
			return err
		}
		return a.demoLines(ctx, d)
	}
	const endless = 365 * 24 * time.Hour // the clock ends it
	d, err := a.newDemo(f, endless, featurizer.Speed(f.speed))
	if err != nil {
		return err
	}
	return a.demoLive(ctx, d, screen)
}

// newDemo makes the demo of a market that lasts so long, whose time passes at a speed.
func (a *app) newDemo(f *demoFlags, market time.Duration, at featurizer.Speed) (*demo, error) {
	d := &demo{flags: f, clock: clock.System{}}
	options := config.Options{Env: os.LookupEnv, Set: []string{"emitters.feed.duration=" + market.String()}}
	var err error
	if d.config, err = config.Parse("demo.yaml", []byte(demoConfig), options); err != nil {
		return nil, err
	}
	d.pipeline, err = featurizer.Build(d.config, a.registry, featurizer.Options{Speed: at})
	return d, err
}

// intro says what is to be seen, in a few lines.
func (d *demo) intro(how string) []string {
	return []string{
		fmt.Sprintf("A made-up market of %d symbols: offline, no account, %s.", d.symbols(), how),
		fmt.Sprintf("Its quotes, trades and book changes go one by one through %d features; a value", len(d.config.Features)),
		"is there as soon as its window is full.",
	}
}

// symbols returns the number of keys.
func (d *demo) symbols() int {
	n := 0
	for _, set := range d.config.Keys {
		n += len(set.Expand())
	}
	return n
}

// timed steps the graph and measures how long that takes.
func (d *demo) timed(e *event.Event, step func(*event.Event) error) error {
	start := d.clock.Now()
	err := step(e)
	d.latencies.add(time.Duration(d.clock.Now() - start))
	return err
}

// demoLive draws the demo on a screen, at its pace.
func (a *app) demoLive(ctx context.Context, d *demo, s *screen) error {
	how := "at " + d.flags.speed.String() + " speed"
	if featurizer.Speed(d.flags.speed) == featurizer.MaxSpeed {
		how = "as fast as it can"
	}
	intro := d.intro(how)
	intro[2] += " Ctrl-C ends it."
	fmt.Fprintln(a.Out, strings.Join(intro, "\n"))
	fmt.Fprintln(a.Out)
	l := &live{
		screen: s, board: newBoard(d.config.Rows.Features, demoColumns()), meter: &meter{clock: d.clock},
		table: newTable(), wrote: "rows", notes: a.legend(d.config),
	}
	for _, text := range intro {
		l.head = append(l.head, say(text, plain))
	}
	d.pipeline.Around(func(e *event.Event, step func(*event.Event) error) error {
		l.meter.count(e)
		return d.timed(e, step)
	})
	d.pipeline.SetSink(l.board)
	stop := l.start(ctx)
	summary, err := d.runFor(ctx, time.Duration(d.flags.length))
	stop()
	if summary.Events > 0 {
		l.print()
	}
	return a.endDemo(ctx, d, a.Out, summary, err)
}

// runFor runs the demo for so long by the clock: then it is done.
func (d *demo) runFor(ctx context.Context, length time.Duration) (*featurizer.Summary, error) {
	run, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	summary, err := d.pipeline.Run(run)
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return summary, err
}

// demoLines writes the demo as lines: the table on stdout, the rest on stderr,
// so that a pipe gets the table alone.
func (a *app) demoLines(ctx context.Context, d *demo) error {
	intro := d.intro("as fast as it can")
	intro[2] += " A line a second and symbol:"
	fmt.Fprintln(a.Err, strings.Join(intro, "\n"))
	fmt.Fprintln(a.Err)
	d.pipeline.Around(d.timed)
	d.pipeline.SetSink(newDemoLines(a.Out))
	summary, err := d.pipeline.Run(ctx)
	return a.endDemo(ctx, d, a.Err, summary, err)
}

// endDemo ends with the summary and what to do next.
func (a *app) endDemo(ctx context.Context, d *demo, w io.Writer, summary *featurizer.Summary, err error) error {
	if err == nil {
		err = ctx.Err() // what was interrupted is not done
	}
	if err == nil || errors.Is(err, context.Canceled) {
		fmt.Fprintln(w)
		printDemoSummary(w, summary, &d.latencies)
		fmt.Fprint(w, demoNext)
	}
	return err
}

const demoNext = `
Next
  featurizer demo --config > featurizer.yaml   its config, to read and to change
  featurizer run -o rows.csv                   all rows of it, as a table
  featurizer run --watch                       a live table for any config
  featurizer features                          what else can be computed
`

// legend says what the columns are.
func (a *app) legend(c *config.Config) []line {
	var lines []line
	for _, column := range demoColumns() {
		feature, _, _ := strings.Cut(column, ".")
		for i := range c.Features {
			f := &c.Features[i]
			if f.Name != feature {
				continue
			}
			what := f.Expr
			if definition := a.registry.Feature(f.Definition); definition != nil {
				what = definition.Doc
			}
			lines = append(lines, say(fmt.Sprintf("  %-10s %s", feature, what), faint))
		}
	}
	return lines
}
