package cli

import (
	"io"
	"os"
	"strings"
)

// screen is a terminal that is drawn on. What is there before stays behind it:
// it draws on the alternate screen, whose lines a terminal throws away.
type screen struct {
	w     io.Writer
	size  func() (width, height int)
	color bool
}

// newScreen returns the terminal that w writes to, nil if it is none or one that
// cannot be redrawn.
func newScreen(w io.Writer) *screen {
	file, ok := w.(*os.File)
	if !ok || strings.TrimSpace(os.Getenv("TERM")) == "" || os.Getenv("TERM") == "dumb" {
		return nil
	}
	if _, _, ok := windowSize(file); !ok {
		return nil
	}
	return &screen{w: file, size: sizeOf(file), color: os.Getenv("NO_COLOR") == ""}
}

// sizeOf asks a terminal for its size whenever that is asked for: it can change.
func sizeOf(file *os.File) func() (width, height int) {
	return func() (width, height int) {
		width, height, _ = windowSize(file)
		if width <= 0 || height <= 0 { // a terminal may not know
			return 80, 24
		}
		return width, height
	}
}

// What a terminal is told. Those that know nothing of an update in one piece
// pass over it.
const (
	enterScreen = "\x1b[?1049h\x1b[?25l" // the alternate screen, no cursor
	leaveScreen = "\x1b[?25h\x1b[?1049l"
	beginUpdate = "\x1b[?2026h\x1b[H" // from the upper left
	endUpdate   = "\x1b[J\x1b[?2026l" // nothing below
	endLine     = "\x1b[K"
)

// What it is told with is written as a whole or not at all; that it cannot be
// written has no reader.

func (s *screen) enter() { _, _ = io.WriteString(s.w, enterScreen) }

func (s *screen) leave() { _, _ = io.WriteString(s.w, leaveScreen) }

// show draws lines in place of those before.
func (s *screen) show(lines []line) {
	var b strings.Builder
	b.WriteString(beginUpdate)
	for i := range lines {
		if i > 0 {
			b.WriteString("\r\n")
		}
		lines[i].write(&b, s.color)
		b.WriteString(endLine)
	}
	b.WriteString(endUpdate)
	_, _ = io.WriteString(s.w, b.String())
}

// print writes lines as text that stays.
func (s *screen) print(lines []line) {
	var b strings.Builder
	for i := range lines {
		lines[i].write(&b, s.color)
		b.WriteByte('\n')
	}
	_, _ = io.WriteString(s.w, b.String())
}

// style is how a piece of a line looks where there is colour.
type style string

// The styles.
const (
	plain   style = ""
	heading style = "\x1b[1m"
	faint   style = "\x1b[2m"
	rose    style = "\x1b[32m"
	fell    style = "\x1b[31m"
	unstyle       = "\x1b[0m"
)

// line is a line of a screen.
type line []piece

type piece struct {
	text  string
	style style
}

// say returns a line of one piece.
func say(text string, s style) line { return line{{text, s}} }

func (l line) write(b *strings.Builder, color bool) { //nolint:revive // of the screen, not a flag of who calls
	for _, p := range l {
		if !color || p.style == plain {
			b.WriteString(p.text)
			continue
		}
		b.WriteString(string(p.style) + p.text + unstyle)
	}
}

// String returns the text alone.
func (l line) String() string {
	var b strings.Builder
	l.write(&b, false)
	return b.String()
}

// cut returns as much of the line as has room in a width.
func (l line) cut(width int) line {
	for i, p := range l {
		runes := []rune(p.text)
		if len(runes) > width {
			return append(l[:i:i], piece{string(runes[:max(width, 0)]), p.style})
		}
		width -= len(runes)
	}
	return l
}
