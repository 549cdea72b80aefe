package market

import "github.com/featurizer/featurizer/event"

// Moment is a time that a venue tells of in a payload, in nanoseconds since the Unix
// epoch. The zero value is null: the source does not say.
type Moment event.Time

// Value returns the moment, null where it is not known.
func (m Moment) Value() event.Value {
	if m == 0 {
		return event.Value{}
	}
	return event.Int(int64(m))
}

// ValueKind says that a moment is a whole number.
func (Moment) ValueKind() event.Kind { return event.KindInt }
