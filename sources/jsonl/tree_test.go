package jsonl

import (
	"strings"
	"testing"

	"github.com/featurizer/featurizer/sources/table"
)

// TestPoints holds that a name with points finds its field wherever objects end and the
// names of fields that have points themselves begin.
func TestPoints(t *testing.T) {
	long := strings.Repeat("x.", 40) + "x"
	for _, c := range []struct{ name, text string }{
		{"a.b.c", `{"a":{"b":{"c":7}}}`},
		{"a.b.c", `{"a":{"b.c":7}}`},
		{"a.b.c", `{"a.b":{"c":7}}`},
		{"a.b.c", `{"a.b.c":7}`},
		{"a.b.c", `{"a.b":{"d":1},"a":{"b":{"c":7}}}`},
		{"a..c.", `{"a":{".c.":7}}`},
		{long, `{"` + long + `":7}`},
		{long, `{"x":` + strings.Repeat(`{"x":`, 40) + "7" + strings.Repeat("}", 41)},
	} {
		s := scanner{root: treeOf([]table.Column{{Name: c.name}, {Name: "a.d"}}), seen: make([]bool, 2)}
		cells := make([]table.Cell, 2)
		if err := s.scan([]byte(c.text), cells); err != nil || !s.seen[0] || s.seen[1] {
			t.Errorf("%s in %s: seen %v, error %v", c.name, c.text, s.seen, err)
		}
	}
}
