package feature

import (
	"fmt"
	"reflect"

	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/stream"
)

// Carries tells whether the config names a next input that is a stream of T.
func Carries[T any](b *Builder) bool {
	in, err := b.named(len(b.used))
	return err == nil && in.Port.Type == reflect.TypeFor[T]()
}

// Through returns the next input as a stream of R, where the config may name a
// source of raw too: that is what made makes of it. All features that go through
// made over one source share it. Where the config names none, it is made with
// default params.
func Through[T, R any](b *Builder, _ source.Of[T], made Of[R]) stream.Of[R] {
	if !Carries[T](b) {
		return In(b, made)
	}
	in, err := b.named(len(b.used))
	if in.Field != "" {
		err = fmt.Errorf("input %q: this definition takes a whole stream, so name %q without a field", in.Name+"."+in.Field, in.Name)
	}
	b.taken = min(b.taken+1, len(b.inputs))
	if err != nil {
		b.used = append(b.used, in)
		return hole[R](b, err)
	}
	through, err := b.resolve(nil, made.Definition, in)
	if err != nil {
		b.used = append(b.used, in)
		return hole[R](b, fmt.Errorf("input %q: %w", in.Name, err))
	}
	through.Name = in.Name
	b.used = append(b.used, through)
	typed, err := stream.As[R](through.Port)
	if err != nil {
		return hole[R](b, fmt.Errorf("input %q: %w", in.Name, err))
	}
	return typed
}

// Used returns the inputs taken so far, in the order in which they were.
func (b *Builder) Used() []Input { return b.used }
