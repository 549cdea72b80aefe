package param_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/featurizer/featurizer/param"
)

func TestSuggest(t *testing.T) {
	known := []string{"window", "definition", "depth", "fill", "every", "max_ahead", "by"}
	for _, tt := range []struct{ word, want string }{
		{"windw", "window"},
		{"winodw", "window"}, // swapped neighbours
		{"Window", "window"},
		{"wnidwo", "window"},
		{"defnition", "definition"},
		{"definitino", "definition"},
		{"max-ahead", "max_ahead"},
		{"Max Ahead", "max_ahead"},
		{"bt", "by"},
		{"file", "fill"},
		{"symbol", ""},
		{"", ""},
		{"x", ""},
	} {
		if got := param.Suggest(tt.word, known); got != tt.want {
			t.Errorf("Suggest(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
	parts := []string{"cross.mean", "o.px", "transform.zscore", "window.mean"}
	for word, want := range map[string]string{"zscore": "transform.zscore", "PX": "o.px", "score": "", "mean": ""} {
		if got := param.Suggest(word, parts); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", word, got, want)
		}
	}
	if got := param.Suggest("window", nil); got != "" {
		t.Errorf("Suggest of nothing known = %q", got)
	}
	if got := param.Suggest("wind", []string{"wins", "wing"}); got != "wins" {
		t.Errorf("Suggest = %q, want the first of equals", got)
	}
}

// TestSuggestOneMistake makes one mistake in a word and wants the word back.
func TestSuggestOneMistake(t *testing.T) {
	known := []string{"lookahead", "threshold", "imbalance", "volatility"}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom(known).Draw(t, "word")
		letters := []byte(word)
		at := rapid.IntRange(0, len(letters)-2).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "mistake") {
		case 0:
			letters = append(letters[:at], letters[at+1:]...)
		case 1:
			letters = append(letters[:at], append([]byte("q"), letters[at:]...)...)
		case 2:
			letters[at] = 'q'
		default:
			letters[at], letters[at+1] = letters[at+1], letters[at]
		}
		if got := param.Suggest(string(letters), known); got != word {
			t.Fatalf("Suggest(%q) = %q, want %q", letters, got, word)
		}
	})
}
