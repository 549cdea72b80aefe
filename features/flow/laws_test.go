package flow_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/flow"
	"github.com/featurizer/featurizer/featurizertest"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"default": featurizertest.Of(flow.TradeVolumeImbalance.Definition, ""),
		"3s":      featurizertest.Of(flow.TradeVolumeImbalance.Definition, "window: 3s"),
		"9":       featurizertest.Of(flow.TradeVolumeImbalance.Definition, "window: 9 events"),
		"100ms":   featurizertest.Of(flow.TradeVolumeImbalance.Definition, "window: 100ms", "trades"),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
