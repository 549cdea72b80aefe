package csv

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/sources/table"
)

// TestRows holds what rows become.
func TestRows(t *testing.T) {
	for _, c := range []struct {
		name   string
		setup  setup
		text   string
		want   []string
		counts source.Counts
	}{
		{name: "nothing"},
		{name: "blank lines", text: "\n \r\n"},
		{name: "a header alone", text: "time,price,amount"},
		{
			name: "trades", text: "time,price,amount,side,id\n1,10.5,2,BUY,7\n1,10.5,2,BUY,7\n1.5, 1e3 ,-0.25,Sell,a-1\n2,3,4,,\n3,1,1,,007\n3,1,1,,0\n3,1,1,,+7\n3,1,1,, 18446744073709551615 \n",
			want: []string{
				`#0 symbol=BTC at 1000000000 trade "7" buy 10.5 x 2`,
				`#0 symbol=BTC at 1000000000 trade "7" buy 10.5 x 2`,
				`#0 symbol=BTC at 1500000000 trade "a-1" sell 1000 x -0.25`,
				`#0 symbol=BTC at 2000000000 trade ""  3 x 4`,
				`#0 symbol=BTC at 3000000000 trade "007"  1 x 1`,
				`#0 symbol=BTC at 3000000000 trade "0"  1 x 1`,
				`#0 symbol=BTC at 3000000000 trade "+7"  1 x 1`,
				`#0 symbol=BTC at 3000000000 trade "18446744073709551615"  1 x 1`,
			},
			counts: source.Counts{Frames: 8},
		},
		{
			name: "trades without side and id, columns in another order, one of no meaning",
			text: "amount,note,price,time\n2,x,1,3\n",
			want: []string{`#0 symbol=BTC at 3000000000 trade ""  1 x 2`}, counts: source.Counts{Frames: 1},
		},
		{
			name: "quotes", setup: setup{sources: []string{"quotes"}},
			text: "time,bid,bid_size,ask,ask_size\n1,10,1,11,2\n2,10,0,11,2\n3,10,1,11,\n4,,1,11,2\n5,10,1,,2\n6,0,1,-1,2\n7,,,,\n",
			want: []string{
				"#0 symbol=BTC at 1000000000 quote 10 x 1, 11 x 2",
				"#0 symbol=BTC at 2000000000 quote NaN x NaN, 11 x 2",
				"#0 symbol=BTC at 3000000000 quote 10 x 1, NaN x NaN",
				"#0 symbol=BTC at 4000000000 quote NaN x NaN, 11 x 2",
				"#0 symbol=BTC at 5000000000 quote 10 x 1, NaN x NaN",
				"#0 symbol=BTC at 6000000000 quote 0 x 1, -1 x 2",
				"#0 symbol=BTC at 7000000000 quote NaN x NaN, NaN x NaN",
			},
			counts: source.Counts{Frames: 7},
		},
		{
			name: "records", setup: setup{sources: []string{"value:float text:string n:int ok:bool"}},
			text: "time,n,ok,text,value\n1,-3,TRUE, a ,1.5\n2,,,,\n3, 4 ,f,\"x,\"\"y\"\"\nz\",  \n4,9223372036854775807,0,\"\",-0\n",
			want: []string{
				`#0 symbol=BTC at 1000000000 []event.Value{1.5, " a ", -3, true}`,
				`#0 symbol=BTC at 2000000000 []event.Value{null, null, null, null}`,
				`#0 symbol=BTC at 3000000000 []event.Value{null, "x,\"y\"\nz", 4, false}`,
				`#0 symbol=BTC at 4000000000 []event.Value{-0, null, 9223372036854775807, false}`,
			},
			counts: source.Counts{Frames: 4},
		},
		{
			name: "a mark, \\r\\n, spaces, blank lines, no end of the last line",
			text: "\ufeff\"time\", price ,amount\r\n\r\n1, 2 ,3\r\n  \n2,3,4",
			want: []string{`#0 symbol=BTC at 1000000000 trade ""  2 x 3`, `#0 symbol=BTC at 2000000000 trade ""  3 x 4`}, counts: source.Counts{Frames: 2},
		},
		{
			name: "another delimiter, no header", setup: setup{Options: Options{Shape: Shape{Delimiter: "\t", Columns: []string{"price", "time", "amount"}}}},
			text: "1\t2\t3\n\n4\t5\t6\n",
			want: []string{`#0 symbol=BTC at 2000000000 trade ""  1 x 3`, `#0 symbol=BTC at 5000000000 trade ""  4 x 6`}, counts: source.Counts{Frames: 2},
		},
		{
			name: "a time that is a field too", setup: setup{sources: []string{"time:float"}},
			text: "time\n1.5\n\n2\n",
			want: []string{"#0 symbol=BTC at 1500000000 []event.Value{1.5}", "#0 symbol=BTC at 2000000000 []event.Value{2}"}, counts: source.Counts{Frames: 2},
		},
		{
			name: "keys from columns", setup: setup{
				Options: Options{Options: table.Options{Key: map[string]string{"symbol": "s", "site": "where"}}},
				keys:    []string{"symbol=BTC site=A kind=x", "symbol=ETH site=B kind=x"},
			},
			text: "time,s,where,price,amount\n1,BTC,A,1,1\n2,ETH, B ,2,2\n3,BTC,B,what,ever\n4,,,,\n5,ETH,B,5,5\n",
			want: []string{
				`#0 kind=x,site=A,symbol=BTC at 1000000000 trade ""  1 x 1`,
				`#0 kind=x,site=B,symbol=ETH at 2000000000 trade ""  2 x 2`,
				`#0 kind=x,site=B,symbol=ETH at 5000000000 trade ""  5 x 5`,
			},
			counts: source.Counts{Frames: 5, Ignored: 2},
		},
		{
			name: "receive times", setup: setup{Options: Options{Options: table.Options{Received: &table.Received{Unit: "ns"}}}},
			text: "time,received,price,amount\n5,100,1,1\n3,90,2,2\n-1,90,3,3\n",
			want: []string{
				`#0 symbol=BTC at 5000000000 arrived 100 trade ""  1 x 1`,
				`#0 symbol=BTC at 3000000000 arrived 90 trade ""  2 x 2`,
				`#0 symbol=BTC at -1000000000 arrived 90 trade ""  3 x 3`,
			},
			counts: source.Counts{Frames: 3},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.setup.dir = folder(t, map[string]string{"a": c.text})
			told, counts, err := c.setup.run(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, told); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if counts != c.counts {
				t.Errorf("counts %+v, want %+v", counts, c.counts)
			}
		})
	}
}

