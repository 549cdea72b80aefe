package bench

import (
	"os"
	"runtime"
	"testing"

	"github.com/featurizer/featurizer/internal/engine"
)

// long names the variable that has tests run in full.
const long = "FEATURIZER_LONG"

// TestScaleDay runs a day of made-up events of three symbols hour by hour, with
// FEATURIZER_LONG=1; else an hour, six times ten minutes. The step and the batch
// executor must put out the same bits, and from the first stretch on, in which all
// windows fill, memory must not grow.
func TestScaleDay(t *testing.T) {
	configs := map[string]string{"measured graph": graphConfig}
	stretches, minutes := 6, 10
	if os.Getenv(long) == "1" {
		stretches, minutes = 24, 60
		configs["every definition"] = everyDefinition(t)
	} else {
		t.Logf("%s is not 1: an hour of a day, of one graph", long)
	}
	for name, text := range configs {
		t.Run(name, func(t *testing.T) {
			s := scale{config: text, symbols: 3, tick: tick}
			var inStep, inBatch digest
			step := s.machineOf(t, asStep, &inStep)
			// Two workers, one after the other: goroutines leave memory of Go's behind.
			batch := s.machineOf(t, asBatch(engine.BatchOptions{Workers: 2}), &inBatch)
			var full uint64
			for i := range stretches {
				runStretch(t, step, minutes)
				runStretch(t, batch, minutes)
				inStep.compare(t, "batch", &inBatch)
				inStep.marks, inBatch.marks = inStep.marks[:0], inBatch.marks[:0]
				used := memoryInUse()
				t.Logf("%d bytes after %d minutes, %d outputs", used, (i+1)*minutes, inStep.outputs)
				if i == 0 {
					full = used
				}
				if most := full + 8<<10; used > most || t.Failed() {
					t.Fatalf("stretch %d ends with %d bytes in use, the first had %d", i+1, used, full)
				}
			}
			runtime.KeepAlive(step)
			runtime.KeepAlive(batch)
		})
	}
}

func runStretch(t *testing.T, m *machine, minutes int) {
	t.Helper()
	for range minutes {
		if err := m.run(minuteOf(len(m.market.keys))); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.executor.Tick(m.market.received); err != nil { // batch hands out what it holds
		t.Fatal(err)
	}
}

// memoryInUse returns the bytes in use once all that can be collected is.
func memoryInUse() uint64 {
	runtime.GC()
	runtime.GC() // what was freed by finalizers, too
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return now.HeapAlloc
}
