package capture

import (
	"bytes"
	"errors"
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
)

// FuzzLines holds that any lines at all are counted one by one: each is ignored,
// malformed, or told of, and only a snapshot of nobody ends a run that skips.
func FuzzLines(f *testing.F) {
	f.Add([]byte("1 " + trade(1) + "\n2 c " + quote("ETHUSDT") + "\n3 " + book + "\n4 " + depth))
	f.Add([]byte(`1 ! {"control":"gap","stream":"trade","symbol":"BTCUSDT"}`))
	f.Add([]byte(`1 ! {"rest":"depth","symbol":"BTCUSDT","body":` + book + "}\n2 x\n3"))
	f.Add([]byte("wss://fstream.binance.com/stream?streams=btcusdt@aggTrade/btcusdt@depth <-> 1.5\n2.25: " + aggTrade(1) + "\nconfiguration: {}"))
	f.Add([]byte("https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=5 -> 1.5: " + book + " header: {}\nwss://x/ws <- 2: {}\nwss://x/ws <-> 3\nwss://x/ws <-> 4.0"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := setup{symbols: []string{"BTC-USDT-PERP", "ETH-USDT-PERP"}}
		s.Malformed = files.Skip
		var arrived event.Time
		told := map[int]bool{}
		number := 0
		e := s.emitter(t, func(e *event.Event) error {
			arrived = e.Arrived
			told[number] = e.Control == nil || e.Control.Kind != event.Malformed
			return nil
		})
		of := &reader{file: &files.File{}}
		of.line.of = of
		for one := range bytes.SplitSeq(text, []byte("\n")) {
			number++
			of.line.wrong = of.line.split(one)
			before := e.Counts()
			err := e.take(&of.line)
			if errors.Is(err, ErrSnapshotSymbol) || errors.Is(err, ErrVenue) {
				return
			}
			if err != nil {
				t.Fatalf("line %d: %v", number, err)
			}
			after := e.Counts()
			fates := after.Ignored - before.Ignored + after.Malformed - before.Malformed
			if told[number] {
				fates++
			}
			if fates != 1 || after.Frames != uint64(number) {
				t.Fatalf("line %d %q: %+v after %+v", number, one, after, before)
			}
			if of.line.wrong == nil && fates == 1 && told[number] && arrived != of.line.received {
				t.Fatalf("line %d: arrived %d, received %d", number, arrived, of.line.received)
			}
		}
		if e.Counts() == (source.Counts{}) {
			t.Fatal("nothing was counted")
		}
	})
}
