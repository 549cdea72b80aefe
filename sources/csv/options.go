package csv

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// Options are the options of the emitter in a config.
type Options struct {
	Path      []string          `required:"true" example:"prices/*.csv.gz" doc:"the files, plain, .gz or .zst; * ? and [] stand for parts of a name"`
	Time      Time              `example:"{column: timestamp, unit: ms}" doc:"column and unit of the event times: by default column time, RFC 3339 text such as 2024-08-08T23:54:14.123Z; unit s, ms, us or ns for numbers since 1970"`
	Received  *Received         `example:"{column: local_timestamp, unit: us}" doc:"column and unit of the receive times, if there are any; files are then merged by them"`
	Key       map[string]string `example:"{symbol: ticker}" doc:"the columns that names of the key are taken from; other names have one value for all rows"`
	Fields    map[string]string `example:"{value: float}" doc:"columns with their types (float, int, string or bool): the fields of generic.record sources that name none themselves"`
	Columns   []string          `example:"time,price,amount" doc:"names of the columns of files that have no header"`
	Delimiter string            `default:"," doc:"what separates the cells, one character"`
	Malformed string            `default:"halt" enum:"halt,skip" doc:"whether a row that cannot be read ends the run or is passed over with a control event"`
}

// Time says which column has event times and how they are written.
type Time struct {
	Column string `default:"time" doc:"name of the column"`
	Unit   string `default:"rfc3339" enum:"rfc3339,s,ms,us,ns" doc:"the unit of numbers since 1970, or rfc3339 for text such as 2024-08-08T23:54:14.123Z"`
}

// Received says which column has receive times and how they are written.
type Received struct {
	Column string `default:"received" doc:"name of the column"`
	Unit   string `default:"rfc3339" enum:"rfc3339,s,ms,us,ns" doc:"as that of time"`
}

// Type returns the emitter type csv.
func Type() *source.EmitterType {
	t := &source.EmitterType{
		Name:      "csv",
		Doc:       "rows of CSV files; feeds records, trades and quotes of the keys that have all names of its option key",
		NewParams: func() any { return new(Options) },
		New: func(name, dir string, params any) (source.DataSourceEventEmitter, error) {
			o, ok := params.(*Options)
			if !ok {
				return nil, fmt.Errorf("emitter %s: params of another type", name)
			}
			return New(dir, *o)
		},
		Serves: serves,
	}
	t.Params, t.Err = param.For[Options]()
	return t
}

// serves tells whether a key has the names that columns give.
func serves(params any, key *event.Key) bool {
	o, ok := params.(*Options)
	if !ok {
		return false
	}
	for name := range o.Key {
		if !slices.Contains(key.Names(), name) {
			return false
		}
	}
	return true
}

// comma returns the delimiter.
func (o *Options) comma() (rune, error) {
	if o.Delimiter == "" {
		return ',', nil
	}
	c, size := utf8.DecodeRuneInString(o.Delimiter)
	if size != len(o.Delimiter) || c == utf8.RuneError || c == '"' || c == '\r' || c == '\n' {
		return 0, fmt.Errorf("delimiter: expected one character such as , or ; or a tab, got %q", o.Delimiter)
	}
	return c, nil
}
