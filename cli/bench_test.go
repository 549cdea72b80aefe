package cli_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/standard"
)

// TestBenchInterrupted interrupts the measuring as soon as it has begun: it must
// end before its end, without figures.
func TestBenchInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	stdout, stderr := &bytes.Buffer{}, &interrupting{interrupt: interrupt}
	code := cli.Run(ctx, []string{"bench"}, cli.Streams{In: strings.NewReader(""), Out: stdout, Err: stderr}, standard.Registry)
	if want := "measuring the graph over 10 symbols\nfeaturizer: interrupted\n"; code != 130 || stderr.String() != want {
		t.Errorf("exit code %d, want 130; stderr:\n%s", code, stderr)
	}
	if stdout.Len() > 0 {
		t.Errorf("it printed\n%s", stdout)
	}
}
