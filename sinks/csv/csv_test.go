package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/csv"
)

func TestTable(t *testing.T) {
	var keys event.Keys
	k, err := keys.Intern(event.Pair{Name: "symbol", Value: "A,B"})
	if err != nil {
		t.Fatal(err)
	}
	stream := &event.OutputStream{Columns: []event.Column{{Name: "mid.mid_price"}, {Name: "side"}, {Name: "n"}, {Name: `odd "name"`}}}
	var out bytes.Buffer
	s, err := csv.New(&out, stream, k.Names())
	if err != nil {
		t.Fatal(err)
	}
	for _, values := range [][]event.Value{
		{event.Float(60000.05), event.String("buy"), event.Int(7), event.Bool(false)},
		{{}, event.String(""), {}, event.String("two\nlines, \"quoted\"")},
		{event.Levels([]event.Level{{Price: 99.5, Size: 1}, {Price: 98}}), event.Levels(nil), {}, {}},
	} {
		o := &event.Output{Stream: stream, Key: k, Lane: event.Lane{Feed: "feed", Number: 3}, Seq: 1, Time: 5, Received: 6, Values: event.ListOf(values...)}
		if err := s.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Write(&event.Output{Control: &event.Control{Kind: event.Gap}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	want := "time,received,lane,seq,symbol,mid.mid_price,side,n,\"odd \"\"name\"\"\"\n" +
		"5,6,feed/3,1,\"A,B\",60000.05,buy,7,false\n" +
		"5,6,feed/3,1,\"A,B\",,\"\",,\"two\nlines, \"\"quoted\"\"\"\n" +
		`5,6,feed/3,1,"A,B","[{""price"":99.5,""size"":1},{""price"":98,""size"":0}]","[]",,` + "\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	if _, err := stdcsv.NewReader(&out).ReadAll(); err != nil {
		t.Errorf("another reader: %v", err)
	}
}
