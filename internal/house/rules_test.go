package house

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// uses is a file that imports the paths; one that begins with a slash is a room of this module, "/" the root.
func uses(paths ...string) string {
	var b strings.Builder
	b.WriteString("package p\n")
	for _, p := range paths {
		if strings.HasPrefix(p, "/") {
			p = strings.TrimSuffix(module+p, "/")
		}
		b.WriteString("import _ \"" + p + "\"\n")
	}
	return b.String()
}

// broken is a house with something wrong, and the complaints of one rule about it.
type broken struct {
	name  string
	rule  func([]file) []string
	files map[string]string
	want  []string
}

func (b *broken) check(t *testing.T) {
	t.Helper()
	files, err := parse(b.files)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b.want, b.rule(files)); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

func TestRulesAboutImports(t *testing.T) {
	for _, b := range []broken{
		{
			name: "a room without a floor", rule: homeless,
			files: map[string]string{
				"attic/a.go": uses(), "attic/b.go": uses(), "cellar/c_test.go": uses(),
				"event/e.go": uses(), "venue/kraken/k.go": uses(), "root.go": uses(), "venue/kraken/deep/d.go": uses(),
			},
			want: []string{
				"attic: no floor: give this room a line in internal/house/rooms.go",
				"cellar: no floor: give this room a line in internal/house/rooms.go",
				"venue/kraken/deep: no floor: give this room a line in internal/house/rooms.go",
			},
		},
		{
			name: "upstairs and beside", rule: upstairs,
			files: map[string]string{
				"event/e.go":                   uses("/stream", "/fmath", "fmt"),
				"event/e_test.go":              uses("/stream"),
				"venue/kraken/k.go":            uses("/market", "/venue/okx", "/event"),
				"internal/engine/e.go":         uses("/internal/engine/reference"),
				"root.go":                      uses("/standard", "/sources/csv"),
				"standard/s.go":                uses("/", "/sources/csv"),
				"featurizertest/t.go":          uses("/", "/standard"),
				"sources/csv/c.go":             uses("/venue/okx", "/sources/capture", "/featurizertest"),
				"features/price/p.go":          uses("/features/book", "/features/spread"),
				"features/spread/s.go":         uses("/features/price", "/features/bars"),
				"cli/c.go":                     uses("/", "/standard", "/cmd/featurizer"),
				"cmd/featurizer/main.go":       uses("/cli", "/standard"),
				"internal/engine/e/unknown.go": uses("/cmd/featurizer"),
			},
			want: []string{
				"cli/c.go:4: room cli on floor 8a imports cmd/featurizer above it, on floor 8b",
				"event/e.go:2: room event on floor 0 imports stream above it, on floor 1",
				"event/e.go:3: room event imports fmath, which stands beside it on floor 0",
				"features/price/p.go:3: room features/price on floor shelf b imports features/spread above it, on floor shelf c",
				"features/spread/s.go:3: room features/spread imports features/bars, which stands beside it on floor shelf c",
				"internal/engine/e.go:2: room internal/engine on floor 4a imports internal/engine/reference above it, on floor 4b",
				"root.go:2: room . imports standard, which stands beside it on floor 7a",
				"sources/csv/c.go:3: room sources/csv imports sources/capture, which stands beside it on floor shelf c",
				"sources/csv/c.go:4: room sources/csv on floor shelf c imports featurizertest above it, on floor 7b",
				"standard/s.go:2: room standard imports ., which stands beside it on floor 7a",
				"venue/kraken/k.go:3: room venue/kraken imports venue/okx, which stands beside it on floor 3",
			},
		},
		{
			name: "plugins through the back door", rule: backDoors,
			files: map[string]string{
				"features/price/p.go":      uses("/internal/clock", "/feature"),
				"features/price/p_test.go": uses("/internal/clock"),
				"sinks/csv/s.go":           uses("/internal/engine"),
				"sinks/parquet/s.go":       uses("/internal/parquetio"),
				"standard/s.go":            uses("/internal/engine"),
			},
			want: []string{
				"features/price/p.go:2: plugin features/price imports internal/clock, which a user's own plugin cannot",
				"sinks/csv/s.go:2: plugin sinks/csv imports internal/engine, which a user's own plugin cannot",
			},
		},
		{
			name: "an oracle that shares too much", rule: oracle,
			files: map[string]string{
				"internal/engine/reference/r.go":      uses("/event", "/venue/okx", "/config", "/internal/engine", "/stream"),
				"internal/engine/reference/r_test.go": uses("/stream"),
				"internal/engine/e.go":                uses("/stream"),
			},
			want: []string{
				"internal/engine/reference/r.go:5: the reference executor imports internal/engine: what it shares it cannot judge",
				"internal/engine/reference/r.go:6: the reference executor imports stream: what it shares it cannot judge",
			},
		},
		{
			name: "outside modules without a door", rule: outside,
			files: map[string]string{
				"config/c.go":           uses("go.yaml.in/yaml/v3", "github.com/spf13/cobra"),
				"event/e.go":            uses("go.yaml.in/yaml/v3", "encoding/json", "/param"),
				"event/e_test.go":       uses("github.com/google/go-cmp/cmp"),
				"internal/expr/x.go":    uses("github.com/expr-lang/expr/ast", "github.com/expr-lang/exprs"),
				"sources/files/open.go": uses("github.com/klauspost/compress/zstd"),
			},
			want: []string{
				"config/c.go:3: room config has no door to github.com/spf13/cobra",
				"event/e.go:2: room event has no door to go.yaml.in/yaml/v3",
				"internal/expr/x.go:3: room internal/expr has no door to github.com/expr-lang/exprs",
			},
		},
		{
			name: "unsafe and cgo", rule: hazards,
			files: map[string]string{
				"event/schema.go":        uses("unsafe"),
				"event/key.go":           uses("unsafe"),
				"event/key_test.go":      uses("unsafe"),
				"internal/state/raw.go":  uses("unsafe"),
				"internal/state/x/no.go": uses("unsafe"),
				"fmath/fast.go":          uses("C"),
			},
			want: []string{
				"event/key.go:2: unsafe, but the file is not on the list in internal/house/rooms.go",
				"event/key_test.go:2: unsafe, but the file is not on the list in internal/house/rooms.go",
				"fmath/fast.go:2: cgo: this module is plain Go",
				"internal/state/x/no.go:2: unsafe, but the file is not on the list in internal/house/rooms.go",
			},
		},
	} {
		t.Run(b.name, b.check)
	}
}

