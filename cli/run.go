package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
	"github.com/featurizer/featurizer/sinks/csv"
	"github.com/featurizer/featurizer/sinks/jsonl"
)

// runFlags are the flags of run.
type runFlags struct {
	configFlags
	output   string
	format   string
	from, to string
	options  featurizer.Options
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run a config until its sources end or it is interrupted",
		Long: "Runs a config until its sources end or it is interrupted. Outputs go to stdout, or to\n" +
			"the file of -o; a summary goes to stderr. Rows are written if the config asks for rows,\n" +
			"else all features.",
		Example: "  featurizer run -c featurizer.yaml -o rows.csv\n  featurizer run -c featurizer.yaml --select vol_1m --limit 10",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.run(cmd.Context(), &f) },
	}
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "", "file to write to; its extension is the format (default: stdout)")
	flags.StringVar(&f.format, "format", "", "format of what is written: jsonl or csv (default: jsonl)")
	flags.StringSliceVar(&f.options.Select, "select", nil, "features to write, instead of rows")
	flags.BoolVar(&f.options.Control, "control", false, "write control events too")
	flags.StringVar(&f.options.Executor, "executor", featurizer.StepExecutor, "step, or reference: slow and obvious, with the same bits")
	flags.Uint64Var(&f.options.Limit, "limit", 0, "end after so many outputs")
	flags.StringVar(&f.from, "from", "", "write what has a time from here on: nanoseconds, or 2024-08-08T23:55:00Z")
	flags.StringVar(&f.to, "to", "", "write what has a time before this")
	flags.DurationVar(&f.options.For, "for", 0, "end when so much time has passed, by receipt")
	return cmd
}

func (a *app) run(ctx context.Context, f *runFlags) error {
	format, err := f.check()
	if err != nil {
		return misuse{err}
	}
	c, dir, err := f.load()
	if err != nil {
		return err
	}
	f.options.Dir = dir
	p, err := featurizer.Build(c, a.registry, f.options)
	if err != nil {
		return err
	}
	out, closeOut, err := a.openOutput(f.output)
	if err != nil {
		return err
	}
	s, err := newSink(out, format, p)
	if err != nil {
		return errors.Join(err, closeOut())
	}
	p.SetSink(s)
	summary, err := p.Run(ctx)
	err = errors.Join(err, closeOut())
	printSummary(a.Err, summary)
	return err
}

// openOutput opens the file of -o, or stdout, and returns how to close it.
func (a *app) openOutput(path string) (io.Writer, func() error, error) {
	if path == "" {
		return a.Out, func() error { return nil }, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, nil, fmt.Errorf("creating the output: %w", err)
	}
	return file, file.Close, nil
}

// newSink makes the sink of a format for what a pipeline writes.
func newSink(w io.Writer, format string, p *featurizer.Pipeline) (sink.Sink, error) {
	if format == "jsonl" {
		return jsonl.New(w), nil
	}
	stream, keyNames, isTable := p.Table()
	if !isTable {
		return nil, misuse{errors.New("csv is one table: select one feature with --select, or give the config rows")}
	}
	return csv.New(w, stream, keyNames)
}

// check checks the flags and returns the format to write.
func (f *runFlags) check() (string, error) {
	var err error
	if f.options.From, err = parseTime("from", f.from); err != nil {
		return "", err
	}
	if f.options.To, err = parseTime("to", f.to); err != nil {
		return "", err
	}
	if !slices.Contains([]string{featurizer.StepExecutor, featurizer.ReferenceExecutor}, f.options.Executor) {
		return "", fmt.Errorf("--executor: there is step and reference, not %q", f.options.Executor)
	}
	if f.options.For < 0 {
		return "", fmt.Errorf("--for: a length of time is positive, not %v", f.options.For)
	}
	format := f.format
	if format == "" && f.output != "" {
		format = strings.TrimPrefix(filepath.Ext(f.output), ".")
	}
	switch format {
	case "", "jsonl":
		return "jsonl", nil
	case "csv":
		return "csv", nil
	case "parquet", "arrow":
		return "", fmt.Errorf("this version cannot write %s yet: use .jsonl or .csv", format)
	}
	return "", fmt.Errorf("%q is no format: use .jsonl or .csv, or --format", format)
}

// parseTime reads a time of the command line: nanoseconds, or RFC 3339.
func parseTime(flag, text string) (event.Time, error) {
	if text == "" {
		return 0, nil
	}
	if ns, err := strconv.ParseInt(text, 10, 64); err == nil {
		return event.Time(ns), nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, fmt.Errorf("--%s: expected nanoseconds or a time such as 2024-08-08T23:55:00Z, got %q", flag, text)
	}
	return event.Time(t.UnixNano()), nil
}
