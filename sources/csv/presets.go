package csv

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/sources/table"
)

// preset is what is known of the files of a provider.
type preset struct {
	name    string
	doc     string
	options table.Options
	columns [][]string // of files without a header, told apart by their number
}

func findPreset(name string) *preset {
	for _, p := range presets() {
		if p.name == name {
			return p
		}
	}
	return nil
}

func presets() []*preset {
	return append(append(binanceVision(), tardis()...), lean())
}

// binanceVision are the files of data.binance.vision. Those of futures may have a
// header, those of spot have none; times are in ms, spot's since 2025 in us.
func binanceVision() []*preset {
	taker := &table.Side{Buy: []string{"false"}, Sell: []string{"true"}} // is_buyer_maker: the taker sold
	return []*preset{
		{
			name:    "binance-vision-trades",
			doc:     "trades of data.binance.vision, as market.trade; the taker sold where is_buyer_maker is true. The files name no symbol: it is that of the keys",
			options: table.Options{Time: table.Time{Column: "time", Unit: "auto"}, Map: map[string]string{"amount": "qty", "side": "is_buyer_maker"}, Side: taker},
			columns: [][]string{
				names("id price qty quote_qty time is_buyer_maker"),
				names("id price qty quote_qty time is_buyer_maker is_best_match"),
			},
		},
		{
			name: "binance-vision-aggTrades",
			doc:  "aggTrades of data.binance.vision, as market.trade",
			options: table.Options{
				Time: table.Time{Column: "transact_time", Unit: "auto"},
				Map:  map[string]string{"amount": "quantity", "side": "is_buyer_maker", "id": "agg_trade_id"}, Side: taker,
			},
			columns: [][]string{
				names("agg_trade_id price quantity first_trade_id last_trade_id transact_time is_buyer_maker"),
				names("agg_trade_id price quantity first_trade_id last_trade_id transact_time is_buyer_maker is_best_match"),
			},
		},
		{
			name: "binance-vision-klines",
			doc:  "klines of data.binance.vision, as market.candle, or as generic.record with fields such as open, high, low, close, volume, trades; the time is that of the close",
			options: table.Options{
				Time: table.Time{Column: "close_time", Unit: "auto"}, Map: map[string]string{"trades": "count"}, Constant: map[string]string{"closed": "true"},
			},
			columns: [][]string{
				names("open_time open high low close volume close_time quote_volume count taker_buy_volume taker_buy_quote_volume ignore"),
			},
		},
		{
			name:    "binance-vision-fundingRate",
			doc:     "fundingRate of data.binance.vision, as market.funding: the rates that were paid. The files name no symbol: it is that of the keys",
			options: table.Options{Time: table.Time{Column: "calc_time", Unit: "auto"}, Map: map[string]string{"rate": "last_funding_rate"}},
			columns: [][]string{names("calc_time funding_interval_hours last_funding_rate")},
		},
		{
			name: "binance-vision-metrics",
			doc:  "metrics of data.binance.vision, as market.open_interest of keys with symbol; with their own names the other columns are fields of a generic.record",
			options: table.Options{
				Time: table.Time{Column: "create_time", Layout: "%Y-%m-%d %H:%M:%S"}, Key: map[string]string{"symbol": "symbol"},
				Map: map[string]string{"open_interest": "sum_open_interest"},
			},
		},
		{
			name: "binance-vision-liquidationSnapshot",
			doc:  "liquidationSnapshot of data.binance.vision, as market.liquidation: average price and filled quantity of each order. The files name no symbol: it is that of the keys",
			options: table.Options{
				Time: table.Time{Column: "time", Unit: "auto"}, Map: map[string]string{"price": "average_price", "amount": "accumulated_fill_quantity"},
			},
		},
	}
}

// tardis are the CSV files of tardis.dev, with the names of exchange and symbol
// that they have there.
func tardis() []*preset {
	all := table.Options{
		Time:     table.Time{Column: "timestamp", Unit: "us"},
		Received: &table.Received{Column: "local_timestamp", Unit: "us"},
		Key:      map[string]string{"exchange": "exchange", "symbol": "symbol"},
	}
	trades, quotes, book, ticker, liquidations := all, all, all, all, all
	trades.Nulls = []string{"unknown"} // a side
	quotes.Map = map[string]string{"bid": "bid_price", "bid_size": "bid_amount", "ask": "ask_price", "ask_size": "ask_amount"}
	book.Map = map[string]string{"size": "amount", "snapshot": "is_snapshot"}
	ticker.Map = map[string]string{"rate": "funding_rate", "predicted_rate": "predicted_funding_rate", "next_funding_time": "funding_timestamp"}
	liquidations.Nulls = []string{"unknown"}
	return []*preset{
		{name: "tardis-trades", doc: "trades of tardis.dev, as market.trade of keys {exchange, symbol}", options: trades},
		{name: "tardis-quotes", doc: "quotes of tardis.dev, as market.quote of keys {exchange, symbol}", options: quotes},
		{name: "tardis-book", doc: "incremental_book_L2 of tardis.dev, as market.book_delta of keys {exchange, symbol}: the rows of one local_timestamp are one event", options: book},
		{name: "tardis-derivative-ticker", doc: "derivative_ticker of tardis.dev, as market.funding, as market.open_interest or as both, of keys {exchange, symbol}", options: ticker},
		{name: "tardis-liquidations", doc: "liquidations of tardis.dev, as market.liquidation of keys {exchange, symbol}", options: liquidations},
	}
}

// lean are the tick files of QuantConnect's Lean for US equities. A quote that
// has 0 on one side has news of the other alone.
func lean() *preset {
	return &preset{
		name: "lean",
		doc: "ticks of US equities of QuantConnect's Lean, trades as market.trade or quotes as market.quote: ms since midnight in New York, the date from the name of the file, " +
			"prices in 1/10000; of a quote of one side the other is carried; suspicious ticks are not left out. The exchange is a letter, for a key such as key: {exchange: exchange}",
		options: table.Options{
			Time:  table.Time{Column: "time", Unit: "ms", Zone: "America/New_York", Date: "filename"},
			Scale: map[string]float64{"price": 0.0001, "bid": 0.0001, "ask": 0.0001},
			Carry: names("bid bid_size ask ask_size"),
		},
		columns: [][]string{
			names("time price amount exchange condition suspicious"),
			names("time bid bid_size ask ask_size exchange condition suspicious"),
		},
	}
}

func names(text string) []string { return strings.Fields(text) }

// columnsOf returns the names of the columns of rows with so many cells.
func (p *preset) columnsOf(cells int) ([]string, error) {
	var sizes []string
	for _, c := range p.columns {
		if len(c) == cells {
			return c, nil
		}
		sizes = append(sizes, strconv.Itoa(len(c)))
	}
	return nil, fmt.Errorf("rows of preset %s have %s cells, this one has %d: name the columns, columns: [...]", p.name, strings.Join(sizes, " or "), cells)
}
