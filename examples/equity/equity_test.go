package equity_test

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/featurizer/featurizer/internal/example"
)

// until is how much of the day is computed again: to 9:35 in New York.
const until = (9*60 + 35) * 60_000

// tick is a line of the archives, prices in dollars; a trade has no bid and ask.
type tick struct {
	ms            int
	bid, ask      float64 // 0 for a side that the quote does not have
	price, amount float64
}

// tape replays ticks as the config says.
type tape struct {
	bid, ask float64
	mids     []tick // ms and price
	trades   []tick // signed amount in bid
}

// TestDay runs the config once for all that is held of it.
func TestDay(t *testing.T) {
	folder := example.Data(t, "lean")
	rows := example.Rows(t)
	t.Run("plainly", func(t *testing.T) { plainly(t, folder, rows) })
	t.Run("figures", func(t *testing.T) { figures(t, rows) })
}

// plainly holds the rows of the morning to the same figures computed plainly from
// the lines of the archives.
func plainly(t *testing.T, folder string, rows *example.Table) {
	t.Helper()
	quotes := read(t, filepath.Join(folder, "aig_20131007_quote.zip"), until)
	trades := read(t, filepath.Join(folder, "aig_20131007_trade.zip"), until)
	times, mid, spread := rows.Times(t), rows.Floats(t, "mid.mid_price"), rows.Floats(t, "spread.spread")
	vol, vwap, imbalance := rows.Floats(t, "vol_60s.volatility"), rows.Floats(t, "vwap_60s.vwap"), rows.Floats(t, "imbalance.value")
	midnight := time.Date(2013, 10, 7, 4, 0, 0, 0, time.UTC) // in New York
	const before = 1                                         // trades before all windows are full
	var now tape
	for i, trade := range trades {
		for len(quotes) > 0 && quotes[0].ms <= trade.ms { // of one time, quotes come first
			now.quote(&quotes[0])
			quotes = quotes[1:]
		}
		now.trade(&trade)
		row := i - before
		if row < 0 {
			continue
		}
		if want := midnight.Add(time.Duration(trade.ms) * time.Millisecond); !times[row].Equal(want) {
			t.Fatalf("row %d is of %v, expected %v", row+1, times[row], want)
		}
		example.Near(t, "mid", mid[row], (now.bid+now.ask)/2)
		example.Near(t, "spread", spread[row], 2*(now.ask-now.bid)/(now.ask+now.bid))
		example.Near(t, "vol_60s", vol[row], now.deviation())
		wantVWAP, wantImbalance := now.minute()
		example.Near(t, "vwap_60s", vwap[row], wantVWAP)
		example.Near(t, "imbalance", imbalance[row], wantImbalance)
		if t.Failed() {
			t.Fatalf("first at row %d, of %v", row+1, times[row])
		}
	}
}

// quote takes the sides that a quote has and leaves the other.
func (a *tape) quote(q *tick) {
	if q.bid != 0 {
		a.bid = q.bid
	}
	if q.ask != 0 {
		a.ask = q.ask
	}
	if a.bid != 0 && a.ask != 0 {
		a.mids = append(a.mids, tick{ms: q.ms, price: (a.bid + a.ask) / 2})
	}
}

// trade takes a trade, as bought above the mid and sold below.
func (a *tape) trade(trade *tick) {
	done := *trade
	if len(a.mids) > 0 {
		switch mid := a.mids[len(a.mids)-1].price; {
		case done.price > mid:
			done.bid = done.amount
		case done.price < mid:
			done.bid = -done.amount
		}
	}
	a.trades = append(a.trades, done)
}

// lastMinute returns the ticks of the sixty seconds up to the last one.
func lastMinute(ticks []tick) []tick {
	first := len(ticks) - 1
	for first > 0 && ticks[first-1].ms > ticks[len(ticks)-1].ms-60_000 {
		first--
	}
	return ticks[first:]
}

func (a *tape) deviation() float64 {
	window := lastMinute(a.mids)
	n, mean, sum := float64(len(window)), 0.0, 0.0
	for _, m := range window {
		mean += m.price / n
	}
	for _, m := range window {
		sum += (m.price - mean) * (m.price - mean)
	}
	return math.Sqrt(sum / n)
}

func (a *tape) minute() (vwap, imbalance float64) {
	var value, amount, signed float64
	for _, trade := range lastMinute(a.trades) {
		value += trade.price * trade.amount
		amount += trade.amount
		signed += trade.bid
	}
	return value / amount, signed / amount
}

// figures holds what the README says of the day.
func figures(t *testing.T, rows *example.Table) {
	t.Helper()
	spread := rows.Floats(t, "spread.spread")
	var crossed, outside int
	for i, session := range rows.Text(t, "session.value") {
		if session == "" {
			outside++
		}
		if spread[i] < 0 {
			crossed++
		}
	}
	example.Says(t, "%d rows", rows.Len())
	example.Says(t, "%d of them are outside the session", outside)
	example.Says(t, "%d rows have a bid above the ask", crossed)
}

// read returns the lines of an archive before a time of day.
func read(t *testing.T, path string, before int) []tick {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	file, err := archive.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := csv.NewReader(file)
	var ticks []tick
	for {
		line, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return ticks
		}
		if err != nil {
			t.Fatal(err)
		}
		numbers := make([]float64, 4)
		for i := range numbers {
			if numbers[i], err = strconv.ParseFloat(line[i], 64); err != nil && i < 3 {
				t.Fatal(err)
			}
		}
		ms := int(numbers[0])
		if ms >= before {
			return ticks
		}
		if isTrade := len(line) == 6; isTrade {
			ticks = append(ticks, tick{ms: ms, price: numbers[1] / 10_000, amount: numbers[2]})
			continue
		}
		ticks = append(ticks, tick{ms: ms, bid: numbers[1] / 10_000, ask: numbers[3] / 10_000})
	}
}
