package house

import (
	"path"
	"strings"
)

// storey is a set of rooms side by side: none of them imports another, all of them import what is below.
type storey struct {
	name  string // a number; letters where one number needs an order inside, a below b
	rooms []room
}

// room is one package, or with a last element "*" one package of any name in that folder.
// A line that names a package wins over one that matches it.
type room struct {
	path  string // below the root; "." is the root
	line  string // what it holds
	quiet bool   // no goroutine, channel, lock, clock, randomness, file or network
}

// quiet marks rooms as such.
func quiet(rooms ...room) []room {
	for i := range rooms {
		rooms[i].quiet = true
	}
	return rooms
}

func loud(rooms ...room) []room { return rooms }

// house is the table: storeys from the ground up.
func house() []storey {
	return []storey{
		{"0", append(quiet(
			room{path: "event", line: "Event, Time, Key, Schema, columns; standard library only"},
			room{path: "fmath", line: "Exp, Log, Pow, Sin, ... in plain Go: the same bits on every machine"},
			room{path: "param", line: "the spec of a parameter set: decoding, documentation, schema and lint come from it"},
			room{path: "zone", line: "the rules of time zones: the same local times on every machine"},
			room{path: "internal/dagdraw", line: "a graph as text, Mermaid, Graphviz source and a picture"},
		), loud(
			room{path: "internal/bitlint", line: "finds code whose bits could differ between machines or runs"},
			room{path: "internal/clock", line: "the only time.Now"},
			room{path: "internal/invariant", line: "the only panic"},
			room{path: "internal/state", line: "how what operators remember is classified, stored and put back"},
		)...)},
		{"1", append(quiet(
			room{path: "merge", line: "which of many ordered runs goes on next"},
			room{path: "stream", line: "operators, one file each, and the builder that records them as nodes"},
		), loud(
			room{path: "internal/pace", line: "when the events of a run go on: at a speed, paused, step by step"},
			room{path: "internal/arrowio", line: "Arrow IPC files, column by column"},
			room{path: "internal/parquetio", line: "Parquet files, column by column"},
			room{path: "sink", line: "Sink: where outputs go"},
			room{path: "source", line: "Source, a declared leaf, and the emitter that feeds it"},
		)...)},
		{"2", append(quiet(
			room{path: "feature", line: "Definition, Feature (a node with a content id), Registry (a value, no global)"},
			room{path: "market", line: "Trade, Quote, BookDelta, Book and the other payloads of a market"},
		), loud(
			room{path: "config", line: "featurizer.yaml to a struct, with positions and hints"},
		)...)},
		{"3", append(quiet(
			room{path: "internal/expr", line: "expressions: parse, check, lower; the definition expr"},
			room{path: "internal/graph", line: "config and registry to a checked DAG, a program and a row layout"},
			room{path: "internal/manual", line: "what a registry knows, for people: commands and docs/reference"},
			room{path: "venue/*", line: "one exchange: its frames, its book policy, its connections as a plan"},
		), loud(
			room{path: "internal/block", line: "events and outputs as Parquet blocks, in and out, bit for bit"},
			room{path: "internal/ingest", line: "emitters to lanes: merging, lateness, duplicates, the sequencer"},
		)...)},
		{"4a", append(quiet(
			room{path: "internal/engine", line: "step and batch executors, timers, snapshot and restore"},
		), loud(
			room{path: "internal/literal", line: "payloads from texts, for tests that write events down"},
			room{path: "internal/intake", line: "the emitters and sources of a plan, made ready for ingest"},
		)...)},
		{"4b", quiet(
			room{path: "internal/engine/reference", line: "the slow and obvious executor the others are held against"},
		)},
		{"4c", loud(
			room{path: "internal/explain", line: "how one value came about: its inputs, its window, the formula with numbers"},
		)},
		{"shelf a", loud(
			room{path: "features/book", line: "features of an order book"},
			room{path: "sinks/*", line: "built-in sinks"},
			room{path: "sources/files", line: "reading files line by line: names, compression, merging by time"},
			room{path: "transforms/*", line: "built-in transforms"},
		)},
		{"shelf b", loud(
			room{path: "features/price", line: "prices, of quotes or of a book"},
			room{path: "sinks/webhook", line: "outputs posted over HTTP, as JSON lines"},
			room{path: "sources/table", line: "rows to events: what emitters of CSV, JSON and Parquet have in common"},
		)},
		{"shelf c", loud(
			room{path: "features/*", line: "built-in features, which may build on books and prices"},
			room{path: "sources/*", line: "built-in emitters and sources"},
		)},
		{"shelf d", loud(
			room{path: "sources/stdin", line: "rows from standard input, in the formats of other emitters"},
		)},
		{"6", loud(
			room{path: "internal/outlet", line: "the outputs of a config, made ready to be written to"},
		)},
		{"7a", loud(
			room{path: ".", line: "wiring and the embedding API: Build, Run"},
			room{path: "standard", line: "Registry(): every battery by explicit call"},
		)},
		{"7b", loud(
			room{path: "featurizertest", line: "kit for a user's own definition: events in, outputs out, the laws for free"},
			room{path: "internal/describe", line: "what is in a file of outputs: counts, ranges, quantiles"},
			room{path: "internal/fixture", line: "the tests of a config: events in, outputs compared"},
			room{path: "internal/bench", line: "the engine measured over a made-up market, beside the same work by hand"},
		)},
		{"8a", loud(
			room{path: "cli", line: "the commands, for the registry of any binary"},
			room{path: "internal/house", line: "these rules"},
			room{path: "internal/recompute", line: "every definition recomputed plainly, apart from the engine: tests only"},
		)},
		{"8b", loud(
			room{path: "cmd/featurizer", line: "the main to copy for a binary of your own"},
			room{path: "examples", line: "examples that run: a folder each, held to its README"},
			room{path: "examples/*", line: "one example: config, README and test"},
			room{path: "internal/example", line: "runs an example and reads its rows: tests only"},
			room{path: "internal/bitlint/cmd/bitlint", line: "bitlint as a command"},
			room{path: "internal/house/cmd/tally", line: "counts tests and refuses skips that must not be"},
		)},
	}
}

