package featurizer_test

import (
	"strings"
	"testing"

	"github.com/featurizer/featurizer"
)

// graphOfRows is the graph of the benchmarks: what many configs look like.
const graphOfRows = `  mid:         {definition: price.mid_price, inputs: [quotes]}
  spread:      {definition: spread.relative, inputs: [quotes]}
  vol_1m:      {definition: volatility.stddev, inputs: [mid], params: {window: 2s}}
  smooth:      {definition: transform.ewma, inputs: [mid], params: {tau: 10s}}
  change:      {definition: transform.diff, inputs: [mid], params: {window: 1s}}
  each_second: {definition: transform.sample, inputs: [mid], params: {every: 1s}}
  bars_1s:     {definition: bars.ohlcv, inputs: [trades], params: {window: 1s}}
  value:       {expr: "price * amount - mid_price", inputs: [trades, mid]}
  tvi_1m:      {definition: flow.trade_volume_imbalance, inputs: [trades], params: {window: 2s}}
`

// TestRecordedBatch compares the batch executor with the step executor byte by
// byte over whole recordings, cut in several ways.
func TestRecordedBatch(t *testing.T) {
	text, _ := allFeatures(t)
	head, _, _ := strings.Cut(text, "\nfeatures:\n")
	head += "\nfeatures:\n"
	cuts := []featurizer.Options{batches()[0], batches()[5], batches()[10], batches()[3]} // each size, all numbers of threads
	for _, r := range recordings() {
		t.Run(r.name, func(t *testing.T) {
			for name, text := range map[string]string{
				"features": head + graphOfRows,
				"rows":     head + graphOfRows + "rows: {features: [mid, spread, vol_1m, smooth, change, each_second, bars_1s, tvi_1m]}\n",
				"mixed":    head + graphOfRows + "rows: {features: [value, bars_1s, vol_1m, mid]}\n",
			} {
				t.Run(name, func(t *testing.T) {
					c := configOf(t, text, nil, excerpt{r, r.lines(t)})
					step := run(t, c, standardRegistry(t), featurizer.StepExecutor)
					for _, o := range cuts {
						if batch := runWith(t, c, standardRegistry(t), o); step != batch {
							t.Errorf("step and %+v differ at %s", o, firstDifference(step, batch))
						}
					}
				})
			}
		})
	}
}
