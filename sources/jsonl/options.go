package jsonl

import (
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/table"
)

// Options are the options of the emitter in a config.
type Options struct {
	Path []string `id:"-" required:"true" example:"orders/*.jsonl.gz" doc:"the files, plain, .gz, .zst or .zip; * ? and [] stand for parts of a name"`
	table.Options
}

// Type returns the emitter type jsonl.
func Type() *source.EmitterType {
	return table.Kind[Options]{
		Name:  "jsonl",
		Doc:   "objects of JSON files, one a line or all in one array; feeds generic.record and what market.* declares, of the keys that have all names of its option key",
		Guide: guide, New: New,
		Rows: func(o *Options) table.Options { return o.Options },
	}.Type()
}

// New makes an emitter. Files are named relative to dir.
func New(dir string, o Options) (*table.Emitter, error) {
	return table.New(table.Config{Options: o.Options, Format: Format(), Input: table.Input{Dir: dir, Paths: o.Path}})
}

const guide = `A column is a field of the objects; a.b is field b of the object in field a, and a.0 the
first element of the array in it. A file flights.json

    {"date":"2001/01/01 00:47","route":{"from":"DTW","to":"LAS"},"delay":66}

is read by

    emitters:
      feed:
        type: jsonl
        path: flights.json
        time: {column: date, layout: "%Y/%m/%d %H:%M"}
        key: {origin: route.from}
        fields: {delay: float, destination: string}
        map: {destination: route.to}
    keys: [{origin: [DTW, LAS]}]
    sources: {flights: {definition: generic.record, emitter: feed}}

A file may also be one array of such objects. All else is as for csv: featurizer emitters csv`
