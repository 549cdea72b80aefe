package binance

import "strings"

// Topic is what a connection asks for: a stream of a symbol.
type Topic struct {
	Stream   Stream
	Symbol   string // as frames write it; empty for all symbols
	Interval string // of a kline, else empty
}

// ReadTopic reads the name of a stream, such as btcusdt@depth@100ms or
// !bookTicker. Names of streams that the decoder does not read give false.
func ReadTopic(name string) (Topic, bool) {
	symbol, rest, _ := strings.Cut(name, "@")
	if all, found := strings.CutPrefix(symbol, "!"); found {
		symbol, rest = "", all
	}
	word, _, _ := strings.Cut(rest, "@")
	word, interval, _ := strings.Cut(word, "_")
	stream, err := FindStream(word)
	if err != nil || (stream == Kline) != (interval != "") {
		return Topic{}, false
	}
	return Topic{stream, strings.ToUpper(symbol), interval}, true
}

// Topics returns the topics that the address of a connection asks for, in its
// query's streams=a/b or in its path behind /ws/, and whether it names any streams
// at all. One that names none is asked by messages.
func Topics(path, streams string) (topics []Topic, named bool) {
	names := streams
	if names == "" {
		_, names, _ = strings.Cut(path, "/ws/")
	}
	for name := range strings.SplitSeq(names, "/") {
		if topic, ok := ReadTopic(name); ok {
			topics = append(topics, topic)
		}
	}
	return topics, names != ""
}

// FindHost returns the venue that a host of Binance serves, REST or not; false for
// hosts that are not known.
func FindHost(host string) (Venue, bool) {
	name, found := strings.CutSuffix(host, ".binance.com")
	if !found {
		return Venue{}, false
	}
	venues := Venues()
	switch strings.TrimRight(name, "1234567890") { // api1 to api4 are as api
	case "stream", "api":
		return venues[0], true
	case "fstream", "fapi":
		return venues[1], true
	case "dstream", "dapi":
		return venues[2], true
	}
	return Venue{}, false
}
