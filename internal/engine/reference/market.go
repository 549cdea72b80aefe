package reference

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// marketFields returns the fields of sources that no definition takes as a whole.
func marketFields(definition string) []event.Column {
	const float, whole, text, truth = event.KindFloat, event.KindInt, event.KindString, event.KindBool
	switch definition {
	case "market.candle":
		return []event.Column{
			{Name: "open_time", Kind: whole},
			{Name: "close_time", Kind: whole},
			{Name: "interval", Kind: text},
			{Name: "open", Kind: float},
			{Name: "high", Kind: float},
			{Name: "low", Kind: float},
			{Name: "close", Kind: float},
			{Name: "volume", Kind: float},
			{Name: "trades", Kind: float},
			{Name: "closed", Kind: truth},
		}
	case "market.funding":
		return []event.Column{
			{Name: "rate", Kind: float},
			{Name: "predicted_rate", Kind: float},
			{Name: "mark_price", Kind: float},
			{Name: "index_price", Kind: float},
			{Name: "next_funding_time", Kind: whole},
		}
	case "market.liquidation":
		return []event.Column{{Name: "side", Kind: text}, {Name: "price", Kind: float}, {Name: "amount", Kind: float}, {Name: "id", Kind: text}}
	}
	return []event.Column{{Name: "open_interest", Kind: float}}
}

// marketValues returns the values of a payload of such a source, and which it is of.
func marketValues(payload any) (definition string, values []event.Value) {
	switch p := payload.(type) {
	case *market.Candle:
		values = append(values, told(p.OpenTime), told(p.CloseTime), event.String(p.Interval))
		for _, x := range []float64{p.Open, p.High, p.Low, p.Close, p.Volume, p.Trades} {
			values = append(values, event.Float(x))
		}
		return "market.candle", append(values, event.Bool(p.Closed))
	case *market.Funding:
		for _, x := range []float64{p.Rate, p.PredictedRate, p.MarkPrice, p.IndexPrice} {
			values = append(values, event.Float(x))
		}
		return "market.funding", append(values, told(p.NextFundingTime))
	case *market.Liquidation:
		return "market.liquidation", []event.Value{p.Side.Value(), event.Float(p.Price), event.Float(p.Amount), p.ID.Value()}
	case *market.OpenInterest:
		return "market.open_interest", []event.Value{event.Float(p.OpenInterest)}
	}
	return "", nil
}

// told is a time, null where it is 0.
func told(m market.Moment) event.Value {
	if m == 0 {
		return event.Value{}
	}
	return event.Int(int64(m))
}
