// Package outlet makes the outputs of a config ready to be written to: files,
// stdout and webhooks.
package outlet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/sink"
	"github.com/featurizer/featurizer/sinks/arrow"
	"github.com/featurizer/featurizer/sinks/csv"
	"github.com/featurizer/featurizer/sinks/jsonl"
	"github.com/featurizer/featurizer/sinks/parquet"
	"github.com/featurizer/featurizer/sinks/webhook"
)

// Outlet is one output of a config, open.
type Outlet struct {
	Name    string
	Takes   graph.Selection
	Control bool // it takes control events too

	sink    sink.Sink
	file    *File // nil: none
	hook    *webhook.Sink
	written uint64
}

// Stats are what an output counted.
type Stats struct {
	Name    string
	Written uint64 // outputs that were handed over
	Dropped uint64 // outputs among them that a receiver did not take
	Retries uint64 // requests to a receiver that were sent again
}

// Options say where outputs lie. Nothing has a default.
type Options struct {
	Dir    string    // that paths are below
	Stdout io.Writer // for an output of that type
}

// Open opens all outputs of a plan, or none. They are to be finished.
func Open(ctx context.Context, p *graph.Plan, o Options) ([]*Outlet, error) {
	var all []*Outlet
	for _, d := range p.Outputs {
		out, err := open(ctx, p, d, o)
		if err != nil {
			err = fmt.Errorf("output %q: %w", d.Name, err)
			for _, earlier := range all {
				err = errors.Join(err, earlier.Finish(err))
			}
			return nil, err
		}
		all = append(all, out)
	}
	return all, nil
}

func open(ctx context.Context, p *graph.Plan, d *graph.Destination, o Options) (*Outlet, error) {
	out := &Outlet{Name: d.Name, Takes: d.Selection, Control: d.Control}
	w := o.Stdout
	switch d.Type {
	case "webhook":
		h := &d.Webhook
		out.hook = webhook.New(ctx, webhook.Options{
			URL: h.URL, Shown: h.Shown, Headers: h.Headers, Batch: h.Batch, Wait: h.Wait, Buffer: h.Buffer,
			Timeout: h.Timeout, GiveUp: h.GiveUp, Drop: h.OnFailure == "drop",
		})
		out.sink = out.hook
		return out, nil
	case "file":
		path := d.Path
		if !filepath.IsAbs(path) {
			path = filepath.Join(o.Dir, path)
		}
		file, err := Create(path, d.Format)
		if err != nil {
			return nil, err
		}
		out.file, w = file, file
	}
	stream, keyNames, isTable := p.Table(d.Selection)
	if !isTable && graph.IsTable(d.Format) { // which graph.Build refuses
		return nil, fmt.Errorf("%s is one table, but %s would be written", d.Format, d.Selection)
	}
	var err error
	if out.sink, err = NewSink(w, d.Format, stream, keyNames); err != nil && out.file != nil {
		err = errors.Join(err, out.file.Finish(0, err))
	}
	return out, err
}

// NewSink makes a sink of a format. stream and the names of its keys are for
// formats that are a table.
func NewSink(w io.Writer, format string, stream *event.OutputStream, keyNames []string) (sink.Sink, error) {
	s, err := newSink(w, format, stream, keyNames)
	if file, ok := w.(*File); ok && err == nil && !isWhole(format) {
		return &fileSink{s, file}, nil
	}
	return s, err
}

func newSink(w io.Writer, format string, stream *event.OutputStream, keyNames []string) (sink.Sink, error) {
	switch format {
	case "csv":
		return csv.New(w, stream, keyNames)
	case "parquet":
		return parquet.New(w, stream, keyNames)
	case "arrow":
		return arrow.New(w, stream, keyNames)
	}
	return jsonl.New(w), nil
}

// Write writes an output.
func (out *Outlet) Write(o *event.Output) error {
	if err := out.sink.Write(o); err != nil {
		return fmt.Errorf("output %q: %w", out.Name, err)
	}
	out.written++
	return nil
}

// Flush writes what is held back, for a reader that waits.
func (out *Outlet) Flush() error {
	if err := sink.Flush(out.sink); err != nil {
		return fmt.Errorf("output %q: %w", out.Name, err)
	}
	return nil
}

// Finish ends the writing. err is how the run ended.
func (out *Outlet) Finish(err error) error {
	failed := out.sink.Close()
	if out.file != nil {
		failed = errors.Join(failed, out.file.Finish(out.written, errors.Join(err, failed)))
	}
	if failed != nil {
		return fmt.Errorf("output %q: %w", out.Name, failed)
	}
	return nil
}

// Stats returns what was counted, once the writing has ended.
func (out *Outlet) Stats() Stats {
	s := Stats{Name: out.Name, Written: out.written}
	if out.hook != nil {
		counted := out.hook.Stats()
		s.Dropped, s.Retries = out.written-counted.Posted, counted.Retries // with those that still waited when it failed
	}
	return s
}
