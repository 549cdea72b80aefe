package source

import (
	"context"
	"errors"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// Declared is one source of a config, bound to the emitter that feeds it.
type Declared struct {
	Name       string // in the config
	Index      int    // goes into Event.Source
	Definition *Definition
	ID         [32]byte // content id: definition, version, params and stream, wherever the events come from
	Params     any      // decoded payload params, nil if the definition has none
	Schema     *event.Schema
	Keys       []*event.Key // the keys this emitter serves, in the config's order
	// Found makes the keys where the config leaves it to the events which there are
	// (symbol: "*"); Keys is empty then. nil where the config names them.
	Found *FoundKeys
}

// Callback takes one event of a source. It uses the event and its payload only
// until it returns. A non-nil error ends the run: the emitter stops and returns it.
type Callback func(e *event.Event) error

// DataSourceEventEmitter is the running thing that feeds sources: a reader of
// files, a generator, a connection.
//
// The caller calls Register once for each source, then Run once. Run calls the
// callbacks from one goroutine at a time, in the order of the emitter's events,
// and from none after it has returned. A finite emitter returns nil at its end.
// When ctx is done, Run first hands over what it has already taken from outside
// and cannot take again, then returns ctx's error.
//
// For each event the emitter sets Key, Source, SourceTime (Unset if the source
// gives none), Arrived (0 if unknown), Flags, Native and Payload. A finite
// emitter never reads a clock, and its Arrived, where it has one, decides how
// its events merge with those of other emitters.
type DataSourceEventEmitter interface {
	Register(s *Declared, to Callback) error
	Run(ctx context.Context) error
}

// Checker is implemented by emitters whose options can be wrong for their sources.
type Checker interface {
	// Check is called after the last Register: an error is a mistake in the config.
	// It reads nothing.
	Check() error
}

// Counter is implemented by emitters that count what does not become an event.
type Counter interface {
	// Counts is called after Run has returned.
	Counts() Counts
}

// Counts is what an emitter saw.
type Counts struct {
	Frames    uint64 // lines, rows or frames read
	Ignored   uint64 // frames of streams that no source declares
	Malformed uint64 // frames that could not be read
}

// Noter is implemented by emitters that can tell a person why frames became no event.
type Noter interface {
	// Note is called after Run has returned; it is empty where there is nothing to say.
	Note() string
}

// FromFiles is implemented by emitters whose events come from files.
type FromFiles interface {
	// Files returns where the files are, in the order in which they are merged; ErrOnce
	// where the events come from what can be read only once, such as standard input.
	Files() ([]string, error)
}

// ErrOnce is the error of an emitter whose input cannot be read again.
var ErrOnce = errors.New("the input can be read only once")

// Progress is implemented by finite emitters that know how far they are.
type Progress interface {
	// Progress returns how much of its input an emitter has read, of how much in all, in
	// a unit of its own such as bytes; 0 of 0 where it does not know yet. It never goes
	// back, and is all at the end. It is called while Run runs, from any goroutine.
	Progress() (done, all int64)
}

// Recorded is implemented by finite emitters of a log that has been kept. Their
// events have their place in it, Lane (without Order), Seq, Received, Time and Flags,
// and nothing is decided of them again. They are asked for events and not run.
type Recorded interface {
	DataSourceEventEmitter
	// Feeds returns the names of the feeds that the log is of. It is called once, after
	// Register and before Next.
	Feeds(ctx context.Context) ([]string, error)
	// Next returns the next event in K order, nil after the last one. It is valid until
	// the next call.
	Next(ctx context.Context) (*event.Event, error)
	// LastTick returns the last Received of which the log says that nothing follows up
	// to it. It is called after Next has returned nil.
	LastTick() event.Time
	// Close releases what the emitter holds. It is called once, after the last Next.
	Close() error
}

// Live is implemented by emitters of the present: their events are received when
// they arrive, by the sequencer's clock.
type Live interface {
	Live() bool
}

// EmitterType is a kind of emitter that a config can name.
type EmitterType struct {
	Name   string // the config's `type`
	Doc    string
	Guide  string // how to use it, in lines for people; may be empty
	Params *param.Spec
	// NewParams makes a pointer to the struct that Params decodes into.
	NewParams func() any
	// Err is a mistake in the declaration; a registry refuses the type.
	Err error
	// New makes an emitter from decoded params. Files are named relative to dir.
	New func(name, dir string, params any) (DataSourceEventEmitter, error)
	// FindsKeys says that its emitters take sources whose keys the events tell.
	FindsKeys bool
	// Serves tells whether an emitter with these params feeds a key; nil: all keys.
	Serves func(params any, key *event.Key) bool
}
