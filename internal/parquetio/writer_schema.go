package parquetio

import (
	"fmt"

	"github.com/parquet-go/parquet-go"

	"github.com/featurizer/featurizer/event"
)

// schemaOf returns the schema of a file.
func schemaOf(columns []event.TableColumn) (*parquet.Schema, error) {
	root := group{Group: parquet.Group{}}
	for _, c := range columns {
		if root.Group[c.Name] != nil {
			return nil, fmt.Errorf("two columns are named %q, which a parquet file cannot hold\nhint: the columns of rows are named feature.field", c.Name)
		}
		node, err := nodeOf(c.Kind)
		if err != nil {
			return nil, fmt.Errorf("the column %s: %w", c.Name, err)
		}
		if !c.Required {
			node = parquet.Optional(node)
		}
		root.Group[c.Name] = node
		root.order = append(root.order, c.Name)
	}
	return parquet.NewSchema("outputs", root), nil
}

func nodeOf(k event.Kind) (parquet.Node, error) {
	switch k {
	case event.KindFloat:
		return parquet.Leaf(parquet.DoubleType), nil
	case event.KindInt:
		return parquet.Encoded(parquet.Leaf(parquet.Int64Type), &parquet.DeltaBinaryPacked), nil
	case event.KindUint:
		return parquet.Uint(64), nil
	case event.KindBool:
		return parquet.Leaf(parquet.BooleanType), nil
	case event.KindString:
		return parquet.Encoded(parquet.String(), &parquet.RLEDictionary), nil
	case event.KindList:
		return parquet.List(parquet.Group{"price": parquet.Leaf(parquet.DoubleType), "size": parquet.Leaf(parquet.DoubleType)}), nil
	case event.KindNull:
	}
	return nil, fmt.Errorf("parquet has no type for a %s", k)
}

// group is a group whose fields keep their order; the library's sorts them.
type group struct {
	parquet.Group

	order []string
}

// Fields returns the fields in order.
func (g group) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(g.order))
	for i, name := range g.order {
		fields[i] = byName[name]
	}
	return fields
}
