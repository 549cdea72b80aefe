package config

import (
	"time"

	"github.com/featurizer/featurizer/internal/pace"
	"github.com/featurizer/featurizer/param"
)

// Config is what a config file says. Sections keep the order of the file.
type Config struct {
	File    string
	Version int // 1

	Emitters []Emitter
	Keys     []KeySet
	Sources  []Source
	Features []Feature
	Rows     *Rows    // nil when absent
	Outputs  []Output // where outputs go
	Record   *Record  // nil when absent

	// Labels is recognised here and read by its owner; nil when absent.
	Labels *param.Node

	Lanes   int    // of each feed; 1 to 65536, default 64
	MaxKeys int    // how many may be found in events; default 100,000
	Warmup  string // what becomes of warm-up outputs: drop (default), null or keep
	OnError string // what a failed step does: halt (default) or skip

	// Swept are, after [Config.Sweep], the features that a feature with lists in its
	// params has become, by its name.
	Swept map[string][]string

	origin origin
	root   *param.Node // the file, with overrides and variables; nil if it was not read
}

// Emitter is where events come from.
type Emitter struct {
	Name string
	Type string // capture, exchange, replay, synthetic, csv, ...
	Feed string // emitters that share keys share a feed; default: Name
	// Speed is how fast its events go on by the clock; 0: as the others of the run.
	Speed pace.Speed
	// Options are all other keys, for the spec of the emitter's type. It is a
	// Map and never nil.
	Options *param.Node

	Pos      Pos // of the name
	TypePos  Pos
	SpeedPos Pos // zero when absent
}

// Source is a declared leaf of the graph.
type Source struct {
	Name       string
	Definition string
	Emitter    string      // "": the exchange of the key
	Stream     string      // tells sources of one definition apart; default ""
	Keys       []KeySet    // instead of the keys of the config; nil when absent
	Params     *param.Node // for the spec of the definition; a Map, never nil

	Late     string        // what becomes of late events: clamp (default) or drop
	Reorder  time.Duration // how long to wait for late events; 0 is off
	MaxAhead time.Duration // how far a claimed time may lie ahead of receipt; default 1m

	Pos           Pos // of the name
	DefinitionPos Pos
	EmitterPos    Pos // zero when absent
	LatePos       Pos // zero when absent
	ReorderPos    Pos // zero when absent
}

// Feature is a node of the graph: a definition or an expression, never both.
type Feature struct {
	Name       string
	Definition string
	Expr       string
	Inputs     []Ref       // nil when absent: the inputs the definition has by default
	Where      string      // an expression: the events of the input that count; "" for all
	Params     *param.Node // for the spec of the definition; a Map, never nil

	Pos           Pos // of the name
	DefinitionPos Pos // of the definition or the expression
	WherePos      Pos // zero when absent
}

// Ref names an input: a source or a feature, and one of its fields where Field
// is not "". Fields of joined inputs have a dot in their name.
type Ref struct {
	Name, Field string
	Pos         Pos
}

// Rows says which values make a row, and when one is written.
type Rows struct {
	Features []string
	When     string        // any (default), the name of a feature, or "every 1s"
	Every    time.Duration // the period of an "every 1s", else 0
	Missing  string        // wait (default) or null
	Ages     bool

	Pos        Pos   // of the key rows
	FeaturePos []Pos // of each of Features
	WhenPos    Pos   // zero when absent
}

// Pos is a place in the file, in characters from 1. Line 0 is no place, and
// negative lines are the overrides of Options.Set, the last of them -1.
type Pos struct{ Line, Column, Width int }

// Problem returns a problem at the place.
func (p Pos) Problem(message string) param.Problem {
	return param.Problem{Line: p.Line, Column: p.Column, Width: p.Width, Message: message}
}

// posOf returns the place of a node, no place for nil.
func posOf(n *param.Node) Pos {
	if n == nil {
		return Pos{}
	}
	return Pos{Line: n.Line, Column: n.Column, Width: n.Width}
}
