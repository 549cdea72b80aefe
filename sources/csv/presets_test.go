package csv

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/table"
)

// TestPresets holds what rows of known providers become.
func TestPresets(t *testing.T) {
	tardisKeys := []string{"exchange=deribit symbol=BTC-PERPETUAL"}
	for _, c := range []struct {
		preset, source, name, text string
		keys                       []string
		want                       []string
		err                        string
	}{
		{
			preset: "binance-vision-trades", source: "trades",
			text: "9,61800.30,0.006,370.8,1723161254123,True,True\n10,61800.20,0.1,1,1723161254999,False,True\n11,1,1,1,1735689600000001,false,true\n",
			want: []string{
				`#0 symbol=BTC at 1723161254123000000 trade "9" sell 61800.3 x 0.006`,
				`#0 symbol=BTC at 1723161254999000000 trade "10" buy 61800.2 x 0.1`,
				`#0 symbol=BTC at 1735689600000001000 trade "11" buy 1 x 1`,
			},
		},
		{
			preset: "binance-vision-trades", source: "trades", // of futures
			text: "id,price,qty,quote_qty,time,is_buyer_maker\n9,61800.30,0.006,370.8,1723161254123,true\n",
			want: []string{`#0 symbol=BTC at 1723161254123000000 trade "9" sell 61800.3 x 0.006`},
		},
		{
			preset: "binance-vision-trades", source: "trades", text: "9,61800.30,0.006\n",
			err: "a:1: rows of preset binance-vision-trades have 6 or 7 cells, this one has 3: name the columns, columns: [...]",
		},
		{
			preset: "binance-vision-aggTrades", source: "trades", text: "7,1.5,2,10,12,1723161254123,false\n",
			want: []string{`#0 symbol=BTC at 1723161254123000000 trade "7" buy 1.5 x 2`},
		},
		{
			preset: "binance-vision-klines", source: "close:float trades:int open_time:int",
			text: "1723161240000,1,4,0.5,2,100,1723161299999,200,17,50,100,0\n",
			want: []string{`#0 symbol=BTC at 1723161299999000000 []event.Value{2, 17, 1723161240000}`},
		},
		{
			preset: "binance-vision-klines", source: "candles",
			text: "1723161240000,1,4,0.5,2,100,1723161299999,200,17,50,100,0\n",
			want: []string{`#0 symbol=BTC at 1723161299999000000 candle {OpenTime:1723161240000000000 CloseTime:1723161299999000000 Interval: Open:1 High:4 Low:0.5 Close:2 Volume:100 Trades:17 Closed:true}`},
		},
		{
			preset: "binance-vision-fundingRate", source: "fundings",
			text: "calc_time,funding_interval_hours,last_funding_rate\n1704067200000,8,-0.00037409\n",
			want: []string{`#0 symbol=BTC at 1704067200000000000 funding {Rate:-0.00037409 PredictedRate:NaN MarkPrice:NaN IndexPrice:NaN NextFundingTime:0}`},
		},
		{
			preset: "binance-vision-fundingRate", source: "fundings", text: "1704067200000,8,0.0001\n",
			want: []string{`#0 symbol=BTC at 1704067200000000000 funding {Rate:0.0001 PredictedRate:NaN MarkPrice:NaN IndexPrice:NaN NextFundingTime:0}`},
		},
		{
			preset: "binance-vision-metrics", source: "interests",
			text: "create_time,symbol,sum_open_interest,sum_open_interest_value,count_long_short_ratio\n2023-01-01 00:05:00,BTC,99823.5,1650000000.5,1.2\n2023-01-01 00:10:00,ETH,1,1,1\n2023-01-01 00:10:00,BTC,,,\n",
			want: []string{"#0 symbol=BTC at 1672531500000000000 open interest 99823.5", "#0 symbol=BTC at 1672531800000000000 open interest NaN"},
		},
		{
			preset: "binance-vision-metrics", source: "sum_open_interest_value:float count_long_short_ratio:float",
			text: "create_time,symbol,sum_open_interest,sum_open_interest_value,count_long_short_ratio\n2023-01-01 00:05:00,BTC,99823.5,16500.5,1.2\n",
			want: []string{"#0 symbol=BTC at 1672531500000000000 []event.Value{16500.5, 1.2}"},
		},
		{
			preset: "binance-vision-liquidationSnapshot", source: "liquidations",
			text: "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,last_fill_quantity,accumulated_fill_quantity\n1709598391022,SELL,LIMIT,IOC,3,67934.2,68203.4,FILLED,1,2\n",
			want: []string{`#0 symbol=BTC at 1709598391022000000 liquidation "" sell 68203.4 x 2`},
		},
		{
			preset: "tardis-derivative-ticker", source: "fundings", keys: tardisKeys,
			text: "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price\n" +
				"deribit,BTC-PERPETUAL,1585699200000000,1585699200067000,1585728000000000,-0.00012,0.0001,81331921,6421.5,6420.1,6421.25\nderibit,BTC-PERPETUAL,1585699201000000,1585699201067000,,,,,6421,,\n",
			want: []string{
				"#0 exchange=deribit,symbol=BTC-PERPETUAL at 1585699200000000000 arrived 1585699200067000000 funding {Rate:-0.00012 PredictedRate:0.0001 MarkPrice:6421.25 IndexPrice:6420.1 NextFundingTime:1585728000000000000}",
				"#0 exchange=deribit,symbol=BTC-PERPETUAL at 1585699201000000000 arrived 1585699201067000000 funding {Rate:NaN PredictedRate:NaN MarkPrice:NaN IndexPrice:NaN NextFundingTime:0}",
			},
		},
		{
			preset: "tardis-derivative-ticker", source: "interests", keys: tardisKeys,
			text: "exchange,symbol,timestamp,local_timestamp,open_interest\nderibit,BTC-PERPETUAL,1,5,81331921\n",
			want: []string{"#0 exchange=deribit,symbol=BTC-PERPETUAL at 1000 arrived 5000 open interest 8.1331921e+07"},
		},
		{
			preset: "tardis-liquidations", source: "liquidations", keys: tardisKeys,
			text: "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nderibit,BTC-PERPETUAL,1,5,x,buy,6421.5,10\nderibit,BTC-PERPETUAL,2,6,,unknown,6421.5,10\n",
			want: []string{
				`#0 exchange=deribit,symbol=BTC-PERPETUAL at 1000 arrived 5000 liquidation "x" buy 6421.5 x 10`,
				`#0 exchange=deribit,symbol=BTC-PERPETUAL at 2000 arrived 6000 liquidation ""  6421.5 x 10`,
			},
		},
		{
			preset: "tardis-trades", source: "trades", keys: tardisKeys,
			text: "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nderibit,BTC-PERPETUAL,1,5,x,unknown,6421.5,10\n",
			want: []string{`#0 exchange=deribit,symbol=BTC-PERPETUAL at 1000 arrived 5000 trade "x"  6421.5 x 10`},
		},
		{
			preset: "tardis-book", source: "books", keys: tardisKeys,
			text: "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n" +
				"deribit,BTC-PERPETUAL,1,5,true,ask,6421.5,18640\nderibit,BTC-PERPETUAL,1,5,true,bid,6421.0,1e-7\n" +
				"deribit,BTC-PERPETUAL,2,5,false,bid,6421.0,0\nderibit,ETH-PERPETUAL,2,6,false,bid,1,1\n" +
				"deribit,BTC-PERPETUAL,2,6,false,ask,6422,10\nderibit,BTC-PERPETUAL,3,6,false,ask,6423,11\n",
			want: []string{
				"#0 exchange=deribit,symbol=BTC-PERPETUAL at 1000 arrived 5000 native 0 flags 4 levels [{sell {64215 1} {18640 0}} {buy {64210 1} {1 7}}]",
				"#0 exchange=deribit,symbol=BTC-PERPETUAL at 2000 arrived 5000 levels [{buy {64210 1} {0 0}}]",
				"#0 exchange=deribit,symbol=BTC-PERPETUAL at 3000 arrived 6000 levels [{sell {6422 0} {10 0}} {sell {6423 0} {11 0}}]",
			},
		},
		{
			preset: "lean", source: "quotes", name: "20131007_aig_Quote_Tick.csv",
			text: "14400152,0,0,494100,300,Q,1,0\n14400547,491800,300,0,0,P,1,0\n14400688,491900,100,0,0,P,1,0\n",
			want: []string{
				"#0 symbol=BTC at 1381132800152000000 quote NaN x NaN, 49.41 x 300",
				"#0 symbol=BTC at 1381132800547000000 quote 49.18 x 300, 49.41 x 300",
				"#0 symbol=BTC at 1381132800688000000 quote 49.19 x 100, 49.41 x 300",
			},
		},
		{
			preset: "lean", source: "trades", name: "20131107_aig_Trade_Tick.csv", text: "14400688,491800,300,P,2000,0\n", // winter time
			want: []string{`#0 symbol=BTC at 1383814800688000000 trade ""  49.18 x 300`},
		},
		{
			preset: "lean", source: "trades", text: "14400688,491800,300,P,2000,0\n",
			err: "a: time: date: there is no date in the name of the file, such as 20131007 or 2013-10-07; if it is the same for all files, set date: 2013-10-07",
		},
	} {
		t.Run(strings.TrimSpace(c.preset+" "+c.source), func(t *testing.T) {
			if c.name == "" {
				c.name = "a"
			}
			s := setup{dir: folder(t, map[string]string{c.name: c.text}), sources: []string{c.source}, keys: c.keys}
			s.Path, s.Preset = []string{c.name}, c.preset
			told, _, err := s.run(t)
			if c.err != "" {
				wantError(t, err, c.err)
				return
			}
			if diff := cmp.Diff(c.want, told); diff != "" || err != nil {
				t.Errorf("%v, events (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestPresetIsOverruled holds that what stands beside a preset counts more.
func TestPresetIsOverruled(t *testing.T) {
	s := setup{dir: folder(t, map[string]string{"a": "14400152,0,0,494100,300,Q,1,0\n14400547,491800,300,0,0,P,1,0\n"}), sources: []string{"quotes"}, keys: []string{"exchange=P"}}
	s.Preset, s.Carry, s.Key = "lean", []string{}, map[string]string{"exchange": "exchange"}
	s.Time, s.Scale = table.Time{Date: "1970-01-01", Zone: "UTC"}, map[string]float64{"bid": 0.01}
	told, counts, err := s.run(t)
	want := []string{"#0 exchange=P at 14400547000000 quote 4918 x 300, NaN x NaN"}
	if diff := cmp.Diff(want, told); diff != "" || err != nil || counts != (source.Counts{Frames: 2, Ignored: 1}) {
		t.Errorf("%v, %+v, events (-want +got):\n%s", err, counts, diff)
	}
	keyed := &Options{Shape: Shape{Preset: "tardis-trades"}}
	bare := &Options{Shape: Shape{Preset: "tardis-trades"}, Options: table.Options{Key: map[string]string{}}}
	for _, c := range []struct {
		o    *Options
		key  string
		want bool
	}{{keyed, "exchange=a symbol=b", true}, {keyed, "symbol=b", false}, {bare, "symbol=b", true}} {
		if got := Type().Serves(c.o, key(t, c.key)); got != c.want {
			t.Errorf("serves %s: %v", c.key, got)
		}
	}
}

// TestRecordedPresets holds recorded files of providers: how many events there are,
// and of Lean's quotes that none lacks a side that was known before.
func TestRecordedPresets(t *testing.T) {
	dir := recordings(t)
	for _, c := range []struct {
		preset, source, path string
		keys                 []string
		key                  map[string]string
		rows, ignored        uint64
		events               int
		first                string
	}{
		{
			"tardis-trades", "trades", "misc/tardis_bitmex_trades_XBTUSD.csv.gz",
			[]string{"exchange=bitmex symbol=XBTUSD"},
			nil, 10, 0, 10,
			`#0 exchange=bitmex,symbol=XBTUSD at 1583020803145000000 arrived 1583020803307160000 trade "ccc3c1fa-212c-e8b0-1706-9b9c4f3d5ecf" sell 8531.5 x 2152`,
		},
		{
			"tardis-quotes", "quotes", "misc/tardis_huobi-dm-swap_quotes_BTC-USD.csv.gz",
			[]string{"exchange=huobi-dm-swap symbol=BTC-USD"},
			nil, 10, 0, 10,
			"#0 exchange=huobi-dm-swap,symbol=BTC-USD at 1588291201099000000 arrived 1588291201234268000 quote 8629.2 x 806, 8629.3 x 5494",
		},
		{
			"tardis-book", "books", "misc/tardis_deribit_incremental_book_L2_BTC-PERPETUAL.csv.gz", []string{"exchange=deribit symbol=BTC-PERPETUAL"}, nil, 15, 0, 1, "",
		},
		{
			"lean", "trades", "lean/aig_*_trade.zip",
			[]string{"symbol=AIG"},
			nil, 206337, 0, 206337,
			`#0 symbol=AIG at 1381132800688000000 trade ""  49.18 x 300`,
		},
		{
			"lean", "quotes", "lean/aig_20131007_quote.zip",
			[]string{"symbol=AIG exchange=P"},
			map[string]string{"exchange": "exchange"},
			1079935, 0, 0,
			"#0 exchange=P,symbol=AIG at 1381132800547000000 quote 49.18 x 300, NaN x NaN",
		},
	} {
		s := setup{dir: dir, sources: []string{c.source}, keys: c.keys}
		s.Path, s.Preset, s.Key = []string{c.path}, c.preset, c.key
		first, events, last := "", 0, market.Quote{Bid: event.Null(), Ask: event.Null()}
		e := s.emitter(t, func(e *event.Event) error {
			if events++; first == "" {
				first = describe(e)
			}
			if q, ok := e.Payload.(*market.Quote); ok {
				if !event.IsNull(last.Bid) && event.IsNull(q.Bid) || !event.IsNull(last.Ask) && event.IsNull(q.Ask) {
					return fmt.Errorf("a side is lost: %s", describe(e))
				}
				last = *q
			}
			return nil
		})
		if err := e.Run(t.Context()); err != nil {
			t.Errorf("%s: %v", c.path, err)
		}
		if counts := e.Counts(); counts.Frames != c.rows || c.events > 0 && events != c.events || c.first != "" && first != c.first {
			t.Errorf("%s: %+v, %d events, first\n%s\nwant %s", c.path, counts, events, first, c.first)
		}
	}
}
