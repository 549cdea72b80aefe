package cli

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sink"
)

// demoLines is a sink that writes rows for a person, one a second and key.
type demoLines struct {
	w       *bufio.Writer
	columns []int // of a row, in the order of demoColumns
	widths  []int
	last    map[*event.Key]int64 // the second of the last line
	formats []*format
}

var _ sink.Sink = (*demoLines)(nil)

const (
	narrowest = 8  // width of a column whose name is no wider: numbers take as much
	lineWidth = 80 // what has no room in it is left out
)

func newDemoLines(w io.Writer) *demoLines {
	return &demoLines{w: bufio.NewWriter(w), last: map[*event.Key]int64{}}
}

// Write writes a row if it is the first of its key in a second.
func (d *demoLines) Write(o *event.Output) error {
	if d.columns == nil {
		d.header(o)
	}
	second := int64(o.Time) / int64(time.Second)
	if last, seen := d.last[o.Key]; seen && last == second {
		return nil
	}
	d.last[o.Key] = second
	symbol, _ := o.Key.Value("symbol")
	fmt.Fprintf(d.w, "%s  %-7s", o.Time.UTC().Format(time.TimeOnly), symbol)
	for i, from := range d.columns {
		v := o.Values.At(from)
		d.formats[i].take(o.Key, v)
		fmt.Fprintf(d.w, "  %*s", d.widths[i], d.formats[i].show(o.Key, v))
	}
	_, err := d.w.WriteString("\n")
	return err
}

func (d *demoLines) header(o *event.Output) {
	fmt.Fprintf(d.w, "%-8s  %-7s", "time", "symbol")
	room := lineWidth - 8 - len(gap) - 7
	for _, name := range demoColumns() {
		at := slices.IndexFunc(o.Stream.Columns, func(c event.Column) bool { return c.Name == name })
		feature, _, _ := strings.Cut(name, ".")
		width := max(len(feature), narrowest)
		if room -= len(gap) + width; room < 0 {
			break
		}
		d.columns, d.widths = append(d.columns, at), append(d.widths, width)
		d.formats = append(d.formats, newFormat())
		fmt.Fprintf(d.w, "  %*s", width, feature)
	}
	fmt.Fprintln(d.w)
}

// Close writes what is still held.
func (d *demoLines) Close() error { return d.w.Flush() }
