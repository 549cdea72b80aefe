package config_test

import (
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/param"
)

type nestedOptions struct {
	Seed uint64   `default:"1" doc:"seed"`
	Path []string `doc:"files"`
	Time struct {
		Column string `default:"time" doc:"column"`
		Unit   string `default:"null" enum:"null,ms" doc:"unit"`
	} `doc:"times"`
	Received *struct {
		Column string `default:"received" doc:"column"`
	} `doc:"receive times"`
	Steps  []string `default:"a, 2" doc:"steps"`
	Secret string   `doc:"a text that may be secret"`
}

func effectiveSpecs(t testing.TB) (emitters, definitions map[string]*param.Spec) {
	t.Helper()
	csv, err := param.For[nestedOptions]()
	if err != nil {
		t.Fatal(err)
	}
	window, err := param.For[windowParams]()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*param.Spec{"csv": csv}, map[string]*param.Spec{"window.mean": window}
}

// TestEffective shows what is in effect, and where it came from.
func TestEffective(t *testing.T) {
	emitters, definitions := effectiveSpecs(t)
	datadriven.RunTest(t, "testdata/effective/show.txt", func(t *testing.T, d *datadriven.TestData) string {
		text, options := script(t, d)
		c, err := config.Parse("featurizer.yaml", []byte(text), options)
		if err != nil {
			return err.Error() + "\n"
		}
		show := config.WithoutOrigins
		if d.Cmd == "origins" {
			show = config.WithOrigins
		}
		shown, err := c.Effective(emitters, definitions, show)
		if err != nil {
			return err.Error() + "\n"
		}
		if diff := sameAgain(t, c, options); diff != "" {
			t.Errorf("it does not read as the same config: (-was +shown)\n%s", diff)
		}
		return shown
	})
}

// sameAgain returns how a config differs from what is read of its text.
func sameAgain(t *testing.T, c *config.Config, options config.Options) string {
	t.Helper()
	emitters, definitions := effectiveSpecs(t)
	for _, show := range []config.Origins{config.WithoutOrigins, config.WithOrigins} {
		text, err := c.Effective(emitters, definitions, show)
		if err != nil {
			t.Fatal(err)
		}
		again, err := config.Parse("again.yaml", []byte(text), config.Options{Env: options.Env})
		if err != nil {
			return err.Error() + "\nin\n" + text
		}
		diff := cmp.Diff(decoded(t, c), decoded(t, again), cmpopts.EquateEmpty(),
			cmpopts.IgnoreUnexported(config.Config{}), cmpopts.IgnoreFields(config.Config{}, "File"),
			cmpopts.IgnoreTypes(config.Pos{}, []config.Pos{}),
			cmpopts.IgnoreFields(param.Node{}, "Line", "Column", "Width", "Quoted", "Written", "Secret"))
		if diff != "" {
			return diff + "\nin\n" + text
		}
	}
	return ""
}

// decoded returns the config with all params and options decoded that have a spec.
func decoded(t *testing.T, c *config.Config) any {
	t.Helper()
	own := *c
	var values []any
	emitters, definitions := effectiveSpecs(t)
	own.Emitters = append([]config.Emitter(nil), c.Emitters...)
	for i := range own.Emitters {
		if spec := emitters[own.Emitters[i].Type]; spec != nil {
			o := new(nestedOptions)
			values = append(values, o, len(spec.Decode(own.Emitters[i].Options, "", o)))
			own.Emitters[i].Options = nil
		}
	}
	own.Features = append([]config.Feature(nil), c.Features...)
	for i := range own.Features {
		if spec := definitions[own.Features[i].Definition]; spec != nil {
			p := new(windowParams)
			values = append(values, p, len(spec.Decode(own.Features[i].Params, "", p)))
			own.Features[i].Params = nil
		}
	}
	return []any{own, values}
}
