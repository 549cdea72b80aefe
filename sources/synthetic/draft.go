package synthetic

import (
	"github.com/featurizer/featurizer/market"
)

// draft is a delta in the making. One serves all markets of an emitter.
type draft struct {
	rules *rules
	delta market.BookDelta
}

// begin empties the draft.
func (d *draft) begin() { d.delta.Levels = d.delta.Levels[:0] }

// set puts the new size of a level into the draft.
func (d *draft) set(of market.Side, tick int64, lots int32) {
	d.delta.Levels = append(d.delta.Levels, market.Level{Side: of, Price: times(d.rules.tick, tick), Size: times(d.rules.lot, int64(lots))})
}
