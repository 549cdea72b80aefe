package csv

import "strings"

// guide says how to write the options for files that nobody has described yet.
func guide() string {
	var b strings.Builder
	b.WriteString(`Look at the first lines of a file and say three things: where the time is, which
columns make the key, which are the values. A file temp.csv

    time,sensor,temp
    2024-08-08 12:00:00,a,21.5

is read by

    emitters:
      feed:
        type: csv
        path: temp.csv
        time: {layout: "%Y-%m-%d %H:%M:%S", zone: Europe/Berlin}
        key: {sensor: sensor}
        fields: {temp: float}
    keys: [{sensor: [a, b]}]
    sources: {temps: {definition: generic.record, emitter: feed}}

Trades with columns of other names, and times that are numbers,

    ts;sym;last;vol;sd
    1723161254123;BTC;61800.5;0.1;B

by

    path: "trades/*.csv.gz"
    delimiter: ";"
    time: {column: ts, unit: ms}
    key: {symbol: sym}
    map: {price: last, amount: vol, side: sd}
    side: {buy: B, sell: S}

and files without a header, that have the time of day alone and prices in 1/10000,

    34200123,491800,300

by

    path: "trades_*.zip"    # such as trades_20131007.zip
    columns: [t, px, qty]
    time: {column: t, unit: ms, date: filename, zone: America/New_York}
    map: {price: px, amount: qty}
    scale: {price: 0.0001}

The fields of market.trade are price, amount, side, id; of market.quote bid, bid_size,
ask, ask_size; of market.book_delta side, price, size, snapshot, where the rows of one
time and key are one event; those of the others are in featurizer sources market.funding
and so on. A column with the name of its field needs no map. What a venue may not tell,
such as a predicted rate, needs no column. A time in a row, such as next_funding_time, is
text as the event times are, or a number whose 10, 13, 16 or 19 digits tell s, ms, us, ns.
Names of the key without a column, such as the symbol of files that have one each, have
the one value that the keys of the config give them.
Rows must be in order of time, or of receive time where there is one; sort: true puts
them in order. Several files are merged by time.

Presets:
`)
	for _, p := range presets() {
		b.WriteString("  preset: " + p.name + "\n    " + p.doc + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
