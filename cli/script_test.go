package cli_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/standard"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"featurizer": func() { os.Exit(cli.Main(os.Args[1:], standard.Registry)) },
	})
}

// TestScripts runs the scripts of testdata/script. Beside the commands of
// testscript they have:
//
//	exits CODE PROGRAM [ARG...]     runs a program and wants that exit code
//	summary FILE                    wants the stderr in FILE, whatever the time it took
//	json stdout|stderr|FILE         wants one JSON value
//	dump FILE                       reads a Parquet or Arrow file into FILE.csv
//	pack SOURCE TARGET [SIZE]       compresses a file, and cuts it off after SIZE bytes
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "summary": summary, "json": isJSON, "dump": dump, "pack": pack,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each program sleeps a second under the race detector
			return nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := codeOf(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// codeOf returns the exit code that an error of running a program stands for.
func codeOf(ts *testscript.TestScript, err error) int {
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		ts.Fatalf("running it: %v", err)
	}
	if ended == nil {
		return 0
	}
	return ended.ExitCode() // -1 if a signal ended it
}

func summary(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: summary FILE")
	}
	took := regexp.MustCompile(`(?m)^(events [0-9,]+) in [0-9.µm]+s, [0-9,]+ events/s$`)
	got := took.ReplaceAllString(ts.ReadFile("stderr"), "$1")
	if diff := cmp.Diff(ts.ReadFile(args[0]), got); diff != "" {
		ts.Fatalf("stderr: (-want +got)\n%s", diff)
	}
}

func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: json stdout|stderr|FILE")
	}
	if !json.Valid([]byte(ts.ReadFile(args[0]))) {
		ts.Fatalf("%s is not one JSON value", args[0])
	}
}

func pack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: pack SOURCE TARGET [SIZE]")
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(errors.Join(err, w.Close()))
	size := packed.Len()
	if len(args) == 3 {
		size, err = strconv.Atoi(args[2])
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), packed.Bytes()[:size], 0o600))
}