// shelves are the folders of plugins. A user's own plugin has no key to internal rooms, so neither have these.
func shelves() []string { return []string{"features", "sinks", "sources", "transforms"} }

// wrappers are internal rooms that plugins may use: each does nothing but wrap the
// outside module it has the door to.
func wrappers() []string { return []string{"internal/arrowio", "internal/parquetio"} }

// door is an outside module and the rooms that may import it. Only tests use modules without a door.
type door struct {
	module string
	rooms  []string
}

func doors() []door {
	return []door{
		{"github.com/apache/arrow-go/v18", []string{"internal/arrowio"}},
		{"github.com/beorn7/perks", []string{"internal/describe"}},
		{"github.com/expr-lang/expr", []string{"internal/engine/reference", "internal/expr"}}, // the oracle parses for itself
		{"github.com/klauspost/compress", []string{"sources/files"}},
		{"github.com/parquet-go/parquet-go", []string{"internal/parquetio"}},
		{"github.com/spf13/cobra", []string{"cli"}},
		{"go.yaml.in/yaml/v3", []string{"config"}},
		{"golang.org/x/sys", []string{"cli"}}, // the size of a terminal
		{"golang.org/x/tools", []string{"internal/bitlint", "internal/bitlint/cmd/bitlint"}},
	}
}

// oracleShares is all of this module that the reference executor may import:
// what it has in common with the fast ones is not tested by comparing them.
func oracleShares() []string {
	return []string{"event", "fmath", "market", "venue/*", "config", "param", "zone"}
}

const oracleRoom = "internal/engine/reference"

// unsafeFiles are the files, or patterns of files, that may import unsafe.
func unsafeFiles() []string {
	return []string{"event/schema.go", "event/values.go", "internal/block/*.go", "internal/graph/layout.go", "internal/parquetio/*.go", "internal/state/*.go", "source/source.go", "stream/layout.go"}
}

// fileWall is the number of lines no file goes beyond.
const fileWall = 600

// vagueNames say nothing about what a room holds.
func vagueNames() []string {
	return []string{"base", "common", "helper", "helpers", "models", "types", "util", "utils"}
}

// find returns the line of a room and the height of its storey.
func find(name string) (found room, height int, ok bool) {
	for i, s := range house() {
		for _, r := range s.rooms {
			if r.path == name {
				return r, i, true
			}
			if !ok && matches(name, r.path) {
				found, height, ok = r, i, true
			}
		}
	}
	return found, height, ok
}

// matches tells whether name is the room of the pattern; a star stands for one element.
func matches(name, pattern string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}

// onShelf tells whether a room is a plugin.
func onShelf(name string) bool {
	for _, s := range shelves() {
		if strings.HasPrefix(name, s+"/") {
			return true
		}
	}
	return false
}
