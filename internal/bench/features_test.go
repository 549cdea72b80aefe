package bench

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// kinds are features that are added to the graph, all with a param that makes each
// of them another.
func kinds() []struct{ name, feature string } {
	return []struct{ name, feature string }{
		{"expr", `{expr: "mid_price * %d - 1", inputs: [mid]}`},
		{"lag", `{definition: transform.lag, inputs: [mid], params: {by: %d events}}`},
		{"diff", `{definition: transform.diff, inputs: [mid], params: {window: %ds}}`},
		{"ewma", `{definition: transform.ewma, inputs: [mid], params: {tau: %ds}}`},
		{"mean", `{definition: window.mean, inputs: [mid], params: {window: 1%ds}}`},
		{"max", `{definition: window.max, inputs: [mid], params: {window: 1%ds}}`},
		{"stddev", `{definition: volatility.stddev, inputs: [mid], params: {window: 1%ds}}`},
		{"tumbling", `{definition: window.sum, inputs: [trades.amount], params: {window: %ds, kind: tumbling}}`},
	}
}

// withFeatures returns the config of the graph with so many more features, which
// the rows have too.
func withFeatures(feature string, n int) string {
	var more, names strings.Builder
	for i := range n {
		fmt.Fprintf(&more, "  more_%02d: "+feature+"\n", i, i+1)
		fmt.Fprintf(&names, ", more_%02d", i)
	}
	return head + graphFeatures + more.String() + strings.Replace(graphRows, "tvi_1m", "tvi_1m"+names.String(), 1)
}

// BenchmarkAddedFeature measures what features of several kinds cost that are added
// to the graph and to its rows, live: ns/event is what an event costs more than in
// the graph alone, ns/feature that divided by the features. Two of three events
// are quotes, which all but tumbling windows take; the third costs a longer row.
func BenchmarkAddedFeature(b *testing.B) {
	for _, kind := range kinds() {
		for _, n := range []int{1, 5, 10} {
			b.Run(fmt.Sprintf("%s/more=%d", kind.name, n), func(b *testing.B) {
				more := surcharge(b, withFeatures(kind.feature, n))
				b.ReportMetric(more, "ns/event")
				b.ReportMetric(more/float64(n), "ns/feature")
			})
		}
	}
}

// BenchmarkUnrelated measures what an event costs more, live, where the config has
// 200 features of a source that has no events: it should be nothing.
func BenchmarkUnrelated(b *testing.B) {
	text := &strings.Builder{}
	fmt.Fprint(text, head, "  unrelated: {definition: generic.record, params: {fields: {v: float}}}\n", graphFeatures)
	for i := range 200 {
		fmt.Fprintf(text, "  unrelated_%d: {definition: window.mean, inputs: [unrelated], params: {window: %ds}}\n", i, i+1)
	}
	fmt.Fprint(text, graphRows)
	b.ReportMetric(surcharge(b, text.String()), "ns/event")
}

// surcharge returns what an event of a config costs more than one of the graph, in
// nanoseconds: the difference of the least of several runs that take turns.
func surcharge(b *testing.B, text string) float64 {
	b.Helper()
	const symbols, rounds = 10, 10
	var runs []func(int) error
	for _, config := range []string{graphConfig, text} {
		var got sum
		m := stepOver(b, config, symbols, got.take)
		if err := m.run(steady * rate * symbols); err != nil {
			b.Fatal(err)
		}
		runs = append(runs, m.run)
	}
	events := max(b.N/rounds, 1)
	b.ResetTimer()
	costs, err := inTurns(context.Background(), times(rounds), events, runs...)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(costs[1].Allocations, "allocs/event")
	b.ReportMetric(0, "ns/op") // of two configs
	return costs[1].Nanoseconds - costs[0].Nanoseconds
}
