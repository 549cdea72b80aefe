// Package source holds what a config's sources are made of: definitions of
// declared leaves of the graph, and the emitters that feed them.
package source

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
)

// Definition says what the events of a source carry. It is part of the identity
// of every feature above it; where the events come from is not.
type Definition struct {
	Name    string // group.name
	Version int
	Doc     string
	// Params are the payload parameters: those that change what the events are.
	Params *param.Spec
	// NewParams makes a pointer to the struct that Params decodes into.
	NewParams func() any
	// Payload is the type that Event.Payload points to.
	Payload reflect.Type
	// Schema gives the fields for decoded params.
	Schema func(params any) (*event.Schema, error)
	// Copy copies a payload to be used before the call that brought it returns, Keep
	// with all that it refers to, for longer.
	Copy, Keep Copier
	// Slab makes memory for payloads that outlive the call that brought them.
	Slab func(capacity int) Slab
	// Chained says that its events build on each other, so that none may be dropped or
	// moved: a config must not ask for it.
	Chained bool
	// Err is a mistake in the declaration; a registry refuses the definition.
	Err error
}

// Copier copies a payload into memory of its type.
type Copier func(into unsafe.Pointer, payload any)

// Slab holds copies of payloads of one type.
type Slab interface {
	// Put copies what payload points to and returns a pointer to the copy, valid
	// until Reset. It must not be called more often than the slab's capacity.
	Put(payload any) any
	// Reset forgets all copies and keeps their memory.
	Reset()
}

// Of is a definition whose payload is a T: what a feature takes as typed input.
type Of[T any] struct{ *Definition }

// Zero returns a zero payload. It makes the payload's type known where the
// definition is used as the default of an input.
func (Of[T]) Zero() (zero T) { return zero }

// Chain returns the definition as one whose events build on each other.
func (o Of[T]) Chain() Of[T] {
	o.Chained = true
	return o
}

// Define declares a source whose payload is a T, a struct whose fields are the
// fields of the stream (see [event.SchemaOf]).
func Define[T any](name, doc string) Of[T] {
	return DefineWith[T](name, doc, func(*struct{}) (*event.Schema, error) {
		return event.SchemaOf(reflect.TypeFor[T]())
	})
}

// DefineWith declares a source with payload params P, which decide its fields.
// Where these are not the fields of T, T is [event.Record].
func DefineWith[T, P any](name, doc string, schema func(p *P) (*event.Schema, error)) Of[T] {
	d := &Definition{
		Name: name, Version: 1, Doc: doc,
		Payload:   reflect.TypeFor[T](),
		NewParams: func() any { return new(P) },
		Copy:      copyInto[T],
		Keep:      copyInto[T],
		Slab:      NewSlab[T],
	}
	if _, deep := any((*T)(nil)).(copier[T]); deep {
		d.Keep = keepIn[T]
	}
	d.Params, d.Err = param.For[P]()
	d.Schema = func(params any) (*event.Schema, error) {
		p, ok := params.(*P)
		if !ok {
			return nil, fmt.Errorf("source %s: params of another definition", name)
		}
		return schema(p)
	}
	return Of[T]{d}
}

func copyInto[T any](into unsafe.Pointer, payload any) {
	*(*T)(into) = *payload.(*T) //nolint:errcheck,forcetypeassert // the plan binds emitters to definitions by this type
}

func keepIn[T any](into unsafe.Pointer, payload any) {
	payload.(copier[T]).CopyTo((*T)(into)) //nolint:errcheck,forcetypeassert // the plan binds emitters to definitions by this type
}

// copier is what payloads with memory of their own have.
type copier[T any] interface{ CopyTo(into *T) }

type slab[T any] struct {
	items []T
	deep  bool
}

// NewSlab makes a slab for T. A T that holds slices must have a method
// CopyTo(*T) that copies them.
func NewSlab[T any](capacity int) Slab {
	_, deep := any((*T)(nil)).(copier[T])
	return &slab[T]{items: make([]T, 0, capacity), deep: deep}
}

func (s *slab[T]) Put(payload any) any {
	from := payload.(*T) //nolint:errcheck,forcetypeassert // the plan binds emitters to definitions by this type
	s.items = s.items[:len(s.items)+1]
	into := &s.items[len(s.items)-1]
	if s.deep {
		any(from).(copier[T]).CopyTo(into) //nolint:errcheck,forcetypeassert // found when the slab was made
	} else {
		*into = *from
	}
	return into
}

func (s *slab[T]) Reset() { s.items = s.items[:0] }
