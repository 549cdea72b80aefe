// Package standard holds the registry of everything that comes with Featurizer.
package standard

import (
	"errors"

	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/features/bars"
	"github.com/featurizer/featurizer/features/book"
	"github.com/featurizer/featurizer/features/flow"
	"github.com/featurizer/featurizer/features/price"
	"github.com/featurizer/featurizer/features/spread"
	"github.com/featurizer/featurizer/features/volatility"
	"github.com/featurizer/featurizer/internal/expr"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/sources/capture"
	"github.com/featurizer/featurizer/sources/csv"
	"github.com/featurizer/featurizer/sources/generic"
	"github.com/featurizer/featurizer/sources/jsonl"
	"github.com/featurizer/featurizer/sources/parquet"
	"github.com/featurizer/featurizer/sources/stdin"
	"github.com/featurizer/featurizer/sources/synthetic"
	"github.com/featurizer/featurizer/transforms/basic"
	"github.com/featurizer/featurizer/transforms/join"
	"github.com/featurizer/featurizer/transforms/window"
)

// Registry returns a registry of all built-in definitions and emitters, to which
// one's own can be added. An error is a mistake in this binary.
func Registry() (*feature.Registry, error) {
	r := &feature.Registry{}
	err := errors.Join(
		r.AddFeatures(
			bars.OHLCV.Definition,
			basic.Diff.Definition,
			basic.Ewma.Definition,
			basic.Lag.Definition,
			basic.Sample.Definition,
			basic.Throttle.Definition,
			basic.Unique.Definition,
			book.Imbalance.Definition,
			book.Microprice.Definition,
			book.OrderFlowImbalance.Definition,
			book.Snapshot.Definition,
			expr.Definition(),
			flow.TradeVolumeImbalance.Definition,
			join.AsOf,
			join.Latest,
			price.MidPrice.Definition,
			spread.Relative.Definition,
			volatility.StdDev.Definition,
			window.Count.Definition,
			window.First.Definition,
			window.Last.Definition,
			window.Max.Definition,
			window.Mean.Definition,
			window.Min.Definition,
			window.StdDev.Definition,
			window.Sum.Definition,
			window.Variance.Definition,
		),
		r.AddSources(
			generic.Record.Definition,
			market.BookDeltas.Definition,
			market.Quotes.Definition,
			market.Trades.Definition,
			synthetic.Sine.Definition,
		),
		r.AddEmitters(
			capture.Type(),
			csv.Type(),
			jsonl.Type(),
			parquet.Type(),
			stdin.Type(),
			synthetic.Type(),
		),
	)
	if err != nil {
		return nil, err
	}
	return r, nil
}
