//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const endless = `
emitters:
  feed: {type: synthetic, duration: 1000000h}
keys:
  - {sensor: A}
sources:
  wave: {definition: synthetic.sine, emitter: feed}
features:
  value: {expr: value, inputs: [wave]}
`

// program returns this test binary as the program featurizer (see TestMain), run
// in a folder with a config.
func program(t *testing.T, config string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "featurizer.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Args[0], cmd.Dir = "featurizer", dir
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	return cmd
}

// TestInterrupt interrupts a run that would not end. It must end by itself, with
// whole lines on stdout, as many as the summary says, and exit code 130.
func TestInterrupt(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			cmd := program(t, endless, "run", "--format", "csv")
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(stdout)
			if _, err := lines.ReadString('\n'); err != nil { // the header: it is running
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			rest, err := io.ReadAll(lines)
			if err != nil {
				t.Fatal(err)
			}
			checkInterrupted(t, cmd.Wait(), rest, stderr.String())
		})
	}
}

func checkInterrupted(t *testing.T, err error, rest []byte, stderr string) {
	t.Helper()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 130 {
		t.Errorf("it ended with %v, want exit code 130", err)
	}
	if len(rest) == 0 || rest[len(rest)-1] != '\n' {
		t.Errorf("the last of %d bytes is not the end of a line", len(rest))
	}
	written := fmt.Sprintf("\nwritten %s, rows 0, ", separated(bytes.Count(rest, []byte{'\n'})))
	if !strings.Contains(stderr, written) {
		t.Errorf("stderr does not have %q:\n%s", written, stderr)
	}
	if !strings.HasSuffix(stderr, "featurizer: interrupted\n") {
		t.Errorf("stderr does not say that it was interrupted:\n%s", stderr)
	}
}

// separated prints a number with commas.
func separated(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", separated(n/1000), n%1000)
}

const fromPipe = `
emitters:
  feed: {type: capture, venue: binance-usdm, path: pipe}
keys:
  - {exchange: BINANCE_USDM, symbol: BTC-USDT-PERP}
sources:
  quotes: {definition: market.quote, emitter: feed}
features:
  mid: {definition: price.mid_price}
`

// TestInterruptTwice interrupts a run whose emitter waits for a file that nobody
// writes to. At the latest the second signal must end it.
func TestInterruptTwice(t *testing.T) {
	cmd := program(t, fromPipe, "run")
	pipe := filepath.Join(cmd.Dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the run to open it
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for range 200 {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if err == nil {
				t.Error("it ended as if it were done")
			}
			return
		case <-again.C:
		}
	}
	t.Error("no signal ends it")
}

// TestInterruptedTable ends runs that would not end, and write a file that cannot
// be read without its end. Interrupted, it is whole and has what the summary says;
// killed, there is none under its name.
func TestInterruptedTable(t *testing.T) {
	for _, tt := range []struct {
		name   string
		signal syscall.Signal
	}{{"rows.parquet", syscall.SIGINT}, {"rows.arrow", syscall.SIGTERM}, {"rows.parquet", syscall.SIGKILL}} {
		t.Run(tt.signal.String(), func(t *testing.T) {
			cmd := program(t, endless, "run", "-o", tt.name)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(cmd.Dir, tt.name)
			partial := filepath.Join(cmd.Dir, fmt.Sprintf(".%s.%d.partial", tt.name, cmd.Process.Pid))
			waitForBytes(t, partial)
			if _, err := os.Stat(path); err == nil {
				t.Error("the file is there before it is whole")
			}
			if err := cmd.Process.Signal(tt.signal); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // how it ended says the summary
			file, err := os.ReadFile(path)
			if tt.signal == syscall.SIGKILL {
				if !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%d bytes under the name of the file: %v", len(file), err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			read := readParquet
			if tt.name == "rows.arrow" {
				read = readArrow
			}
			_, rows, err := read(file)
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("\nwritten %s, rows 0, ", separated(len(rows))); len(rows) == 0 || !strings.Contains(stderr.String(), want) {
				t.Errorf("stderr does not have %q:\n%s", want, stderr.String())
			}
			if _, err := os.Stat(partial); err == nil {
				t.Error("the partial file is left")
			}
		})
	}
}

// waitForBytes waits until a file is there with something in it.
func waitForBytes(t *testing.T, path string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 2000 {
		if info, err := os.Stat(path); err == nil && info.Size() > 0 {
			return
		}
		<-tick.C
	}
	t.Fatal("nothing is written")
}

// TestInterruptPaced holds that outputs of a run at a pace come one by one, and that
// such a run ends at once when it is interrupted while it waits.
func TestInterruptPaced(t *testing.T) {
	cmd := program(t, endless, "run", "--set", "emitters.feed.speed=0.001x", "--set", "sources.wave.params.freq=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil { // it waits for the second
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	var ended *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &ended) || ended.ExitCode() != 130 {
		t.Errorf("it ended with %v, want exit code 130", err)
	}
	if !strings.Contains(stderr.String(), " at 0.001x, ") || !strings.HasSuffix(stderr.String(), "featurizer: interrupted\n") {
		t.Errorf("stderr:\n%s", stderr.String())
	}
}

const lineByLine = `
emitters:
  feed: {type: stdin, format: csv, time: {unit: s}, fields: {v: float}}
keys:
  - {s: A}
sources:
  records: {definition: generic.record, emitter: feed}
features:
  twice: {expr: v*2, inputs: [records]}
`

// TestStdinAnswers holds that each line gets its answer, at any speed, while the input
// stays open.
func TestStdinAnswers(t *testing.T) {
	for _, speed := range []string{"max", "1x"} {
		t.Run(speed, func(t *testing.T) {
			cmd := program(t, lineByLine, "run", "--format", "csv", "--set", "emitters.feed.speed="+speed)
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			answers := bufio.NewReader(stdout)
			for i, lines := range []string{"time,v\n1,5\n", "1.1,6\n", "1.2,7\n"} {
				if _, err := io.WriteString(stdin, lines); err != nil {
					t.Fatal(err)
				}
				if i == 0 {
					_, _ = answers.ReadString('\n') // the header
				}
				line, err := answers.ReadString('\n')
				if want := fmt.Sprintf(",%d\n", 2*(5+i)); err != nil || !strings.HasSuffix(line, want) {
					t.Fatalf("line %d has the answer %q, %v", i+1, line, err)
				}
			}
			if err := stdin.Close(); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}
