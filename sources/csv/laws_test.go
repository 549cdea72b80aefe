package csv

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/sources/table"
)

// TestBackAgain holds that values written as outputs write them come back with
// the same bits, whatever their text needs to be quoted.
func TestBackAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rapid.SampledFrom([]rune{',', ';', '\t', '|', ' '}).Draw(r, "delimiter")
		w.UseCRLF = rapid.Bool().Draw(r, "CRLF")
		w.Write([]string{"time", "value", "text"})
		var want []string
		for i := range rapid.IntRange(0, 20).Draw(r, "rows") {
			value := event.Float(rapid.Float64().Draw(r, "value"))
			text := event.String(rapid.StringMatching(`[a-z ",;\t|\n日]{0,5}`).Draw(r, "text"))
			if value.Float()-value.Float() != 0 || rapid.IntRange(0, 9).Draw(r, "null") == 0 {
				value = event.Value{}
			}
			if text.Text() == "" {
				text = event.Value{}
			}
			w.Write([]string{strconv.Itoa(i), string(value.AppendText(nil)), text.Text()})
			want = append(want, fmt.Sprintf("#0 symbol=BTC at %d %#v", i*1e9, []event.Value{value, text}))
		}
		w.Flush()
		s := setup{dir: folder(t, map[string]string{"a": b.String()}), sources: []string{"value:float text:string"}}
		s.Delimiter = string(w.Comma)
		got, _, err := s.run(t)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			r.Fatalf("%v, events (-want +got):\n%s\nof %q", err, diff, b.String())
		}
	})
}

// TestSplitChangesNothing holds that rows cut into files are told alike.
func TestSplitChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		const header = "time,received,price,amount\n"
		s := setup{sources: []string{"trades", "price:float"}}
		if rapid.Bool().Draw(r, "receive times") {
			s.Received = &table.Received{Unit: "s"}
		}
		var all []string
		now := 1
		for _, step := range rapid.SliceOfN(rapid.IntRange(0, 2), 0, 30).Draw(r, "steps") {
			now += step
			all = append(all, fmt.Sprintf("%d,%d,%d,%d\n", now, now, len(all), 1))
		}
		s.dir = folder(t, map[string]string{"a": header + strings.Join(all, "")})
		want, wantCounts, err := s.run(t)
		if err != nil {
			r.Fatal(err)
		}
		cut := map[string]string{}
		for n := 0; len(all) > 0; n++ {
			size := rapid.IntRange(0, len(all)).Draw(r, "rows of a file")
			cut[fmt.Sprintf("a%03d", n)] = header + strings.Join(all[:size], "")
			all = all[size:]
		}
		s.dir, s.Path = folder(t, cut), []string{"a*"}
		if len(cut) == 0 {
			return
		}
		got, gotCounts, err := s.run(t)
		if diff := cmp.Diff(want, got); diff != "" || wantCounts != gotCounts || err != nil {
			r.Fatalf("%v, %+v and %+v, events (-whole +cut):\n%s", err, wantCounts, gotCounts, diff)
		}
	})
}

// FuzzRows holds that any text at all is read to its end or refused, that each
// row has one fate, and that numbers told are numbers.
func FuzzRows(f *testing.F) {
	f.Add("time,price,amount,side,id\n1,10.5,2,BUY,7\n2,x,2,,\n\n3,1\n4,\"1\",\"2\",sell,\"a\"\"b\"\n")
	f.Add("\ufefftime,price,amount\r\n1,1e5,2\r\n0.5,1,1")
	f.Add("time,price,amount\n1,\"2")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(filepath.Join(dir, "a"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := setup{dir: dir}
		s.Malformed = files.Skip
		events, malformed, last := uint64(0), uint64(0), event.Unset
		e := s.emitter(t, func(e *event.Event) error {
			if e.SourceTime < last {
				t.Errorf("time %d after %d", e.SourceTime, last)
			}
			last = e.SourceTime
			if e.Control != nil {
				malformed++
				return nil
			}
			events++
			if text := describe(e); strings.Contains(text, "Inf") || strings.Contains(text, "NaN") {
				t.Error(text)
			}
			return nil
		})
		err := e.Run(t.Context())
		counts := e.Counts()
		if counts.Frames != events+malformed || counts.Malformed != malformed || counts.Ignored != 0 {
			t.Errorf("%d events, %d malformed, %+v, %v", events, malformed, counts, err)
		}
	})
}

