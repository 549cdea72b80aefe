package param_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/param"
)

type completed struct {
	Window time.Duration `default:"1m" doc:"window"`
	Kind   string        `default:"null" enum:"null,a" doc:"kind"`
	Name   string        `doc:"name"`
	Most   int           `default:"3" doc:"most"`
	On     bool          `default:"true" doc:"on"`
	Words  []string      `default:"a, b" doc:"words"`
	Inner  struct {
		Scale float64 `default:"0.5" doc:"scale"`
	} `doc:"inner"`
	Some *struct {
		Unit string `default:"ms" doc:"unit"`
	} `doc:"some"`
	Many []struct {
		Unit string `default:"s" doc:"unit"`
	} `doc:"many"`
	Any *param.Node `doc:"any"`
}

// TestComplete holds that a completed map decodes as the one that was given, lacks
// nothing that has a default, and says which texts may be secrets.
func TestComplete(t *testing.T) {
	text := func(s string) *param.Node { return &param.Node{Kind: param.String, Text: s} }
	of := func(pairs ...any) *param.Node {
		n := &param.Node{Kind: param.Map}
		for i := 0; i < len(pairs); i += 2 {
			n.Pairs = append(n.Pairs, param.Pair{Key: text(pairs[i].(string)), Value: pairs[i+1].(*param.Node)})
		}
		return n
	}
	spec, err := param.For[completed]()
	if err != nil {
		t.Fatal(err)
	}
	for name, given := range map[string]*param.Node{
		"nothing": nil,
		"empty":   of(),
		"some": of("most", &param.Node{Kind: param.Int, Text: "7"}, "some", of(), "name", text("x"), "kind", text("a"),
			"many", &param.Node{Kind: param.List, Items: []*param.Node{of(), of("unit", text("h"))}}, "any", of("secret", text("y"))),
		"one for many": of("words", text("c")),
	} {
		t.Run(name, func(t *testing.T) {
			var want, got completed
			if problems := spec.Decode(given, "it", &want); len(problems) > 0 {
				t.Fatal(problems)
			}
			whole := spec.Complete(given)
			if problems := spec.Decode(whole, "it", &got); len(problems) > 0 {
				t.Fatal(problems)
			}
			got.Any, want.Any = nil, nil
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-given +completed)\n%s", diff)
			}
			for _, key := range []string{"window", "kind", "most", "on", "words", "inner"} {
				if whole.Get(key) == nil {
					t.Errorf("%s is missing", key)
				}
			}
			if whole.Get("inner").Get("scale").Text != "0.5" {
				t.Error("inner.scale is missing")
			}
			if name == "some" && (!whole.Get("name").Secret || whole.Get("kind").Secret || whole.Get("most").Secret || !whole.Get("any").Get("secret").Secret) {
				t.Error("name and any.secret may be secrets, kind and most are none")
			}
		})
	}
}