func TestRulesAboutFiles(t *testing.T) {
	for _, b := range []broken{
		{
			name: "a long file", rule: long,
			files: map[string]string{
				"event/full.go":      "package p" + strings.Repeat("\n", 600),
				"event/long.go":      "package p" + strings.Repeat("\n", 601),
				"event/cut.go":       "package p" + strings.Repeat("\n", 600) + "// no newline",
				"event/tall_test.go": "package p" + strings.Repeat("\n", 700),
			},
			want: []string{
				"event/cut.go: 601 lines, the wall is at 600",
				"event/long.go: 601 lines, the wall is at 600",
				"event/tall_test.go: 700 lines, the wall is at 600",
			},
		},
		{
			name: "a room of that name", rule: vague,
			files: map[string]string{
				"internal/util/a.go": uses(), "internal/util/b.go": uses(), "sinks/types/c.go": uses(), "utility/d.go": uses(),
			},
			want: []string{
				`internal/util: "util" says nothing about what the room holds`,
				`sinks/types: "types" says nothing about what the room holds`,
			},
		},
	} {
		t.Run(b.name, b.check)
	}
}

func TestQuietRooms(t *testing.T) {
	const talk = `package p
import "time"
func f(out chan int) {
	go f(nil)
	out <- 1
	<-out
	select {}
	time.Sleep(time.Second)
}
`
	for _, b := range []broken{
		{
			name: "what a quiet room must not say", rule: noises,
			files: map[string]string{"stream/s.go": talk, "stream/s_test.go": talk, "source/s.go": talk},
			want: []string{
				"stream/s.go:3: channel type in the quiet room stream",
				"stream/s.go:4: go statement in the quiet room stream",
				"stream/s.go:5: send to a channel in the quiet room stream",
				"stream/s.go:6: receive from a channel in the quiet room stream",
				"stream/s.go:7: select statement in the quiet room stream",
				"stream/s.go:8: time.Sleep in the quiet room stream",
			},
		},
		{
			name: "what it must not import", rule: noises,
			files: map[string]string{
				"venue/okx/o.go": uses("net/http", "sync/atomic", "math/rand/v2", "os", "io", "time", "/internal/clock", "math"),
			},
			want: []string{
				"venue/okx/o.go:2: import of net/http in the quiet room venue/okx",
				"venue/okx/o.go:3: import of sync/atomic in the quiet room venue/okx",
				"venue/okx/o.go:4: import of math/rand/v2 in the quiet room venue/okx",
				"venue/okx/o.go:5: import of os in the quiet room venue/okx",
				"venue/okx/o.go:8: import of " + module + "/internal/clock in the quiet room venue/okx",
			},
		},
		{
			name: "time under another name", rule: noises,
			files: map[string]string{
				"event/e.go": "package p\nimport t \"time\"\nvar a = t.Now\nvar b = t.Unix(0, 0)\n",
				"fmath/f.go": "package p\nimport \"example.org/time\"\nvar a = time.Now\n",
			},
			want: []string{"event/e.go:3: time.Now in the quiet room event"},
		},
	} {
		t.Run(b.name, b.check)
	}
}

func TestParseRefusesWhatIsNotGo(t *testing.T) {
	_, err := parse(map[string]string{"event/e.go": "pakage event"})
	if err == nil || !strings.Contains(err.Error(), "event/e.go:1:1") {
		t.Errorf("error %v, want one that names event/e.go:1:1", err)
	}
}
