package parquetio

import (
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Type says what a node of a schema holds.
type Type uint8

// The types of nodes.
const (
	TypeGroup  Type = iota // other nodes
	TypeInt                // int64
	TypeUint               // uint64
	TypeFloat              // float64
	TypeBool               // bool
	TypeText               // text, as bytes that are meant to be UTF-8
	TypeBytes              // bytes
	TypeMoment             // microseconds since the Unix epoch, UTC
)

// Node is a column, a group of columns, or a list.
type Node struct {
	Name     string
	Type     Type
	Optional bool // it may be null; groups are not
	List     bool // a row has any number of them
	Fields   []Node
}

// Slot is a place for a [Vector]: a column, or the lengths of a list. Groups have none.
type Slot struct {
	Path     []string // names from the root to here
	Type     Type     // of a column
	List     bool     // it holds the lengths of a list, whose columns follow
	Optional bool
	In       int // the slot of the list that the column is part of; -1 for one value a row
}

// Slots returns the places for the values of a schema in its order. A list in a list
// has none.
func Slots(schema []Node) ([]Slot, error) { return appendSlots(nil, schema, nil, -1) }

func appendSlots(into []Slot, nodes []Node, path []string, in int) ([]Slot, error) {
	for i := range nodes {
		n := &nodes[i]
		s := Slot{Path: append(path[:len(path):len(path)], n.Name), Type: n.Type, Optional: n.Optional, In: in}
		inside := in
		switch {
		case n.List && in >= 0:
			return nil, fmt.Errorf("column %q is a list in a list, which is not written", n.Name)
		case n.List:
			inside = len(into)
			into = append(into, Slot{Path: s.Path, List: true, Optional: n.Optional, In: -1})
			s.Optional, s.In = false, inside
		case n.Type == TypeGroup && n.Optional:
			return nil, fmt.Errorf("group %q may be null, which is not written", n.Name)
		}
		if n.Type != TypeGroup {
			into = append(into, s)
			continue
		}
		var err error
		if into, err = appendSlots(into, n.Fields, s.Path, inside); err != nil {
			return nil, err
		}
	}
	return into, nil
}

// levels returns the largest definition level of a column: how many of the nodes above
// it, and it itself, can be absent.
func (s *Slot) levels(slots []Slot) int {
	n := 0
	if s.Optional {
		n++
	}
	if s.In >= 0 {
		n += 1 + slots[s.In].levels(slots)
	}
	return n
}

// inFile returns the path of a column as files name it.
func (s *Slot) inFile(slots []Slot) []string {
	if s.In < 0 {
		return s.Path
	}
	list := len(slots[s.In].Path)
	return append(append(append([]string{}, s.Path[:list]...), "list", "element"), s.Path[list:]...)
}

func physical(t Type) format.Type {
	switch t {
	case TypeFloat:
		return format.Double
	case TypeBool:
		return format.Boolean
	case TypeText, TypeBytes:
		return format.ByteArray
	case TypeGroup, TypeInt, TypeUint, TypeMoment:
	}
	return format.Int64
}

func logical(t Type) format.LogicalType {
	switch t {
	case TypeText:
		return format.LogicalType{Value: &format.StringType{}}
	case TypeUint:
		return format.LogicalType{Value: &format.IntType{BitWidth: 64}}
	case TypeMoment:
		return format.LogicalType{Value: &format.TimestampType{IsAdjustedToUTC: true, Unit: format.TimeUnit{Value: &format.MicroSeconds{}}}}
	case TypeGroup, TypeInt, TypeFloat, TypeBool, TypeBytes:
	}
	return format.LogicalType{}
}

// converted returns what older readers take a type from.
func converted(t Type) (c thrift.Null[deprecated.ConvertedType]) {
	switch t {
	case TypeText:
		c.Set(deprecated.UTF8)
	case TypeUint:
		c.Set(deprecated.Uint64)
	case TypeMoment:
		c.Set(deprecated.TimestampMicros)
	case TypeGroup, TypeInt, TypeFloat, TypeBool, TypeBytes:
	}
	return c
}

// elements returns a schema as files have it: the nodes depth first.
func elements(schema []Node) []format.SchemaElement {
	root := format.SchemaElement{Name: "block", NumChildren: thrift.New(int32(len(schema)))}
	return appendElements([]format.SchemaElement{root}, schema)
}

func appendElements(into []format.SchemaElement, nodes []Node) []format.SchemaElement {
	for i := range nodes {
		n := nodes[i]
		repetition := format.Required
		if n.Optional {
			repetition = format.Optional
		}
		if n.List {
			into = append(
				into,
				format.SchemaElement{Name: n.Name, RepetitionType: thrift.New(repetition), NumChildren: thrift.New(int32(1)), LogicalType: format.LogicalType{Value: &format.ListType{}}, ConvertedType: thrift.New(deprecated.List)},
				format.SchemaElement{Name: "list", RepetitionType: thrift.New(format.Repeated), NumChildren: thrift.New(int32(1))},
			)
			n.Name, repetition = "element", format.Required
		}
		e := format.SchemaElement{Name: n.Name, RepetitionType: thrift.New(repetition)}
		if n.Type == TypeGroup {
			e.NumChildren = thrift.New(int32(len(n.Fields)))
			into = appendElements(append(into, e), n.Fields)
			continue
		}
		e.Type, e.LogicalType, e.ConvertedType = thrift.New(physical(n.Type)), logical(n.Type), converted(n.Type)
		into = append(into, e)
	}
	return into
}

// errSchema is told of schemas that no GroupWriter has written.
var errSchema = errors.New("its columns are not those of a block")

// nodes reads a schema of a file.
func nodes(elements []format.SchemaElement) ([]Node, error) {
	if len(elements) == 0 {
		return nil, errSchema
	}
	list, rest, err := nodesOf(elements[1:], elements[0].NumChildren.V)
	if err == nil && len(rest) > 0 {
		err = errSchema
	}
	return list, err
}

// nodesOf reads so many nodes and returns the elements behind them.
func nodesOf(elements []format.SchemaElement, n int32) (list []Node, rest []format.SchemaElement, err error) {
	for ; n > 0; n-- {
		var node Node
		if node, elements, err = nodeFrom(elements); err != nil {
			return nil, nil, err
		}
		list = append(list, node)
	}
	return list, elements, nil
}

// nodeFrom reads one node.
func nodeFrom(elements []format.SchemaElement) (Node, []format.SchemaElement, error) {
	if len(elements) == 0 {
		return Node{}, nil, errSchema
	}
	e := &elements[0]
	n := Node{Name: e.Name, Optional: e.RepetitionType.V == format.Optional}
	elements = elements[1:]
	if e.Type.Valid {
		var ok bool
		if n.Type, ok = typeOf(e); !ok {
			return Node{}, nil, errSchema
		}
		return n, elements, nil
	}
	if _, list := e.LogicalType.Value.(*format.ListType); !list {
		var err error
		n.Fields, elements, err = nodesOf(elements, e.NumChildren.V)
		return n, elements, err
	}
	if len(elements) == 0 {
		return Node{}, nil, errSchema
	}
	inner, rest, err := nodeFrom(elements[1:])
	if inner.List || inner.Optional {
		return Node{}, nil, errSchema
	}
	n.List, n.Type, n.Fields = true, inner.Type, inner.Fields
	return n, rest, err
}

// typeOf returns the type of a column of a file.
func typeOf(e *format.SchemaElement) (Type, bool) {
	for _, t := range [...]Type{TypeInt, TypeUint, TypeFloat, TypeBool, TypeText, TypeBytes, TypeMoment} {
		if physical(t) == e.Type.V && sameLogical(logical(t), e.LogicalType) {
			return t, true
		}
	}
	return TypeGroup, false
}

func sameLogical(a, b format.LogicalType) bool {
	if a.Value == nil || b.Value == nil {
		return a.Value == nil && b.Value == nil
	}
	return a.Value.String() == b.Value.String()
}
