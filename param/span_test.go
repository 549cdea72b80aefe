package param_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/param"
)

// TestParseSpan is the table of lengths, and of texts that are none.
func TestParseSpan(t *testing.T) {
	for _, tt := range []struct {
		text string
		want param.Span
		says string // of the error
	}{
		{"1m", param.Span{Duration: time.Minute}, ""},
		{"1h30m", param.Span{Duration: 90 * time.Minute}, ""},
		{"1 event", param.Span{Events: 1}, ""},
		{"1 events", param.Span{Events: 1}, ""},
		{"100 events", param.Span{Events: 100}, ""},
		{"100  event", param.Span{Events: 100}, ""},
		{"16777216 events", param.Span{Events: 1 << 24}, ""},
		{"16777217 events", param.Span{}, "expected a number of events from 1 to 16777216, such as 100 events"},
		{"99999999999999999999 events", param.Span{}, "from 1 to 16777216"},
		{"0 events", param.Span{}, "from 1 to 16777216"},
		{"-3 events", param.Span{}, "from 1 to 16777216"},
		{"+3 events", param.Span{}, "from 1 to 16777216"},
		{"1.5 events", param.Span{}, "from 1 to 16777216"},
		{"some events", param.Span{}, "from 1 to 16777216"},
		{"0s", param.Span{}, "must be positive, got 0s"},
		{"-1s", param.Span{}, "must be positive, got -1s"},
		{"5", param.Span{}, "a length needs a unit: write 5s, 5m or 5 events, not 5"},
		{"1m1h", param.Span{}, "not in order"},
		{"events", param.Span{}, "not a duration such as 1m or a number of events such as 100 events"},
		{"5events", param.Span{}, "not a duration such as 1m or a number"},
		{"5 Events", param.Span{}, "not a duration such as 1m or a number"},
		{"soon", param.Span{}, "not a duration such as 1m or a number"},
		{"", param.Span{}, "not a duration such as 1m or a number"},
	} {
		got, err := param.ParseSpan(tt.text)
		if got != tt.want || (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("ParseSpan(%q) = %v, %v, want %v %s", tt.text, got, err, tt.want, tt.says)
		}
	}
}

type spanned struct {
	Window param.Span   `default:"1m" doc:"x"`
	By     *param.Span  `example:"3 events" doc:"x"`
	Steps  []param.Span `doc:"x"`
}

// TestSpanReadsWhatItWrites holds that a span comes back, that the pattern of the
// JSON Schema takes it, and that spans have equal bytes only where they are equal.
func TestSpanReadsWhatItWrites(t *testing.T) {
	spec := specFor[spanned](t)
	schema := spec.JSONSchema()["properties"].(map[string]any)["window"].(map[string]any)
	pattern := regexp.MustCompile(schema["pattern"].(string))
	draw := func(rt *rapid.T) param.Span {
		if rapid.Bool().Draw(rt, "counted") {
			return param.Span{Events: rapid.IntRange(1, 1<<24).Draw(rt, "events")}
		}
		return param.Span{Duration: time.Duration(rapid.Int64Range(1, 1<<62).Draw(rt, "ns"))}
	}
	rapid.Check(t, func(rt *rapid.T) {
		a, b := draw(rt), draw(rt)
		if rapid.Bool().Draw(rt, "of one number") {
			b = param.Span{Events: int(min(a.Duration, 1<<24)), Duration: time.Duration(a.Events)}
		}
		got, err := param.ParseSpan(a.String())
		if got != a || err != nil {
			rt.Fatalf("%s comes back as %v, %v", a, got, err)
		}
		if !pattern.MatchString(a.String()) {
			rt.Fatalf("%q is not taken by %s", a.String(), pattern)
		}
		one, other := spec.Encode(&spanned{Window: a}), spec.Encode(&spanned{Window: b})
		if bytes.Equal(one, other) != (a == b) {
			rt.Fatalf("%s and %s have the bytes %x and %x", a, b, one, other)
		}
	})
}

// TestSpanOfTime holds that a span which is a duration has the bytes of a duration:
// a parameter may take up counts and keep its ids.
func TestSpanOfTime(t *testing.T) {
	type before struct {
		Window time.Duration `default:"1m" doc:"x"`
	}
	type after struct {
		Window param.Span `default:"1m" doc:"x"`
	}
	one := specFor[before](t).Encode(&before{90 * time.Second})
	other := specFor[after](t).Encode(&after{param.Span{Duration: 90 * time.Second}})
	if !bytes.Equal(one, other) {
		t.Errorf("%x became %x", one, other)
	}
}

// TestDecodeSpan is the table of what a config may say.
func TestDecodeSpan(t *testing.T) {
	scalar := func(kind param.Kind, s string) *param.Node {
		return &param.Node{Kind: kind, Text: s, Line: 1, Column: 9}
	}
	for _, tt := range []struct {
		node *param.Node
		want param.Span
		says string
	}{
		{scalar(param.String, "5 events"), param.Span{Events: 5}, ""},
		{scalar(param.String, "5s"), param.Span{Duration: 5 * time.Second}, ""},
		{nil, param.Span{Duration: time.Minute}, ""},
		{scalar(param.Int, "5"), param.Span{}, "window: a length needs a unit"},
		{scalar(param.Bool, "true"), param.Span{}, "window: expected a duration such as 1m or a number of events such as 100 events, got true"},
		{scalar(param.String, "soon"), param.Span{}, `expected a duration such as 1m or a number of events such as 100 events, got "soon"`},
		{scalar(param.String, "0 events"), param.Span{}, "window: expected a number of events from 1 to 16777216"},
	} {
		n := &param.Node{Kind: param.Map}
		if tt.node != nil {
			n.Pairs = []param.Pair{{Key: scalar(param.String, "window"), Value: tt.node}}
		}
		var got spanned
		problems := specFor[spanned](t).Decode(n, "it", &got)
		if tt.says == "" && (len(problems) > 0 || got.Window != tt.want) || tt.says != "" && (len(problems) != 1 || !strings.Contains(problems.Error(), tt.says)) {
			t.Errorf("%+v gives %v, %v, want %v %s", tt.node, got.Window, problems, tt.want, tt.says)
		}
	}
	type timed struct {
		Window time.Duration `doc:"x"`
	}
	n := &param.Node{Kind: param.Map, Pairs: []param.Pair{{Key: scalar(param.String, "window"), Value: scalar(param.String, "5 events")}}}
	problems := specFor[timed](t).Decode(n, "it", &timed{})
	if len(problems) != 1 || !strings.Contains(problems.Error(), `window: expected a length of time such as 1m, not a number of events, got "5 events"`) {
		t.Errorf("%v", problems)
	}
}

// TestSpanRules holds which tags a span refuses.
func TestSpanRules(t *testing.T) {
	if _, err := param.For[struct {
		X param.Span `check:"positive" doc:"x"`
	}](); err == nil || !strings.Contains(err.Error(), "cannot have a check") {
		t.Error(err)
	}
	if _, err := param.For[struct {
		X param.Span `default:"0 events" doc:"x"`
	}](); err == nil || !strings.Contains(err.Error(), "bad default") {
		t.Error(err)
	}
}
