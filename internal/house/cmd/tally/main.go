// Command tally reads what `go test -json` writes and prints what plain `go test` would,
// then every skipped test with its reason and the number of tests that passed.
//
//	go test -json ./... | tally -never-skip=FEATURIZER_TESTDATA
//
// With -never-skip a test that skips and names that word in its reason counts as failed.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run returns the exit code: 0 when every test passed, 1 when not, 2 when tally was misused.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	flags := flag.NewFlagSet("tally", flag.ContinueOnError)
	flags.SetOutput(errs)
	word := flags.String("never-skip", "", "a skip whose reason contains this `word` is a failure")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	t := newTally(out)
	if err := t.read(in); err != nil {
		fmt.Fprintf(errs, "tally: %v\n", err)
		return 1
	}
	if !t.report(*word) {
		return 1
	}
	return 0
}
