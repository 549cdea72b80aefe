package csv

import (
	"fmt"
	"unicode/utf8"

	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/table"
)

// Options are the options of the emitter in a config.
type Options struct {
	table.Paths
	Shape
	table.Options
}

// Shape says how the text of CSV is laid out.
type Shape struct {
	Preset    string   `enum:"binance-vision-trades,binance-vision-aggTrades,binance-vision-klines,binance-vision-fundingRate,binance-vision-metrics,binance-vision-liquidationSnapshot,tardis-trades,tardis-quotes,tardis-book,tardis-derivative-ticker,tardis-liquidations,lean" doc:"options for the files of a known provider; what is set beside it counts more"`
	Columns   []string `example:"time,price,amount" doc:"names of the columns of files that have no header"`
	Delimiter string   `default:"," doc:"what separates the cells, one character"`
}

// Type returns the emitter type csv.
func Type() *source.EmitterType {
	return table.Kind[Options]{
		Name:  "csv",
		Doc:   "rows of CSV files; feeds generic.record and what market.* declares, of the keys that have all names of its option key",
		Guide: guide(), New: New,
		Rows: func(o *Options) table.Options { return o.Over(o.Defaults()) },
	}.Type()
}

// Defaults returns the options of the preset, nil where there is none.
func (s *Shape) Defaults() *table.Options {
	p := findPreset(s.Preset)
	if p == nil {
		return nil
	}
	return &p.options
}

// Format returns how rows are read from such text.
func (s *Shape) Format() (table.Format, error) {
	f := &format{columns: s.Columns, preset: findPreset(s.Preset)}
	if s.Preset != "" && f.preset == nil {
		return nil, fmt.Errorf("preset: %q is not known", s.Preset)
	}
	var err error
	f.comma, err = s.comma()
	return f, err
}

// comma returns the delimiter.
func (s *Shape) comma() ([]byte, error) {
	if s.Delimiter == "" {
		return []byte{','}, nil
	}
	c, size := utf8.DecodeRuneInString(s.Delimiter)
	if size != len(s.Delimiter) || c == utf8.RuneError || c == '"' || c == '\r' || c == '\n' {
		return nil, fmt.Errorf("delimiter: expected one character such as , or ; or a tab, got %q", s.Delimiter)
	}
	return []byte(s.Delimiter), nil
}
