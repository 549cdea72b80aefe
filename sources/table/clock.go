package table

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/featurizer/featurizer/event"
)

const (
	rfc3339 = "rfc3339"
	auto    = "auto"
)

var (
	errNoTime = errors.New("there is no time")
	errFine   = errors.New("is finer than a nanosecond")
	errFar    = errors.New("is outside of the years 1678 to 2261: is the unit right?")
)

// clock reads the times of a column.
type clock struct {
	option string // that names the column
	column string
	unit   string
	digits int     // after the point of the unit's nanoseconds
	layout *layout // nil where there is none
	zone   *zone   // nil where times say it themselves
	date   string  // as the option has it; empty where times have theirs
	day    int64   // the date, in days since 1970

	dateColumn string // which comes before the column, joined by a space; may be empty
	joined     Cell   // of both
}

// newClock makes the clock of a column.
func newClock(option string, t Time) (*clock, error) {
	c := &clock{option: option, column: cmp.Or(t.Column, option), unit: t.Unit, date: t.Date, dateColumn: t.DateColumn}
	if err := c.setUnit(t); err != nil {
		return nil, fmt.Errorf("%s: %w", option, err)
	}
	if err := c.setLayout(t.Layout); err != nil {
		return nil, fmt.Errorf("%s: %w", option, err)
	}
	if err := c.setZone(t.Zone); err != nil {
		return nil, fmt.Errorf("%s: %w", option, err)
	}
	if t.Date != "" && t.Date != fileName {
		var err error
		if c.day, err = parseDay(t.Date); err != nil {
			return nil, fmt.Errorf("%s: %w", option, err)
		}
	}
	return c, nil
}

func (c *clock) setUnit(t Time) error {
	switch {
	case t.DateColumn == "":
	case t.Date != "":
		return errors.New("date and date_column say the same: leave one of them out")
	case t.Unit != "" && t.Unit != rfc3339:
		return fmt.Errorf("date_column is for text: leave out unit: %s, and say how both look together, such as layout: \"%%Y%%m%%d %%H%%M%%S\"", t.Unit)
	}
	switch t.Unit {
	case rfc3339, "":
		c.unit = rfc3339
		if t.Date != "" && t.Layout == "" {
			return errors.New("a date needs the unit of numbers since midnight, such as unit: ms, or a layout such as %H:%M:%S")
		}
	case "s":
		c.digits = 9
	case "ms":
		c.digits = 6
	case "us":
		c.digits = 3
	case "ns":
	case auto:
		if t.Date != "" {
			return errors.New("unit auto is for numbers since 1970: set unit: s, ms, us or ns")
		}
	default:
		return fmt.Errorf("unit %q is none of rfc3339, s, ms, us, ns, auto", t.Unit)
	}
	return nil
}

func (c *clock) setLayout(pattern string) (err error) {
	if pattern == "" {
		return nil
	}
	if c.unit != rfc3339 {
		return fmt.Errorf("unit %s is for numbers, a layout for text: leave one of them out", c.unit)
	}
	if c.layout, err = newLayout(pattern); err != nil {
		return err
	}
	switch {
	case c.date == "" && !c.layout.dated:
		return fmt.Errorf("layout %q has no date: add one such as %%Y-%%m-%%d, or say where it is: date: filename, or date: 2013-10-07", pattern)
	case c.date != "" && c.layout.dated:
		return fmt.Errorf("layout %q has a date: leave out date: %s", pattern, c.date)
	}
	return nil
}

func (c *clock) setZone(name string) (err error) {
	if name == "" && (c.layout != nil || c.date != "") {
		name = "UTC"
	}
	switch {
	case name == "":
		return nil
	case c.unit != rfc3339 && c.date == "":
		return fmt.Errorf("numbers of %s since 1970 have no zone: leave out zone: %s", c.unit, name)
	}
	c.zone, err = newZone(name)
	return err
}

// of returns the clock for a file, whose name may have the date.
func (c *clock) of(file string) (*clock, error) {
	if c.date != fileName {
		return c, nil
	}
	day, err := dayIn(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: date: %w", file, c.option, err)
	}
	own := *c
	own.day = day
	return &own, nil
}

