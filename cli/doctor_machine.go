package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/featurizer/featurizer/internal/clock"
)

// checkBinary says what runs here.
func checkBinary() finding {
	v := versionOf()
	return finding{"binary", fine, fmt.Sprintf("featurizer %s, semantics %d, %s %s/%s, %d of %d processors",
		v.Version, v.Semantics, v.Go, v.OS, v.Arch, runtime.GOMAXPROCS(0), runtime.NumCPU()), ""}
}

// moments are what the wall clock showed before and after a short time that was measured
// otherwise.
type moments struct {
	before, after int64
	passed        time.Duration
}

// systemMoments looks at the clock of this machine.
func systemMoments(ctx context.Context) (moments, error) {
	watch := clock.Start()
	m := moments{before: clock.System{}.Now()}
	err := sleep(ctx, 10*time.Millisecond)
	m.after, m.passed = clock.System{}.Now(), watch.Elapsed()
	return m, err
}

// sleep waits for so long, or until ctx is done.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// checkClock finds a clock that is set wrong, or that jumps: live events are stamped by it.
func checkClock(m moments) finding {
	const mend = "have it kept right: chrony, systemd-timesyncd or the host"
	now := time.Unix(0, m.before).UTC()
	off := time.Duration(m.after-m.before) - m.passed
	const most = 5 * time.Millisecond
	switch {
	case now.Year() < 2025 || now.Year() > 2100:
		return finding{"clock", broken, "it says " + now.Format(time.RFC3339), mend}
	case off < -most || off > most:
		return finding{"clock", doubt, fmt.Sprintf("it jumped by %v within %v", short(off), short(m.passed)), mend}
	}
	return finding{"clock", fine, now.Format(time.RFC3339), ""}
}

// checkTerminal says what is drawn here.
func (a *app) checkTerminal() finding {
	s := newScreen(a.Err)
	switch {
	case s == nil && isTerminal(a.Err):
		return finding{"terminal", doubt, "TERM says that it cannot be drawn on: no live tables, no progress", "set TERM, such as TERM=xterm-256color"}
	case s == nil:
		return finding{"terminal", fine, "stderr is none: no live tables, no progress, no colours", ""}
	}
	width, height := s.size()
	colours := "colours"
	if !s.color {
		colours = "no colours (NO_COLOR)"
	}
	detail := fmt.Sprintf("%dx%d, %s", width, height, colours)
	if width < 80 || height < 24 {
		return finding{"terminal", doubt, detail, "tables need 80x24"}
	}
	return finding{"terminal", fine, detail, ""}
}

// Room below which an output is in danger.
const (
	littleRoom = 1 << 30
	noRoom     = 1 << 20
)

// checkOutput finds out whether an output could be written, and how much of it.
func checkOutput(path string) finding {
	dir := "."
	if path != "" {
		dir = filepath.Dir(path)
	}
	probe, err := os.CreateTemp(dir, ".featurizer-doctor-*")
	if err != nil {
		return finding{"output", broken, fmt.Sprintf("%s cannot be written to: %v", folder(dir), bare(err)), "name a file in another with -o"}
	}
	_ = probe.Close() // it is empty
	if err := os.Remove(probe.Name()); err != nil {
		return finding{"output", doubt, fmt.Sprintf("%s does not give files up: %v", folder(dir), bare(err)), "remove " + probe.Name()}
	}
	room, known := freeSpace(dir)
	switch {
	case !known:
		return finding{"output", fine, folder(dir) + " can be written to", ""}
	case room < noRoom:
		return finding{"output", broken, "no room in " + folder(dir), "free some, or name a file elsewhere with -o"}
	case room < littleRoom:
		return finding{"output", doubt, fmt.Sprintf("%s has room for %s only", folder(dir), bytesText(room)), "free some, or name a file elsewhere with -o"}
	}
	return finding{"output", fine, fmt.Sprintf("%s has room for %s", folder(dir), bytesText(room)), ""}
}

// bytesText prints a size in the units of people.
func bytesText(size float64) string {
	units := strings.Fields("bytes kB MB GB TB PB")
	for size >= 1000 && len(units) > 1 {
		size, units = size/1000, units[1:]
	}
	return fmt.Sprintf("%.3g %s", size, units[0])
}
