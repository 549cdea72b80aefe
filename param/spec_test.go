package param_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/featurizer/featurizer/param"
)

type common struct {
	Where string `doc:"which events count"`
}

type column struct {
	Column string `required:"true" example:"ts" doc:"name of the column"`
	Unit   string `default:"ns" enum:"ns,us,ms" doc:"unit of integers"`
}

// everything has a field of each supported type.
type everything struct {
	common
	Window    time.Duration      `default:"1m" check:"positive" doc:"length of the window"`
	Reorder   time.Duration      `check:"nonnegative" doc:"wait"`
	Threshold float64            `name:"limit" default:"0.5" doc:"where it fires"`
	Depth     int                `default:"25" check:"1..100" doc:"levels"`
	Seed      uint64             `default:"7" doc:"seed"`
	Offset    int64              `doc:"offset"`
	Fill      string             `default:"none" enum:"none,previous" doc:"empty windows"`
	Ages      bool               `default:"true" doc:"adds ages"`
	Symbols   []string           `default:"A,B" doc:"symbols"`
	Periods   []time.Duration    `check:"positive" doc:"periods"`
	Names     map[string]string  `doc:"names"`
	Weights   map[string]float64 `doc:"weights"`
	Time      column             `doc:"where the time is"`
	Spare     *column            `doc:"another time"`
	Quantile  *float64           `example:"0.5" doc:"quantile"`
	More      *param.Node        `doc:"decoded later"`
	Columns   map[string]column  `doc:"columns"`
	Levels    []column           `doc:"levels"`
	HTTPPort  int                `doc:"port"`
	Table     map[string][]int64 `doc:"table"`
}

func specFor[P any](t *testing.T) *param.Spec {
	t.Helper()
	spec, err := param.For[P]()
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestOf(t *testing.T) {
	type good struct {
		common
		Window   time.Duration `default:"1m" check:"positive" doc:"length"`
		Symbols  []string      `name:"symbol" example:"A, B" required:"true" doc:"symbols"`
		Fill     string        `default:"none" enum:"none, previous" doc:"fill"`
		MaxAhead *float64      `example:"1.5" doc:"ahead"`
		HTTPPort uint64        `doc:"port"`
		Raw      *param.Node   `doc:"raw" example:"{a: 1}"`
		Time     column        `doc:"time"`
	}
	nested := &param.Spec{Fields: []param.Field{
		{Name: "column", Type: "string", Required: true, Example: "ts", Doc: "name of the column"},
		{Name: "unit", Type: "string", Default: "ns", HasDefault: true, Enum: []string{"ns", "us", "ms"}, Doc: "unit of integers"},
	}}
	wantFields := []param.Field{
		{Name: "where", Type: "string", Doc: "which events count"},
		{Name: "window", Type: "duration", Default: "1m", HasDefault: true, Check: "positive", Doc: "length"},
		{Name: "symbol", Type: "list of string", Example: "A, B", Required: true, Doc: "symbols"},
		{Name: "fill", Type: "string", Default: "none", HasDefault: true, Enum: []string{"none", "previous"}, Doc: "fill"},
		{Name: "max_ahead", Type: "float", Example: "1.5", Doc: "ahead"},
		{Name: "http_port", Type: "integer", Doc: "port"},
		{Name: "raw", Type: "any", Example: "{a: 1}", Doc: "raw"},
		{Name: "time", Type: "group", Fields: nested, Doc: "time"},
	}
	ignore := cmpopts.IgnoreUnexported(param.Field{}, param.Spec{})
	if diff := cmp.Diff(wantFields, specFor[good](t).Fields, ignore); diff != "" {
		t.Errorf("Fields: (-want +got)\n%s", diff)
	}
}

type selfish struct {
	Again []selfish `doc:"again"`
}

type inner struct {
	Window int `doc:"x"`
}

func TestOfErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		of   func() (*param.Spec, error)
		want string
	}{
		{"not a struct", param.For[int], "it is not a struct"},
		{"float32", param.For[struct {
			X float32 `doc:"x"`
		}], "field X: unsupported type float32"},
		{"interface", param.For[struct {
			X any `doc:"x"`
		}], "unsupported type interface {}"},
		{"int keys", param.For[struct {
			X map[int]string `doc:"x"`
		}], "the keys of a map are strings"},
		{"pointer in a list", param.For[struct {
			X []*int `doc:"x"`
		}], "only a field itself may be a pointer"},
		{"pointer to pointer", param.For[struct {
			X **int `doc:"x"`
		}], "only a field itself may be a pointer"},
		{"recursive", param.For[selfish], "it contains itself"},
		{"no doc", param.For[struct{ X int }], "field X: it has no doc tag"},
		{"unexported", param.For[struct {
			x int `doc:"x"`
		}], "field x: it is not exported"},
		{"bad name", param.For[struct {
			X int `name:"Max-Ahead" doc:"x"`
		}], `the name "Max-Ahead" does not match [a-z][a-z0-9_]*`},
		{"name twice", param.For[struct {
			inner
			Other int `name:"window" doc:"x"`
		}], `field Other: the name "window" is used twice`},
		{"default of the wrong type", param.For[struct {
			X time.Duration `default:"5" doc:"x"`
		}], "bad default: \"5\": expected a duration such as 1m or 250ms: a duration needs a unit"},
		{"default in a list", param.For[struct {
			X []int `default:"1,b" doc:"x"`
		}], "bad default"},
		{"default against its check", param.For[struct {
			X int `default:"0" check:"positive" doc:"x"`
		}], "bad default: must be positive, got 0"},
		{"default outside its enum", param.For[struct {
			X string `default:"c" enum:"a,b" doc:"x"`
		}], `bad default: must be a or b, got "c"`},
		{"list default outside its enum", param.For[struct {
			X []string `default:"a,c" enum:"a,b" doc:"x"`
		}], "bad default: must be a or b"},
		{"default of a group", param.For[struct {
			X inner `default:"1" doc:"x"`
		}], "a group cannot have a default"},
		{"default of a pointer", param.For[struct {
			X *int `default:"1" doc:"x"`
		}], "a pointer cannot have a default"},
		{"bad example", param.For[struct {
			X int `example:"one" doc:"x"`
		}], `bad example: "one": expected an integer`},
		{"enum of integers", param.For[struct {
			X int `enum:"1,2" doc:"x"`
		}], "cannot have an enum"},
		{"check of a string", param.For[struct {
			X string `check:"positive" doc:"x"`
		}], "a string cannot have a check"},
		{"unknown check", param.For[struct {
			X int `check:"even" doc:"x"`
		}], `bad check: "even" is not positive, nonnegative, or a range such as 1..9`},
		{"empty range", param.For[struct {
			X int `check:"9..1" doc:"x"`
		}], `bad check: "9..1"`},
		{"range of durations", param.For[struct {
			X time.Duration `check:"1..9" doc:"x"`
		}], "not by a range of numbers"},
		{"required with a default", param.For[struct {
			X int `default:"1" required:"true" doc:"x"`
		}], "it is required and has a default"},
		{"bad required", param.For[struct {
			X int `required:"maybe" doc:"x"`
		}], `bad required: "maybe"`},
	} {
		spec, err := tt.of()
		if err == nil || !strings.Contains(err.Error(), tt.want) || spec != nil {
			t.Errorf("%s: %v, %v\nwant an error with %s", tt.name, spec, err, tt.want)
		}
	}
}
