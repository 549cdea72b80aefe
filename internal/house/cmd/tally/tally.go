package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// event is one line of `go test -json`; see `go doc test2json`.
type event struct {
	Action  string
	Package string
	Test    string // empty for what concerns the whole package
	Output  string
}

// name is one test of one package.
type name struct{ pkg, test string }

// counts are the ends tests came to.
type counts struct{ passed, skipped, failed int }

func (c *counts) add(action string) {
	switch action {
	case "pass":
		c.passed++
	case "skip":
		c.skipped++
	case "fail":
		c.failed++
	}
}

func (c *counts) String() string {
	return fmt.Sprintf("%d passed, %d skipped, %d failed", c.passed, c.skipped, c.failed)
}

// skip is a test that did not run, with what it said.
type skip struct {
	name

	reason string
}

// tally keeps what tests print until it is known whether anyone wants to read it.
type tally struct {
	out    io.Writer
	said   map[name]*strings.Builder // of tests that have not ended
	order  []name                    // of said, by first line
	tests  counts                    // top-level tests, examples and fuzz seeds
	all    counts                    // the same and their subtests
	pkgs   counts                    // skipped: those without tests
	broken int                       // packages that did not build
	skips  []skip
}

func newTally(out io.Writer) *tally {
	return &tally{out: out, said: map[name]*strings.Builder{}}
}

// read takes events until the stream ends. A line that is not an event is passed through.
func (t *tally) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) == nil {
				t.take(e)
			} else {
				fmt.Fprint(t.out, line)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading test events: %w", err)
		}
	}
}

func (t *tally) take(e event) {
	n := name{e.Package, e.Test}
	switch e.Action {
	case "output":
		t.hear(n, e.Output)
	case "build-output":
		fmt.Fprint(t.out, e.Output)
	case "build-fail":
		t.broken++
	case "pass", "skip", "fail":
		if e.Test == "" {
			t.endPackage(n, e.Action)
			return
		}
		t.endTest(n, e.Action)
	}
}

func (t *tally) hear(n name, text string) {
	b := t.said[n]
	if b == nil {
		b = &strings.Builder{}
		t.said[n] = b
		t.order = append(t.order, n)
	}
	b.WriteString(text)
}

func (t *tally) endTest(n name, action string) {
	t.all.add(action)
	if !strings.Contains(n.test, "/") {
		t.tests.add(action)
	}
	text := t.forget(n)
	switch action {
	case "skip":
		t.skips = append(t.skips, skip{n, reason(text)})
	case "fail":
		fmt.Fprint(t.out, text)
	}
}

// endPackage prints go's own last line of a package, and all that is left unsaid when the package failed:
// a crash or a time-out ends the package while its tests are still running.
func (t *tally) endPackage(n name, action string) {
	t.pkgs.add(action)
	own := t.forget(n)
	for _, other := range append([]name(nil), t.order...) {
		if other.pkg != n.pkg {
			continue
		}
		text := t.forget(other)
		if action == "fail" {
			fmt.Fprint(t.out, text)
		}
	}
	for line := range strings.Lines(own) {
		if action == "fail" || strings.HasPrefix(line, "ok  ") || strings.HasPrefix(line, "?   ") {
			fmt.Fprint(t.out, line)
		}
	}
}

// forget returns what n said and drops it.
func (t *tally) forget(n name) string {
	b := t.said[n]
	if b == nil {
		return ""
	}
	delete(t.said, n)
	for i, other := range t.order {
		if other == n {
			t.order = append(t.order[:i], t.order[i+1:]...)
			break
		}
	}
	return b.String()
}

// reason is what a skipped test said, without the lines of go's own making.
func reason(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		words = append(words, line)
	}
	return strings.Join(words, " ")
}

// report prints the skips and the sums, and tells whether all is well.
func (t *tally) report(neverSkip string) bool {
	forbidden := 0
	for _, s := range t.skips {
		mark := "skipped"
		if neverSkip != "" && strings.Contains(s.reason, neverSkip) {
			mark = "MUST NOT SKIP"
			forbidden++
		}
		fmt.Fprintf(t.out, "%s: %s %s: %s\n", mark, s.pkg, s.test, s.reason)
	}
	if forbidden > 0 {
		fmt.Fprintf(t.out, "%d tests skipped although %s is set\n", forbidden, neverSkip)
	}
	if t.all == (counts{}) {
		fmt.Fprintln(t.out, "no test ran")
	}
	fmt.Fprintf(t.out, "packages: %d passed, %d without tests, %d failed; %d did not build\n",
		t.pkgs.passed, t.pkgs.skipped, t.pkgs.failed, t.broken)
	fmt.Fprintf(t.out, "tests with subtests: %s\n", &t.all)
	fmt.Fprintf(t.out, "tests: %s\n", &t.tests)
	return forbidden == 0 && t.all.failed == 0 && t.pkgs.failed == 0 && t.broken == 0 && t.all.passed > 0
}
