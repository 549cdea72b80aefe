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
	"github.com/featurizer/featurizer/transforms/calendar"
	"github.com/featurizer/featurizer/transforms/cross"
	"github.com/featurizer/featurizer/transforms/join"
	"github.com/featurizer/featurizer/transforms/window"
)

// Registry returns a registry of all built-in definitions and emitters, to which
// one's own can be added. An error is a mistake in this binary.
func Registry() (*feature.Registry, error) {
	r := &feature.Registry{}
	err := errors.Join(
		r.AddFeatures(
			bars.Dollar.Definition,
			bars.OHLCV.Definition,
			bars.Tick.Definition,
			bars.Volume.Definition,
			basic.CumSum.Definition,
			basic.Diff.Definition,
			basic.Ewma.Definition,
			basic.Lag.Definition,
			basic.MinMax.Definition,
			basic.Return.Definition,
			basic.Sample.Definition,
			basic.Throttle.Definition,
			basic.Unique.Definition,
			basic.ZScore.Definition,
			book.Imbalance.Definition,
			book.Microprice.Definition,
			book.OrderFlowImbalance.Definition,
			book.Snapshot.Definition,
			cross.Mean.Definition,
			cross.Rank.Definition,
			cross.Spread.Definition,
			calendar.Hour.Definition,
			calendar.Minute.Definition,
			calendar.Session.Definition,
			calendar.Weekday.Definition,
			expr.Definition(),
			expr.Where,
			flow.TradeVolumeImbalance.Definition,
			join.AsOf,
			join.Latest,
			price.MidPrice.Definition,
			price.VWAP.Definition,
			spread.Relative.Definition,
			volatility.Realized.Definition,
			volatility.StdDev.Definition,
			window.Beta.Definition,
			window.Corr.Definition,
			window.Count.Definition,
			window.Cov.Definition,
			window.First.Definition,
			window.Last.Definition,
			window.Max.Definition,
			window.Mean.Definition,
			window.Median.Definition,
			window.Min.Definition,
			window.Quantile.Definition,
			window.Skew.Definition,
			window.StdDev.Definition,
			window.Sum.Definition,
			window.Variance.Definition,
		),
		r.AddSources(
			generic.Record.Definition,
			market.BookDeltas.Definition,
			market.Candles.Definition,
			market.Fundings.Definition,
			market.Liquidations.Definition,
			market.OpenInterests.Definition,
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
