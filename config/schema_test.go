package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/param"
)

type captureOptions struct {
	Venue string `required:"true" example:"binance-usdm" doc:"whose frames they are"`
	Path  string `required:"true" doc:"the file"`
	Level string `default:"all" enum:"all,top" doc:"how much"`
}

type syntheticOptions struct {
	Seed uint64 `default:"1" doc:"seed"`
}

type windowParams struct {
	Window time.Duration `default:"1m" check:"positive" doc:"length of the window"`
}

type tickParams struct {
	Threshold int64 `required:"true" check:"positive" example:"100" doc:"trades in a bar"`
}

func schemaBytes(t *testing.T) []byte {
	t.Helper()
	spec := func(of func() (*param.Spec, error)) *param.Spec {
		s, err := of()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	emitters := map[string]*param.Spec{
		"capture":   spec(param.For[captureOptions]),
		"synthetic": spec(param.For[syntheticOptions]),
	}
	none, window := spec(param.For[struct{}]), spec(param.For[windowParams])
	definitions := map[string]*param.Spec{
		"market.quote": none, "market.trade": none, "price.mid_price": none,
		"volatility.stddev": window, "flow.trade_volume_imbalance": window, "bars.ohlcv": window,
		"bars.tick": spec(param.For[tickParams]),
	}
	schema, err := config.Schema(emitters, definitions)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSchemaGolden(t *testing.T) {
	got := schemaBytes(t)
	if !bytes.Equal(got, schemaBytes(t)) {
		t.Error("equal declarations give other bytes")
	}
	const file = "testdata/config.schema.json"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s, to be rewritten with UPDATE_GOLDEN=1: (-want +got)\n%s", file, diff)
	}
}

// TestSchemaWithoutDeclarations leaves open what it does not know.
func TestSchemaWithoutDeclarations(t *testing.T) {
	text, err := config.Schema(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	var document any
	if err := yaml.Unmarshal([]byte(example), &document); err != nil {
		t.Fatal(err)
	}
	if err := validate(schema, document, "config"); err != nil {
		t.Error(err)
	}
}

// TestSchemaAgreesWithParse holds good and bad configs against the schema.
func TestSchemaAgreesWithParse(t *testing.T) {
	var schema any
	if err := json.Unmarshal(schemaBytes(t), &schema); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text string
		good bool
	}{
		{example, true},
		{"emitters: {f: {type: synthetic, seed: 7, feed: g}}", true},
		{`emitters: {f: {type: synthetic, seed: "${SEED:7}"}}`, true},
		{"emitters: {f: {type: synthetic, seed: seven}}", false},
		{"emitters: {f: {type: synthetic, path: x}}", false},
		{"emitters: {f: {type: capture, path: x}}", false},
		{"emitters: {f: {type: capture, path: x, venue: v, speed: fast}}", false},
		{"emitters: {f: {type: capture, path: x, venue: v, level: low}}", false},
		{"emitters: {f: {type: capture, path: x, venue: v, speed: 20}}", false},
		{"emitters: {f: {type: capture, path: x, venue: v, speed: 0.5x}}", true},
		{`emitters: {f: {type: capture, path: x, venue: v, speed: "${SPEED:max}"}}`, true},
		{"emitters: {f: {path: x}}", false},
		{"emitters: {f: {type: nonesuch}}", false},
		{"emitters: {My-Feed: {type: synthetic}}", false},
		{"keys: [{symbol: [A, B]}, {symbol: A}]", true},
		{"keys: {symbol: A}", false},
		{"lanes: 0", false},
		{"lanes: 65536", true},
		{"lanes: ${LANES:64}", true},
		{"version: 2", false},
		{"nonesuch: 2", false},
		{"warmup: null", true},
		{"warmup: keep", true},
		{"warmup: never", false},
		{"sources: {t: {definition: market.trade, late: drop, reorder: 1s}}", true},
		{"sources: {t: {definition: market.trade, late: drop, reorder: 1}}", false},
		{"sources: {t: {emitter: f}}", false},
		{"features: {a: {expr: x, inputs: q}}", true},
		{"features: {a: {expr: x, definition: price.mid_price}}", false},
		{"features: {a: {inputs: q}}", false},
		{"features: {a: {definition: volatility.stddev, params: {window: 5s}}}", true},
		{"features: {a: {definition: volatility.stddev, params: {window: [5s, 1m]}}}", true},
		{"features: {a: {definition: volatility.stddev, params: {window: 5}}}", false},
		{"features: {a: {definition: volatility.stddev, params: {windw: 5s}}}", false},
		{"features: {a: {definition: volatility.stddev}}", true},
		{"features: {a: {definition: bars.tick, params: {threshold: 5}}}", true},
		{"features: {a: {definition: bars.tick, params: {threshold: 0}}}", false},
		{"features: {a: {definition: bars.tick, params: {}}}", false},
		{"features: {a: {definition: bars.tick}}", false},
		{"features: {a: {definition: nonesuch}}", false},
		{"rows: {features: [a, b], when: every 1s, missing: null}", true},
		{"rows: {when: any}", false},
		{"rows: {features: a, ages: 1}", false},
	} {
		var document any
		if err := yaml.Unmarshal([]byte(tt.text), &document); err != nil {
			t.Fatal(err)
		}
		if err := validate(schema, document, "config"); (err == nil) != tt.good {
			t.Errorf("%s\nis valid: %v (%v), want %v", tt.text, err == nil, err, tt.good)
		}
	}
}

// validate is as much of JSON Schema as the schemas here use. A keyword it does
// not know is an error, so that no keyword passes untested.
func validate(schema, value any, path string) error {
	if schema == true {
		return nil
	}
	rules, ok := schema.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: bad schema %v", path, schema)
	}
	for keyword, rule := range rules {
		if err := validateKeyword(rules, keyword, rule, value, path); err != nil {
			return err
		}
	}
	return nil
}

