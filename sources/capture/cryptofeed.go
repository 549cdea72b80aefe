package capture

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/featurizer/featurizer/event"
)

const configuration = "configuration"

// isCryptofeed tells whether a line can only be one of cryptofeed's; first is its
// first word.
func isCryptofeed(text, first []byte) bool {
	for _, begin := range []string{"wss://", "https://", "ws://", "http://", configuration + ": "} {
		if bytes.HasPrefix(text, []byte(begin)) {
			return true
		}
	}
	seconds, found := bytes.CutSuffix(first, []byte(":"))
	whole, fraction, _ := bytes.Cut(seconds, []byte("."))
	return found && isNumber(whole) && (len(fraction) == 0 || isNumber(fraction))
}

// splitCryptofeed finds the parts of a line of cryptofeed's raw data collection.
// Times are in seconds since the Unix epoch:
//
//	<time>: <frame>
//	<address> <-> <time>              a connection is opened
//	<address> <- <time>: <message>    it is asked for streams
//	<address> -> <time>: <body>       an answer over REST, perhaps with " header: {...}" behind it
//	configuration: <subscription>     what cryptofeed was asked for
func (l *line) splitCryptofeed(text []byte) error {
	begin, body, _ := bytes.Cut(text, []byte(": "))
	if string(begin) == configuration {
		l.kind = anAside
		return nil
	}
	time := begin
	if address, rest, found := bytes.Cut(begin, []byte(" ")); found {
		sign, after, _ := bytes.Cut(rest, []byte(" "))
		switch string(sign) {
		case "<->":
			l.kind = aConnect
		case "<-":
			l.kind = anAside
		case "->":
			l.kind, body = anAnswer, withoutHeader(body)
		default:
			return fmt.Errorf("%q between address and receive time is none of <->, <- and ->", shown(sign))
		}
		l.address, time = address, after
	}
	received, ok := nanoseconds(bytes.TrimSuffix(time, []byte(":")))
	if !ok {
		return fmt.Errorf("receive time %q is no number of seconds above 0 with at most nine decimals", shown(time))
	}
	l.received, l.frame = received, bytes.TrimLeft(body, " \t")
	if l.kind == aFrame && len(l.frame) == 0 {
		return errNoFrame
	}
	return nil
}

// withoutHeader returns the body of an answer alone.
func withoutHeader(body []byte) []byte {
	if i := bytes.LastIndex(body, []byte("} header: {")); i >= 0 {
		return body[:i+1]
	}
	return body
}

// nanoseconds reads seconds as they are written, so that nothing is rounded.
func nanoseconds(seconds []byte) (event.Time, bool) {
	const decimals = 9
	whole, fraction, found := bytes.Cut(seconds, []byte("."))
	if !isNumber(whole) || found && !isNumber(fraction) {
		return 0, false
	}
	fraction = bytes.TrimRight(fraction, "0")
	if len(fraction) > decimals {
		return 0, false
	}
	var space [32]byte
	digits := append(append(space[:0], whole...), fraction...)
	digits = append(digits, "000000000"[len(fraction):]...)
	n, err := strconv.ParseInt(string(digits), 10, 64)
	return event.Time(n), err == nil && n > 0
}
