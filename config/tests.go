package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// Tests are the tests of a config, as a file of their own has them.
type Tests struct {
	File string
	List []Test

	origin   origin
	problems param.Problems
}

// Test is events, and what a config must make of them.
type Test struct {
	Name     string
	Set      []string // overrides of the config
	Events   []TestEvent
	Rows     *Expected // nil where rows are not looked at
	Features []Expected

	Pos    Pos
	SetPos Pos
}

// TestEvent is an event as an emitter would bring it.
type TestEvent struct {
	Source   string
	Key      map[string]string // with that of the test; nil where neither names one
	Time     event.Time        // event.Unset where it claims none
	Received event.Time        // 0 where it is not said
	Control  string            // the kind of a control event; "" for data
	ID       string
	Snapshot bool
	Values   *param.Node // a Map, never nil

	Pos       Pos
	SourcePos Pos
	KeyPos    Pos
}

// Expected is all that a feature, or the rows, must put out.
type Expected struct {
	Name    string // of the feature
	Outputs []ExpectedOutput
	Pos     Pos
}

// ExpectedOutput is one output. What it leaves out is not looked at.
type ExpectedOutput struct {
	Key            map[string]string // nil: any
	Time, Received event.Time        // event.Unset: any
	Warmup         *bool
	Values         *param.Node // a Map, never nil
	Pos            Pos
}

// The file of tests as it is written.

type testsFields struct {
	Tests []testFields `required:"true" doc:"the tests, run one by one, each from the beginning"`
}

type testFields struct {
	Name     string                      `required:"true" doc:"what is tested, in words"`
	Set      []string                    `doc:"overrides of the config for this test, as those of --set" example:"warmup=keep"`
	Key      map[string]string           `doc:"the key of the events that name none" example:"{symbol: BTC-USDT}"`
	Events   []eventFields               `required:"true" doc:"what goes in, in this order"`
	Rows     []expectedFields            `doc:"all rows that must come out"`
	Features map[string][]expectedFields `doc:"all outputs that must come out of features, by name"`
}

type eventFields struct {
	Source   string            `required:"true" example:"trades" doc:"the source that it is of"`
	Key      map[string]string `doc:"its key, or what of it differs from that of the test"`
	Time     string            `example:"1.5s" doc:"the time that it claims: since 1970, as 2024-08-08T23:55:00Z or in nanoseconds"`
	Received string            `example:"1.6s" doc:"when it was received; by default at its time"`
	Control  string            `enum:"connected,disconnected,gap,book_invalid,book_resynced,stale" doc:"makes it a control event: connected, disconnected, gap, book_invalid, book_resynced or stale; any of them lets time pass"`
	ID       string            `name:"id" doc:"the venue's own number of it: two of one number are one event"`
	Snapshot bool              `doc:"it replaces all that came before, as a whole order book does"`
	Values   *param.Node       `doc:"its fields; one that is left out is null, and levels of a book are bids: \"99:1, 98.5:2\""`
}

type expectedFields struct {
	Key      map[string]string `doc:"its key"`
	Time     string            `example:"1.5s" doc:"its time"`
	Received string            `doc:"the receipt of what caused it"`
	Warmup   *bool             `doc:"whether it is warm-up"`
	Values   *param.Node       `doc:"its fields: exact numbers, null for none"`
}

// ParseTests reads a file of tests. The error is an *Errors, as that of Parse. Mistakes
// beyond the shape of the file wait for those that a look at the config finds: Errors
// tells of all together.
func ParseTests(file string, text []byte) (*Tests, error) {
	spec, err := param.For[testsFields]()
	if err != nil {
		return nil, fmt.Errorf("declaring the tests of a config: %w", err)
	}
	p := parser{origin: newOrigin(file, text, nil)}
	root, problems := readTree(p.origin.text, p.origin.lines)
	p.problems = append(p.problems, problems...)
	if root == nil {
		p.isEmpty("the file", "featurizer test --help shows a test")
		return nil, p.origin.errors(p.problems)
	}
	var fields testsFields
	p.problems = append(p.problems, spec.Decode(root, "the file", &fields)...)
	if len(p.problems) > 0 { // else the nodes are of their types
		return nil, p.origin.errors(p.problems)
	}
	t := &Tests{File: file, origin: p.origin}
	for i, n := range root.Get("tests").Items {
		t.List = append(t.List, p.test(&fields.Tests[i], n))
	}
	if len(t.List) == 0 {
		p.report(root.Get("tests").Problem("there is no test"))
	}
	t.problems = p.problems
	return t, nil
}

