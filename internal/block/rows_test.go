package block_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/block"
	"github.com/featurizer/featurizer/market"
)

// TestOutputsComeBack holds that outputs of any values are read as they were written.
func TestOutputsComeBack(t *testing.T) {
	s := sample{stream: featureStream(t)}
	rapid.Check(t, func(rt *rapid.T) {
		var keys event.Keys
		s.outputs = nil
		for i := range rapid.IntRange(0, 20).Draw(rt, "rows") {
			key, err := keys.Intern(event.Pair{Name: "exchange", Value: anyText(rt)}, event.Pair{Name: "symbol", Value: "A"})
			if err != nil {
				rt.Skip("no key")
			}
			var list []event.Value
			for _, f := range s.stream.Schema.Fields {
				list = append(list, anyValue(rt, f.Kind))
			}
			s.outputs = append(s.outputs, outputOf(key, event.Time(i), rapid.Int32().Draw(rt, "ord"), rapid.Bool().Draw(rt, "warmup"), list...))
		}
		file, _ := s.encode(t, block.Meta{})
		got, _, err := s.read(file)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(s.rows(), got); diff != "" {
			rt.Fatalf("rows (-written +read):\n%s", diff)
		}
	})
}

// readAll reads events to the end as texts.
func readAll(t *testing.T, r *block.EventReader, batch int) (list []string) {
	t.Helper()
	into := make([]event.Event, batch)
	for {
		n, err := r.Next(into)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			list = append(list, rowText(&into[i]))
		}
	}
}

func openEvents(t *testing.T, s *block.Stream, file []byte, keys *event.Keys) *block.EventReader {
	t.Helper()
	r, err := block.OpenEvents(bytes.NewReader(file), int64(len(file)), s, keys)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestManyGroups writes more than one row group, of rows and of bytes, and reads them
// in batches that end anywhere.
func TestManyGroups(t *testing.T) {
	s, list, keys := trades(t, 18_000)
	file, _ := encode(t, s, list, block.Meta{})
	r := openEvents(t, s, file, keys)
	r.CheckDigest()
	for i, text := range readAll(t, r, 777) {
		if want := rowText(&list[i]); text != want {
			t.Fatalf("row %d:\n got %s\nwant %s", i, text, want)
		}
	}
	deltas := sourceStream(t, market.BookDeltas.Definition)
	long := make([]event.Event, 2500)
	for i := range long {
		d := &market.BookDelta{First: uint64(i), Levels: make([]market.Level, i%160)}
		for j := range d.Levels {
			d.Levels[j] = market.Level{Side: market.Buy, Price: event.Decimal{Mantissa: int64(i * j)}}
		}
		long[i] = event.Event{Key: list[0].Key, Seq: uint64(i), Received: event.Time(i), Payload: d}
	}
	file, _ = encode(t, deltas, long, block.Meta{})
	r = openEvents(t, deltas, file, keys)
	r.CheckDigest()
	got := readAll(t, r, 100)
	for i := range long {
		if want := rowText(&long[i]); got[i] != want {
			t.Fatalf("row %d:\n got %s\nwant %s", i, got[i], want)
		}
	}
}

// TestSameBytes holds that a table that was used before, and one that is new, give the
// same bytes, and that the digest tells other rows and another past.
func TestSameBytes(t *testing.T) {
	s, list, _ := trades(t, 3000)
	first, meta := encode(t, s, list[1000:], block.Meta{Segment: "feed"})
	table, err := block.NewEvents(s)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		fill(t, table, list[:500]) // words and memory of another block
		table.Reset()
	}
	fill(t, table, list[1000:])
	var again bytes.Buffer
	if _, err := table.Encode(&again, block.Meta{Segment: "feed"}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, again.Bytes()) {
		t.Error("the same rows gave other bytes from a table that was used before")
	}
	if table.Digest([32]byte{}) != meta.Digest || table.Stats() != meta.Stats || table.Rows() != 2000 {
		t.Error("the table and Encode say other things of the rows")
	}
	if table.Digest([32]byte{1}) == meta.Digest {
		t.Error("the digest does not tell the block before")
	}
	payload := list[1500].Payload.(*market.Trade)
	payload.Amount = -payload.Amount
	table.Reset()
	fill(t, table, list[1000:])
	if table.Digest([32]byte{}) == meta.Digest {
		t.Error("the digest does not tell a sign")
	}
}

// TestDigestOfCodes holds that the digest does not tell how words are kept: in the table
// by their places, in a file of many different ones as they are.
func TestDigestOfCodes(t *testing.T) {
	var keys event.Keys
	s := &block.Stream{Kind: block.Source, Name: "k", KeyNames: []string{"k"}, Payload: reflect.TypeFor[struct{ Word string }]()}
	var list []event.Event
	for i := range 2000 {
		key, err := keys.Intern(event.Pair{Name: "k", Value: strconv.Itoa(i % 1500)})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, event.Event{Key: key, Payload: &struct{ Word string }{strings.Repeat("w", i%7) + strconv.Itoa(i)}})
	}
	file, _ := encode(t, s, list, block.Meta{})
	r := openEvents(t, s, file, &keys)
	r.CheckDigest()
	if got := readAll(t, r, 100); len(got) != len(list) {
		t.Errorf("%d rows, want %d", len(got), len(list))
	}
}

