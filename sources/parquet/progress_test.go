package parquet

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/table"
)

// TestProgress holds that files are measured by the rows that have been read: evenly,
// never back, all at the end; several files too, and one without rows.
func TestProgress(t *testing.T) {
	const rows = 40_000
	dir, size := t.TempDir(), int64(0)
	list := make([]tick, rows)
	for i := range list {
		amount := math.Sqrt(float64(i)) // no text repeats
		list[i] = tick{Time: int64(i), Symbol: "BTC", Amount: &amount, Stamp: int64(i) * 7919 % 1e9}
	}
	for name, part := range map[string][]tick{"a": list[:rows/2], "b": list[rows/2:], "c": nil} {
		path := filepath.Join(dir, name)
		if err := parquet.WriteFile(path, part); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	e, err := New(dir, Options{Path: []string{"*"}, Options: table.Options{
		Time: table.Time{Unit: "ms"}, Key: map[string]string{"symbol": "symbol"},
		Map: map[string]string{"id": "trade.id", "side": "maker"}, Side: &table.Side{Buy: []string{"false"}, Sell: []string{"true"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	key, err := new(event.Keys).Intern(event.Pair{Name: "symbol", Value: "BTC"})
	if err != nil {
		t.Fatal(err)
	}
	read, last, steps := 0, int64(0), 0
	err = e.Register(&source.Declared{Name: "trades", Definition: market.Trades.Definition, Keys: []*event.Key{key}}, func(*event.Event) error {
		done, all := e.Progress()
		if all != size || done < last || done > all {
			t.Fatalf("row %d: %d of %d, after %d, want of %d", read, done, all, last, size)
		}
		if done != last {
			steps++
		}
		const slack = 0.2 // a file's first bytes are read at once
		if off := float64(done)/float64(all) - float64(read)/rows; math.Abs(off) > slack {
			t.Fatalf("row %d of %d: %d of %d bytes", read, rows, done, all)
		}
		read, last = read+1, done
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if done, all := e.Progress(); done != size || all != size || read != rows || steps < 10 {
		t.Errorf("at the end %d of %d bytes, want %d; %d rows, %d steps", done, all, size, read, steps)
	}
}
