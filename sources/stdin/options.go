package stdin

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/csv"
	"github.com/featurizer/featurizer/sources/jsonl"
	"github.com/featurizer/featurizer/sources/table"
)

// Options are the options of the emitter in a config.
type Options struct {
	Format string `required:"true" enum:"csv,jsonl" example:"csv" doc:"how the input holds rows"`
	csv.Shape
	table.Options
}

// Type returns the emitter type stdin.
func Type() *source.EmitterType {
	return table.Kind[Options]{
		Name:  "stdin",
		Doc:   "rows from standard input, plain, gzip or zstd, until it ends; feeds what csv and jsonl feed",
		Guide: guide,
		New:   func(_ string, o Options) (*table.Emitter, error) { return New(os.Stdin, o) },
		Rows:  func(o *Options) table.Options { return o.Over(o.Defaults()) },
	}.Type()
}

const guide = `    unzip -p ticks.zip | featurizer run

with

    emitters:
      feed: {type: stdin, format: csv, columns: [time, price, amount], time: {unit: ms}}

The options are those of csv and jsonl: featurizer emitters csv`

// New makes an emitter that reads in.
func New(in io.Reader, o Options) (*table.Emitter, error) {
	c := table.Config{Options: o.Options, Preset: o.Defaults(), Input: table.Input{Name: "stdin", Stream: newPump(in)}}
	switch {
	case o.Format == "jsonl" && (o.Preset != "" || len(o.Columns) > 0):
		return nil, errors.New("format: preset and columns are for csv: leave them out, or set format: csv")
	case o.Format == "jsonl":
		c.Format = jsonl.Format()
	case o.Format == "csv":
		var err error
		if c.Format, err = o.Shape.Format(); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("format: %q is neither csv nor jsonl", o.Format)
	}
	return table.New(c)
}
