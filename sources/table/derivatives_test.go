package table

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
)

// TestFieldsAreThoseOfSchemas holds that rows have a field for each of a source's, of
// its name and in its order.
func TestFieldsAreThoseOfSchemas(t *testing.T) {
	for _, d := range []*source.Definition{
		market.Trades.Definition, market.Quotes.Definition, market.Candles.Definition,
		market.Fundings.Definition, market.Liquidations.Definition, market.OpenInterests.Definition,
	} {
		schema, err := d.Schema(d.NewParams())
		if err != nil {
			t.Fatal(err)
		}
		m := maker{options: &Options{}, words: &words{}, clock: &clock{}}
		p, err := m.payloadOf(&source.Declared{Definition: d, Schema: schema})
		if err != nil {
			t.Error(err)
			continue
		}
		var got, want []string
		for _, f := range p.fields {
			got = append(got, f.name)
		}
		for _, f := range schema.Fields {
			want = append(want, f.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-schema +rows):\n%s", d.Name, diff)
		}
	}
}

// TestMoments holds how times in payloads are read.
func TestMoments(t *testing.T) {
	const due = 1723161600 * event.Time(time.Second)
	var local, at, number Cell
	local.SetLocal(due)
	at.SetMoment(due)
	number.SetInt(1723161600000)
	for _, c := range []struct {
		times Time
		cell  *Cell
		want  event.Time
		err   string
	}{
		{Time{Unit: "us"}, textCell("1723161600"), due, ""},
		{Time{Unit: "us"}, textCell("1723161600000"), due, ""},
		{Time{Unit: "us"}, textCell("1723161600000000"), due, ""},
		{Time{Unit: "us"}, textCell("1723161600000000000"), due, ""},
		{Time{Unit: "us"}, &number, due, ""},
		{Time{Unit: "ms"}, textCell("5"), event.Time(5 * time.Millisecond), ""},
		{Time{Unit: "ms"}, textCell("0"), 0, ""},
		{Time{}, textCell("0.0"), 0, ""},
		{Time{}, textCell(" "), 0, ""},
		{Time{}, &Cell{}, 0, ""},
		{Time{}, textCell("1723161600000"), due, ""},
		{Time{}, textCell("2024-08-09T00:00:00Z"), due, ""},
		{Time{Layout: "%d.%m.%Y %H:%M", Zone: "Europe/Berlin"}, textCell("09.08.2024 02:00"), due, ""},
		{Time{Layout: "%Y%m%d%H", Zone: "Europe/Berlin"}, textCell("2024080902"), due, ""},
		{Time{Unit: "ms", Date: "2024-08-08", Zone: "Europe/Berlin"}, textCell("1723161600000"), due, ""},
		{Time{Unit: "ms", Date: "2024-08-08", Zone: "Europe/Berlin"}, textCell("2024-08-09 00:00:00Z"), due, ""},
		{Time{DateColumn: "d", Layout: "%Y%m%d %H:%M:%S", Zone: "Europe/Berlin"}, textCell("2024-08-09 00:00:00Z"), due, ""},
		{Time{Zone: "Europe/Berlin"}, &local, due - event.Time(2*time.Hour), ""},
		{Time{Unit: "s"}, &at, due, ""},
		{Time{}, textCell("soon"), 0, `"soon" is no RFC 3339 time with a zone: expected text such as 2024-08-08T23:54:14.123Z, for others set time: {layout: ...}`},
		{Time{}, textCell("17"), 0, `"17" is a number, which needs a unit: set time: {unit: s} if that is what it counts`},
	} {
		times, err := newClock("time", c.times)
		if err != nil {
			t.Fatal(err)
		}
		m := maker{clock: times}
		into := market.Moment(7)
		err = m.moment("next_funding_time", &into).read(c.cell)
		if c.err != "" {
			wantError(t, err, c.err)
			continue
		}
		if err != nil || event.Time(into) != c.want {
			t.Errorf("%+v, %s: got %d, %v; want %d", c.times, c.cell.shown(), into, err, c.want)
		}
	}
}
