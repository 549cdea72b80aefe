package book_test

import (
	"testing"

	"github.com/featurizer/featurizer/features/book"
	"github.com/featurizer/featurizer/featurizertest"
)

// TestLaws holds that the definitions keep the laws with several params.
func TestLaws(t *testing.T) {
	for name, c := range map[string]featurizertest.Case{
		"default": featurizertest.Of(book.Microprice.Definition, ""),
	} {
		t.Run(name, func(t *testing.T) { featurizertest.Laws(t, c) })
	}
}
