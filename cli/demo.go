package cli

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
)

// demoConfig is a whole config that needs nothing from outside.
const demoConfig = `version: 1
emitters:
  feed: {type: synthetic, duration: 20s}            # made up; a file or an exchange later
keys:
  - {sensor: [A, B]}
sources:
  wave: {definition: synthetic.sine, emitter: feed, params: {step: 100ms, freq: 0.05, mean: 20, amplitude: 5}}
features:
  mean_5s:  {definition: window.mean, inputs: [wave], params: {window: 5s}}
  std_5s:   {definition: window.stddev, inputs: [wave], params: {window: 5s}}
  change:   {definition: transform.diff, inputs: [wave], params: {window: 2s}}
  smooth:   {definition: transform.ewma, inputs: [wave], params: {halflife: 2s}}
  score:    {expr: "(wave.value - mean_5s.value) / std_5s.value", inputs: [wave, mean_5s, std_5s]}
rows: {features: [mean_5s, std_5s, change, smooth, score], when: every 1s}
`

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Run a small graph on made-up events: offline, no account, no file",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context()) },
	}
}

func (a *app) demo(ctx context.Context) error {
	c, err := config.Parse("demo.yaml", []byte(demoConfig), config.Options{Env: os.LookupEnv})
	if err != nil {
		return err
	}
	p, err := featurizer.Build(c, a.registry, featurizer.Options{})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "This config:\n\n%s\ngives these rows, here one a second per key:\n\n", demoConfig)
	p.SetSink(&demoTable{w: tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', tabwriter.AlignRight)})
	summary, err := p.Run(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.Out)
	printSummary(a.Out, summary)
	fmt.Fprintln(a.Out, "\nNext: save the config as featurizer.yaml, change it, and say: featurizer run -o rows.csv")
	return nil
}

// demoTable is a sink that prints rows for a person.
type demoTable struct {
	w     *tabwriter.Writer
	begun bool
}

// Write prints a row.
func (t *demoTable) Write(o *event.Output) error {
	if !t.begun {
		t.begun = true
		fmt.Fprint(t.w, "time\tkey\t")
		for _, c := range o.Stream.Columns {
			fmt.Fprintf(t.w, "%s\t", c.Name)
		}
		fmt.Fprintln(t.w)
	}
	fmt.Fprintf(t.w, "%s\t%s\t", o.Time.UTC().Format(time.TimeOnly), o.Key)
	for _, v := range o.Values.Append(nil) {
		fmt.Fprintf(t.w, "%.4f\t", v.Float())
	}
	fmt.Fprintln(t.w)
	return nil
}

// Close prints the table.
func (t *demoTable) Close() error { return t.w.Flush() }