// TestChooseAndSkip reads some fields only, and from some row on.
func TestChooseAndSkip(t *testing.T) {
	s, list, keys := trades(t, 40_000)
	file, _ := encode(t, s, list, block.Meta{})
	random := rand.New(rand.NewPCG(1, 1))
	for _, at := range []int{0, 1, 16383, 16384, 39_999, random.IntN(40_000), random.IntN(40_000)} {
		r := openEvents(t, s, file, keys)
		if err := r.Choose("price"); err != nil {
			t.Fatal(err)
		}
		if err := r.SkipTo(event.K{Received: list[at].Received, Seq: list[at].Seq, Lane: 5}); err != nil {
			t.Fatal(err)
		}
		into := make([]event.Event, 1)
		if _, err := r.Next(into); err != nil {
			t.Fatal(err)
		}
		want := &market.Trade{Price: list[at].Payload.(*market.Trade).Price}
		if diff := cmp.Diff(want, into[0].Payload); into[0].Seq != list[at].Seq || diff != "" {
			t.Errorf("row %d: seq %d, want %d; payload (-want +got):\n%s", at, into[0].Seq, list[at].Seq, diff)
		}
		if err := r.SkipTo(event.K{Received: event.Never}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Next(into); !errors.Is(err, io.EOF) {
			t.Errorf("after the last: %v", err)
		}
	}
	if err := openEvents(t, s, file, keys).Choose("prise"); err == nil {
		t.Error("an unknown field was chosen")
	}
}

// TestFixed leaves out columns of keys that are in the folder's name.
func TestFixed(t *testing.T) {
	s, list, keys := trades(t, 3000)
	list = slices.DeleteFunc(list, func(e event.Event) bool { return e.Key != list[0].Key })
	symbol, _ := list[0].Key.Value("symbol")
	file, meta := encode(t, s, list, block.Meta{Level: 1, Fixed: []event.Pair{{Name: "symbol", Value: symbol}}})
	if got, err := block.Check(bytes.NewReader(file), int64(len(file))); err != nil || !cmp.Equal(got, meta) {
		t.Errorf("Check: %v\n%s", err, cmp.Diff(meta, got))
	}
	r := openEvents(t, s, file, keys)
	r.CheckDigest()
	for i, text := range readAll(t, r, 1000) {
		if want := rowText(&list[i]); text != want {
			t.Fatalf("row %d:\n got %s\nwant %s", i, text, want)
		}
	}
	table, err := block.NewEvents(s)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, table, list)
	for _, fixed := range [][]event.Pair{{{Name: "symbol", Value: symbol}}, nil, {{Name: "symbol", Value: symbol}}} {
		var again bytes.Buffer
		if _, err := table.Encode(&again, block.Meta{Level: 1, Fixed: fixed}); err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(again.Bytes(), file) != (fixed != nil) {
			t.Errorf("fixed %v gave the bytes of another", fixed)
		}
	}
	if _, err := table.Encode(io.Discard, block.Meta{Fixed: []event.Pair{{Name: "symbol", Value: "other"}}}); err == nil {
		t.Error("rows with another symbol were written")
	}
}

// TestStats counts what the rows say together.
func TestStats(t *testing.T) {
	var keys event.Keys
	s := samples(t, &keys)["feature"]
	_, meta := s.encode(t, block.Meta{})
	o := s.outputs
	want := block.Stats{
		Rows: 3, Warmup: 1, MinTime: o[0].Time, MaxTime: o[2].Time, MinReceived: o[0].Received, MaxReceived: o[2].Received,
		First: event.K{Received: o[0].Received, Seq: o[0].Seq}, Last: event.K{Received: o[2].Received, Seq: o[2].Seq},
	}
	if diff := cmp.Diff(want, meta.Stats); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestRefused holds what streams and rows are refused, and that the message names the
// place.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		payload any
		want    string
	}{
		{struct{ P *int }{}, "field P"},
		{struct{ M map[string]int }{}, "field M"},
		{struct{ In struct{ C chan int } }{}, "field In: field C"},
		{struct{ L [][]int }{}, "field L"},
		{struct {
			V event.Value `state:"step"`
		}{}, "field V"},
	} {
		_, err := block.NewEvents(&block.Stream{Kind: block.Source, Name: "my.source", Payload: reflect.TypeOf(c.payload)})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "my.source") {
			t.Errorf("%T: %v, want a word of %q", c.payload, err, c.want)
		}
	}
	s, list, keys := trades(t, 1)
	other, err := keys.Intern(event.Pair{Name: "symbol", Value: "A"})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(e *event.Event){
		"another payload": func(e *event.Event) { e.Payload = &market.Quote{} },
		"no payload":      func(e *event.Event) { e.Payload = nil },
		"a nil payload":   func(e *event.Event) { e.Payload = (*market.Trade)(nil) },
		"a control event": func(e *event.Event) { e.Control = &event.Control{Kind: event.Gap} },
		"another key":     func(e *event.Event) { e.Key = other },
		"no key":          func(e *event.Event) { e.Key = nil },
	} {
		table, err := block.NewEvents(s)
		if err != nil {
			t.Fatal(err)
		}
		e := list[0]
		change(&e)
		if err := table.Append(&e); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// TestAllocates holds that rows cost no memory of their own once a table has grown.
func TestAllocates(t *testing.T) {
	s, list, keys := trades(t, 20_000)
	table, err := block.NewEvents(s)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, table, list)
	if n := testing.AllocsPerRun(3, func() { table.Reset(); fill(t, table, list) }); n != 0 {
		t.Errorf("filling: %v allocations, want 0", n)
	}
	file, _ := encode(t, s, list, block.Meta{})
	into := make([]event.Event, 1024)
	if n := testing.AllocsPerRun(3, func() {
		r := openEvents(t, s, file, keys)
		for {
			if _, err := r.Next(into); err != nil {
				return
			}
		}
	}); n > 2000 {
		t.Errorf("reading %d rows: %v allocations, want some per file and row group alone", len(list), n)
	}
	if table.Size() < 20_000*60 || table.Size() > 20_000*200 {
		t.Errorf("the table says that it takes %d bytes", table.Size())
	}
}
