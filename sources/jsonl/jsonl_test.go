package jsonl

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/sources/table"
)

// records are as generic.record, which stands beside this room.
var records = source.DefineWith[event.Record]("test.record", "records", func(*struct{}) (*event.Schema, error) { return &event.Schema{}, nil })

// setup reads file a of a folder, whose times are in s, into records of the
// fields, "value:float text:string", or into trades where there are none.
type setup struct {
	Options
	dir    string
	fields string
	keys   []string // values of symbol
}

func (s setup) emitter(t testing.TB, to source.Callback) *table.Emitter {
	t.Helper()
	if s.Path == nil {
		s.Path = []string{"a"}
	}
	if s.Time.Unit == "" && s.Time.Layout == "" {
		s.Time.Unit = "s"
	}
	e, err := New(s.dir, s.Options)
	if err != nil {
		t.Fatal(err)
	}
	d := &source.Declared{Name: "rows", Definition: market.Trades.Definition}
	if s.fields != "" {
		var fields []event.Field
		for f := range strings.FieldsSeq(s.fields) {
			name, kind, _ := strings.Cut(f, ":")
			fields = append(fields, event.Field{Name: name, Kind: map[string]event.Kind{
				"float": event.KindFloat, "int": event.KindInt, "string": event.KindString, "bool": event.KindBool,
			}[kind]})
		}
		d.Definition = records.Definition
		if d.Schema, err = event.RecordOf(fields); err != nil {
			t.Fatal(err)
		}
	}
	if s.keys == nil {
		s.keys = []string{"BTC"}
	}
	table := &event.Keys{}
	for _, symbol := range s.keys {
		key, err := table.Intern(event.Pair{Name: "symbol", Value: symbol})
		if err != nil {
			t.Fatal(err)
		}
		d.Keys = append(d.Keys, key)
	}
	if err := e.Register(d, to); err != nil {
		t.Fatal(err)
	}
	return e
}

func (s setup) run(t testing.TB) (told []string, counts source.Counts, err error) {
	t.Helper()
	e := s.emitter(t, func(e *event.Event) error {
		text := fmt.Sprintf("%s %d ", e.Key, e.SourceTime)
		switch p := e.Payload.(type) {
		case *event.Record:
			text += fmt.Sprintf("%#v", p.Values)
		case *market.Trade:
			text += fmt.Sprintf("%v x %v %s %s", p.Price, p.Amount, p.Side, p.ID)
		default:
			text += e.Control.Detail
		}
		told = append(told, text)
		return nil
	})
	err = e.Run(context.Background())
	return told, e.Counts(), err
}

