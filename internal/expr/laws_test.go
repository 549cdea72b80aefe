package expr_test

import (
	"testing"

	"github.com/featurizer/featurizer/featurizertest"
	"github.com/featurizer/featurizer/internal/expr"
)

// TestWhere is the table of what passes a condition.
func TestWhere(t *testing.T) {
	featurizertest.Table(
		t, featurizertest.Of(expr.Where, `expression: "x > 1 && word != 'no'"`, "numbers"),
		on("numbers A t=1s x=1 y=- n=7 flag=true word=up"),
		on("numbers A t=2s x=2 y=- n=7 flag=true word=up", out("A t=2s", true, 7, "up", 2, nil)),
		// A null makes the condition null, and that is not true.
		on("numbers A t=3s x=- y=5 n=7 flag=true word=up"),
		on("numbers A t=4s x=3 y=5 n=7 flag=true word=-"),
		on("numbers A t=5s x=3 y=5 n=7 flag=true word=no"),
		on("numbers B t=6s x=3 y=5 n=- flag=- word=maybe", out("B t=6s", nil, nil, "maybe", 3, 5)),
	)
}

// TestWhereLaws holds that a condition keeps the laws.
func TestWhereLaws(t *testing.T) {
	for name, text := range map[string]string{"of one field": "x > 0", "never": "x != x", "of several": "flag || n > 2"} {
		t.Run(name, func(t *testing.T) {
			featurizertest.Laws(t, featurizertest.Of(expr.Where, "expression: \""+text+"\"", "numbers"))
		})
	}
}
