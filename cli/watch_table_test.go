package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
)

// boardOf makes a board that was written to.
type boardOf struct {
	*board

	t    *testing.T
	keys event.Keys
}

func newBoardOf(t *testing.T, names, only []string) *boardOf {
	t.Helper()
	return &boardOf{board: newBoard(names, only), t: t}
}

// write writes an output: of a key written k=v,k=v.
func (b *boardOf) write(s *event.OutputStream, key string, values ...event.Value) {
	b.t.Helper()
	var pairs []event.Pair
	for part := range strings.SplitSeq(key, ",") {
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, event.Pair{Name: name, Value: value})
	}
	k, err := b.keys.Intern(pairs...)
	if err == nil {
		err = b.Write(&event.Output{Stream: s, Key: k, Values: event.ListOf(values...)})
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func rowsOf(columns ...string) *event.OutputStream {
	s := &event.OutputStream{Kind: event.OutputRow}
	for _, c := range columns {
		s.Columns = append(s.Columns, event.Column{Name: c, Kind: event.KindFloat})
	}
	return s
}

func featureOf(name string, fields ...string) *event.OutputStream {
	s := rowsOf(fields...)
	s.Kind, s.Name = event.OutputFeature, name
	return s
}

// text draws the board, each line ended by a bar.
func (b *boardOf) text(t *table, width int) string {
	lines, _ := t.draw(b.look(100), width)
	return textOf(lines)
}

func textOf(lines []line) string {
	var text strings.Builder
	for _, l := range lines {
		text.WriteString(l.String() + "|\n")
	}
	return text.String()
}

func floats(list ...float64) []event.Value {
	var values []event.Value
	for _, x := range list {
		values = append(values, event.Float(x))
	}
	return values
}

func wantText(t *testing.T, want, got string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTableOfRows(t *testing.T) {
	b, rows := newBoardOf(t, nil, nil), rowsOf("mid.mid_price", "bars.open", "bars.trades", "vol.value")
	b.write(rows, "exchange=SIM,symbol=BEE-USD", event.Float(100.045), event.Float(99.5), event.Int(12), event.Value{})
	b.write(rows, "exchange=SIM,symbol=ANT-USD", event.Float(99.885), event.Float(100), event.Int(7), event.Float(0.0123))
	b.write(rows, "exchange=SIM,symbol=BEE-USD", event.Float(100.055), event.Float(99.5), event.Int(13), event.Value{})
	wantText(t, `
symbol       mid     bars             vol|
                     open  trades        |
ANT-USD   99.885  100.000       7  0.0123|
BEE-USD  100.055   99.500      13       -|
`, b.text(newTable(), 79))
}

func TestTableOfFeatures(t *testing.T) {
	b := newBoardOf(t, []string{"mid", "count"}, nil)
	mid, count := featureOf("mid", "mid_price"), featureOf("count", "value")
	b.write(count, "exchange=A", floats(3)...) // kept per fewer names
	b.write(mid, "exchange=A,symbol=X", floats(1)...)
	b.write(mid, "exchange=B,symbol=X", floats(2.5)...)
	b.write(&event.OutputStream{Kind: event.OutputControl}, "exchange=C,symbol=X")
	wantText(t, `
exchange  symbol    mid  count|
A                     -      3|
A         X       1.000      -|
B         X       2.500      -|
`, b.text(newTable(), 79))
}

func TestTableOfOneKey(t *testing.T) {
	b := newBoardOf(t, nil, nil)
	b.write(rowsOf("ok.value", "word.value"), "exchange=A,symbol=X", event.Bool(true), event.String("a\x1b[31m text that is too long"))
	wantText(t, `
symbol    ok              word|
X       true  a?[31m text tha~|
`, b.text(newTable(), 79))
}

func TestTableKeepsColumnsInPlace(t *testing.T) {
	b, rows, drawn := newBoardOf(t, nil, nil), rowsOf("a.value", "b.value"), newTable()
	b.write(rows, "k=x", floats(12345.678, 1)...)
	wantText(t, `
k         a  b|
x  12345.68  1|
`, b.text(drawn, 79))
	b.write(rows, "k=x", floats(1.5, 0.25)...) // fewer digits, and a fraction from now on
	wantText(t, `
k         a      b|
x      1.50  0.250|
`, b.text(drawn, 79))
	b.write(rows, "k=x", floats(2, 3)...)
	wantText(t, `
k         a      b|
x      2.00  3.000|
`, b.text(drawn, 79))
}

func TestTableColoursWhatMoved(t *testing.T) {
	b, rows, drawn := newBoardOf(t, nil, nil), rowsOf("a.value", "b.value", "c.value"), newTable()
	styles := func() (styles []style) {
		lines, _ := drawn.draw(b.look(100), 79)
		for _, p := range lines[1] {
			if p.text != gap {
				styles = append(styles, p.style)
			}
		}
		return styles
	}
	b.write(rows, "k=x", floats(1, 1, 1)...)
	if diff := cmp.Diff([]style{plain, plain, plain, plain}, styles()); diff != "" {
		t.Errorf("at first: %s", diff)
	}
	b.write(rows, "k=x", event.Float(2), event.Float(0), event.Value{})
	if diff := cmp.Diff([]style{plain, rose, fell, plain}, styles()); diff != "" {
		t.Errorf("then: %s", diff)
	}
}

func TestTableLeavesOutWhatHasNoRoom(t *testing.T) {
	b := newBoardOf(t, nil, nil)
	b.write(rowsOf("aaaa.value", "bbbb.value", "cccc.value"), "k=x", floats(1, 2, 3)...)
	for _, c := range []struct {
		width, left int
		want        string
	}{
		{19, 0, "k  aaaa  bbbb  cccc|\nx     1     2     3|\n"},
		{18, 1, "k  aaaa  bbbb|\nx     1     2|\n"},
		{7, 2, "k  aaaa|\nx     1|\n"},
		{6, 3, "k|\nx|\n"},
	} {
		lines, left := newTable().draw(b.look(100), c.width)
		if left != c.left {
			t.Errorf("width %d: %d columns left out, want %d", c.width, left, c.left)
		}
		wantText(t, c.want, textOf(lines))
	}
}

func TestBoardKeepsWhatIsShown(t *testing.T) {
	b := newBoardOf(t, nil, []string{"c.value", "a.value", "gone.value", "c.levels"})
	rows := rowsOf("a.value", "b.value", "c.value")
	rows.Columns = append(rows.Columns, event.Column{Name: "c.levels", Kind: event.KindList})
	b.write(rows, "k=x", floats(1, 2, 3, 4)...)
	wantText(t, "k  c  a|\nx  3  1|\n", b.text(newTable(), 79))
	if v := b.look(0); v.below != 1 || len(v.lines) != 0 || v.outputs != 1 {
		t.Errorf("a look at no lines: %d below, %d lines, %d outputs; want 1, 0, 1", v.below, len(v.lines), v.outputs)
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0"},
		{-12, "-12"},
		{61659.75, "61659.75"},
		{-2681.385, "-2681.385"},
		{0.35, "0.3500"},
		{-0.0123456, "-0.0123"},
		{0.00012345, "0.000123"},
		{1.5e-7, "1.50e-07"},
		{2.5e12, "2.50e+12"},
	} {
		f := newFormat()
		f.take(nil, event.Float(c.x))
		if got := f.show(nil, event.Float(c.x)); got != c.want {
			t.Errorf("%v is shown as %q, want %q", c.x, got, c.want)
		}
	}
}

// TestFormatOfKeys shows prices of one column: those of one size have their points
// below each other, and a coin of cents keeps its digits beside one of thousands.
func TestFormatOfKeys(t *testing.T) {
	b := newBoardOf(t, nil, nil)
	rows := rowsOf("mid.value")
	b.write(rows, "symbol=BTC", floats(61659.75)...)
	b.write(rows, "symbol=DOGE", floats(0.35125)...)
	b.write(rows, "symbol=ETH", floats(2681.385)...)
	wantText(t, `
symbol       mid|
BTC     61659.75|
DOGE      0.3513|
ETH      2681.39|
`, b.text(newTable(), 79))
}
