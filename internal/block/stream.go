package block

import (
	"errors"
	"reflect"
	"slices"

	"github.com/featurizer/featurizer/event"
)

// Kind says what the rows of a block are.
type Kind uint8

// The kinds of blocks.
const (
	Source  Kind = iota + 1 // events of a source
	Control                 // control events of a source
	Feature                 // outputs of a feature
)

// String returns the name that files use.
func (k Kind) String() string {
	switch k {
	case Source:
		return "source"
	case Control:
		return "control"
	case Feature:
		return "feature"
	}
	return ""
}

// Stream is what the rows of a block are of: the same for all blocks of it.
type Stream struct {
	Kind     Kind
	Name     string   // of the source or feature
	ID       [32]byte // content id
	KeyNames []string // of its keys; the columns are in bytewise order of them
	// Schema has the fields of the payload, or of the feature's outputs. Control events
	// need none.
	Schema *event.Schema
	// Payload is the type that Event.Payload points to; by default that of the schema.
	// It matters where that is event.Record.
	Payload reflect.Type
	Params  string // for people
}

// payload returns the type of a source's payload.
func (s *Stream) payload() reflect.Type {
	if s.Payload == nil && s.Schema != nil {
		return s.Schema.Type
	}
	return s.Payload
}

// keyNames returns the names of the columns of keys that are not the same in all rows.
func (s *Stream) keyNames(fixed []event.Pair) []string {
	names := slices.Clone(s.KeyNames)
	slices.Sort(names)
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(fixed, func(p event.Pair) bool { return p.Name == name })
	})
}

func (s *Stream) check() error {
	switch {
	case s.Kind.String() == "":
		return errors.New("a stream without a kind")
	case s.Schema == nil && (s.Kind == Feature || s.Kind == Source && (s.Payload == nil || s.Payload == reflect.TypeFor[event.Record]())):
		return errors.New("a stream without a schema")
	}
	return nil
}
