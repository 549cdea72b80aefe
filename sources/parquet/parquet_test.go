package parquet

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/table"
)

// tick is a row of a test file.
type tick struct {
	Time   int64    `parquet:"time,timestamp(millisecond)"`
	Wall   int64    `parquet:"wall,timestamp(millisecond:local)"`
	Stamp  int64    `parquet:"stamp"`
	Symbol string   `parquet:"symbol,dict"`
	Price  int64    `parquet:"price,decimal(2:18)"`
	Amount *float64 `parquet:"amount,optional"`
	Maker  bool     `parquet:"maker"`
	Trade  struct {
		ID int64 `parquet:"id"`
	} `parquet:"trade"`
	List []int64 `parquet:"list"`
}

func write(t testing.TB, dir, name string, rows []tick) {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[tick](&b, parquet.MaxRowsPerRowGroup(3))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run reads file a of a folder, or those of a path, into trades of two symbols.
func run(t testing.TB, dir string, o Options) (told []string, counts source.Counts, err error) {
	t.Helper()
	if o.Path == nil {
		o.Path = []string{"a"}
	}
	if o.Map == nil {
		o.Map = map[string]string{"id": "trade.id", "side": "maker"}
		o.Side = &table.Side{Buy: []string{"false"}, Sell: []string{"true"}}
	}
	o.Key = map[string]string{"symbol": "symbol"}
	e, err := New(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	d := &source.Declared{Name: "trades", Definition: market.Trades.Definition}
	keys := &event.Keys{}
	for _, symbol := range []string{"BTC", "ETH"} {
		key, err := keys.Intern(event.Pair{Name: "symbol", Value: symbol})
		if err != nil {
			t.Fatal(err)
		}
		d.Keys = append(d.Keys, key)
	}
	err = e.Register(d, func(e *event.Event) error {
		if e.Control != nil {
			told = append(told, e.Control.Detail)
			return nil
		}
		p, ok := e.Payload.(*market.Trade)
		if !ok {
			t.Fatalf("a payload is a %T", e.Payload)
		}
		told = append(told, fmt.Sprintf("%s %d %v x %v %s %s", e.Key, e.SourceTime, p.Price, p.Amount, p.Side, p.ID))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = e.Run(context.Background())
	return told, e.Counts(), err
}

func ticks() []tick {
	one, half := 1.0, 0.5
	rows := []tick{
		{Time: 1000, Wall: 1000, Stamp: 1000, Symbol: "BTC", Price: 1012345, Amount: &one, Maker: true},
		{Time: 1001, Wall: 1001, Stamp: 1001, Symbol: "ETH", Price: -5, Amount: &half},
		{Time: 1001, Wall: 1001, Stamp: 1001, Symbol: "XRP", Price: 1, Amount: &half},
		{Time: 1002, Wall: 1002, Stamp: 1002, Symbol: "BTC", Price: 7, Amount: nil},
		{Time: 1003, Wall: 1003, Stamp: 1003, Symbol: "BTC", Price: 8, Amount: &one},
	}
	for i := range rows {
		rows[i].Trade.ID = int64(i)
	}
	return rows
}

// TestRows holds what rows become, over row groups and files.
func TestRows(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a", ticks())
	want := []string{
		"symbol=BTC 1000000000 10123.45 x 1 sell 0", "symbol=ETH 1001000000 -0.05 x 0.5 buy 1",
		`a:4: column "amount": a number is missing`, "symbol=BTC 1003000000 0.08 x 1 buy 4",
	}
	for name, o := range map[string]table.Time{"a timestamp": {}, "one with a unit": {Unit: "s"}, "a number": {Column: "stamp", Unit: "ms"}, "a time without zone": {Column: "wall"}} {
		told, counts, err := run(t, dir, Options{Options: table.Options{Time: o, Malformed: "skip"}})
		if diff := cmp.Diff(want, told); diff != "" || err != nil || counts != (source.Counts{Frames: 5, Ignored: 1, Malformed: 1}) {
			t.Errorf("%s: %v, %+v, events (-want +got):\n%s", name, err, counts, diff)
		}
	}
	told, _, err := run(t, dir, Options{Options: table.Options{Time: table.Time{Column: "wall", Zone: "America/New_York"}, Malformed: "skip"}})
	if want := "symbol=BTC 18001000000000 10123.45 x 1 sell 0"; err != nil || told[0] != want {
		t.Errorf("local times: %v, first %s; want %s", err, told[0], want)
	}
	write(t, dir, "b", ticks()[4:])
	write(t, dir, "none", nil)
	o := Options{Path: []string{"*"}, Options: table.Options{Malformed: "skip"}}
	told, _, err = run(t, dir, o)
	if diff := cmp.Diff(append(want, want[3]), told); diff != "" || err != nil {
		t.Errorf("files: %v, events (-want +got):\n%s", err, diff)
	}
	o.Sort = true
	told, _, err = run(t, dir, o)
	if diff := cmp.Diff(append(want, want[3]), told); diff != "" || err != nil {
		t.Errorf("sorted: %v, events (-want +got):\n%s", err, diff)
	}
}

// TestBad holds what is said of files that cannot be read.
func TestBad(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a", ticks())
	whole, err := os.ReadFile(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(whole)
	w.Close()
	for name, text := range map[string][]byte{"cut": whole[:len(whole)-9], "text": []byte("time,price\n1,2\n"), "packed.gz": packed.Bytes(), "empty": nil} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mapped := func(field, column string) table.Options {
		return table.Options{Map: map[string]string{field: column}}
	}
	for _, c := range []struct {
		path    string
		options table.Options
		want    string
	}{
		{"cut", table.Options{}, "cut: the file is damaged, or no Parquet file: "},
		{"text", table.Options{}, "text: the file is damaged, or no Parquet file: "},
		{"empty", table.Options{}, "empty: the file is damaged, or no Parquet file: "},
		{"packed.gz", table.Options{}, "packed.gz: it must be a plain file on its own: such files are read here and there, not from begin to end"},
		{"a", mapped("price", "prise"), `a: there is no column "prise", only time, wall, stamp, symbol, price, amount, maker, trade.id, list; did you mean "price"?`},
		{"a", mapped("price", "list"), `a: column "list" is a list, of which a row has many values`},
		{"a", mapped("price", "maker"), `a:1: column "maker": "true" is no number`},
		{"a", table.Options{}, `a:4: column "amount": a number is missing`},
		{"a", table.Options{Time: table.Time{Column: "price"}}, `a:1: column "price": "10123.45" is a number, which needs a unit: set time: {unit: s} if that is what it counts`},
	} {
		_, _, err := run(t, dir, Options{Path: []string{c.path}, Options: c.options})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || !strings.HasSuffix(c.want, ": ") && err.Error() != c.want {
			t.Errorf("\ngot  %v\nwant %s", err, c.want)
		}
	}
}

// TestType holds that a config's options make an emitter.
func TestType(t *testing.T) {
	typ := Type()
	if typ.Err != nil {
		t.Fatal(typ.Err)
	}
	o := typ.NewParams()
	config := &param.Node{Kind: param.Map, Pairs: []param.Pair{{Key: &param.Node{Kind: param.String, Text: "path"}, Value: &param.Node{Kind: param.String, Text: "x"}}}}
	if problems := typ.Params.Decode(config, "emitter feed", o); len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, err := typ.New("feed", ".", o); err != nil {
		t.Error(err)
	}
	if _, err := typ.New("feed", ".", 1); err == nil {
		t.Error("params of another type are taken")
	}
}

// TestRowAllocates holds that a row needs no memory.
func TestRowAllocates(t *testing.T) {
	dir := t.TempDir()
	allocations := func(rows int) float64 {
		f, err := os.Create(filepath.Join(dir, "a"))
		if err != nil {
			t.Fatal(err)
		}
		w := parquet.NewGenericWriter[tick](f)
		one := 1.0
		for i := range rows {
			w.Write([]tick{{Time: int64(i), Symbol: "BTC", Price: 5, Amount: &one}})
		}
		w.Close()
		f.Close()
		e, err := New(dir, Options{Path: []string{"a"}, Options: table.Options{Key: map[string]string{"symbol": "symbol"}, Map: map[string]string{"price": "amount"}}})
		if err != nil {
			t.Fatal(err)
		}
		key, err := new(event.Keys).Intern(event.Pair{Name: "symbol", Value: "BTC"})
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Register(&source.Declared{Name: "t", Definition: market.Trades.Definition, Keys: []*event.Key{key}}, func(*event.Event) error { return nil }); err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(2, func() {
			if err := e.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
	if short, long := allocations(100), allocations(20100); long > short+2000 {
		t.Errorf("%v allocations for 100 rows, %v for 20100", short, long)
	}
}