// TestOrder holds how the rows of several files and sources are ordered.
func TestOrder(t *testing.T) {
	const header = "time,received,price,amount\n"
	dir := folder(t, map[string]string{
		"a": header + "1,9,0,a1\n3,4,0,a2\n3,4,0,a3\n8,9,0,a4\n",
		"b": header + "2,3,0,b1\n3,5,0,b2\n3,5,0,b3\n",
	})
	one, two := []string{"amount:string"}, []string{"amount:string price:float", "amount:string"}
	for _, c := range []struct {
		name     string
		received *table.Received
		sources  []string
		want     string
	}{
		{"by time, path, row", nil, one, `#0/a1 #0/b1 #0/a2 #0/a3 #0/b2 #0/b3 #0/a4`},
		{"by receive time, path, row", &table.Received{Unit: "s"}, one, `#0/b1 #0/b2 #0/b3 #0/a1 #0/a2 #0/a3 #0/a4`},
		{"by time, source, path, row", nil, two, `#1/a1 #0/a1 #1/b1 #0/b1 #1/a2 #1/a3 #1/b2 #1/b3 #0/a2 #0/a3 #0/b2 #0/b3 #1/a4 #0/a4`},
		{"by receive time, path, row, source", &table.Received{Unit: "s"}, two, `#1/b1 #0/b1 #1/b2 #0/b2 #1/b3 #0/b3 #1/a1 #0/a1 #1/a2 #0/a2 #1/a3 #0/a3 #1/a4 #0/a4`},
	} {
		s := setup{dir: dir, sources: c.sources}
		s.Path, s.Received = []string{"?"}, c.received
		var all []string
		told, _, err := s.run(t)
		for _, text := range told {
			_, values, _ := strings.Cut(text, "{\"")
			amount, _, _ := strings.Cut(values, "\"")
			all = append(all, text[:2]+"/"+amount)
		}
		if got := strings.Join(all, " "); got != c.want || err != nil {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", c.name, got, err, c.want)
		}
	}
}

