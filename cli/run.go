package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// runFlags are the flags of run.
type runFlags struct {
	configFlags
	output   string
	format   string
	features nameList
	from, to moment
	limit    number
	batch    number
	threads  number
	duration length
	watch    bool
	asJSON   bool
	options  featurizer.Options
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run a config until its sources end or it is interrupted",
		Long: "Runs a config until its sources end or it is interrupted. Outputs go where the section\n" +
			"outputs of the config says, else to stdout; a summary goes to stderr. Rows are written if\n" +
			"the config asks for rows, else all features.\n\n" +
			"With -o, --format, --select or --control the outputs of the config are left alone: what the\n" +
			"flags say goes to the file of -o, or to stdout.\n\n" +
			"With --watch a table of the latest values is drawn on the terminal meanwhile; what would\n" +
			"go to that same terminal is not written beside it.",
		Example: "  featurizer run -c featurizer.yaml -o rows.parquet\n  featurizer run -c featurizer.yaml --select vol_1m --limit 10",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.run(cmd.Context(), &f) },
	}
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "", "`FILE` to write to; its extension is the format (default: stdout)")
	flags.StringVar(&f.format, "format", "", "`FORMAT` of what is written: jsonl, csv, parquet or arrow (default: jsonl)")
	flags.Var(&f.features, "select", "features to write, instead of rows")
	flags.BoolVar(&f.options.Control, "control", false, "write control events too")
	flags.StringVar(&f.options.Executor, "executor", featurizer.AutoExecutor, "`NAME` of what runs the graph, all with the same bits: step, event by event; batch, history key by key; reference, slow and obvious; auto picks")
	flags.Var(&f.batch, "batch-size", "events of a key that the batch executor runs at once (default: 256)")
	flags.Var(&f.threads, "threads", "threads of the batch executor (default: 1)")
	flags.Var(&f.limit, "limit", "end after so many outputs")
	flags.Var(&f.from, "from", "write what has a time from here on: nanoseconds, or 2024-08-08T23:55:00Z")
	flags.Var(&f.to, "to", "write what has a time before this")
	flags.BoolVar(&f.watch, "watch", false, "draw a live table of what is written")
	flags.BoolVar(&f.asJSON, "json", false, "print the summary as JSON, in one line on stderr")
	flags.Var(&f.duration, "for", "end when so much time has passed, by receipt")
	return cmd
}

func (a *app) run(ctx context.Context, f *runFlags) error {
	format, err := f.check()
	if err != nil {
		return misuse{err}
	}
	c, dir, err := a.load(&f.configFlags)
	if err != nil {
		return err
	}
	if err := f.selectable(c); err != nil {
		return misuse{err}
	}
	f.options.Dir, f.options.Stdout = dir, a.Out
	to := a.destination(f, c, format)
	p, err := featurizer.Build(c, a.registry, f.options)
	if err != nil {
		return err
	}
	if err := to.check(p); err != nil {
		return misuse{err}
	}
	shown, err := a.watcher(f, c, to)
	if err != nil {
		return misuse{err}
	}
	s, finish, err := a.openOutput(p, to)
	if err != nil {
		return err
	}
	p.SetSink(shown.begin(ctx, p, s))
	summary, err := p.Run(ctx)
	shown.end()
	if err == nil {
		err = ctx.Err() // what was interrupted is not done
	}
	err = errors.Join(err, finish(summary.Written, err))
	if err != nil {
		summary.Notes = to.left(summary.Written) // of the rest the error says more
	}
	if err == nil || errors.Is(err, context.Canceled) || summary.Frames+summary.Events > 0 {
		f.printSummary(a.Err, summary) // else it never began
	}
	return err
}

// check checks the flags and returns the format to write.
func (f *runFlags) check() (string, error) {
	o := &f.options
	o.Select, o.From, o.To = f.features, event.Time(f.from), event.Time(f.to)
	o.Limit, o.For = uint64(f.limit), time.Duration(f.duration)
	if o.From != 0 && o.To != 0 && o.From >= o.To {
		return "", errors.New("--from is not before --to: nothing would be written")
	}
	if err := f.checkExecutor(); err != nil {
		return "", err
	}
	format, from := f.format, "--format"
	if format == "" {
		format, from = strings.TrimPrefix(filepath.Ext(f.output), "."), "-o "+f.output
	}
	if format == "" {
		format = "jsonl"
	}
	if !slices.Contains(config.Formats(), format) {
		return "", fmt.Errorf("%s: %q is no format%s\n"+
			"hint: there is jsonl, csv, parquet and arrow; --format says which where the name of the file does not",
			from, format, meant(param.Suggest(format, config.Formats())))
	}
	if o.Control && isTable(format) {
		return "", fmt.Errorf("--control: %s is a table, which has no place for control events\nhint: write .jsonl", format)
	}
	return format, nil
}

// mostThreads is far beyond what helps, mostBatch what memory is for.
const (
	mostThreads = 1024
	mostBatch   = 1 << 16
)

// checkExecutor checks what is to run the graph.
func (f *runFlags) checkExecutor() error {
	o := &f.options
	switch {
	case !slices.Contains(executors(), o.Executor):
		return chosen("--executor", o.Executor, executors())
	case f.batch > mostBatch:
		return fmt.Errorf("--batch-size: at most %d, not %d", mostBatch, f.batch)
	case f.threads > mostThreads:
		return fmt.Errorf("--threads: at most %d, not %d", mostThreads, f.threads)
	case f.batch > 0 && o.Executor != featurizer.BatchExecutor && o.Executor != featurizer.AutoExecutor:
		return fmt.Errorf("--batch-size is of the batch executor, not of %s", o.Executor)
	case f.threads > 1 && o.Executor != featurizer.BatchExecutor && o.Executor != featurizer.AutoExecutor:
		return fmt.Errorf("--threads: the executor %s has one thread\nhint: leave --executor out, or say batch", o.Executor)
	}
	o.BatchSize, o.Threads = int(f.batch), int(f.threads)
	return nil
}

func executors() []string {
	return []string{featurizer.AutoExecutor, featurizer.StepExecutor, featurizer.BatchExecutor, featurizer.ReferenceExecutor}
}

// selectable checks that the config has the features of --select.
func (f *runFlags) selectable(c *config.Config) error {
	var names []string
	for i := range c.Features {
		names = append(names, c.Features[i].Name)
	}
	for _, name := range f.features {
		switch {
		case slices.Contains(names, name):
		case slices.ContainsFunc(c.Sources, func(s config.Source) bool { return s.Name == name }):
			return fmt.Errorf("--select: %q is a source, and only features are written", name)
		default:
			return fmt.Errorf("--select: the config has no feature %q%s\nhint: featurizer plan shows them all", name, meant(param.Suggest(name, names)))
		}
	}
	return nil
}