// Errors returns the mistakes of the file with those that a later stage has found, as an
// error in the form of that of ParseTests; nil if there are none.
func (t *Tests) Errors(problems param.Problems) error {
	return t.origin.errors(append(slices.Clip(t.problems), problems...))
}

func (p *parser) test(f *testFields, n *param.Node) Test {
	t := Test{Name: f.Name, Set: f.Set, Pos: posOf(n.Get("name")), SetPos: posOf(n.Get("set"))}
	for i, item := range n.Get("events").Items {
		t.Events = append(t.Events, p.testEvent(&f.Events[i], item, f.Key))
	}
	if rows := n.Get("rows"); rows != nil && rows.Kind == param.List {
		t.Rows = &Expected{Outputs: p.expected(f.Rows, rows), Pos: posOf(rows)}
	}
	if features := n.Get("features"); features != nil {
		for _, pair := range features.Pairs {
			t.Features = append(t.Features, Expected{pair.Key.Text, p.expected(f.Features[pair.Key.Text], pair.Value), posOf(pair.Key)})
		}
	}
	if t.Rows == nil && len(t.Features) == 0 {
		problem := t.Pos.Problem(fmt.Sprintf("test %q expects nothing", t.Name))
		problem.Hint = "say what must come out: features: {mid: [{time: 1s, values: {mid_price: 100}}]}, or rows: [...]"
		p.report(problem)
	}
	return t
}

func (p *parser) testEvent(f *eventFields, n *param.Node, key map[string]string) TestEvent {
	e := TestEvent{
		Source: f.Source, Key: key, Time: p.moment(n, "time", event.Unset), Received: p.moment(n, "received", 0),
		Control: f.Control, ID: f.ID, Snapshot: f.Snapshot, Values: mapOf(f.Values),
		Pos: posOf(n), SourcePos: posOf(n.Get("source")), KeyPos: posOf(n.Get("source")),
	}
	if len(f.Key) > 0 {
		e.Key, e.KeyPos = map[string]string{}, posOf(n.Get("key"))
		maps.Copy(e.Key, key)
		maps.Copy(e.Key, f.Key)
	}
	p.checkMap(n.Get("values"))
	return e
}

func (p *parser) expected(list []expectedFields, n *param.Node) []ExpectedOutput {
	outputs := []ExpectedOutput{}
	for i := range list {
		item, f := n.Items[i], &list[i]
		p.checkMap(item.Get("values"))
		outputs = append(outputs, ExpectedOutput{
			Key: f.Key, Time: p.moment(item, "time", event.Unset), Received: p.moment(item, "received", event.Unset),
			Warmup: f.Warmup, Values: mapOf(f.Values), Pos: posOf(item),
		})
	}
	return outputs
}

func mapOf(n *param.Node) *param.Node {
	if n == nil {
		return &param.Node{Kind: param.Map}
	}
	return n
}

func (p *parser) checkMap(n *param.Node) {
	if n != nil && !isEntry(n) {
		p.report(n.Problem(fmt.Sprintf("values: expected a map from fields to values, got %s", n)))
	}
}

// moment reads a time of a test, which is the absent one where there is none.
func (p *parser) moment(n *param.Node, key string, absent event.Time) event.Time {
	value := n.Get(key)
	if value == nil || value.Kind == param.Null {
		return absent
	}
	t, err := momentOf(value.Text)
	if err != nil {
		problem := value.Problem(fmt.Sprintf("%s: %s is no time", key, value))
		problem.Hint = "write 1.5s (since 1970), 2024-08-08T23:55:00Z, or nanoseconds since 1970"
		p.report(problem)
	}
	return t
}

var errTimeRange = errors.New("a time lies between the years 1678 and 2261")

func momentOf(text string) (event.Time, error) {
	if ns, err := strconv.ParseInt(text, 10, 64); err == nil {
		return event.Time(ns), nil
	}
	if d, err := param.ParseDuration(text); err == nil {
		return event.Time(d), nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err == nil && !time.Unix(0, t.UnixNano()).Equal(t) {
		err = errTimeRange
	}
	return event.Time(t.UnixNano()), err
}

// TestsSchema returns the JSON Schema of a file of tests.
func TestsSchema() ([]byte, error) {
	spec, err := param.For[testsFields]()
	if err != nil {
		return nil, fmt.Errorf("declaring the tests of a config: %w", err)
	}
	schema := spec.JSONSchema()
	schema["$schema"], schema["title"] = schemaDialect, "Featurizer tests"
	return schemaText(schema)
}
