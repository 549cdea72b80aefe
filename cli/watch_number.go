package cli

import (
	"math"
	"strconv"

	"github.com/featurizer/featurizer/event"
)

// widestText is how much of a text is shown in a table.
const widestText = 16

// format is how the values of a column are shown to a person: with as many digits
// as their sizes ask for, so that they neither jump about nor hide what changes.
type format struct {
	fraction bool    // there was one: else all are shown as whole numbers
	largest  float64 // size that there was
	keys     map[*event.Key]float64
}

func newFormat() *format { return &format{keys: map[*event.Key]float64{}} }

// take takes a value into account.
func (f *format) take(key *event.Key, v event.Value) {
	if v.Kind() != event.KindFloat {
		return
	}
	size := math.Abs(v.Float())
	f.fraction = f.fraction || size != math.Floor(size) || size >= 1e9
	if size > f.keys[key] && size <= math.MaxFloat64 {
		f.keys[key] = size
		f.largest = max(f.largest, size)
	}
}

// alike is how much smaller the values of a key may be to be shown with as many
// digits as the largest of the column: then their points stand below each other.
const alike = 100

// show prints a value.
func (f *format) show(key *event.Key, v event.Value) string {
	switch v.Kind() {
	case event.KindNull:
		return "-"
	case event.KindFloat:
		scale := f.keys[key]
		if scale*alike >= f.largest {
			scale = f.largest
		}
		return f.showFloat(v.Float(), scale)
	case event.KindInt:
		return strconv.FormatInt(v.Int(), 10)
	case event.KindUint:
		return strconv.FormatUint(v.Uint(), 10)
	case event.KindBool:
		return strconv.FormatBool(v.Bool())
	case event.KindString, event.KindList:
	}
	text := []rune(printable(v.Text()))
	if len(text) > widestText {
		text = append(text[:widestText-1], '~')
	}
	return string(text)
}

// showFloat prints a number with the digits that numbers of a size get.
func (f *format) showFloat(x, scale float64) string {
	digits := 6 // behind the point
	switch {
	case !f.fraction:
		digits = 0
	case scale >= 1e9 || scale < 1e-4 && scale > 0:
		return strconv.FormatFloat(x, 'e', 2, 64)
	case scale >= 1e4:
		digits = 2
	case scale >= 1 || scale == 0:
		digits = 3
	case scale >= 0.01:
		digits = 4
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// printable returns a text without what a terminal would take as a command.
func printable(text string) string {
	runes := []rune(text)
	for i, r := range runes {
		if !strconv.IsPrint(r) {
			runes[i] = '?'
		}
	}
	return string(runes)
}