// TestRowAllocates holds that a row needs no memory.
func TestRowAllocates(t *testing.T) {
	run := func(rows int) float64 {
		text := "time,s,price,amount,side,id\n" + strings.Repeat("1723161254.123456789,BTC,61800.30,0.006,buy,5266583935\n", rows)
		s := setup{dir: folder(t, map[string]string{"a": text})}
		s.Key = map[string]string{"symbol": "s"}
		return testing.AllocsPerRun(3, func() {
			if err := s.emitter(t, func(*event.Event) error { return nil }).Run(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
	if short, long := run(10), run(5010); long > short+2 {
		t.Errorf("%v allocations for 10 rows, %v for 5010", short, long)
	}
}

func BenchmarkRun(b *testing.B) {
	const rows = 10000
	text := "time,s,price,amount,side,id\n" + strings.Repeat("1723161254.123456789,BTC,61800.30,0.006,buy,5266583935\n", rows)
	s := setup{dir: folder(b, map[string]string{"a": text})}
	s.Key = map[string]string{"symbol": "s"}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := s.emitter(b, func(*event.Event) error { return nil }).Run(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

// recordings is the folder of recorded files.
func recordings(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FEATURIZER_TESTDATA")
	if dir == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to read")
	}
	return dir
}

// TestRecordings holds the first and last events of recorded files.
func TestRecordings(t *testing.T) {
	dir := recordings(t)
	us := &table.Received{Column: "local_timestamp", Unit: "us"}
	stamp := table.Time{Column: "timestamp", Unit: "us"}
	for _, c := range []struct {
		file        string
		options     table.Options
		source      string
		key         string
		rows        uint64
		first, last string
	}{
		{
			"misc/tardis_bitmex_trades_XBTUSD.csv.gz",
			table.Options{Time: stamp, Received: us, Key: map[string]string{"exchange": "exchange", "symbol": "symbol"}},
			"trades", "exchange=bitmex symbol=XBTUSD", 10,
			`#0 exchange=bitmex,symbol=XBTUSD at 1583020803145000000 arrived 1583020803307160000 trade "ccc3c1fa-212c-e8b0-1706-9b9c4f3d5ecf" sell 8531.5 x 2152`,
			`#0 exchange=bitmex,symbol=XBTUSD at 1583020803276000000 arrived 1583020803336743000 trade "7cae8d7b-b69d-025b-cc3c-84b911f37a8a" sell 8531.5 x 1`,
		},
		{
			"misc/tardis_huobi-dm-swap_quotes_BTC-USD.csv.gz",
			table.Options{Time: stamp, Received: us, Key: map[string]string{"symbol": "symbol"}},
			"ask_price:float bid_amount:int", "symbol=BTC-USD", 10,
			`#0 symbol=BTC-USD at 1588291201099000000 arrived 1588291201234268000 []event.Value{8629.3, 806}`,
			"#0 symbol=BTC-USD at 1588291201814000000 arrived 1588291201927888000 []event.Value{8629.3, 847}",
		},
		{
			"misc/truefx_usdjpy-ticks.csv.gz",
			table.Options{Time: table.Time{Column: "timestamp", Unit: "rfc3339"}},
			"ask:float bid:float", "symbol=USDJPY", 1000,
			`#0 symbol=USDJPY at 1357077600295000000 []event.Value{86.728, 86.655}`,
			"#0 symbol=USDJPY at 1357079713494000000 []event.Value{86.854, 86.836}",
		},
	} {
		s := setup{dir: dir, Options: Options{Options: c.options}, sources: []string{c.source}, keys: []string{c.key}}
		s.Path = []string{c.file}
		told, counts, err := s.run(t)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if told[0] != c.first || told[len(told)-1] != c.last || counts != (source.Counts{Frames: c.rows}) {
			t.Errorf("%s: %+v, want %d rows\nfirst %s\nwant  %s\nlast  %s\nwant  %s", c.file, counts, c.rows, told[0], c.first, told[len(told)-1], c.last)
		}
	}
}

// TestNoZone holds what is said of recorded times without a zone.
func TestNoZone(t *testing.T) {
	s := setup{dir: recordings(t), sources: []string{"value:float"}}
	s.Path, s.Time = []string{"nab/realKnownCause/nyc_taxi.csv.gz"}, table.Time{Column: "timestamp", Unit: "rfc3339"}
	_, _, err := s.run(t)
	wantError(t, err, `nab/realKnownCause/nyc_taxi.csv.gz:2: column "timestamp": "2014-07-01 00:00:00" has no zone: set time: {zone: UTC}, or that of the clock that wrote it`)
}
