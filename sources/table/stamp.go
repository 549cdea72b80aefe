package table

import (
	"errors"
	"fmt"
	"time"
)

var (
	errTail  = errors.New("there is more after it")
	errRange = errors.New("there is no such day or time")
)

// stamp is a time that was read: seconds and nanoseconds since 1970, or since
// midnight where there is no date, of its own zone or of none.
type stamp struct {
	seconds, nanos int64
	zoned          bool
}

// pieces are the parts of a time.
type pieces struct {
	year, month, day, yearDay     int
	hour, minute, second          int
	nanos                         int64
	afternoon, half, dated, epoch bool
	seconds                       int64 // of an epoch
	offset                        int64 // in seconds
	zoned                         bool
}

// read reads what a code stands for and returns what is left.
func (p *pieces) read(code byte, text []byte) (rest []byte, err error) {
	switch code {
	case 'Y':
		p.year, rest, err = digits(text, 4, 4)
	case 'y':
		p.year, rest, err = digits(text, 2, 2)
		p.year += 1900
		if p.year < 1969 {
			p.year += 100
		}
	case 'm':
		p.month, rest, err = digits(text, 1, 2)
	case 'd':
		p.day, rest, err = digits(text, 1, 2)
	case 'j':
		p.yearDay, rest, err = digits(text, 1, 3)
		if p.yearDay == 0 {
			p.yearDay = -1
		}
	case 'H':
		p.hour, rest, err = digits(text, 1, 2)
	case 'I':
		p.half = true
		p.hour, rest, err = digits(text, 1, 2)
	case 'M':
		p.minute, rest, err = digits(text, 1, 2)
	case 'S':
		p.second, rest, err = digits(text, 1, 2)
	case 'f':
		p.nanos, rest, err = fraction(text)
	default:
		return p.readWord(code, text)
	}
	if err != nil {
		return nil, fmt.Errorf("%%%c: %w", code, err)
	}
	return rest, nil
}

// readWord reads the codes that are not plain numbers.
func (p *pieces) readWord(code byte, text []byte) (rest []byte, err error) {
	switch code {
	case 'b', 'B':
		p.month, rest, err = name(text, monthName)
	case 'a', 'A':
		_, rest, err = name(text, dayName)
	case 'p':
		var half int
		half, rest, err = name(text, halfName)
		p.afternoon = half == 2
	case 'z':
		p.zoned = true
		p.offset, rest, err = offset(text)
	case 's':
		p.epoch, p.zoned = true, true
		rest, err = p.readEpoch(text)
	default:
		return skip("%", text)
	}
	if err != nil {
		return nil, fmt.Errorf("%%%c: %w", code, err)
	}
	return rest, nil
}

func (p *pieces) readEpoch(text []byte) (rest []byte, err error) {
	end := 0
	for end < len(text) && (isDigit(text[end]) || end == 0 && text[0] == '-') {
		end++
	}
	at, err := parseNumber(text[:end], 0)
	p.seconds = int64(at)
	return text[end:], err
}

// stamp puts the parts together.
func (p *pieces) stamp() (stamp, error) {
	if p.epoch {
		return stamp{p.seconds, p.nanos, true}, nil
	}
	if p.half {
		if p.hour < 1 || p.hour > 12 {
			return stamp{}, errRange
		}
		p.hour %= 12
		if p.afternoon {
			p.hour += 12
		}
	}
	if p.hour > 23 || p.minute > 59 || p.second > 59 {
		return stamp{}, errRange
	}
	seconds := int64(p.hour)*3600 + int64(p.minute)*60 + int64(p.second) - p.offset
	if !p.dated {
		return stamp{seconds, p.nanos, p.zoned}, nil
	}
	days, err := p.days()
	return stamp{seconds + days*secondsOfDay, p.nanos, p.zoned}, err
}

// days returns the date in days since 1970.
func (p *pieces) days() (int64, error) {
	if p.yearDay != 0 {
		t := time.Date(p.year, 1, p.yearDay, 0, 0, 0, 0, time.UTC)
		if t.Year() != p.year || p.yearDay < 0 {
			return 0, errRange
		}
		return t.Unix() / secondsOfDay, nil
	}
	t := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC)
	if t.Day() != p.day || int(t.Month()) != p.month {
		return 0, errRange
	}
	return t.Unix() / secondsOfDay, nil
}

// digits reads a whole number of at least and at most so many digits.
func digits(text []byte, least, most int) (n int, rest []byte, err error) {
	i := 0
	for ; i < len(text) && i < most && isDigit(text[i]); i++ {
		n = n*10 + int(text[i]-'0')
	}
	if i < least {
		return 0, nil, fmt.Errorf("expected %d digits", most)
	}
	return n, text[i:], nil
}

// fraction reads the digits of a fraction of a second.
func fraction(text []byte) (nanos int64, rest []byte, err error) {
	i, unit := 0, int64(1e9)
	for ; i < len(text) && isDigit(text[i]); i++ {
		unit /= 10
		if unit == 0 && text[i] != '0' {
			return 0, nil, errFine
		}
		nanos += int64(text[i]-'0') * unit
	}
	if i == 0 {
		return 0, nil, errors.New("expected the digits of a fraction")
	}
	return nanos, text[i:], nil
}

// offset reads a zone: Z, +02, +0200 or +02:00.
func offset(text []byte) (seconds int64, rest []byte, err error) {
	errZone := errors.New("expected a zone such as Z, +0200 or +02:00")
	if len(text) > 0 && (text[0] == 'Z' || text[0] == 'z') {
		return 0, text[1:], nil
	}
	if len(text) < 3 || text[0] != '+' && text[0] != '-' {
		return 0, nil, errZone
	}
	negative := text[0] == '-'
	hours, rest, err := digits(text[1:], 2, 2)
	if err != nil {
		return 0, nil, errZone
	}
	minutes := 0
	if len(rest) > 0 && rest[0] == ':' {
		minutes, rest, err = digits(rest[1:], 2, 2)
	} else if len(rest) > 0 && isDigit(rest[0]) {
		minutes, rest, err = digits(rest, 2, 2)
	}
	if err != nil || hours > 23 || minutes > 59 {
		return 0, nil, errZone
	}
	seconds = int64(hours)*3600 + int64(minutes)*60
	if negative {
		seconds = -seconds
	}
	return seconds, rest, nil
}

// name reads the name that a table has for a number from 1: whole, or its first
// three letters.
func name(text []byte, of func(n int) string) (int, []byte, error) {
	for n := 1; of(n) != ""; n++ {
		for _, word := range []string{of(n), of(n)[:min(3, len(of(n)))]} {
			if len(text) >= len(word) && foldEqual(word, text[:len(word)]) {
				return n, text[len(word):], nil
			}
		}
	}
	return 0, nil, fmt.Errorf("expected a name such as %s", of(1))
}

func monthName(n int) string {
	if n > 12 {
		return ""
	}
	return time.Month(n).String()
}

func dayName(n int) string {
	if n > 7 {
		return ""
	}
	return time.Weekday(n - 1).String()
}

func halfName(n int) string {
	return [...]string{"", "AM", "PM", ""}[min(n, 3)]
}

// skip reads literal text; a space stands for one or more.
func skip(literal string, text []byte) ([]byte, error) {
	for i := range len(literal) {
		if len(text) == 0 || text[0] != literal[i] {
			return nil, fmt.Errorf("expected %q", literal[i:])
		}
		text = text[1:]
		for literal[i] == ' ' && len(text) > 0 && text[0] == ' ' {
			text = text[1:]
		}
	}
	return text, nil
}
