package cli

import (
	"strings"
	"testing"

	"github.com/featurizer/featurizer/feature"
)

// TestManPages holds that the page of each command has all of its flags, and that no line
// of it can be taken for a command of roff.
func TestManPages(t *testing.T) {
	root := (&app{registry: &feature.Registry{}}).root()
	for _, cmd := range commandsBelow(root) {
		text := manPage(cmd)
		flags := flagNames(cmd)
		for _, name := range flags {
			if !strings.Contains(text, "\\fB"+roff(name)) && !strings.Contains(text, ", "+roff(name)) {
				t.Errorf("the page of %s has no flag %s", cmd.Name(), name)
			}
		}
		if len(flags) == 0 {
			t.Errorf("%s has no flags, expected --help at least", cmd.Name())
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "'") || strings.HasPrefix(line, ".") && strings.Trim(line[1:3], "ABCDEFGHIJKLMNOPQRSTUVWXYZ\nnfi") != "" {
				t.Errorf("the page of %s has the line %q", cmd.Name(), line)
			}
		}
	}
	p := &page{}
	p.text(".hidden\n'x' \\n\n\n  as it is\nagain\n")
	if want := "\\&.hidden\n\\(aqx\\(aq \\en\n.P\n.nf\n  as it is\n.fi\nagain\n"; p.b.String() != want {
		t.Errorf("%q, want %q", p.b.String(), want)
	}
}