// join returns the time of a row: the cell of the column, after that of the date
// where there is one.
func (c *clock) join(date, cell *Cell) *Cell {
	if c.dateColumn == "" || date.empty() || cell.empty() {
		return cell
	}
	text := append(date.asText(c.joined.Text[:0]), ' ')
	c.joined.SetText(cell.asText(text))
	return &c.joined
}

// parse reads a cell.
func (c *clock) parse(cell *Cell) (event.Time, error) {
	switch cell.Kind {
	case Moment, Local:
		return c.parseMoment(cell)
	case Int:
		var number [20]byte
		return c.parseText(cell.appendText(number[:0]))
	case Text:
		return c.parseText(cell.trimmed())
	case Float:
		return c.parseText(cell.appendText(nil))
	case Bool:
		return 0, fmt.Errorf("%s is no time", cell.shown())
	case Null:
	}
	return 0, errNoTime
}

// parseMoment reads a time that the file has as one, whatever the unit. One of no
// zone is of that of the config, else UTC.
func (c *clock) parseMoment(cell *Cell) (event.Time, error) {
	at := event.Time(cell.integer())
	if at == event.Never || at == event.Unset {
		return 0, fmt.Errorf("the time %w", errFar)
	}
	if cell.Kind == Moment || c.zone == nil {
		return at, nil
	}
	second := at.Floor(time.Second)
	return c.local(int64(second)/1e9, int64(at-second), []byte(at.UTC().Format(time.RFC3339Nano)))
}

// parseText reads a time as it is written.
func (c *clock) parseText(text []byte) (event.Time, error) {
	switch {
	case len(text) == 0:
		return 0, errNoTime
	case c.layout != nil:
		return c.parseLayout(text)
	case c.unit == rfc3339:
		return c.parseRFC(text)
	case c.unit == auto:
		return c.parseAuto(text)
	}
	at, err := parseNumber(text, c.digits)
	switch {
	case errors.Is(err, errNumber) && c.date != "":
		return 0, fmt.Errorf("%s is no number of %s since midnight", shown(text), c.unit)
	case errors.Is(err, errNumber):
		return 0, fmt.Errorf("%s is no number of %s since 1970", shown(text), c.unit)
	case err != nil:
		return 0, fmt.Errorf("%s %w", shown(text), err)
	case c.date == "":
		return at, nil
	case at < 0 || at >= event.Time(24*time.Hour):
		return 0, fmt.Errorf("%s %s is no time of a day", shown(text), c.unit)
	}
	return c.local(c.day*secondsOfDay+int64(at)/1e9, int64(at)%1e9, text)
}

// parseAuto reads a number whose digits tell its unit.
func (c *clock) parseAuto(text []byte) (event.Time, error) {
	whole := 0
	for whole < len(text) && isDigit(text[whole]) {
		whole++
	}
	switch whole {
	case 10:
		c.digits = 9
	case 13:
		c.digits = 6
	case 16:
		c.digits = 3
	case 19:
		c.digits = 0
	default:
		return 0, fmt.Errorf("%s is no number of 10, 13, 16 or 19 digits: set the unit, s, ms, us or ns", shown(text))
	}
	at, err := parseNumber(text, c.digits)
	if err != nil {
		return 0, fmt.Errorf("%s %w", shown(text), err)
	}
	return at, nil
}

// parseNumber reads a decimal number, shifted by so many digits, without
// rounding.
func parseNumber(text []byte, digits int) (event.Time, error) {
	rest, negative := text, false
	if len(rest) > 0 && (rest[0] == '-' || rest[0] == '+') {
		negative = rest[0] == '-'
		rest = rest[1:]
	}
	var n shifted
	i := 0
	for ; i < len(rest) && isDigit(rest[i]); i++ {
		n.add(rest[i])
	}
	if i == 0 || i < len(rest) && rest[i] != '.' {
		return 0, errNumber
	}
	for i++; i < len(rest); i++ {
		switch {
		case !isDigit(rest[i]):
			return 0, errNumber
		case digits > 0:
			n.add(rest[i])
			digits--
		case rest[i] != '0':
			n.fine = true
		}
	}
	for range digits {
		n.add('0')
	}
	switch {
	case n.far || n.sum == math.MaxInt64:
		return 0, errFar
	case n.fine:
		return 0, errFine
	case negative:
		return -event.Time(n.sum), nil
	}
	return event.Time(n.sum), nil
}

// shifted is a number that is read digit by digit.
type shifted struct {
	sum       int64
	far, fine bool // beyond 64 bits; with digits too many
}

