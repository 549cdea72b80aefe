package block_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/block"
	"github.com/featurizer/featurizer/market"
)

// trades are made-up trades of two symbols: prices that wander on a grid, sizes with
// three decimals, ids that count.
func trades(tb testing.TB, n int) (*block.Stream, []event.Event, *event.Keys) {
	tb.Helper()
	keys := &event.Keys{}
	var pair [2]*event.Key
	for i, symbol := range []string{"BTC-USDT", "ETH-USDT"} {
		var err error
		if pair[i], err = keys.Intern(event.Pair{Name: "exchange", Value: "BINANCE"}, event.Pair{Name: "symbol", Value: symbol}); err != nil {
			tb.Fatal(err)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	list, payloads := make([]event.Event, n), make([]market.Trade, n)
	at, price := event.Time(1_723_161_254_016_000_000), 618_000
	for i := range list {
		at += event.Time(random.IntN(20_000_000))
		price += random.IntN(5) - 2
		payloads[i] = market.Trade{
			Price: float64(price) / 10, Amount: float64(random.IntN(1000)) / 1000,
			Side: market.Buy + market.Side(random.IntN(2)), ID: event.ID{Number: uint64(3_000_000_000 + i)},
		}
		list[i] = event.Event{
			Key: pair[random.IntN(2)], Seq: uint64(i + 1), Received: at + 1_234_567, Time: at, SourceTime: at, Payload: &payloads[i],
		}
	}
	return sourceStream(tb, market.Trades.Definition), list, keys
}

func fill(tb testing.TB, table *block.Events, list []event.Event) {
	tb.Helper()
	for i := range list {
		if err := table.Append(&list[i]); err != nil {
			tb.Fatal(err)
		}
	}
}

const benchRows = 250_000

func BenchmarkWrite(b *testing.B) {
	s, list, _ := trades(b, benchRows)
	table, err := block.NewEvents(s)
	if err != nil {
		b.Fatal(err)
	}
	var file bytes.Buffer
	for name, run := range map[string]func(){
		"append": func() { table.Reset(); fill(b, table, list) },
		"digest": func() { table.Digest([32]byte{}) },
		"all": func() {
			table.Reset()
			fill(b, table, list)
			file.Reset()
			if _, err := table.Encode(&file, block.Meta{}); err != nil {
				b.Fatal(err)
			}
		},
	} {
		table.Reset()
		fill(b, table, list)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
			b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds()/1e6, "Mrows/s")
			b.ReportMetric(float64(file.Len())/benchRows, "bytes/row")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	s, list, keys := trades(b, benchRows)
	file, _ := encode(b, s, list, block.Meta{})
	batch := make([]event.Event, 1024)
	for name, ready := range map[string]func(r *block.EventReader){
		"all":    func(*block.EventReader) {},
		"digest": func(r *block.EventReader) { r.CheckDigest() },
		"price": func(r *block.EventReader) {
			if err := r.Choose("price"); err != nil {
				b.Fatal(err)
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := block.OpenEvents(bytes.NewReader(file), int64(len(file)), s, keys)
				if err != nil {
					b.Fatal(err)
				}
				ready(r)
				for err == nil {
					_, err = r.Next(batch)
				}
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}
