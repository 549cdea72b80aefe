package parquetio

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// BenchmarkReader reads a time and two prices, of which one is null half the time.
func BenchmarkReader(b *testing.B) {
	type row struct {
		Time int64    `parquet:"time,timestamp(millisecond)"`
		Bid  *float64 `parquet:"bid,optional"`
		Ask  float64  `parquet:"ask"`
	}
	const rows = 1 << 17
	var file bytes.Buffer
	w := parquet.NewGenericWriter[row](&file)
	price := 49.03
	for i := range rows {
		r := row{Time: int64(i), Ask: float64(i % 100)}
		if i%2 == 0 {
			r.Bid = &price
		}
		if _, err := w.Write([]row{r}); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r, err := OpenReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
		if err != nil {
			b.Fatal(err)
		}
		if err := r.Choose([]int{0, 1, 2}); err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = r.Next()
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		r.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}
