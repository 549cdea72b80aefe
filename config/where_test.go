package config_test

import (
	"strings"
	"testing"

	"github.com/featurizer/featurizer/config"
)

// TestEmptyWhere holds that a condition that says nothing is refused, as it would let
// everything pass.
func TestEmptyWhere(t *testing.T) {
	for where, want := range map[string]string{`""`: "where is empty", `" "`: "where is empty", `"x > 1"`: ""} {
		text := "version: 1\nfeatures:\n  m: {definition: window.mean, inputs: [x], where: " + where + "}\n"
		_, err := config.Parse("test.yaml", []byte(text), config.Options{})
		if told := err != nil && strings.Contains(err.Error(), "where is empty"); told != (want != "") {
			t.Errorf("where: %s gives %v, expected %q", where, err, want)
		}
	}
}
