package config

import (
	"regexp"

	"github.com/featurizer/featurizer/param"
)

var (
	intPattern   = regexp.MustCompile(`^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$`)
	floatPattern = regexp.MustCompile(`^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)
)

// kindOf types a plain scalar by the core schema of YAML 1.2.
func kindOf(text string) param.Kind {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return param.Null
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return param.Bool
	}
	switch {
	case intPattern.MatchString(text):
		return param.Int
	case floatPattern.MatchString(text):
		return param.Float
	default:
		return param.String
	}
}
