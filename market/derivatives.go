package market

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// Funding is what holders of a perpetual pay one another, and the prices it is made
// of. A number that the venue does not tell is null.
type Funding struct {
	Rate            float64 `doc:"rate of the next payment as it stands, or of the last where the venue tells that; 0.0001 is 1 basis point"`
	PredictedRate   float64 `doc:"rate expected of the payment after that"`
	MarkPrice       float64 `doc:"price by which positions are valued"`
	IndexPrice      float64 `doc:"price of what the contract is of"`
	NextFundingTime Moment  `doc:"when the next payment is due, in nanoseconds since the Unix epoch"`
}

// Liquidation is an order by which a venue closes a position that has run out of
// margin.
type Liquidation struct {
	Side   Side     `doc:"side of the order: sell closes a long position"`
	Price  float64  `doc:"price of the order, or of its trades where the venue tells that"`
	Amount float64  `doc:"quantity, in the venue's unit"`
	ID     event.ID `event:"id" doc:"the venue's id of the order or trade"`
}

// OpenInterest is how much of a contract is held.
type OpenInterest struct {
	OpenInterest float64 `doc:"quantity of open contracts, in the venue's unit"`
}

// The sources of data of derivatives.
var (
	Fundings      = source.Define[Funding]("market.funding", "funding rates, with mark and index price")
	Liquidations  = source.Define[Liquidation]("market.liquidation", "positions that a venue has closed, one event each")
	OpenInterests = source.Define[OpenInterest]("market.open_interest", "how much of a contract is held")
)