func validateKeyword(rules map[string]any, keyword string, rule, value any, path string) error {
	number, isNumber := asNumber(value)
	text, isText := value.(string)
	fields, isObject := value.(map[string]any)
	items, isArray := value.([]any)
	holds := true
	switch keyword {
	case "$schema", "title", "description", "default", "examples", "then":
	case "type":
		holds = hasType(rule, value)
	case "const":
		holds = reflect.DeepEqual(rule, value)
	case "enum":
		holds = slices.ContainsFunc(rule.([]any), func(one any) bool { return reflect.DeepEqual(one, value) })
	case "minimum":
		holds = !isNumber || number >= rule.(float64)
	case "maximum":
		holds = !isNumber || number <= rule.(float64)
	case "exclusiveMinimum":
		holds = !isNumber || number > rule.(float64)
	case "pattern":
		holds = !isText || regexp.MustCompile(rule.(string)).MatchString(text)
	case "minItems":
		holds = !isArray || len(items) >= int(rule.(float64))
	case "required":
		for _, name := range rule.([]any) {
			if _, there := fields[name.(string)]; isObject && !there {
				return fmt.Errorf("%s: %v is missing", path, name)
			}
		}
	case "items":
		for i, item := range items {
			if err := validate(rule, item, fmt.Sprintf("%s.%d", path, i)); err != nil {
				return err
			}
		}
	case "properties", "additionalProperties", "propertyNames":
		return validateFields(rules, keyword, fields, path)
	case "allOf", "anyOf", "oneOf":
		return validateCombination(keyword, rule.([]any), value, path)
	case "if":
		if validate(rule, value, path) == nil {
			return validate(rules["then"], value, path)
		}
	default:
		return fmt.Errorf("%s: unknown keyword %s", path, keyword)
	}
	if !holds {
		return fmt.Errorf("%s: %v breaks %s %v", path, value, keyword, rule)
	}
	return nil
}

func validateFields(rules map[string]any, keyword string, fields map[string]any, path string) error {
	properties, _ := rules["properties"].(map[string]any)
	for name, field := range fields {
		property, known := properties[name]
		rule, subject := rules[keyword], field
		switch {
		case keyword == "propertyNames":
			subject = name
		case keyword == "properties" && !known, keyword == "additionalProperties" && known:
			continue
		case keyword == "properties":
			rule = property
		case rule == false:
			return fmt.Errorf("%s: unknown key %s", path, name)
		}
		if err := validate(rule, subject, path+"."+name); err != nil {
			return err
		}
	}
	return nil
}

func validateCombination(keyword string, schemas []any, value any, path string) error {
	valid := 0
	var last error
	for _, schema := range schemas {
		if err := validate(schema, value, path); err != nil {
			last = err
		} else {
			valid++
		}
	}
	switch {
	case keyword == "allOf" && valid == len(schemas), keyword == "anyOf" && valid > 0, keyword == "oneOf" && valid == 1:
		return nil
	default:
		return fmt.Errorf("%s: %d of %d in %s hold (%w)", path, valid, len(schemas), keyword, last)
	}
}

func hasType(rule, value any) bool {
	if alternatives, ok := rule.([]any); ok {
		return slices.ContainsFunc(alternatives, func(one any) bool { return hasType(one, value) })
	}
	switch value.(type) {
	case nil:
		return rule == "null"
	case bool:
		return rule == "boolean"
	case int:
		return rule == "integer" || rule == "number"
	case float64:
		return rule == "number"
	case string:
		return rule == "string"
	case []any:
		return rule == "array"
	default:
		return rule == "object"
	}
}

func asNumber(value any) (float64, bool) {
	switch number := value.(type) {
	case int:
		return float64(number), true
	case float64:
		return number, true
	default:
		return 0, false
	}
}
