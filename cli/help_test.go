package cli_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/standard"
)

// TestHelpFits holds that the help of each command fits a terminal of 80 columns.
func TestHelpFits(t *testing.T) {
	help := func(command ...string) string {
		var out, errs bytes.Buffer
		if code := cli.Run(t.Context(), append(command, "--help"), cli.Streams{Out: &out, Err: &errs}, standard.Registry); code != 0 {
			t.Fatalf("%v: exit code %d: %s", command, code, errs.String())
		}
		for line := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
				t.Errorf("help of %v: %d columns: %s", command, n, line)
			}
		}
		return out.String()
	}
	_, list, _ := strings.Cut(help(), "Available Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	commands := 0
	for line := range strings.Lines(list) {
		help(strings.Fields(line)[0])
		commands++
	}
	help("config", "show")
	if commands < 15 {
		t.Errorf("%d commands, expected 15 or more", commands)
	}
}
