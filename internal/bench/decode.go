package bench

import (
	"context"
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/venue/binance"
)

// Decoding is what the decoder of a venue takes for a frame, in processor time.
type Decoding struct {
	Venue       string  `json:"venue"`
	Frame       string  `json:"frame"`
	Bytes       int     `json:"bytes"`
	Nanoseconds float64 `json:"ns"`
	Allocations float64 `json:"allocs"`
}

// sample is a frame as a venue sends it.
type sample struct{ name, text string }

// samples are frames of Binance USD-M, one per kind.
func samples() []sample {
	levels := func(side string) string {
		var list []string
		for i := range 34 {
			list = append(list, fmt.Sprintf(`["%d.%d0","%d.%03d"]`, 58200+i, i%10, i%7, 31*i))
		}
		return fmt.Sprintf("%q:[%s]", side, strings.Join(list, ","))
	}
	const at = `"E":1700000000012,"T":1700000000010,"s":"BTCUSDT"`
	return []sample{
		{"trade", `{"stream":"btcusdt@trade","data":{"e":"trade",` + at + `,"t":5000000001,"p":"58200.10","q":"0.015","X":"MARKET","m":true}}`},
		{"quote", `{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5100000000001,` + at + `,"b":"58200.10","B":"3.250","a":"58200.20","A":"1.125"}}`},
		{"book, 68 levels", `{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate",` + at + `,"U":5100000000001,"u":5100000000099,"pu":5100000000000,` + levels("b") + "," + levels("a") + `}}`},
	}
}

// decoding measures one kind of frame: the least of several runs.
func decoding(ctx context.Context, s sample) (Decoding, error) {
	const venue, rounds, frames = "binance-usdm", 10, 5000
	v, err := binance.Find(venue)
	if err != nil {
		return Decoding{}, err
	}
	d := binance.NewDecoder(v)
	if _, err := d.Add("BTC-USDT-PERP"); err != nil {
		return Decoding{}, err
	}
	for _, stream := range []binance.Stream{binance.Trade, binance.BookTicker, binance.Depth} {
		if err := d.Want(stream); err != nil {
			return Decoding{}, err
		}
	}
	raw, frame := []byte(s.text), binance.Frame{}
	best, err := inTurns(ctx, times(rounds), frames, func(n int) error {
		for range n {
			if err := d.Decode(raw, &frame); err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return Decoding{}, fmt.Errorf("decoding a %s: %w", s.name, err)
	case frame.Stream == binance.Ignored:
		return Decoding{}, fmt.Errorf("decoding a %s: the frame was ignored", s.name)
	}
	return Decoding{venue, s.name, len(raw), best[0].Nanoseconds, best[0].Allocations}, nil
}
