package block

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
)

// words are those of a type with 256 values that says its values as texts, such as the
// side of a trade. The value that stands for none is null; one that has no word of its
// own is written as # and its number.
type words struct {
	none   int // -1 if there is no such value
	text   [256]string
	values map[string]uint8
}

// wordsOf asks a type for the words of all its values.
func wordsOf(t reflect.Type) *words {
	w := &words{none: -1, values: map[string]uint8{}}
	for i := range 256 {
		v := reflect.New(t).Elem()
		v.SetUint(uint64(i))
		value := v.Interface().(event.Valuer).Value() //nolint:errcheck,forcetypeassert // the type is one
		if value.IsNull() && w.none < 0 {
			w.none = i
			continue
		}
		text := value.Text()
		if _, taken := w.values[text]; taken || text == "" || text[0] == '#' {
			text = "#" + strconv.Itoa(i)
		}
		w.text[i] = text
		w.values[text] = uint8(i)
	}
	return w
}

// put appends a value to a column that is coded: the words of the type in it are all
// there from the start.
func (w *words) put(v *parquetio.Vector, x uint8) {
	switch {
	case int(x) == w.none:
		v.AppendNull(len(v.Codes))
	case len(v.Valid) > 0:
		v.Valid = append(v.Valid, 1)
	}
	v.Codes = append(v.Codes, uint32(x))
}

// prepare puts all words into an empty column.
func (w *words) prepare(v *parquetio.Vector) {
	v.Coded = true
	for i := range w.text {
		putText(v, w.text[i])
	}
}

// get reads values back.
func (w *words) get(f *field, c *columns, t *target) error {
	v := &c.data[f.slot]
	if !v.Coded || len(v.Ends) > len(w.text) {
		return fmt.Errorf("%w: a column of words has %d of them", ErrCorrupt, len(v.Ends))
	}
	var known [256]uint8
	for i := range v.Ends {
		x, ok := w.values[string(v.Word(i))]
		if !ok {
			return fmt.Errorf("%w: the word %q", ErrCorrupt, v.Word(i))
		}
		known[i] = x
	}
	for i, code := range v.Codes[t.first : t.first+t.n] {
		*(*uint8)(t.of(f, i)) = known[code]
	}
	if len(v.Valid) > 0 {
		for i, valid := range v.Valid[t.first : t.first+t.n] {
			if valid == 0 {
				*(*uint8)(t.of(f, i)) = uint8(w.none)
			}
		}
	}
	return nil
}
