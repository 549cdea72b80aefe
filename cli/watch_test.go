package cli

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/featurizer/featurizer"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/clock"
	"github.com/featurizer/featurizer/standard"
)

// paper is a screen that is kept.
type paper struct {
	mu   sync.Mutex
	text strings.Builder
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *paper) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func (p *paper) screen(width, height int) *screen {
	return &screen{w: p, size: func() (int, int) { return width, height }}
}

// bubble runs a test in a bubble. The goroutine that waits for signals lives as
// long as the process, so it must be there before.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	_, stop := onSuspend()
	stop()
	synctest.Test(t, f)
}

// play plays the demo on a screen and returns what was on it, and how it ended.
func play(t *testing.T, ctx context.Context, f *demoFlags) (string, error) {
	t.Helper()
	registry, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	var seen paper
	a := &app{Streams: Streams{Out: &seen, Err: &seen}, registry: registry}
	d, err := a.newDemo(f, time.Hour, featurizer.Speed(f.speed))
	if err != nil {
		t.Fatal(err)
	}
	err = a.demoLive(ctx, d, seen.screen(80, 24))
	return seen.String(), err
}

func TestDemoOnAScreen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		begin := time.Now()
		text, err := play(t, t.Context(), &demoFlags{length: length(3 * time.Second), speed: 10})
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took != 3*time.Second {
			t.Errorf("it took %v, want 3s", took)
		}
		frames := strings.Split(text, beginUpdate)
		if n := len(frames) - 1; n < 23 || n > 26 { // three seconds, eight a second
			t.Errorf("%d frames", n)
		}
		checkScreen(t, text)
		checkFrame(t, frames[12])
		before, after, _ := strings.Cut(text, enterScreen)
		_, after, _ = strings.Cut(after, leaveScreen)
		if !strings.Contains(before, "A made-up market of ") {
			t.Errorf("before the table it does not say what it does: %q", before)
		}
		for _, want := range []string{
			`(?m)^ANT-USD .*\d$`, `(?m)^00:\d\d of event time, `, `(?m)^ +[1-9][\d,]+  trades$`,
			`(?m)^ +[1-9][\d,]+  events in 3s: [\d,]+ a second, [1-9][\d,]+ rows$`, `featurizer demo --config > featurizer.yaml`,
		} {
			if !regexp.MustCompile(want).MatchString(after) {
				t.Errorf("what stays has no %s:\n%s", want, after)
			}
		}
	})
}

// checkScreen checks that a terminal is left as it was.
func checkScreen(t *testing.T, text string) {
	t.Helper()
	if strings.Count(text, enterScreen) != 1 || strings.Count(text, leaveScreen) != 1 {
		t.Error("the screen is not taken and left once")
	}
	if strings.LastIndex(text, leaveScreen) < strings.LastIndex(text, endUpdate) {
		t.Error("something is drawn after the screen is left")
	}
}

// checkFrame checks that a frame fits a screen of 80x24 and is all there.
func checkFrame(t *testing.T, frame string) {
	t.Helper()
	text := regexp.MustCompile("\x1b\\[[?0-9]*[a-zA-Z]").ReplaceAllString(frame, "")
	lines := strings.Split(text, "\r\n")
	if len(lines) > 24 {
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		if len([]rune(l)) > 79 {
			t.Errorf("a line too wide: %q", l)
		}
	}
	for _, want := range []string{`(?m)^symbol +mid +tilt .*rate_1s +cost`, `(?m)^ELK-USD .*\d\r?$`, `of event time`, `(?m)^  mid +the middle`} {
		if !regexp.MustCompile(want).MatchString(text) {
			t.Errorf("the frame has no %s:\n%s", want, text)
		}
	}
}

func TestDemoIsInterrupted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		text, err := play(t, ctx, &demoFlags{length: length(time.Minute), speed: 1})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v, want %v", err, context.Canceled)
		}
		checkScreen(t, text)
		if !strings.Contains(text, " events in 1s: ") {
			t.Errorf("it ends without a summary:\n%s", text[strings.Index(text, leaveScreen):])
		}
	})
}

