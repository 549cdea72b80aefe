package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/param"
)

// FuzzParse reads any bytes and any override. It must end without a panic, with
// a config or with problems that lie in the file, and twice with the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(example), "keys.0.symbol=[A, B]")
	scripts, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(scripts) == 0 {
		f.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			f.Fatal(err)
		}
		for part := range strings.SplitSeq(string(text), "\nparse\n") {
			part, _, _ = strings.Cut(part, "\n----")
			f.Add([]byte(part), "a.b=c")
		}
	}
	f.Add([]byte("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"), "lanes=*c")
	f.Fuzz(func(t *testing.T, text []byte, set string) {
		options := config.Options{
			Env: func(name string) (string, bool) { return "[${" + name + "}", len(name) > 1 },
			Set: []string{set},
		}
		c, err := config.Parse("f.yaml", text, options)
		_, again := config.Parse("f.yaml", text, options)
		if err == nil {
			dump(c)
			if diff := sameAgain(t, c, options); diff != "" {
				t.Fatalf("what is in effect does not read as the same config: (-was +shown)\n%s", diff)
			}
			return
		}
		if c != nil || again == nil || err.Error() != again.Error() {
			t.Fatalf("a second reading differs:\n%v\n%v", err, again)
		}
		checkPlaces(t, err, text)
	})
}

func checkPlaces(t *testing.T, err error, text []byte) {
	t.Helper()
	var problems param.Problems
	if !errors.As(err, &problems) || len(problems) == 0 {
		t.Fatalf("%T has no problems", err)
	}
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(string(text))
	last := strings.Count(lines, "\n") + 1
	for _, p := range problems {
		if p.Line > last || p.Line < -1 || p.Line != 0 && (p.Column < 1 || p.Width < 1) || p.Message == "" {
			t.Fatalf("problem out of place: %+v", p)
		}
	}
	sorted := slices.Clone(problems)
	sorted.Sort()
	if !slices.Equal(sorted, problems) {
		t.Fatalf("not sorted: %v", problems)
	}
	if size := len(err.Error()); size > 200_000 {
		t.Fatalf("an error of %d bytes", size)
	}
}
