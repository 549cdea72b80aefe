package csv

import (
	"testing"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// BenchmarkLeanQuotes reads a day of recorded quotes.
func BenchmarkLeanQuotes(b *testing.B) {
	s := setup{dir: recordings(b), sources: []string{"quotes"}, keys: []string{"symbol=AIG exchange=P"}}
	s.Path, s.Preset, s.Key = []string{"lean/aig_20131007_quote.zip"}, "lean", map[string]string{"exchange": "exchange"}
	b.ReportAllocs()
	var counts source.Counts
	for b.Loop() {
		e := s.emitter(b, func(*event.Event) error { return nil })
		if err := e.Run(b.Context()); err != nil {
			b.Fatal(err)
		}
		counts = e.Counts()
	}
	b.ReportMetric(float64(counts.Frames)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
