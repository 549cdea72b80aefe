package config_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/param"
)

// TestParse runs the scripts in testdata: the text of a config, and what comes
// of it. Rewrite the expectations with -rewrite.
func TestParse(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if !strings.HasSuffix(path, ".txt") || strings.Contains(path, "effective") {
			return
		}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			text, options := script(t, d)
			c, err := config.Parse("featurizer.yaml", []byte(text), options)
			if err != nil {
				return err.Error() + "\n"
			}
			if diff := sameAgain(t, c, options); diff != "" {
				t.Errorf("what is in effect does not read as the same config: (-was +shown)\n%s", diff)
			}
			return dump(c)
		})
	})
}

// script makes the text and the options of one test.
func script(t *testing.T, d *datadriven.TestData) (string, config.Options) {
	t.Helper()
	text := d.Input + "\n"
	if d.HasArg("bytes") {
		text = strings.NewReplacer(`\xff`, "\xff", `\xfe`, "\xfe", `\x01`, "\x01", `\x1b`, "\x1b").Replace(text)
	}
	if d.HasArg("nest") {
		var depth int
		d.ScanArgs(t, "nest", &depth)
		text = "labels: " + strings.Repeat("[", depth) + strings.Repeat("]", depth)
	}
	if d.HasArg("size") {
		var size int
		d.ScanArgs(t, "size", &size)
		text = "labels: " + strings.Repeat("x", size)
	}
	env := map[string]string{}
	var set []string
	for line := range strings.SplitSeq(d.Input, "\n") {
		if assignment, ok := strings.CutPrefix(line, "#env "); ok {
			name, value, _ := strings.Cut(assignment, "=")
			env[name] = value
		}
		if assignment, ok := strings.CutPrefix(line, "#set "); ok {
			set = append(set, assignment)
		}
	}
	lookup := func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	return text, config.Options{Env: lookup, Set: set}
}

// dump prints all of a config that is not as it is by default.
func dump(c *config.Config) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "version %d, lanes %d, warmup %s, on_error %s\n", c.Version, c.Lanes, c.Warmup, c.OnError)
	for _, e := range c.Emitters {
		fmt.Fprintf(&b, "emitter %s@%s type %s@%s feed %s options %s", e.Name, place(e.Pos), e.Type, place(e.TypePos), e.Feed, tree(e.Options))
		if e.Speed != 0 {
			fmt.Fprintf(&b, " speed %s@%s", e.Speed, place(e.SpeedPos))
		}
		b.WriteByte('\n')
	}
	dumpKeys(&b, "", c.Keys)
	for _, s := range c.Sources {
		fmt.Fprintf(&b, "source %s@%s definition %s@%s emitter %q@%s stream %q late %s reorder %s max_ahead %s params %s\n",
			s.Name, place(s.Pos), s.Definition, place(s.DefinitionPos), s.Emitter, place(s.EmitterPos),
			s.Stream, s.Late, s.Reorder, s.MaxAhead, tree(s.Params))
		dumpKeys(&b, "  ", s.Keys)
	}
	for _, f := range c.Features {
		fmt.Fprintf(&b, "feature %s@%s definition %q expr %q@%s params %s\n",
			f.Name, place(f.Pos), f.Definition, f.Expr, place(f.DefinitionPos), tree(f.Params))
		for _, input := range f.Inputs {
			fmt.Fprintf(&b, "  input %s field %q@%s\n", input.Name, input.Field, place(input.Pos))
		}
	}
	if r := c.Rows; r != nil {
		fmt.Fprintf(&b, "rows@%s when %s@%s every %s missing %s ages %v\n", place(r.Pos), r.When, place(r.WhenPos), r.Every, r.Missing, r.Ages)
		for i, name := range r.Features {
			fmt.Fprintf(&b, "  feature %s@%s\n", name, place(r.FeaturePos[i]))
		}
	}
	for _, o := range c.Outputs {
		fmt.Fprintf(&b, "output %s@%s %s format %s@%s path %q@%s control %v\n", o.Name, place(o.Pos), o.Type, o.Format, place(o.FormatPos), o.Path, place(o.PathPos), o.Control)
		for i, name := range o.Select {
			fmt.Fprintf(&b, "  select %s@%s\n", name, place(o.SelectPos[i]))
		}
		if o.Type == "webhook" {
			fmt.Fprintf(&b, "  %+v\n", o.Webhook)
		}
	}
	if c.Labels != nil {
		fmt.Fprintf(&b, "labels %s\n", tree(c.Labels))
	}
	if r := c.Record; r != nil {
		fmt.Fprintf(&b, "record@%s %q@%s %s, cutter %s, at %d rows, %d bytes, %s; snapshots %s\n", place(r.Pos), r.Store, place(r.StorePos), r.Durability, r.Cutter, r.BlockRows, r.BlockBytes, r.BlockAge, r.Snapshots)
		for i, name := range r.Streams {
			fmt.Fprintf(&b, "  stream %s@%s\n", name, place(r.StreamsPos[i]))
		}
	}
	return b.String()
}

