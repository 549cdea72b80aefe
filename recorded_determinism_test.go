package featurizer_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/featurizer/featurizer"
)

// TestRecordedDeterminism holds that neither the number of threads nor the
// garbage collector decides a bit, with every definition over merged recordings.
func TestRecordedDeterminism(t *testing.T) {
	const lines = 5000
	text, _ := allFeatures(t)
	excerpts := []excerpt{usdmBTC.first(t, lines), usdmETH.first(t, lines)}
	once := func(t *testing.T) string {
		return run(t, configOf(t, text, nil, excerpts...), standardRegistry(t), featurizer.StepExecutor)
	}
	want := once(t)
	same := func(t *testing.T) {
		if got := once(t); got != want {
			t.Errorf("two runs differ at %s", firstDifference(want, got))
		}
	}
	for _, n := range []int{1, 2, 8} {
		t.Run(fmt.Sprintf("GOMAXPROCS=%d", n), func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
			same(t)
		})
	}
	for _, percent := range []int{-1, 1, 100} {
		t.Run(fmt.Sprintf("GOGC=%d", percent), func(t *testing.T) {
			defer debug.SetGCPercent(debug.SetGCPercent(percent))
			same(t)
		})
	}
}
