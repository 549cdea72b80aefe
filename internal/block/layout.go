package block

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
	"github.com/featurizer/featurizer/internal/state"
)

// The slots that blocks of every kind begin with. ts repeats the time for people.
const (
	slotSeq = iota
	slotReceived
	slotTime
	slotTS
	slotKeys // the first name of the key
)

// heads are the names of those columns but that of the key.
func heads() [slotKeys]string { return [...]string{"seq", "received_ns", "time_ns", "ts"} }

// layout is the columns of a stream's blocks, and how payloads get into them.
type layout struct {
	stream *Stream
	keys   []string
	nodes  []parquetio.Node
	taken  map[string]bool // names of columns, in lower case as DuckDB compares them
	slots  []parquetio.Slot

	head   int          // the slot after those of the key
	fields []field      // of a payload
	values []valueField // of a record or an output
}

// layoutOf returns the columns of a stream whose keys have fixed pairs.
func layoutOf(s *Stream, fixed []event.Pair) (*layout, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	l := &layout{stream: s, keys: s.keyNames(fixed), taken: map[string]bool{}}
	for _, name := range heads() {
		l.add(&l.nodes, parquetio.Node{Name: name, Type: parquetio.TypeInt})
	}
	l.nodes[slotTS].Type = parquetio.TypeMoment
	for _, name := range l.keys {
		l.add(&l.nodes, parquetio.Node{Name: name, Type: parquetio.TypeText, Optional: s.Kind == Control})
	}
	l.head = len(l.nodes)
	err := l.addRest()
	if err != nil {
		return nil, fmt.Errorf("the stream %s: %w", s.Name, err)
	}
	l.slots, err = parquetio.Slots(l.nodes)
	return l, err
}

func (l *layout) addRest() error {
	if l.stream.Kind == Feature {
		l.add(&l.nodes, parquetio.Node{Name: "ord", Type: parquetio.TypeInt})
		l.add(&l.nodes, parquetio.Node{Name: "warmup", Type: parquetio.TypeBool})
		return l.addValues()
	}
	l.add(&l.nodes, parquetio.Node{Name: "source_time_ns", Type: parquetio.TypeInt, Optional: true})
	l.add(&l.nodes, parquetio.Node{Name: "arrived_ns", Type: parquetio.TypeInt})
	l.add(&l.nodes, parquetio.Node{Name: "flags", Type: parquetio.TypeInt})
	l.add(&l.nodes, idNode("native"))
	if l.stream.Kind == Control {
		l.add(&l.nodes, parquetio.Node{Name: "keyed", Type: parquetio.TypeBool})
		l.add(&l.nodes, parquetio.Node{Name: "control", Type: parquetio.TypeText})
		l.add(&l.nodes, parquetio.Node{Name: "source", Type: parquetio.TypeText})
		l.add(&l.nodes, parquetio.Node{Name: "detail", Type: parquetio.TypeText})
		return nil
	}
	if l.stream.payload() == reflect.TypeFor[event.Record]() {
		return l.addValues()
	}
	return l.addPayload(l.stream.payload())
}

// The slots behind those of the key, counted from the first of them.
const (
	slotOrd    = 0
	slotWarmup = 1

	slotSourceTime   = 0
	slotArrived      = 1
	slotFlags        = 2
	slotNativeNumber = 3
	slotNativeText   = 4
	slotKeyed        = 5
	slotControl      = 6
	slotSource       = 7
	slotDetail       = 8
)

func idNode(name string) parquetio.Node {
	return parquetio.Node{Name: name, Fields: []parquetio.Node{
		{Name: "number", Type: parquetio.TypeUint, Optional: true},
		{Name: "text", Type: parquetio.TypeText, Optional: true},
	}}
}

// add adds a column. A name that is there already gets a number: what a user calls a
// field or a key may be what every block has.
func (l *layout) add(into *[]parquetio.Node, n parquetio.Node) {
	if into == &l.nodes {
		name := n.Name
		for i := 2; l.taken[strings.ToLower(n.Name)]; i++ {
			n.Name = name + "_" + strconv.Itoa(i)
		}
		l.taken[strings.ToLower(n.Name)] = true
	}
	*into = append(*into, n)
}

// addPayload adds the columns of a payload, or one of bytes where it has a part that no
// column holds exactly.
func (l *layout) addPayload(t reflect.Type) error {
	b := &builder{layout: l, slots: l.countSlots()}
	var nodes []parquetio.Node
	fields, unfit := b.structure(t, &nodes, 0)
	if unfit == nil && len(fields) > 0 {
		l.fields = fields
		for i := range nodes {
			l.add(&l.nodes, nodes[i])
		}
		return nil
	}
	codec, err := state.Of(t)
	if err == nil {
		err = onlyStored(t)
	}
	if err != nil {
		return fmt.Errorf("its payload %s cannot be stored: %w", t, err)
	}
	l.fields = []field{{form: asBytes, slot: l.countSlots(), typ: t, codec: codec}}
	l.add(&l.nodes, parquetio.Node{Name: "payload", Type: parquetio.TypeBytes})
	return nil
}

func (l *layout) countSlots() int {
	slots, _ := parquetio.Slots(l.nodes) // those so far are simple
	return len(slots)
}

