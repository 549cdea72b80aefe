package featurizertest

import (
	"testing"

	"github.com/featurizer/featurizer/standard"
)

// TestColdStartsAreLate holds that late starts leave something out: the law says
// nothing about runs that see the whole log.
func TestColdStartsAreLate(t *testing.T) {
	r, err := standard.Registry()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ definition, params, input string }{
		{"window.sum", "window: 1s", "numbers.x"},
		{"window.sum", "window: 1s, kind: tumbling", "numbers.x"},
		{"bars.ohlcv", "window: 1s, fill: previous", "trades"},
		{"transform.lag", "by: 2s", "numbers.x"},
		{"transform.lag", "by: 3 events", "numbers.x"},
		{"transform.sample", "every: 1s", "numbers.x"},
		{"transform.unique", "", "numbers.x"},
		{"join.asof", "", "trades, quotes"},
	} {
		t.Run(tt.definition+" "+tt.params, func(t *testing.T) {
			c := Of(r.Feature(tt.definition), tt.params, tt.input)
			s, err := c.subject()
			if err != nil {
				t.Fatal(err)
			}
			p, err := s.plan()
			if err != nil {
				t.Fatal(err)
			}
			trials, err := c.trials(s, p)
			if err != nil {
				t.Fatal(err)
			}
			late := 0
			for i := range trials {
				n, err := trials[i].coldStarts()
				if err != nil {
					t.Fatal(err)
				}
				late += n
			}
			if late < 10 {
				t.Errorf("%d starts of 4 trials leave events out, expected 10 or more", late)
			}
		})
	}
}