// TestBack holds that a time that goes back ends the run, also one that skips.
func TestBack(t *testing.T) {
	for _, malformed := range []string{"halt", files.Skip} {
		for _, sources := range [][]string{{"trades"}, {"trades", "price:float"}} {
			s := setup{dir: file(t, "time,price,amount", "", "1,1,1", "2.5,2,2", "2,3,3", "4,4,4"), sources: sources}
			s.Malformed = malformed
			told, _, err := s.run(t)
			wantError(t, err, `a:5: time goes back to 1970-01-01T00:00:02Z from 1970-01-01T00:00:02.5Z in line 4: sort the file by column "time", or set sort: true`)
			if len(told) != 2 {
				t.Errorf("%d events before, want 2", len(told))
			}
		}
	}
}

// TestMalformed holds that a row that cannot be read ends the run with its place,
// or is told of and passed over.
func TestMalformed(t *testing.T) {
	for row, want := range map[string]string{
		`2,"12,5",1,`:                          `column "price": "12,5" is no number: write it with a decimal point, without a comma`,
		`2,x,1,`:                               `column "price": "x" is no number`,
		`2,NaN,1,`:                             `column "price": "NaN" is no number; a cell without one is empty`,
		`2,1,-inf,`:                            `column "amount": "-inf" is no number; a cell without one is empty`,
		`2,1e999,1,`:                           `column "price": "1e999" is too large`,
		`2,,1,`:                                `column "price": a number is missing`,
		`2,1, ,`:                               `column "amount": a number is missing`,
		`2,1,1,b`:                              `column "side": "b" is neither buy nor sell`,
		`x,1,1,`:                               `column "time": "x" is no number of s since 1970`,
		`,1,1,`:                                `column "time": there is no time`,
		`2,1,1`:                                `the row has 3 cells, but there are 4 columns`,
		`2,1,1,,`:                              `the row has 5 cells, but there are 4 columns`,
		`2,1"0,1,`:                             `a cell holds a quote but does not begin with one`,
		`2,"1"0,1,`:                            `a quoted cell does not end with a quote`,
		"2," + `"` + "1\n2,1,1,":               `a quoted cell does not end with a quote`,
		`2,` + strings.Repeat("x", 50) + `,1,`: `column "price": "` + strings.Repeat("x", 40) + `"... is no number`,
	} {
		s := setup{dir: file(t, "time,price,amount,side", "1,1,1,", row, "4,4,4,")}
		told, counts, err := s.run(t)
		var place *files.MalformedError
		if !errors.Is(err, files.ErrMalformed) || !errors.As(err, &place) || err.Error() != "a:3: "+want {
			t.Errorf("%s:\ngot  %v\nwant a:3: %s", row, err, want)
		}
		if len(told) != 1 || counts != (source.Counts{Frames: 2, Malformed: 1}) {
			t.Errorf("%s: %d events, %+v; want the run to end here", row, len(told), counts)
		}
		if strings.Contains(row, "\n") {
			continue // the rest of the file is in the cell
		}

		s.Malformed = files.Skip
		told, counts, err = s.run(t)
		if err != nil {
			t.Errorf("%s: skipping: %v", row, err)
		}
		at := "2"
		if strings.Contains(want, "column \"time\"") || strings.Contains(want, "cell") && !strings.Contains(want, "empty") {
			at = "1" // that of the row before
		}
		if len(told) != 3 || told[1] != "#0 symbol=BTC at "+at+"000000000 malformed of trades: a:3: "+want {
			t.Errorf("%s: skipping told %q", row, told)
		}
		if counts != (source.Counts{Frames: 3, Malformed: 1}) {
			t.Errorf("%s: skipping counted %+v", row, counts)
		}
	}
}

// TestMalformedReceived holds that a malformed row is told of at the receive
// time of the row before where its own cannot be read, and to no source at all
// where one of them cannot read it.
func TestMalformedReceived(t *testing.T) {
	s := setup{
		dir:     file(t, "time,received,price,amount,n", "x,5,1,1,1", "1,7,1,1,1", "2,0,1,1,1", "2,x,1,1,1", "2,8,1,1,x", "2,9,1,1,2"),
		sources: []string{"trades", "n:int"},
	}
	s.Received, s.Malformed = &table.Received{Unit: "ns"}, files.Skip
	told, counts, err := s.run(t)
	want := []string{
		`#1 symbol=BTC malformed of n:int: a:2: column "time": "x" is no number of s since 1970`,
		`#1 symbol=BTC at 1000000000 arrived 7 []event.Value{1}`,
		`#0 symbol=BTC at 1000000000 arrived 7 trade ""  1 x 1`,
		`#1 symbol=BTC arrived 7 malformed of n:int: a:4: column "received": "0" is no time after the begin of 1970`,
		`#1 symbol=BTC arrived 7 malformed of n:int: a:5: column "received": "x" is no number of ns since 1970`,
		`#1 symbol=BTC arrived 8 malformed of n:int: a:6: column "n": "x" is no integer`,
		`#1 symbol=BTC at 2000000000 arrived 9 []event.Value{2}`,
		`#0 symbol=BTC at 2000000000 arrived 9 trade ""  1 x 1`,
	}
	if diff := cmp.Diff(want, told); diff != "" || err != nil {
		t.Errorf("%v, events (-want +got):\n%s", err, diff)
	}
	if counts != (source.Counts{Frames: 6, Malformed: 4}) {
		t.Errorf("counted %+v", counts)
	}
}