func file(t testing.TB, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestRows holds what objects become.
func TestRows(t *testing.T) {
	nested := table.Options{
		Key: map[string]string{"symbol": "s.name"}, Map: map[string]string{"value": "v.0.x", "text": "a.b"},
	}
	for _, c := range []struct {
		name, fields, text string
		options            table.Options
		keys, want         []string
	}{
		{name: "nothing"},
		{name: "blank lines", text: "\n \r\n"},
		{name: "an empty array", text: " [ ] \n"},
		{
			name: "trades", text: `{"time":1.5,"price":"10.5","amount":2,"side":"BUY","id":7}` + "\r\n\n" + `{"amount":1e-3,"price":3,"time":"2","id":"x","other":[{"price":1},"}"]}`,
			want: []string{"symbol=BTC 1500000000 10.5 x 2 buy 7", "symbol=BTC 2000000000 3 x 0.001  x"},
		},
		{
			name: "records", fields: "value:float n:int ok:bool text:string",
			text: `{"time":1,"value":0.1,"n":9223372036854775807,"ok":true,"text":"a \"b\" \\ \u00e9\ud83d\ude00\ud83d \n"}` + "\n" +
				`{"time":2,"value":null,"ok":"f","text":""}` + "\n" + `{"time":3,"n":"-4","text":12.50,"value":"","ok":null}`,
			want: []string{
				"symbol=BTC 1000000000 []event.Value{0.1, 9223372036854775807, true, \"a \\\"b\\\" \\\\ é😀� \\n\"}",
				`symbol=BTC 2000000000 []event.Value{null, null, false, ""}`,
				`symbol=BTC 3000000000 []event.Value{null, -4, null, "12.50"}`,
			},
		},
		{
			name: "fields of fields, keys from columns", fields: "value:float text:string", options: nested, keys: []string{"BTC", "7"},
			text: `{"time":1,"s":{"name":"BTC"},"v":[{"x":5},{"x":6}],"a.b":"direct"}` + "\n" + `{"time":2,"s":{"name":7},"v":[],"a":{"c":1,"b":"deep"}}` + "\n" + `{"time":3,"s":{"name":"X"}}`,
			want: []string{`symbol=BTC 1000000000 []event.Value{5, "direct"}`, `symbol=7 2000000000 []event.Value{null, "deep"}`},
		},
		{
			name: "an array", fields: "value:float", text: "\n [ {\"time\":1,\"value\":1},\n{\"time\":1,\"value\":2,\"note\":\"],{\\\"\"} ,{\"time\":2,\"value\":[3]}]\n",
			options: table.Options{Map: map[string]string{"value": "value"}, Malformed: files.Skip},
			want: []string{
				"symbol=BTC 1000000000 []event.Value{1}", "symbol=BTC 1000000000 []event.Value{2}",
				`symbol=BTC 1000000000 a:3: byte 19: field "value" is no single value`,
			},
		},
		{name: "the last of equal names", fields: "value:float", text: `{"time":1,"value":1,"value":2}`, want: []string{"symbol=BTC 1000000000 []event.Value{2}"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := setup{Options: Options{Options: c.options}, dir: file(t, c.text), fields: c.fields, keys: c.keys}
			told, _, err := s.run(t)
			if diff := cmp.Diff(c.want, told); diff != "" || err != nil {
				t.Errorf("%v, events (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestMalformed holds what is said of rows that are no objects, and of files that
// are no arrays to their end.
func TestMalformed(t *testing.T) {
	for text, want := range map[string]string{
		`{"time":1,"price":1,"amount":1`:               `a:1: byte 31: the object is cut off`,
		`{"time":1,"price":"1`:                         `a:1: byte 21: the object is cut off`,
		`{"time":1,"price":"1\`:                        `a:1: byte 22: a text holds a \ with nothing known after it`,
		`{"time":1,"price":"\u12`:                      `a:1: byte 22: the object is cut off`,
		`{"time":1,"price":"\u12x4"}`:                  `a:1: byte 22: a text holds a \ with nothing known after it`,
		`{"time":1,"price":"` + "\t" + `"}`:            `a:1: byte 20: a text holds the byte 0x9 as it is`,
		`{"time":1,price:1}`:                           `a:1: byte 11: expected a name in quotes, got 'p'`,
		`{"time":1,"price":}`:                          `a:1: byte 19: expected a value, got '}'`,
		`{"time":1,"price" 1}`:                         `a:1: byte 19: expected ":", got '1'`,
		`{"time":1 "price":1}`:                         `a:1: byte 11: expected "," or "}", got '"'`,
		`{"time":1,"price":01}`:                        `a:1: byte 21: expected a number, got '}'`,
		`{"time":1,"price":1.}`:                        `a:1: byte 21: expected a digit, got '}'`,
		`{"time":1,"price":NaN}`:                       `a:1: byte 19: expected a value, got 'N'`,
		`{"time":1} {}`:                                `a:1: byte 12: there is more after the object`,
		`12`:                                           `a:1: it is no JSON object`,
		`{"time":1,"price":{},"amount":1}`:             `a:1: byte 19: field "price" is no single value`,
		`{"time":true,"price":1}`:                      `a:1: column "time": "true" is no time`,
		`{"time":1,"price":true}`:                      `a:1: column "price": "true" is no number`,
		`{"tme":1,"price":1,"o":{"i":1}}`:              `a:1: it has no time: there is not a field "time", only o.i, price, tme; did you mean "tme"?`,
		`{"time":1,"price":1}`:                         `a:1: column "amount": a number is missing`,
		`{"a":` + strings.Repeat("[", 600):             `a:1: byte 506: there are too many objects within objects`,
		`[{"time":1,"price":1,"amount":1}`:             `a:1: reading: the array does not end with a ]`,
		`[`:                                            `a:1: reading: the array does not end with a ]`,
		`[{"time":1,"price":1,"amount":1},`:            `a:2: reading: the array does not end with a ]`,
		`[{"time":1,"price":1,"amount":1},]`:           `a:2: reading: there is nothing between a comma and what follows`,
		`[{"time":1,"price":1,"amount":1}] x`:          `a:1: reading: there is more after the array`,
		`[{"time":1,"price":1,"amount":1},{"time":0}]`: `a:2: time goes back to 1970-01-01T00:00:00Z from 1970-01-01T00:00:01Z in line 1: sort the file by column "time", or set sort: true`,
		`[1,2]`: `a:1: it is no JSON object`,
	} {
		_, _, err := setup{dir: file(t, text)}.run(t)
		if err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// TestMissing holds that a field which no row has ends the run.
func TestMissing(t *testing.T) {
	s := setup{dir: file(t, `{"time":1,"delay":2}`+"\n"+`{"time":2}`), fields: "delai:float"}
	told, _, err := s.run(t)
	if want := `no row has a field "delai", only delay, time; did you mean "delay"?`; err == nil || err.Error() != want || len(told) != 2 {
		t.Errorf("%d rows, %v; want %s", len(told), err, want)
	}
	s.fields = "delay:float"
	if _, _, err := s.run(t); err != nil {
		t.Error(err)
	}
}

// FuzzScan holds that an object is taken in exactly if it is JSON, and that its
// values are those that the standard library reads.
func FuzzScan(f *testing.F) {
	f.Add(`{"time":1,"a":{"b":"x\u00e9\n"},"l":[1,{"c":-1.5e-3}],"t":true,"n":null}`)
	f.Add(`{"a":"\ud83d\ude00\ud83d","a.b":01}`)
	f.Add(` {"a" : [ ] , "l":[0,[1]]} `)
	wanted := []table.Column{{Name: "a.b"}, {Name: "l.1.c"}, {Name: "t"}}
	f.Fuzz(func(t *testing.T, text string) {
		s := scanner{root: treeOf(wanted), seen: make([]bool, len(wanted))}
		err := s.scan([]byte(text), make([]table.Cell, len(wanted)))
		var object map[string]any
		plain := json.Unmarshal([]byte(text), &object)
		whole := plain == nil && object != nil
		if err == nil && !whole || err != nil && whole && !strings.Contains(err.Error(), "single value") && !strings.Contains(err.Error(), "too many objects") {
			t.Errorf("%q: ours %v, library %v", text, err, plain)
		}
		if _, direct := object["a.b"]; err != nil || direct || strings.Count(text, `"a"`)+strings.Count(text, `"b"`) > 2 || strings.Contains(text, `\u006`) {
			return
		}
		var cells [3]table.Cell
		if err := s.scan([]byte(text), cells[:]); err != nil {
			t.Error(err)
		}
		if a, ok := object["a"].(map[string]any); ok {
			if want, ok := a["b"].(string); ok && want != string(cells[0].Text) && !strings.Contains(want, "\ufffd") {
				t.Errorf("%q: got %q, want %q", text, cells[0].Text, want)
			}
		}
	})
}

// TestFlights holds the recorded file that is one array.
func TestFlights(t *testing.T) {
	dir := os.Getenv("FEATURIZER_TESTDATA")
	if dir == "" {
		t.Skip("FEATURIZER_TESTDATA is not set: no recordings to read")
	}
	s := setup{dir: dir, fields: "delay:float distance:float", keys: []string{"DTW", "HNL"}}
	s.Path, s.Time, s.Key = []string{"vega/flights-20k.json.gz"}, table.Time{Column: "date", Layout: "%Y/%m/%d %H:%M"}, map[string]string{"symbol": "origin"}
	told, counts, err := s.run(t)
	if err != nil {
		t.Fatal(err)
	}
	if want := "symbol=DTW 978310020000000000 []event.Value{66, 1750}"; told[0] != want || counts.Frames != 20000 || counts.Ignored == 0 || len(told)+int(counts.Ignored) != 20000 {
		t.Errorf("%+v, %d events, first %s; want %s", counts, len(told), told[0], want)
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
	key, err := new(event.Keys).Intern(event.Pair{Name: "symbol", Value: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if named := (&Options{Options: table.Options{Key: map[string]string{"site": "s"}}}); typ.Serves(named, key) || !typ.Serves(o, key) {
		t.Error("serves the wrong keys")
	}
}

// TestRowAllocates holds that a row without escapes needs no memory.
func TestRowAllocates(t *testing.T) {
	run := func(rows int) float64 {
		s := setup{dir: file(t, strings.Repeat(`{"time":1723161254.123,"s":"BTC","price":61800.30,"amount":"0.006","side":"buy","id":5266583935,"x":[1,{"y":2}]}`+"\n", rows))}
		s.Key = map[string]string{"symbol": "s"}
		return testing.AllocsPerRun(3, func() {
			if err := s.emitter(t, func(*event.Event) error { return nil }).Run(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
	// Pools that the collector has emptied are filled anew: a few, however many rows.
	if short, long := run(10), run(5010); long > short+50 {
		t.Errorf("%v allocations for 10 rows, %v for 5010", short, long)
	}
}

func BenchmarkRun(b *testing.B) {
	const rows = 10000
	text := strings.Repeat(`{"time":1723161254.123,"s":"BTC","price":61800.30,"amount":"0.006","side":"buy","id":5266583935}`+"\n", rows)
	s := setup{dir: file(b, text)}
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
