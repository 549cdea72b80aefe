package capture

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/venue/binance"
)

// Params are the options of a capture in a config.
type Params struct {
	Venue          string   `required:"true" enum:"binance-spot,binance-usdm,binance-coinm" example:"binance-usdm" doc:"the venue that sent the frames"`
	Path           []string `id:"-" required:"true" example:"captures/*.gz" doc:"the files, plain, .gz or .zst; * ? and [] stand for parts of a name"`
	Trades         string   `enum:"trade,aggTrade" doc:"which of the venue's two streams of trades market.trade is; by default trade, but aggTrade in captures of cryptofeed, which hold no other"`
	Candles        string   `default:"1m" enum:"1s,1m,3m,5m,15m,30m,1h,2h,4h,6h,8h,12h,1d,3d,1w,1M" doc:"of which interval market.candle is; candles of others are ignored"`
	Malformed      string   `default:"halt" enum:"halt,skip" doc:"whether a line that cannot be read ends the run or is passed over with a control event"`
	SnapshotSymbol string   `example:"BTC-USDT-PERP" doc:"the symbol of REST snapshots that name none, where the file holds several"`
}

// Type returns the emitter type capture.
func Type() *source.EmitterType {
	t := &source.EmitterType{
		Name:      "capture",
		Doc:       "raw exchange frames from files, one a line after the time it was received; also as cryptofeed writes them",
		NewParams: func() any { return new(Params) },
		New: func(name, dir string, params any) (source.DataSourceEventEmitter, error) {
			p, ok := params.(*Params)
			if !ok {
				return nil, fmt.Errorf("emitter %s: params of another type", name)
			}
			return New(name, dir, *p)
		},
		Serves: serves,
	}
	t.Params, t.Err = param.For[Params]()
	return t
}

// serves tells whether a key is of the venue's exchange.
func serves(params any, key *event.Key) bool {
	p, ok := params.(*Params)
	if !ok {
		return false
	}
	v, err := binance.Find(p.Venue)
	exchange, _ := key.Value("exchange")
	return err == nil && exchange == v.Exchange
}