func (n *shifted) add(digit byte) {
	d := int64(digit - '0')
	if n.sum > (math.MaxInt64-d)/10 {
		n.far = true
		return
	}
	n.sum = n.sum*10 + d
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// parseRFC reads RFC 3339 text, with a T or a space before the time of day; with
// a zone of the config also text that has none.
func (c *clock) parseRFC(text []byte) (event.Time, error) {
	const day = len("2006-01-02")
	var space [64]byte
	normal := append(space[:0], text...)
	if len(normal) > day && normal[day] == ' ' {
		normal[day] = 'T'
	}
	t, err := time.Parse(time.RFC3339, string(normal))
	if err != nil {
		return c.withoutZone(normal, text)
	}
	if !whole(text) {
		return 0, fmt.Errorf("%s %w", shown(text), errFine)
	}
	return moment(t.Unix(), int64(t.Nanosecond()), text)
}

// whole tells whether the fraction of a text has no more than nanoseconds.
func whole(text []byte) bool {
	digits := -1 // of the fraction, without zeros at its end
	for i, at := 0, 0; i < len(text); i++ {
		switch {
		case text[i] == '.':
			digits, at = 0, i
		case digits >= 0 && !isDigit(text[i]):
			return digits <= 9
		case digits >= 0 && text[i] != '0':
			digits = i - at
		}
	}
	return digits <= 9
}

// withoutZone reads a time that says no zone, if the config does.
func (c *clock) withoutZone(normal, text []byte) (event.Time, error) {
	t, err := time.Parse("2006-01-02T15:04:05", string(normal))
	switch {
	case err != nil:
		return 0, c.notText(text)
	case c.zone == nil:
		return 0, fmt.Errorf("%s has no zone: set %s: {zone: UTC}, or that of the clock that wrote it", shown(text), c.option)
	case !whole(text):
		return 0, fmt.Errorf("%s %w", shown(text), errFine)
	}
	return c.local(t.Unix(), int64(t.Nanosecond()), text)
}

// parseLayout reads text of the layout.
func (c *clock) parseLayout(text []byte) (event.Time, error) {
	m, err := c.layout.parse(text)
	if err != nil {
		return 0, fmt.Errorf("%s is not as the layout %q says: %w", shown(text), c.layout.pattern, err)
	}
	if c.date != "" {
		m.seconds += c.day * secondsOfDay
	}
	if m.zoned {
		return moment(m.seconds, m.nanos, text)
	}
	return c.local(m.seconds, m.nanos, text)
}

// local returns the moment of a local time.
func (c *clock) local(seconds, nanos int64, text []byte) (event.Time, error) {
	at, ok := c.zone.instant(seconds)
	if !ok {
		return 0, fmt.Errorf("%s: there is no %s in %s, the clocks were put forward over it",
			shown(text), time.Unix(seconds, nanos).UTC().Format("2006-01-02 15:04:05"), c.zone.name)
	}
	return moment(at, nanos, text)
}

// moment returns the time of seconds and nanoseconds since 1970.
func moment(seconds, nanos int64, text []byte) (event.Time, error) {
	const most = math.MaxInt64/int64(time.Second) - 1
	if seconds > most || seconds < -most {
		return 0, fmt.Errorf("%s is outside of the years 1678 to 2261", shown(text))
	}
	return event.Time(seconds*int64(time.Second) + nanos), nil
}

// notText says what is expected in place of a text that is no time, and the
// likely unit where it is a number.
func (c *clock) notText(text []byte) error {
	if _, err := parseNumber(text, 0); errors.Is(err, errNumber) {
		return fmt.Errorf("%s is no RFC 3339 time with a zone: expected text such as 2024-08-08T23:54:14.123Z, for others set %s: {layout: ...}", shown(text), c.option)
	}
	whole, _, _ := strings.Cut(string(text), ".")
	unit := "ns"
	switch n := len(whole); {
	case n <= 11:
		unit = "s"
	case n <= 14:
		unit = "ms"
	case n <= 17:
		unit = "us"
	}
	return fmt.Errorf("%s is a number, which needs a unit: set %s: {unit: %s} if that is what it counts", shown(text), c.option, unit)
}

// shown returns a text for a message.
func shown(text []byte) string {
	c := Cell{Kind: Text, Text: text}
	return c.shown()
}
