package describe

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
	"github.com/featurizer/featurizer/sources/files"
)

// parquet reads Parquet. Its columns are those of a [table]; lists are left out.
type parquet struct {
	file   *parquetio.Reader
	name   string
	names  []string // of the columns that are read
	isOurs bool
	keys   int // columns of the key
	rows   int // of the batch
	next   int // in the batch
	row    int // of the file, from 1
	record record
}

// newParquet reads what the file says of itself.
func newParquet(f *files.File) (reader, error) {
	in, size, err := f.Random()
	if err != nil {
		return nil, err
	}
	p := &parquet{name: f.Name()}
	if p.file, err = parquetio.OpenReader(in, size); err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	var places []int
	for i, name := range p.file.Columns() {
		if !p.file.IsList(i) {
			places, p.names = append(places, i), append(p.names, name)
		}
	}
	if err := p.file.Choose(places); err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	p.isOurs = len(p.names) >= len(place()) && slices.Equal(p.names[:len(place())], place()) && p.file.Column(0).Kind == parquetio.KindInt
	p.record.names = p.names
	if p.isOurs {
		p.countKeys()
		p.record.timed, p.record.names = true, p.names[len(place())+p.keys:]
	}
	return p, nil
}

// countKeys finds the columns of the key by their types.
func (p *parquet) countKeys() {
	for i := len(place()); i < len(p.names); i++ {
		if strings.Contains(p.names[i], ".") || p.file.Column(i).Kind != parquetio.KindText {
			return
		}
		p.keys++
	}
}

func (p *parquet) last() *record { return &p.record }

// Close gives back what is in memory.
func (p *parquet) Close() error {
	p.file.Close()
	return nil
}

// Next goes to the next row.
func (p *parquet) Next() (event.Time, error) {
	if p.next == p.rows {
		var err error
		if p.rows, err = p.file.Next(); err != nil {
			return 0, p.failed(err)
		}
		p.next = 0
	}
	r, at, first := &p.record, p.next, 0
	p.next++
	p.row++
	if p.isOurs {
		r.time = p.file.Column(0).Ints[at]
		first = len(place()) + p.keys
		r.key = r.key[:0]
		for i := len(place()); i < first; i++ {
			r.key = append(r.key, keyPart(p.names[i], string(p.file.Column(i).TextAt(at))))
		}
	}
	r.cells = r.cells[:0]
	for i := first; i < len(p.names); i++ {
		r.cells = append(r.cells, columnCell(p.file.Column(i), at))
	}
	return 0, nil
}

// failed says where reading ended, but for the end of the file.
func (p *parquet) failed(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("%s: reading after row %d: %w", p.name, p.row, err)
}

// columnCell is one value of a column.
func columnCell(v *parquetio.Values, i int) cell {
	if v.Null[i] {
		return cell{}
	}
	switch v.Kind {
	case parquetio.KindFloat:
		if !event.Finite(v.Floats[i]) { // as in text
			return cellOf(strconv.FormatFloat(v.Floats[i], 'g', -1, 64))
		}
		return cell{kind: number, number: v.Floats[i]}
	case parquetio.KindBool:
		return cell{kind: boolean, number: float64(v.Ints[i])}
	case parquetio.KindText:
		return cell{kind: text, text: string(v.TextAt(i))}
	case parquetio.KindInt, parquetio.KindMoment, parquetio.KindLocal:
	}
	return cell{kind: number, number: float64(v.Ints[i])}
}