func dumpKeys(b *bytes.Buffer, indent string, sets []config.KeySet) {
	for _, set := range sets {
		fmt.Fprintf(b, "%skeys@%s\n", indent, place(set.Pos))
		for _, key := range set.Expand() {
			fmt.Fprintf(b, "%s  %q\n", indent, key)
		}
	}
}

func place(p config.Pos) string { return fmt.Sprintf("%d:%d+%d", p.Line, p.Column, p.Width) }

// tree prints a node in the manner of YAML, with the kinds of its scalars.
func tree(n *param.Node) string {
	var parts []string
	at := place(config.Pos{Line: n.Line, Column: n.Column, Width: n.Width})
	switch n.Kind {
	case param.Map:
		for _, pair := range n.Pairs {
			parts = append(parts, pair.Key.Text+": "+tree(pair.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}@" + at
	case param.List:
		for _, item := range n.Items {
			parts = append(parts, tree(item))
		}
		return "[" + strings.Join(parts, ", ") + "]@" + at
	default:
		kind := []string{"null", "bool", "int", "float", "string"}[n.Kind]
		return fmt.Sprintf("%s(%s)@%s", kind, n.Text, at)
	}
}

// example is the config in the documentation of the file.
const example = `version: 1
emitters:                     # where events come from: swap this block to move between live, recorded and made-up data
  feed: {type: capture, venue: binance-usdm, path: usdm_btcusdt_20240808.gz}
  # feed: {type: exchange, venue: binance-usdm}        live
keys:
  - {exchange: BINANCE_USDM, symbol: [BTC-USDT-PERP, ETH-USDT-PERP]}     # a list is expanded
sources:
  quotes: {definition: market.quote, emitter: feed}
  trades: {definition: market.trade, emitter: feed}
features:
  mid:     {definition: price.mid_price, inputs: [quotes]}
  vol_1m:  {definition: volatility.stddev, inputs: [mid], params: {window: 1m}}
  tvi_1m:  {definition: flow.trade_volume_imbalance, inputs: [trades], params: {window: 1m}}
  bars_1s: {definition: bars.ohlcv, inputs: [trades], params: {window: 1s}}
  micro:   {expr: "(bid*ask_size + ask*bid_size) / (bid_size + ask_size)", inputs: [quotes]}
rows:   {features: [mid, vol_1m, tvi_1m, micro], when: any}
labels: [{name: ret_5s, feature: mid, lookahead: 5s, kind: return}]     # column label.ret_5s
record: {store: ./data, streams: [quotes, trades, mid, vol_1m]}      # raw: DIR also keeps the raw frames
`

func TestParseExample(t *testing.T) {
	got, err := config.Parse("featurizer.yaml", []byte(example), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	word := func(s string) *param.Node { return &param.Node{Kind: param.String, Text: s} }
	mapping := func(pairs ...string) *param.Node {
		n := &param.Node{Kind: param.Map}
		for i := 0; i < len(pairs); i += 2 {
			n.Pairs = append(n.Pairs, param.Pair{Key: word(pairs[i]), Value: word(pairs[i+1])})
		}
		return n
	}
	source := func(name, definition string) config.Source {
		return config.Source{
			Name: name, Definition: definition, Emitter: "feed", Params: mapping(),
			Late: "clamp", MaxAhead: time.Minute,
		}
	}
	feature := func(name, definition, input string, params ...string) config.Feature {
		return config.Feature{Name: name, Definition: definition, Inputs: []config.Ref{{Name: input}}, Params: mapping(params...)}
	}
	micro := feature("micro", "", "quotes")
	micro.Expr = "(bid*ask_size + ask*bid_size) / (bid_size + ask_size)"
	want := &config.Config{
		File: "featurizer.yaml", Version: 1, Lanes: 64, MaxKeys: 100_000, Warmup: "drop", OnError: "halt",
		Emitters: []config.Emitter{{
			Name: "feed", Type: "capture", Feed: "feed",
			Options: mapping("venue", "binance-usdm", "path", "usdm_btcusdt_20240808.gz"),
		}},
		Keys: []config.KeySet{{Names: []config.KeyName{
			{Name: "exchange", Values: []string{"BINANCE_USDM"}},
			{Name: "symbol", Values: []string{"BTC-USDT-PERP", "ETH-USDT-PERP"}},
		}}},
		Sources: []config.Source{source("quotes", "market.quote"), source("trades", "market.trade")},
		Features: []config.Feature{
			feature("mid", "price.mid_price", "quotes"),
			feature("vol_1m", "volatility.stddev", "mid", "window", "1m"),
			feature("tvi_1m", "flow.trade_volume_imbalance", "trades", "window", "1m"),
			feature("bars_1s", "bars.ohlcv", "trades", "window", "1s"),
			micro,
		},
		Rows: &config.Rows{Features: []string{"mid", "vol_1m", "tvi_1m", "micro"}, When: "any", Missing: "wait"},
	}
	places := cmp.Options{
		cmpopts.IgnoreTypes(config.Pos{}, []config.Pos{}),
		cmpopts.IgnoreFields(param.Node{}, "Line", "Column", "Width", "Quoted"),
		cmpopts.IgnoreFields(config.Config{}, "Labels", "Record"),
		cmpopts.IgnoreUnexported(config.Config{}),
	}
	if diff := cmp.Diff(want, got, places); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got.Labels == nil || got.Labels.Kind != param.List || got.Record.Store != "./data" {
		t.Errorf("labels %v, record %v", got.Labels, got.Record)
	}
	wantKeys := [][]config.KeyValue{
		{{Name: "exchange", Value: "BINANCE_USDM"}, {Name: "symbol", Value: "BTC-USDT-PERP"}},
		{{Name: "exchange", Value: "BINANCE_USDM"}, {Name: "symbol", Value: "ETH-USDT-PERP"}},
	}
	if diff := cmp.Diff(wantKeys, got.Keys[0].Expand()); diff != "" {
		t.Errorf("Expand: (-want +got)\n%s", diff)
	}
}

// TestErrorsOfLaterStages reports a problem in the params of a definition, as
// the graph does, and compares the exact form.
func TestErrorsOfLaterStages(t *testing.T) {
	text := strings.Repeat("\n", 12) + `features:
  ofi:
    definition: book.order_flow_imbalance
    params:
     windw: 1s
`
	c, err := config.Parse("featurizer.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := param.For[struct {
		Window time.Duration `default:"10s" doc:"x"`
	}]()
	if err != nil {
		t.Fatal(err)
	}
	var params struct {
		Window time.Duration `default:"10s" doc:"x"`
	}
	problems := spec.Decode(c.Features[0].Params, `feature "ofi"`, &params)
	problems[0].Hint = "featurizer features book.order_flow_imbalance"
	err = c.Errors(problems)
	want := `featurizer.yaml:17:6: unknown key "windw" in feature "ofi"
   17 |      windw: 1s
             ^^^^^ did you mean "window"?
hint: featurizer features book.order_flow_imbalance`
	if got := err.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	var all *config.Errors
	if !errors.As(err, &all) {
		t.Fatalf("%T is not *config.Errors", err)
	}
	all.Add(c.Features[0].DefinitionPos.Problem("unknown definition"))
	var found param.Problems
	if !errors.As(err, &found) || len(found) != 2 || found[0].Message != "unknown definition" || found[0].Line != 15 {
		t.Errorf("problems by errors.As: %v", found)
	}
	if err := c.Errors(nil); err != nil {
		t.Errorf("Errors(nil) = %v, want nil", err)
	}
}

// TestErrorsAreBounded shows the first hundred problems and counts the rest.
func TestErrorsAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 250 {
		fmt.Fprintf(&b, "key_%d: 1\n", i)
	}
	_, err := config.Parse("featurizer.yaml", []byte(b.String()), config.Options{})
	got := err.Error()
	if n := strings.Count(got, "unknown key"); n != 100 {
		t.Errorf("%d problems shown, want 100", n)
	}
	if !strings.HasSuffix(got, "\n\nfeaturizer.yaml: and 150 more problems") {
		t.Errorf("the end is %q", got[len(got)-60:])
	}
}

// TestLineEnds wants the same places whatever the lines end with.
func TestLineEnds(t *testing.T) {
	text := "version: 2\nlanes: x\nfeatures:\n  a: {expr: [x]}\n"
	_, want := config.Parse("f", []byte(text), config.Options{})
	for _, end := range []string{"\r\n", "\r", "\u0085", "\u2028"} {
		other := "\ufeff" + strings.ReplaceAll(text, "\n", end)
		_, got := config.Parse("f", []byte(other), config.Options{})
		if got == nil || got.Error() != want.Error() {
			t.Errorf("with %q:\n%v\nwant\n%v", end, got, want)
		}
	}
}

func TestExpand(t *testing.T) {
	if got := (config.KeySet{}).Expand(); got != nil {
		t.Errorf("Expand of nothing = %v, want nil", got)
	}
	var set config.KeySet
	for _, name := range []string{"a", "b", "c", "d"} {
		set.Names = append(set.Names, config.KeyName{Name: name, Values: []string{"0", "1"}})
	}
	for i, key := range set.Expand() {
		want := fmt.Sprintf("%04b", i)
		if got := key[0].Value + key[1].Value + key[2].Value + key[3].Value; got != want {
			t.Errorf("key %d is %s, want %s", i, got, want)
		}
	}
}

func TestTooManyKeys(t *testing.T) {
	var values strings.Builder
	for i := range 101 {
		fmt.Fprintf(&values, "v%d,", i)
	}
	list := "[" + values.String() + "]"
	var pairs strings.Builder // with 2^64 combinations
	for i := range 64 {
		fmt.Fprintf(&pairs, "k%d: [a, b], ", i)
	}
	for _, text := range []string{
		fmt.Sprintf("keys: [{a: %s, b: %s, c: %s}]", list, list, list),
		"keys: [{" + pairs.String() + "}]",
	} {
		_, err := config.Parse("f", []byte(text), config.Options{})
		if err == nil || !strings.Contains(err.Error(), "more than 1000000 keys in one entry") {
			t.Errorf("Parse = %v", err)
		}
	}
}

// TestHugeFiles wants work that grows with the size of a file and no faster,
// whatever is in it: with its square, each of these would take minutes.
func TestHugeFiles(t *testing.T) {
	const many = 20_000
	distinct := func(format string) string {
		var b strings.Builder
		for i := range many {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, tt := range []struct{ name, text, want string }{
		{"one long line", "labels: [" + strings.Repeat("x, ", many) + "]", ""},
		{"problems on one line", "sources: {" + distinct("A%d: 1, ") + "}", "problems"},
		{"unknown keys", "sources: {a: {" + distinct("A%d: 1, ") + "}}", "problems"},
		{"one key many times", strings.Repeat("a: 1\n", many), "is there twice"},
		{"alias bomb", "labels:\n- &a [x, x]\n" + strings.Repeat("- &a [*a, *a, *a, *a, *a, *a, *a, *a]\n", 1000), "anchors and aliases"},
		{"open quote", "a: \"\n" + strings.Repeat("b: 1\n", many), "a quoted text that is open here does not end"},
		{"open list", "a: [\n" + strings.Repeat("b,\n", many), "a list or a map that is open here does not end"},
		{"deep blocks", strings.Repeat("- ", 9000) + "x", "more than 64 maps and lists"},
		{"deep maps", strings.Repeat("{a: ", 9000), "a list or a map that is open here does not end"},
		{"variables", "labels: \"" + strings.Repeat("${a:b}", many) + "\"", ""},
	} {
		start := time.Now()
		_, err := config.Parse("f", []byte(tt.text), config.Options{})
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", tt.name, took)
		}
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %.200v, want %q", tt.name, err, tt.want)
		}
	}
}
