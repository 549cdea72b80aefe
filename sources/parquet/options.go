package parquet

import (
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/table"
)

// Options are the options of the emitter in a config.
type Options struct {
	Path []string `id:"-" required:"true" example:"prices/*.parquet" doc:"the files; * ? and [] stand for parts of a name"`
	table.Options
}

// Type returns the emitter type parquet.
func Type() *source.EmitterType {
	return table.Kind[Options]{
		Name:  "parquet",
		Doc:   "rows of Parquet files; feeds generic.record and what market.* declares, of the keys that have all names of its option key",
		Guide: guide, New: New,
		Rows: func(o *Options) table.Options { return o.Options },
	}.Type()
}

// New makes an emitter. Files are named relative to dir.
func New(dir string, o Options) (*table.Emitter, error) {
	return table.New(table.Config{Options: o.Options, Format: format{}, Input: table.Input{Dir: dir, Paths: o.Path}})
}

const guide = `Columns are as in the file, those of a group as group.column. Timestamps and dates are
times whatever the unit; those that are not adjusted to UTC are of time.zone, else UTC.

    emitters:
      feed:
        type: parquet
        path: trades/*.parquet
        time: {column: ts}
        key: {symbol: symbol}
        map: {amount: size}
    keys: [{symbol: [BTC, ETH]}]
    sources: {trades: {definition: market.trade, emitter: feed}}

Times that are plain numbers need their unit, such as time: {column: ts, unit: ms}. Outputs
of run are read by

        time: {column: time, unit: ns}
        received: {column: received, unit: ns}
        key: {exchange: exchange, symbol: symbol}
        fields: {mid.mid_price: float, vol.volatility: float}

All else is as for csv: featurizer emitters csv`
