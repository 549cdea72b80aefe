package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/internal/bench"
)

// benchView is what was measured, with what it was measured of.
type benchView struct {
	version
	*bench.Report
}

func (a *app) benchCommand() *cobra.Command {
	var o bench.Options
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast this machine is",
		Long: "Measures how fast this machine is, in less than half a minute: what an event costs in a\n" +
			"graph of eight features with a row at every event, written by hand (fused), live and over\n" +
			"history in batches; how long a live step takes; what decoding a frame takes. Events are\n" +
			"made up. It takes two gigabytes of memory; with --short, 200 megabytes. Leave the machine\n" +
			"alone meanwhile, and compare figures of one run only.",
		Example: "  featurizer bench\n  featurizer bench --short --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Progress = func(note string) { fmt.Fprintf(a.Err, "measuring %s\n", note) }
			r, err := bench.Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			view := benchView{versionOf(), r}
			if asJSON {
				return a.printJSON(view)
			}
			return a.printBench(view)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&o.Short, "short", false, "measure a few seconds only, without the 10,000 symbols")
	return cmd
}

func (a *app) printBench(v benchView) error {
	h := &v.Host
	fmt.Fprintf(a.Out, "%s, %d cores, Go uses %d, featurizer %s, semantics %d, %s %s/%s\n",
		h.Processor, h.Cores, h.Threads, v.Version, v.Semantics, v.Go, v.OS, v.Arch)
	fmt.Fprintln(a.Out, "Machines are noisy: costs are processor time, the least of several runs that take turns.")
	fmt.Fprintln(a.Out, "\nThe graph, without making its events up")
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "symbols\tway\tns/event\tx fused\tallocs/event\tevents/s per core\truns\t")
	for i := range v.Graph {
		g := &v.Graph[i]
		for _, way := range []struct {
			name string
			cost bench.Cost
		}{{"fused", g.Fused}, {"live", g.Live}, {"batch", g.Batch}} {
			ns := way.cost.Nanoseconds
			fmt.Fprintf(w, "%s\t%s\t%.1f\t%.2f\t%s\t%s\t%d\t\n", count(uint64(g.Symbols)), way.name,
				ns, ns/g.Fused.Nanoseconds, few(way.cost.Allocations), count(uint64(1e9/ns)), g.Rounds)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(a.Out, "\nOne live step while event follows event, ns of the wall, reading the clock included")
	fmt.Fprintln(w, "symbols\tp50\tp99\tp99.9\tmax\tof that the clock\tsteps\t")
	for _, l := range v.Latencies {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%s\t%d\t%s\t\n", count(uint64(l.Symbols)), l.P50, l.P99, l.P999, count(uint64(l.Max)), l.Clock, count(uint64(l.Steps)))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(a.Out, "\nDecoding a frame")
	fmt.Fprintln(w, "venue\tframe\tbytes\tns\tallocs\t")
	for _, d := range v.Decoders {
		fmt.Fprintf(w, "%s\t%s\t%d\t%.0f\t%s\t\n", d.Venue, d.Frame, d.Bytes, d.Nanoseconds, few(d.Allocations))
	}
	return w.Flush()
}

// few prints a small number; 0 stands for none at all.
func few(n float64) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%.5f", n)
}
