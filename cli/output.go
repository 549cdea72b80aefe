package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/outlet"
	"github.com/featurizer/featurizer/sink"
)

// destination is where a run writes to.
type destination struct {
	path     string // "" for stdout
	format   string // of the file, or of what goes to stdout
	config   bool   // the outputs of the config
	instead  bool   // instead of which the flags say what is written
	terminal bool   // some of it is read from a terminal
}

// destination decides between the flags and the outputs of the config: the flags
// win.
func (a *app) destination(f *runFlags, c *config.Config, format string) *destination {
	to := &destination{path: f.output, format: format}
	flags := f.output != "" || f.format != "" || f.features != nil || f.options.Control
	f.options.IgnoreOutputs = flags
	stdout := f.output == ""
	switch {
	case len(c.Outputs) == 0:
	case flags:
		to.instead = true
	default:
		i := slices.IndexFunc(c.Outputs, func(o config.Output) bool { return o.Type == "stdout" })
		to.config, stdout = true, i >= 0
		if stdout {
			to.format = c.Outputs[i].Format
		}
	}
	to.terminal = stdout && isTerminal(a.Out)
	if to.terminal && f.watch { // the table is drawn there
		f.options.Stdout = io.Discard
	}
	return to
}

// check refuses what the destination of the flags cannot take, before a file is
// emptied for it.
func (to *destination) check(p *featurizer.Pipeline) error {
	if _, _, one := p.Table(); !one && !to.config && isTable(to.format) { // graph.Build looks at those of the config
		return fmt.Errorf("%s is one table, but several features would be written\n"+
			"hint: pick one feature with --select, give the config rows, or write .jsonl", to.format)
	}
	if to.terminal && isTable(to.format) && to.format != "csv" {
		return fmt.Errorf("%s is nothing to read on a terminal\nhint: write it to a file, or pipe it into a program", to.format)
	}
	return nil
}

// left says what a run that did not come to its end leaves behind.
func (to *destination) left(written uint64) []string {
	if to.path == "" || written == 0 {
		return nil
	}
	return []string{to.path + " has what was written until then, and no more"}
}

// isTable tells whether a format holds one table, and not streams of any shape.
func isTable(format string) bool { return format != "jsonl" }

// openOutput opens the file of -o, or stdout, for what a pipeline writes. finish
// ends the writing: with an error and nothing written, the file stays as it was.
// The sink is nil where the outputs of the config are written.
func (a *app) openOutput(p *featurizer.Pipeline, to *destination) (s sink.Sink, finish func(written uint64, err error) error, err error) {
	if to.config {
		return nil, func(uint64, error) error { return nil }, nil
	}
	if to.instead {
		fmt.Fprintln(a.Err, "featurizer: the outputs of the config are left alone, as the flags say what is written")
	}
	var w io.Writer
	w, finish = a.Out, func(uint64, error) error { return nil }
	if to.path != "" {
		file, err := outlet.Create(to.path, to.format)
		if err != nil {
			return nil, nil, err
		}
		w, finish = file, file.Finish
	}
	stream, keyNames, _ := p.Table()
	s, err = outlet.NewSink(w, to.format, stream, keyNames)
	if err != nil {
		return nil, nil, errors.Join(err, finish(0, err))
	}
	return s, finish, nil
}
