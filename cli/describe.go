package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/describe"
	"github.com/featurizer/featurizer/sources/files"
)

func (a *app) describeCommand() *cobra.Command {
	var asJSON bool
	var keys []string
	cmd := &cobra.Command{
		Use:   "describe FILE",
		Short: "Show what is in a file of outputs: counts, ranges, quantiles",
		Long: "Reads a file of outputs once, .parquet, .arrow, .csv or .jsonl, the last two perhaps .gz or\n" +
			".zst, and shows what is in it: for each column how many values and nulls, the mean, the range\n" +
			"and quantiles, and the share of warm-up where the file tells (.jsonl with warmup: keep or\n" +
			"null). Parquet, Arrow and CSV files of other tools are read too.\n\n" +
			"Quantiles are exact for a column of up to " + count(describe.ExactValues) + " values. Beyond that they are marked with ~,\n" +
			"and off by about a tenth of a percent of all values.",
		Example: "  featurizer run -o rows.parquet && featurizer describe rows.parquet\n  featurizer describe rows.csv --key symbol=BTC-USDT",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse{fmt.Errorf("describe reads one FILE, not %d\nhint: featurizer describe rows.csv", len(args))}
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			key, err := keyOf(keys)
			if err != nil {
				return misuse{err}
			}
			r, err := a.describe(cmd.Context(), args[0], key)
			if err != nil {
				return err
			}
			if asJSON {
				return a.printJSON(r)
			}
			return printDescription(a.Out, r)
		},
	}
	cmd.Flags().StringArrayVar(&keys, "key", nil, "leave out what is not of this key: `NAME=VALUE[,NAME=VALUE]`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// describe reads a file, and shows how far it is.
func (a *app) describe(ctx context.Context, path string, key []event.Pair) (*describe.Report, error) {
	var meter files.Meter
	if s := newScreen(a.Err); s != nil {
		stop := showProgress(ctx, s, func(elapsed time.Duration) string {
			done, all := meter.Progress()
			return share(float64(done)/max(float64(all), 1), elapsed) +
				fmt.Sprintf("%s, %s read, %s/s", timer(elapsed), bytesText(float64(done)), bytesText(float64(done)/elapsed.Seconds()))
		})
		defer stop()
	}
	return describe.Run(ctx, path, describe.Options{Key: key, Meter: &meter})
}

// printDescription prints a report for a person.
func printDescription(w io.Writer, r *describe.Report) error {
	what := "row"
	if r.Format == "jsonl" {
		what = "line"
	}
	fmt.Fprintf(w, "%s: %s", r.File, plural(r.Rows, what))
	if r.Keys.Count > 0 {
		fmt.Fprintf(w, " of %s", distinctText(r.Keys, "key"))
	}
	if r.LeftOut > 0 {
		fmt.Fprintf(w, ", without %s of other keys", count(r.LeftOut))
	}
	fmt.Fprintln(w)
	if r.First != nil {
		first, last := event.Time(*r.First).UTC(), event.Time(*r.Last).UTC()
		fmt.Fprintf(w, "from %s\nto   %s, %v later\n", first.Format(time.RFC3339Nano), last.Format(time.RFC3339Nano), last.Sub(first))
	}
	for _, kind := range sortedKeys(r.Controls) {
		fmt.Fprintf(w, "control events: %s %s\n", count(r.Controls[kind]), kind)
	}
	if len(r.Columns) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\ncolumn\ttype\tvalues\tnulls\twarm-up\tmean\tmin\tmax\t")
	for _, c := range r.Columns {
		warm := "-"
		if c.Warmup != nil {
			warm = strconv.FormatFloat(100*(*c.Warmup), 'f', 1, 64) + "%"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", printable(c.Name), typeText(c), count(c.Values), count(c.Nulls), warm,
			shownIn(c, c.Mean), shownIn(c, c.Min), shownIn(c, c.Max))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return printQuantiles(w, r.Columns)
}

// printQuantiles prints the quantiles of columns of numbers.
func printQuantiles(w io.Writer, columns []*describe.Column) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := "\nquantiles\tp1\tp5\tp50\tp95\tp99\t\n"
	for _, c := range columns {
		if c.Type != "number" && c.Type != "time" {
			continue
		}
		fmt.Fprint(table, head, printable(c.Name))
		head = ""
		for _, q := range []*float64{c.P1, c.P5, c.P50, c.P95, c.P99} {
			about := ""
			if !c.Exact {
				about = "~"
			}
			fmt.Fprintf(table, "\t%s%s", about, shownIn(c, q))
		}
		fmt.Fprintln(table, "\t")
	}
	return table.Flush()
}

// typeText is the type of a column, with how many texts there are.
func typeText(c *describe.Column) string {
	if c.Distinct == nil {
		return c.Type
	}
	return distinctText(*c.Distinct, "text")
}

func distinctText(d describe.Distinct, what string) string {
	if d.More {
		return "over " + plural(uint64(d.Count), what)
	}
	return plural(uint64(d.Count), what)
}

func plural(n uint64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return count(n) + " " + what + "s"
}

// shownIn prints a number of a column with as many digits as a person wants. Ages are
// lengths of time.
func shownIn(c *describe.Column, x *float64) string {
	switch {
	case x == nil:
		return "-"
	case strings.HasSuffix(c.Name, ".age"):
		return short(time.Duration(*x)).String()
	case c.Type == "time":
		return event.Time(*x).UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano) // finer is no float
	}
	return strconv.FormatFloat(*x, 'g', 6, 64)
}