// TestScreenIsLeftAtOnce interrupts a run that goes on for a while: who asked it
// to stop has the terminal back before it has.
func TestScreenIsLeftAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var seen paper
		ctx, cancel := context.WithCancel(t.Context())
		l := &live{screen: seen.screen(80, 24), board: newBoard(nil, nil), meter: &meter{clock: clock.System{}}, table: newTable()}
		stop := l.start(ctx)
		time.Sleep(time.Second)
		cancel()
		synctest.Wait()
		if !strings.HasSuffix(seen.String(), leaveScreen) {
			t.Error("the screen is still taken")
		}
		stop()
	})
}

func TestFrames(t *testing.T) {
	b := newBoardOf(t, nil, nil)
	rows := rowsOf("mid.value", "spread.value")
	for _, key := range []string{"A", "B", "C", "D", "E", "F", "G", "H"} {
		b.write(rows, "symbol="+key, floats(1, 2)...)
	}
	now := &clock.Fake{}
	m := &meter{clock: now}
	for i := range 1000 {
		m.count(&event.Event{Received: event.Time(1e18 + int64(i)*1e9)})
	}
	frame := func(width, height int) string {
		m.samples = []sample{{at: -int64(time.Second)}}
		l := &live{
			screen: (&paper{}).screen(width, height), board: b.board, meter: m, table: newTable(), wrote: "rows",
			head: []line{say("what it does", plain)}, notes: []line{say("a note", plain)},
		}
		return textOf(l.frame())
	}
	for _, c := range []struct {
		name          string
		width, height int
		want          string
	}{
		{"all of it", 80, 15, `
what it does|
|
symbol  mid  spread|
A         1       2|
B         1       2|
C         1       2|
D         1       2|
E         1       2|
F         1       2|
G         1       2|
H         1       2|
|
16:39 of event time, 1,000 events, 1,000/s, 8 rows|
|
a note|
`},
		{"no room for the notes", 80, 14, `
what it does|
|
symbol  mid  spread|
A         1       2|
B         1       2|
C         1       2|
D         1       2|
E         1       2|
F         1       2|
G         1       2|
H         1       2|
|
16:39 of event time, 1,000 events, 1,000/s, 8 rows|
`},
		{"fewer keys", 80, 10, `
what it does|
|
symbol  mid  spread|
A         1       2|
B         1       2|
C         1       2|
D         1       2|
... 4 more|
|
16:39 of event time, 1,000 events, 1,000/s, 8 rows|
`},
		{"small", 16, 6, `
symbol  mid|
A         1|
B         1|
... 6 more|
|
16:39 of event |
`},
	} {
		t.Run(c.name, func(t *testing.T) { wantText(t, c.want, frame(c.width, c.height)) })
	}
}

// TestLooksWhileItIsWritten looks at a board from another goroutine: for the race
// detector.
func TestLooksWhileItIsWritten(t *testing.T) {
	b := newBoardOf(t, nil, nil)
	rows := rowsOf("a.value", "b.value")
	var done atomic.Bool
	var looking sync.WaitGroup
	looking.Go(func() {
		for !done.Load() {
			for _, l := range b.look(10).lines {
				if l.values[0] != l.values[1] {
					t.Errorf("half an output: %v", l.values)
				}
			}
		}
	})
	for i := range 2000 {
		b.write(rows, "k="+string(rune('a'+i%20)), floats(float64(i), float64(i))...)
	}
	done.Store(true)
	looking.Wait()
}

func TestScreenColours(t *testing.T) {
	lines := []line{{{"a ", plain}, {"b", rose}}, nil}
	for _, c := range []struct {
		color bool
		want  string
	}{{false, "a b\n\n"}, {true, "a \x1b[32mb\x1b[0m\n\n"}} {
		var w bytes.Buffer
		(&screen{w: &w, color: c.color}).print(lines)
		if w.String() != c.want {
			t.Errorf("with colour %v: %q, want %q", c.color, w.String(), c.want)
		}
	}
}
