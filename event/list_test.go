package event_test

import (
	"math"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
)

// TestLists holds what a list is as a value: JSON as text, equal to one of equal
// elements, and neither a number nor a text.
func TestLists(t *testing.T) {
	for _, c := range []struct {
		list []event.Level
		want string
	}{
		{nil, `[]`},
		{[]event.Level{{Price: 99.5, Size: 1}}, `[{"price":99.5,"size":1}]`},
		{[]event.Level{{Price: 1e-9, Size: math.Copysign(0, -1)}, {Price: 3}}, `[{"price":1e-9,"size":-0},{"price":3,"size":0}]`},
	} {
		v := event.Levels(c.list)
		if got := string(v.AppendText(nil)); got != c.want || v.GoString() != c.want {
			t.Errorf("the text is %s, want %s", got, c.want)
		}
		if v.Kind() != event.KindList || v.IsNull() || v.Kind().String() != "list" || v.Text() != "" || !event.IsNull(v.Float()) {
			t.Errorf("%#v is a %s, text %q, number %v", v, v.Kind(), v.Text(), v.Float())
		}
		if diff := cmp.Diff(len(c.list), len(v.Levels())); diff != "" || v != event.Levels(append([]event.Level(nil), c.list...)) {
			t.Errorf("%#v is not equal to itself", v)
		}
	}
	if event.String("x").Levels() != nil || event.Levels(nil) == (event.Value{}) {
		t.Error("a text has levels, or an empty list is null")
	}
}

// sides is a payload with lists.
type sides struct {
	N     int64
	lists [2][]event.Level
}

func (s *sides) List(i, n int) event.Value {
	if s.lists[i] == nil {
		return event.Value{}
	}
	if n < 0 {
		n = len(s.lists[i])
	}
	return event.Levels(s.lists[i][:min(n, len(s.lists[i]))])
}

// TestListsAreKept holds that lists are read where they lie, and that values which
// are kept stay what they are.
func TestListsAreKept(t *testing.T) {
	s := sides{N: 7, lists: [2][]event.Level{{{Price: 1, Size: 1}, {Price: 2, Size: 2}}, nil}}
	schema, err := event.SchemaOf(reflect.TypeFor[sides]())
	if err != nil {
		t.Fatal(err)
	}
	schema.Fields = append(schema.Fields, event.ListField[sides]("one", "", 0, 1), event.ListField[sides]("all", "", 0, -1), event.ListField[sides]("none", "", 1, -1))
	values := event.ListOf(schema.Read(&s, nil)...)
	kept := values.Append(nil)
	var arena []event.Level
	inArena := values.AppendKept(nil, &arena)
	s.lists[0][0].Price = 9
	text := func(list []event.Value) string {
		var b []byte
		for _, v := range list {
			b = append(v.AppendText(b), ' ')
		}
		return string(b)
	}
	const was = `7 [{"price":1,"size":1}] [{"price":1,"size":1},{"price":2,"size":2}]  `
	if got := text(kept); got != was || text(inArena) != was || len(arena) != 3 {
		t.Errorf("kept are %s and %s, want %s", got, text(inArena), was)
	}
	if got := text([]event.Value{values.At(1)}); got != `[{"price":9,"size":1}] ` {
		t.Errorf("where it lies the list is %s", got)
	}
	if f := schema.Fields[1]; f.Limit() != 1 || f.Kind != event.KindList {
		t.Errorf("the field is a %s of at most %d", f.Kind, f.Limit())
	}
	if _, err := event.RecordOf(schema.Fields); err == nil {
		t.Error("a record holds a list")
	}
}
