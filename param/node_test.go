package param_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/param"
)

// The builders below make nodes as a reader of some format would; each lies at
// a column of its own, so that a problem can be told by its place.

func scalar(kind param.Kind, text string) *param.Node {
	return &param.Node{Kind: kind, Text: text, Line: 1, Column: 50, Width: len(text)}
}

func text(s string) *param.Node { return scalar(param.String, s) }

func list(items ...*param.Node) *param.Node {
	return &param.Node{Kind: param.List, Items: items, Line: 1, Column: 40, Width: 1}
}

// doc builds a Map from keys and values in turn, key i on line i.
func doc(pairs ...any) *param.Node {
	n := &param.Node{Kind: param.Map, Line: 1, Column: 30, Width: 1}
	for i := 0; i < len(pairs); i += 2 {
		key := &param.Node{Kind: param.String, Text: pairs[i].(string), Line: i/2 + 1, Column: 3, Width: len(pairs[i].(string))}
		value := pairs[i+1].(*param.Node)
		value.Line = i/2 + 1
		n.Pairs = append(n.Pairs, param.Pair{Key: key, Value: value})
	}
	return n
}

func TestNodeGet(t *testing.T) {
	n := doc("a", text("x"), "b", text("y"))
	if got := n.Get("b"); got == nil || got.Text != "y" {
		t.Errorf(`Get("b") = %v`, got)
	}
	if got := n.Get("c"); got != nil {
		t.Errorf(`Get("c") = %v, want nil`, got)
	}
	var none *param.Node
	if got := none.Get("a"); got != nil {
		t.Errorf("Get of a nil node = %v, want nil", got)
	}
	if diff := cmp.Diff([]string{"a", "b"}, n.Keys()); diff != "" {
		t.Errorf("Keys: (-want +got)\n%s", diff)
	}
}

func TestNodeString(t *testing.T) {
	secret := text("hunter2")
	secret.Written = "${PASSWORD}"
	long := text(fmt.Sprintf("%0100d", 7))
	for _, tt := range []struct {
		node *param.Node
		want string
	}{
		{&param.Node{}, "nothing"},
		{list(), "a list"},
		{doc(), "a map"},
		{text("a b"), `"a b"`},
		{scalar(param.Int, "7"), "7"},
		{scalar(param.Bool, "True"), "True"},
		{secret, `"${PASSWORD}"`},
		{long, fmt.Sprintf("%q", fmt.Sprintf("%060d...", 0))},
	} {
		if got := tt.node.String(); got != tt.want {
			t.Errorf("String() = %s, want %s", got, tt.want)
		}
	}
}

func TestProblemsError(t *testing.T) {
	problems := param.Problems{
		{Line: 9, Column: 1, Message: "third"},
		{Line: 2, Column: 7, Message: "second", Suggestion: "word"},
		{Message: "first"},
		{Line: 9, Column: 1, Message: "fourth"},
	}
	problems.Sort()
	want := "first\n2:7: second; did you mean \"word\"?\n9:1: third\n9:1: fourth"
	if got := problems.Error(); got != want {
		t.Errorf("Error() =\n%s\nwant\n%s", got, want)
	}
}
