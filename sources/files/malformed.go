package files

import (
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/event"
)

// ErrMalformed is what the error of an entry that cannot be read wraps.
var ErrMalformed = errors.New("malformed entry")

// MalformedError says which line of a file cannot be read, and why.
type MalformedError struct {
	Path string // as the config names it
	Line int    // from 1
	Err  error
}

// Error returns path:line: why.
func (m *MalformedError) Error() string { return fmt.Sprintf("%s:%d: %v", m.Path, m.Line, m.Err) }

// Unwrap returns ErrMalformed and the reason.
func (m *MalformedError) Unwrap() []error { return []error{ErrMalformed, m.Err} }

// Skip is the value of an emitter's option malformed where such an entry is
// passed over and told of by a control event. By default it ends the run.
const Skip = "skip"

// Control returns what tells a source that an entry was passed over.
func (m *MalformedError) Control(source string) *event.Control {
	return &event.Control{Kind: event.Malformed, Source: source, Detail: m.Error()}
}
