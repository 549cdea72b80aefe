package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/standard"
)

const emptyConfig = `
emitters:
  feed: {type: capture, venue: binance-usdm, path: empty.txt}
keys:
  - {exchange: BINANCE_USDM, symbol: BTC-USDT-PERP}
sources:
  quotes: {definition: market.quote, emitter: feed}
features:
  mid: {definition: price.mid_price}
`

// interrupting is a stdout that interrupts the run when it writes.
type interrupting struct {
	bytes.Buffer

	interrupt context.CancelFunc
}

func (w *interrupting) Write(b []byte) (int, error) {
	w.interrupt()
	return w.Buffer.Write(b)
}

// TestInterruptedAtTheEnd interrupts a run that has no more to read. Whoever
// waits for it has asked it to stop: it may not say that it is done.
func TestInterruptedAtTheEnd(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"featurizer.yaml": emptyConfig, "empty.txt": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	stdout, stderr := &interrupting{interrupt: interrupt}, &bytes.Buffer{}
	args := []string{"run", "--format", "csv", "-c", filepath.Join(dir, "featurizer.yaml")}
	code := cli.Run(ctx, args, cli.Streams{In: strings.NewReader(""), Out: stdout, Err: stderr}, standard.Registry)
	if code != 130 || !strings.HasSuffix(stderr.String(), "featurizer: interrupted\n") {
		t.Errorf("exit code %d, want 130:\n%s", code, stderr)
	}
	if want := "time,received,lane,seq,exchange,symbol,mid_price\n"; stdout.String() != want {
		t.Errorf("stdout %q, want %q", stdout, want)
	}
}
