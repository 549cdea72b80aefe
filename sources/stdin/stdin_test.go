package stdin

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/csv"
	"github.com/featurizer/featurizer/sources/table"
)

// TestInterruptHeld holds that rows which wait for others of their time are told
// too: nobody can read them again.
func TestInterruptHeld(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		out.Write([]byte("time,price,amount\n1,2,3\n"))
		for range 3 {
			out.Write([]byte("1,3,4\n"))
		}
		out.Write([]byte("1,")) // when this is taken the first two rows have been read
		cancel()
	}()
	told := 0
	count := func(*event.Event) error { told++; return nil }
	e := emitter(t, in, "csv", count)
	if err := e.Register(declared(t, "second"), count); err != nil {
		t.Fatal(err)
	}
	if err := e.Run(ctx); !errors.Is(err, context.Canceled) || told%2 != 0 || told < 4 {
		t.Errorf("%d events, %v", told, err)
	}
}

// declared returns a source of trades.
func declared(t *testing.T, name string) *source.Declared {
	t.Helper()
	key, err := new(event.Keys).Intern(event.Pair{Name: "symbol", Value: "BTC"})
	if err != nil {
		t.Fatal(err)
	}
	return &source.Declared{Name: name, Definition: market.Trades.Definition, Keys: []*event.Key{key}}
}

func emitter(t *testing.T, in io.Reader, format string, to source.Callback) *table.Emitter {
	t.Helper()
	e, err := New(in, Options{Format: format, Options: table.Options{Time: table.Time{Unit: "s"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Register(declared(t, "trades"), to); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestFormats holds that the input is read in both formats, compressed too, in
// whatever pieces it comes.
func TestFormats(t *testing.T) {
	const table, objects = "time,price,amount\n1,2,3\n2,3,4\n", `{"time":1,"price":2,"amount":3}` + "\n" + `{"time":2,"price":3,"amount":4}`
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte(table))
	w.Close()
	for _, c := range []struct{ format, text string }{{"csv", table}, {"jsonl", objects}, {"csv", packed.String()}, {"jsonl", "[" + strings.Replace(objects, "\n", ",", 1) + "]"}} {
		for _, in := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text)), iotest.DataErrReader(strings.NewReader(c.text))} {
			var got []string
			e := emitter(t, in, c.format, func(e *event.Event) error {
				got = append(got, fmt.Sprint(e.SourceTime, *e.Payload.(*market.Trade)))
				return nil
			})
			err := e.Run(t.Context())
			if diff := cmp.Diff([]string{"1000000000 {2 3  0}", "2000000000 {3 4  0}"}, got); diff != "" || err != nil {
				t.Errorf("%s: %v, events (-want +got):\n%s", c.format, err, diff)
			}
		}
	}
}

// TestInterrupt holds that an input that says nothing more does not keep a run
// from ending, and that what came before is told.
func TestInterrupt(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	go out.Write([]byte("time,price,amount\n1,2,3\n"))
	ctx, cancel := context.WithCancel(t.Context())
	told := 0
	e := emitter(t, in, "csv", func(*event.Event) error {
		told++
		cancel()
		return nil
	})
	if err := e.Run(ctx); !errors.Is(err, context.Canceled) || told != 1 {
		t.Errorf("%d events, %v", told, err)
	}
}

// TestErrors holds what is said of an input that cannot be read, and of options.
func TestErrors(t *testing.T) {
	broken := errors.New("the pipe is broken")
	e := emitter(t, io.MultiReader(strings.NewReader("time,price,amount\n1,2,3\n"), iotest.ErrReader(broken)), "csv", func(*event.Event) error { return nil })
	if err := e.Run(t.Context()); !errors.Is(err, broken) || err.Error() != "stdin:3: reading: the pipe is broken" {
		t.Error(err)
	}
	for want, o := range map[string]Options{
		`format: "" is neither csv nor jsonl`:                                        {},
		`format: preset and columns are for csv: leave them out, or set format: csv`: {Format: "jsonl", Shape: csv.Shape{Columns: []string{"a"}}},
		`delimiter: expected one character such as , or ; or a tab, got "ab"`:        {Format: "csv", Shape: csv.Shape{Delimiter: "ab"}},
		`time: date "x" is neither filename nor a date such as 2013-10-07`:           {Format: "csv", Options: table.Options{Time: table.Time{Unit: "ms", Date: "x"}}},
	} {
		if _, err := New(nil, o); err == nil || err.Error() != want {
			t.Errorf("\ngot  %v\nwant %s", err, want)
		}
	}
	typ := Type()
	if typ.Err != nil {
		t.Error(typ.Err)
	}
	if _, err := typ.New("feed", "", 1); err == nil {
		t.Error("params of another type are taken")
	}
}
