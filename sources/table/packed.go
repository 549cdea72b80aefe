package table

import "encoding/binary"

// packed is rows in as few bytes as may be, one after the other.
type packed []byte

// add appends the cells of a row.
func (p packed) add(cells []Cell) packed {
	for i := range cells {
		c := &cells[i]
		p = append(p, byte(c.Kind))
		switch c.Kind {
		case Text:
			p = binary.AppendUvarint(p, uint64(len(c.Text)))
			p = append(p, c.Text...)
		case Int, Float, Bool, Moment, Local:
			p = binary.LittleEndian.AppendUint64(p, c.bits)
		case Null:
		}
	}
	return p
}

// cells appends the n cells of the row that begins at a place. Their texts lie in
// p.
func (p packed) cells(at int, into []Cell, n int) []Cell {
	rest := p[at:]
	for range n {
		c := Cell{Kind: CellKind(rest[0])}
		rest = rest[1:]
		switch c.Kind {
		case Text:
			size, width := binary.Uvarint(rest)
			c.Text = rest[width : width+int(size)]
			rest = rest[width+int(size):]
		case Int, Float, Bool, Moment, Local:
			c.bits = binary.LittleEndian.Uint64(rest)
			rest = rest[8:]
		case Null:
		}
		into = append(into, c)
	}
	return into
}
