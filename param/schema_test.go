package param_test

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/param"
)

func TestJSONSchemaGolden(t *testing.T) {
	got, err := json.MarshalIndent(specFor[everything](t).JSONSchema(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const file = "testdata/everything.schema.json"
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

// TestJSONSchemaDurations compares the pattern of durations with the parser.
func TestJSONSchemaDurations(t *testing.T) {
	type params struct {
		Window time.Duration `doc:"x"`
	}
	properties := specFor[params](t).JSONSchema()["properties"].(map[string]any)
	pattern := regexp.MustCompile(properties["window"].(map[string]any)["pattern"].(string))
	for _, text := range []string{"1m", "1h30m", "1.5s", "-2d", "10µs", "5", "", "m", "1.s", ".5s", "1w", "1 m", "1m5"} {
		_, err := param.ParseDuration(text)
		if pattern.MatchString(text) != (err == nil) {
			t.Errorf("%q: pattern says %v, parser says %v", text, pattern.MatchString(text), err)
		}
	}
}
