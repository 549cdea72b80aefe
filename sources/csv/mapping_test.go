package csv

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/sources/table"
)

// TestMapping holds what options make of columns.
func TestMapping(t *testing.T) {
	for _, c := range []struct {
		name    string
		options table.Options
		sources []string
		text    string
		want    []string
	}{
		{
			name: "other names, words, scales and constants",
			options: table.Options{
				Map: map[string]string{"price": "last", "amount": "vol", "side": "s"}, Scale: map[string]float64{"price": 0.0001},
				Side: &table.Side{Buy: []string{"B", "1"}, Sell: []string{"S"}}, Constant: map[string]string{"id": "x1"},
			},
			text: "time,last,vol,s\n1,123456,2,b\n2,7,2,1\n3,7,2,S\n4,7,2,\n",
			want: []string{
				`#0 symbol=BTC at 1000000000 trade "x1" buy 12.3456 x 2`, `#0 symbol=BTC at 2000000000 trade "x1" buy 0.0007 x 2`,
				`#0 symbol=BTC at 3000000000 trade "x1" sell 0.0007 x 2`, `#0 symbol=BTC at 4000000000 trade "x1"  0.0007 x 2`,
			},
		},
		{
			name: "one column for two fields", sources: []string{"trades", "price:float time:float"},
			options: table.Options{Map: map[string]string{"amount": "price"}, Scale: map[string]float64{"amount": 2}},
			text:    "time,price\n1,3\n",
			want:    []string{`#1 symbol=BTC at 1000000000 []event.Value{3, 1}`, `#0 symbol=BTC at 1000000000 trade ""  3 x 6`},
		},
		{
			name: "carried fields of a record, each key for itself", sources: []string{"text:string value:float n:int"},
			options: table.Options{Carry: []string{"value", "text"}, Key: map[string]string{"symbol": "s"}},
			text:    "time,s,value,text,n\n1,BTC,,,1\n2,BTC,5,a,\n3,ETH,,b,\n4,BTC,,,2\n5,ETH,6,,\n",
			want: []string{
				"#0 symbol=BTC at 1000000000 []event.Value{null, null, 1}", `#0 symbol=BTC at 2000000000 []event.Value{"a", 5, null}`,
				`#0 symbol=ETH at 3000000000 []event.Value{"b", null, null}`, `#0 symbol=BTC at 4000000000 []event.Value{"a", 5, 2}`,
				`#0 symbol=ETH at 5000000000 []event.Value{"b", 6, null}`,
			},
		},
		{
			name: "books, of one time and key each, among other sources", sources: []string{"books", "price:float"},
			options: table.Options{Key: map[string]string{"symbol": "s"}},
			text:    "time,s,side,price,size,snapshot\n1,BTC,bid,1,1,true\n1,ETH,ask,9,1,\n1,BTC,SELL,2,2,1\n2,BTC,Buy,1,0,false\n",
			want: []string{
				"#0 symbol=BTC at 1000000000 native 0 flags 4 levels [{buy {1 0} {1 0}} {sell {2 0} {2 0}}]",
				"#0 symbol=ETH at 1000000000 levels [{sell {9 0} {1 0}}]",
				"#1 symbol=BTC at 1000000000 []event.Value{1}", "#1 symbol=ETH at 1000000000 []event.Value{9}", "#1 symbol=BTC at 1000000000 []event.Value{2}",
				"#0 symbol=BTC at 2000000000 levels [{buy {1 0} {0 0}}]", "#1 symbol=BTC at 2000000000 []event.Value{1}",
			},
		},
		{
			name: "words for no value", options: table.Options{Nulls: []string{"NA", "-"}}, sources: []string{"text:string value:float"},
			text: "time,value,text\n1, NA ,-\n2,-,NAN\n3,-1,a\n",
			want: []string{
				"#0 symbol=BTC at 1000000000 []event.Value{null, null}", `#0 symbol=BTC at 2000000000 []event.Value{"NAN", null}`,
				`#0 symbol=BTC at 3000000000 []event.Value{"a", -1}`,
			},
		},
		{
			name: "a column of dates, one of times of day", sources: []string{"value:float"},
			options: table.Options{Time: table.Time{Column: "t", DateColumn: "d", Layout: "%Y.%m.%d %H:%M", Zone: "Europe/Berlin"}},
			text:    "d,t,value\n1970.01.01, 02:00 ,1\n1970.01.02,01:00,2\n",
			want:    []string{"#0 symbol=BTC at 3600000000000 []event.Value{1}", "#0 symbol=BTC at 86400000000000 []event.Value{2}"},
		},
		{
			name: "sorted rows", options: table.Options{Sort: true}, sources: []string{"n:int"},
			text: "time,n\n3,1\n1,2\n2,3\n1,4\n3,5\n",
			want: []string{
				"#0 symbol=BTC at 1000000000 []event.Value{2}", "#0 symbol=BTC at 1000000000 []event.Value{4}", "#0 symbol=BTC at 2000000000 []event.Value{3}",
				"#0 symbol=BTC at 3000000000 []event.Value{1}", "#0 symbol=BTC at 3000000000 []event.Value{5}",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := setup{dir: folder(t, map[string]string{"a": c.text}), Options: Options{Options: c.options}, sources: c.sources, keys: []string{"symbol=BTC", "symbol=ETH"}}
			if c.options.Key == nil {
				s.keys = nil
			}
			told, _, err := s.run(t)
			if diff := cmp.Diff(c.want, told); diff != "" || err != nil {
				t.Errorf("%v, events (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestBadMapping holds what is said of options that fit no source or no file.
func TestBadMapping(t *testing.T) {
	for _, c := range []struct {
		options table.Options
		source  string
		want    string
	}{
		{table.Options{Map: map[string]string{"prise": "p"}}, "trades", `map: no source has a field "prise", only amount, id, price, side; did you mean "price"?`},
		{table.Options{Scale: map[string]float64{"vwap": 2}}, "trades", `scale: no source has a field "vwap", only amount, id, price, side`},
		{table.Options{Carry: []string{"bids"}}, "quotes", `carry: no source has a field "bids", only ask, ask_size, bid, bid_size; did you mean "bid"?`},
		{table.Options{Carry: []string{"price"}}, "trades", `carry: field "price" of market.trade is never null: there is nothing to carry`},
		{table.Options{Map: map[string]string{"price": "px"}}, "trades", `a:1: there is no column "px", only time, price, amount, side, size`},
		{table.Options{Map: map[string]string{"id": "idd"}}, "trades", `a:1: there is no column "idd", only time, price, amount, side, size`},
		{table.Options{Constant: map[string]string{"side": "up"}}, "trades", `source "trades": constant: field "side": "up" is neither buy nor sell`},
		{table.Options{}, "trades", `a:2: column "side": "up" is neither buy nor sell`},
		{table.Options{Side: &table.Side{Buy: []string{"B"}, Sell: []string{"S"}}}, "trades", `a:2: column "side": "up" is neither B nor S`},
		{table.Options{}, "books", `a:2: column "side": "up" is neither bid nor ask`},
		{table.Options{Side: &table.Side{Buy: []string{"up"}}, Constant: map[string]string{"price": "x"}}, "books", `source "books": constant: field "price": "x" is not a decimal number of at most 18 digits`},
	} {
		s := setup{dir: file(t, "time,price,amount,side,size", "1,1,1,up,1"), Options: Options{Options: c.options}, sources: []string{c.source}}
		_, _, err := s.run(t)
		wantError(t, err, c.want)
	}
	for want, o := range map[string]table.Options{
		`max_bad: rows that cannot be read end the run; set malformed: skip to allow some`:                                {MaxBad: "1"},
		`max_bad: "few" is neither a number of rows such as 10 nor a share such as 0.1%`:                                  {MaxBad: "few", Malformed: files.Skip},
		`max_bad: "0%" is no share of more than 0% and at most 100%, such as 0.1%`:                                        {MaxBad: "0%", Malformed: files.Skip},
		`max_bad: "101%" is no share of more than 0% and at most 100%, such as 0.1%`:                                      {MaxBad: "101%", Malformed: files.Skip},
		`sort_memory: "lots" is no size such as 256MB or 2GB`:                                                             {Sort: true, SortMemory: "lots"},
		`time: zone "Mars" is not known: give a name of the IANA database such as America/New_York, Europe/Berlin or UTC`: {Time: table.Time{Zone: "Mars"}},
	} {
		_, err := New("", Options{Options: o})
		wantError(t, err, want)
	}
	_, err := New("", Options{Shape: Shape{Preset: "leen"}})
	wantError(t, err, `preset: "leen" is not known`)
}

// TestMaxBad holds when bad rows end a run, and what is said of them.
func TestMaxBad(t *testing.T) {
	rows := func(good, bad int) string {
		return "time,price,amount\n" + strings.Repeat("1,1,1\n", good) + strings.Repeat("1,x,1\n", bad)
	}
	const first = "; the first of them:\n  a:12: column \"price\": \"x\" is no number\n  a:13: column \"price\": \"x\" is no number"
	for _, c := range []struct {
		limit     string
		good, bad int
		want      string
		frames    uint64
	}{
		{"2", 10, 2, "", 12},
		{"1", 10, 2, "too many rows cannot be read: 2 of 12, max_bad is 1" + first, 12},
		{"1", 10, 99, "too many rows cannot be read: 2 of 12, max_bad is 1" + first, 12}, // at once
		{"0", 10, 0, "", 10},
		{"20%", 10, 2, "", 12},
		{"10%", 10, 2, "too many rows cannot be read: 2 of 12, max_bad is 10%" + first, 12},
		{"1%", 2000, 300, "too many rows cannot be read: 21 of 2021, max_bad is 1%; the first of them:\n" +
			"  a:2002: column \"price\": \"x\" is no number\n  a:2003: column \"price\": \"x\" is no number\n  a:2004: column \"price\": \"x\" is no number", 2021},
	} {
		s := setup{dir: folder(t, map[string]string{"a": rows(c.good, c.bad)})}
		s.Malformed, s.MaxBad = files.Skip, c.limit
		_, counts, err := s.run(t)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s of %d and %d: %v", c.limit, c.good, c.bad, err)
			}
		} else if wantError(t, err, c.want); !errors.Is(err, table.ErrTooManyBad) {
			t.Errorf("%v is no ErrTooManyBad", err)
		}
		if counts.Frames != c.frames {
			t.Errorf("%s of %d and %d: %d rows were read, want %d", c.limit, c.good, c.bad, counts.Frames, c.frames)
		}
	}
}

// TestSortIsOrder holds that rows in any order are told as those in order are, and
// rows that cannot be read at the place of the row before.
func TestSortIsOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		const header = "time,received,price,amount\n"
		var rows []string
		for i := range rapid.IntRange(0, 40).Draw(r, "rows") {
			rows = append(rows, fmt.Sprintf("%d,%d,%d,1\n", i/3+1, i/2+1, i))
		}
		s := setup{sources: []string{"trades", "price:float"}}
		if rapid.Bool().Draw(r, "receive times") {
			s.Received = &table.Received{Unit: "s"}
			for i := range rows {
				rows[i] = fmt.Sprintf("%d,%d,%d,1\n", i/3+1, i+1, i) // no two are equal
			}
		} else {
			for i := range rows {
				rows[i] = fmt.Sprintf("%d,1,%d,1\n", i+1, i)
			}
		}
		s.dir = folder(t, map[string]string{"a": header + strings.Join(rows, "")})
		want, wantCounts, err := s.run(t)
		if err != nil {
			r.Fatal(err)
		}
		mixed := rapid.Permutation(rows).Draw(r, "order")
		cut := rapid.IntRange(0, len(mixed)).Draw(r, "rows of the first file")
		s.dir = folder(t, map[string]string{"a": header + strings.Join(mixed[:cut], ""), "b": header + strings.Join(mixed[cut:], "")})
		s.Path, s.Sort = []string{"?"}, true
		got, counts, err := s.run(t)
		if diff := cmp.Diff(want, got); diff != "" || counts != wantCounts || err != nil {
			r.Fatalf("%v, %+v and %+v, events (-in order +sorted):\n%s", err, wantCounts, counts, diff)
		}
	})
}

// TestSortMemory holds that sorting takes no more memory than it may, and that a
// row that cannot be read is told of where it stands.
func TestSortMemory(t *testing.T) {
	s := setup{dir: folder(t, map[string]string{"a": "time,price,amount\n" + strings.Repeat("1,1,1\n", 100000)})}
	s.Sort, s.SortMemory = true, "5MB"
	_, counts, err := s.run(t)
	if err == nil || !strings.HasSuffix(err.Error(), ": sorting: the rows so far need more than sort_memory, 5MB: set a larger one, read fewer files, or sort the files by time and leave sort out") || counts.Frames != 0 {
		t.Errorf("%+v, %v", counts, err)
	}
	s = setup{dir: file(t, "time,price,amount", "2,2,2", "x,3,3", "1,1,1"), stopAt: 0}
	s.Sort, s.Malformed = true, files.Skip
	told, counts, err := s.run(t)
	want := []string{
		`#0 symbol=BTC at 1000000000 trade ""  1 x 1`, `#0 symbol=BTC at 2000000000 trade ""  2 x 2`,
		`#0 symbol=BTC at 2000000000 malformed of trades: a:3: column "time": "x" is no number of s since 1970`,
	}
	if diff := cmp.Diff(want, told); diff != "" || err != nil || counts != (source.Counts{Frames: 3, Malformed: 1}) {
		t.Errorf("%v, %+v, events (-want +got):\n%s", err, counts, diff)
	}
}

// TestBooksOfFiles holds that rows of two files are never one event.
func TestBooksOfFiles(t *testing.T) {
	const header = "time,received,side,price,size\n"
	for _, received := range []*table.Received{nil, {Unit: "s"}} {
		s := setup{dir: folder(t, map[string]string{"a": header + "1,1,bid,1,1\n1,1,bid,2,1\n", "b": header + "1,1,bid,3,1\n2,2,ask,4,1\n"}), sources: []string{"books"}}
		s.Path, s.Received = []string{"?"}, received
		told, _, err := s.run(t)
		var got []string
		for _, text := range told {
			_, levels, _ := strings.Cut(text, "levels ")
			got = append(got, levels)
		}
		want := []string{"[{buy {1 0} {1 0}} {buy {2 0} {1 0}}]", "[{buy {3 0} {1 0}}]", "[{sell {4 0} {1 0}}]"}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v, levels (-want +got):\n%s", err, diff)
		}
	}
}
