package expr

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// TestWork is the table of expressions with numbers over x = 3, y = -0.5, z null
// and word = up.
func TestWork(t *testing.T) {
	type record struct {
		X, Y, Z float64
		Word    string
		Clock   event.Time `event:"-"`
	}
	schema, err := event.SchemaOf(reflect.TypeFor[record]())
	if err != nil {
		t.Fatal(err)
	}
	r := &record{3, -0.5, event.Null(), "up", 1}
	row := stream.RowAt(reflect.ValueOf(r).UnsafePointer())
	b := &stream.Binding{Inputs: []uintptr{0}, Clocks: []uintptr{reflect.TypeFor[record]().Field(4).Offset}}
	for expression, want := range map[string]string{
		"x":                       "x = 3 = 3",
		"(x+y)*2":                 "(x + y) * 2 = (3 + (-0.5)) * 2 = 5; x + y = 3 + (-0.5) = 2.5; (x + y) * 2 = 2.5 * 2 = 5",
		"-x - -0.25":              "-x - -0.25 = -3 - (-0.25) = -2.75; -x = -3 = -3; -x - -0.25 = (-3) - (-0.25) = -2.75",
		"max(abs(y), 0.1)":        "max(abs(y), 0.1) = max(abs((-0.5)), 0.1) = 0.5; abs(y) = abs((-0.5)) = 0.5; max(abs(y), 0.1) = max(0.5, 0.1) = 0.5",
		"z / x":                   "z / x = null / 3 = null; z / x = null / 3 = null",
		"word == 'up' ? x : z":    `word == "up" ? x : z = "up" == "up" ? 3 : null = 3; word == "up" = "up" == "up" = true; word == "up" ? x : z = true ? 3 : null = 3`,
		"coalesce(z, x) + x/x/x ": "coalesce(z, x) + x / x / x = coalesce(null, 3) + 3 / 3 / 3 = 3.3333333333333335; coalesce(z, x) = coalesce(null, 3) = 3; x / x = 3 / 3 = 1; x / x / x = 1 / 3 = 0.3333333333333333; coalesce(z, x) + x / x / x = 3 + 0.3333333333333333 = 3.3333333333333335",
		"x * x + x * x":           "x * x + x * x = 3 * 3 + 3 * 3 = 18; x * x = 3 * 3 = 9; x * x + x * x = 9 + 9 = 18",
	} {
		w, err := Work(expression, []feature.Input{{Name: "in", Schema: schema}}, b, row)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		lines := []string{w.Text + " = " + w.Numbers + " = " + w.Value.GoString()}
		for _, p := range w.Parts {
			lines = append(lines, p.Text+" = "+p.Numbers+" = "+p.Value.GoString())
		}
		if diff := cmp.Diff(want, strings.Join(lines, "; ")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", expression, diff)
		}
	}
	for _, bad := range []string{"x +", "nothing", "x + word", "first, ..."} {
		if w, err := Work(bad, []feature.Input{{Name: "in", Schema: schema}}, b, row); err == nil {
			t.Errorf("%s: %+v", bad, w)
		}
	}
}