// onlyStored refuses types of which the codec of states would leave a part out.
func onlyStored(t reflect.Type) error {
	switch t.Kind() { //nolint:exhaustive // others have no parts
	case reflect.Array, reflect.Slice:
		return onlyStored(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if f.Tag.Get("state") == "step" {
				return fmt.Errorf("field %s is tagged state:\"step\", which is not kept", f.Name)
			}
			if err := onlyStored(f.Type); err != nil {
				return fmt.Errorf("field %s: %w", f.Name, err)
			}
		}
	}
	return nil
}

// builder gives the parts of a payload their slots.
type builder struct {
	layout *layout
	slots  int
	inList bool
}

func (b *builder) slot() int {
	b.slots++
	return b.slots - 1
}

// structure adds the fields of a struct, or the only field of what is no struct.
func (b *builder) structure(t reflect.Type, into *[]parquetio.Node, offset uintptr) ([]field, error) {
	if t.Kind() != reflect.Struct || t.Implements(reflect.TypeFor[event.Valuer]()) || t == reflect.TypeFor[event.Value]() {
		return b.value("value", t, into, offset)
	}
	var fields []field
	names := map[string]bool{}
	for sf := range t.Fields() {
		if sf.Name == "_" {
			continue
		}
		name := event.FieldName(sf)
		for names[strings.ToLower(name)] {
			name += "_"
		}
		names[strings.ToLower(name)] = true
		more, err := b.value(name, sf.Type, into, offset+sf.Offset)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", sf.Name, err)
		}
		fields = append(fields, more...)
	}
	return fields, nil
}

// value adds one value of a payload.
func (b *builder) value(name string, t reflect.Type, into *[]parquetio.Node, offset uintptr) ([]field, error) {
	f := field{offset: offset, typ: t}
	n := parquetio.Node{Name: name, Type: parquetio.TypeInt}
	valuer := t.Implements(reflect.TypeFor[event.Valuer]())
	switch kind := t.Kind(); {
	case t == reflect.TypeFor[event.ID]():
		*into = append(*into, idNode(name))
		number, text := f, f
		number.form, number.slot, number.typ = asNumber, b.slot(), reflect.TypeFor[uint64]()
		text.form, text.slot, text.offset = asName, b.slot(), offset+t.Field(1).Offset
		return []field{number, text}, nil
	case valuer && kind == reflect.Uint8 && isKind(t, event.KindString):
		f.form, f.words = asWord, wordsOf(t)
		n.Type, n.Optional = parquetio.TypeText, f.words.none >= 0
	case valuer && kind >= reflect.Int && kind <= reflect.Int64 && isNullAtZero(t):
		f.form, n.Optional = asMoment, true
	case kind == reflect.Float64:
		n.Type, n.Optional = parquetio.TypeFloat, true
	case kind == reflect.Float32:
		f.form, n.Type, n.Optional = asFloat32, parquetio.TypeFloat, true
	case kind >= reflect.Int && kind <= reflect.Int64:
		f.form = asInt
	case kind >= reflect.Uint && kind <= reflect.Uint64:
		f.form, n.Type = asUint, parquetio.TypeUint
	case kind == reflect.Bool:
		f.form, n.Type = asBool, parquetio.TypeBool
	case kind == reflect.String:
		f.form, n.Type = asText, parquetio.TypeText
	case kind == reflect.Slice:
		return b.list(name, t, into, offset)
	case kind == reflect.Struct && t != reflect.TypeFor[event.Value]():
		n.Type = parquetio.TypeGroup
		fields, err := b.structure(t, &n.Fields, offset)
		if err == nil && len(fields) == 0 {
			return nil, nil // nothing is in it
		}
		*into = append(*into, n)
		return fields, err
	default:
		return nil, fmt.Errorf("a %s is no column", t)
	}
	f.slot = b.slot()
	*into = append(*into, n)
	return []field{f}, nil
}

func (b *builder) list(name string, t reflect.Type, into *[]parquetio.Node, offset uintptr) ([]field, error) {
	if b.inList {
		return nil, fmt.Errorf("a %s in a list is no column", t)
	}
	f := field{form: asList, slot: b.slot(), offset: offset, typ: t}
	var elements []parquetio.Node
	b.inList = true
	var err error
	f.fields, err = b.structure(t.Elem(), &elements, 0)
	b.inList = false
	if err != nil || len(f.fields) == 0 {
		return nil, errors.Join(err, fmt.Errorf("a list of %s is no column", t.Elem()))
	}
	n := parquetio.Node{Name: name, List: true, Fields: elements}
	if t.Elem().Kind() != reflect.Struct {
		n.Type, n.Optional, n.Fields = elements[0].Type, false, nil
		if elements[0].Optional { // the values of a list are a group where they may be null
			n.Type, n.Fields = parquetio.TypeGroup, elements
		}
	}
	*into = append(*into, n)
	return []field{f}, nil
}

func isKind(t reflect.Type, k event.Kind) bool {
	v, ok := reflect.Zero(t).Interface().(event.Valuer)
	return ok && v.ValueKind() == k
}

func isNullAtZero(t reflect.Type) bool {
	v, ok := reflect.Zero(t).Interface().(event.Valuer)
	return ok && v.Value().IsNull()
}