// TestHeader holds what is said of a header that lacks a column.
func TestHeader(t *testing.T) {
	many := strings.Repeat("x,", 30) + "time"
	for _, c := range []struct {
		header, want string
		options      Options
	}{
		{header: "time,prise,amount", want: `a:1: there is no column "price", only time, prise, amount; did you mean "prise"?`},
		{header: "\n\ntimestamp,price", want: `a:3: there is no column "time", only timestamp, price; time: {column: COLUMN} says which it is`},
		{header: "Time,price", want: `a:1: there is no column "time", only Time, price; did you mean "Time"?`},
		{header: "time,price,amount,price", want: `a:1: there are several columns "price"`},
		{header: "time,price,amount", options: Options{Options: table.Options{Received: &table.Received{Column: "seen"}}}, want: `a:1: there is no column "seen", only time, price, amount; received: {column: COLUMN} says which it is`},
		{header: "time,price,amount", options: Options{Options: table.Options{Key: map[string]string{"symbol": "ticker"}}}, want: `a:1: there is no column "ticker", only time, price, amount`},
		{header: "time,price,amount", options: Options{Options: table.Options{Time: table.Time{Column: "price "}}}, want: `a:1: there is no column "price ", only time, price, amount; did you mean "price"?`},
		{header: "1,2,3", options: Options{Shape: Shape{Columns: []string{"time", "amount"}}}, want: `a: there is no column "price", only time, amount; map: {price: COLUMN} says which it is, constant: {price: VALUE} what it is in all rows`},
		{header: many, want: `a:1: there is no column "price", only ` + strings.Repeat("x, ", 19) + `x and 11 more; map: {price: COLUMN} says which it is, constant: {price: VALUE} what it is in all rows`},
		{header: `time,pri"ce`, want: `a:1: a cell holds a quote but does not begin with one`},
		{header: `time;price;amount`, want: `a:1: there is no column "time", only time;price;amount; do you mean delimiter: ";"?`},
	} {
		s := setup{dir: file(t, c.header, "1,2,3"), Options: c.options}
		s.Malformed = files.Skip
		_, _, err := s.run(t)
		wantError(t, err, c.want)
	}
}

// TestStop holds that an error of a callback ends the run as it is.
func TestStop(t *testing.T) {
	for _, sources := range [][]string{{"trades"}, {"trades", "price:float"}} {
		s := setup{dir: file(t, "time,price,amount", "1,1,1", "1,2,2", "3,3,3", "4,4,4"), sources: sources, stopAt: 3}
		told, _, err := s.run(t)
		if len(told) != 2 || !errors.Is(err, errStop) {
			t.Errorf("%d events, %v; want 2 and %v", len(told), err, errStop)
		}
	}
}

// TestBrokenFile holds that what cannot be read at all is no malformed row.
func TestBrokenFile(t *testing.T) {
	s := setup{dir: file(t, "time,price,amount", "1,1,1", `2,"`+strings.Repeat("x", files.MaxLine+1<<16))}
	s.Malformed = files.Skip
	told, counts, err := s.run(t)
	wantError(t, err, `a:3: reading: the row is longer than 64 MiB: a quote may be missing in it`)
	if len(told) != 1 || counts != (source.Counts{Frames: 1}) || errors.Is(err, files.ErrMalformed) {
		t.Errorf("%d events, %+v", len(told), counts)
	}
	s.Path = []string{"none*"}
	_, _, err = s.run(t)
	wantError(t, err, `path "none*": no file has such a name`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Path = []string{"a"}
	if err := s.emitter(t, nil).Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is done: %v", err)
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("\ngot  %v\nwant %s", err, want)
	}
}
