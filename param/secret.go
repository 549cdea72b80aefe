package param

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// secretFile is what a secret begins with that is in a file: the rest names the file.
const secretFile = "file:"

// masked is what is shown of a secret that stands in a config, against the rule.
const masked = "***"

// maxSecret bounds what is read of a file with a secret, in bytes.
const maxSecret = 1 << 16

var (
	errLongSecret  = errors.New("it is longer than 64 KiB")
	errEmptySecret = errors.New("it is empty")
)

// isSecretRef tells whether a text says where a secret is, and is none.
func isSecretRef(text string) bool {
	return strings.HasPrefix(text, secretFile) || strings.HasPrefix(text, "${")
}

// openSecret is the problem of a secret that stands in a config. It does not repeat it.
func openSecret(at slot) Problem {
	problem := at.node.Problem(at.path + ": a secret does not stand in a config")
	name := path.Ext("." + at.path)[1:]
	problem.Hint = fmt.Sprintf("write %s: ${NAME} for a variable of the environment, or %s: file:PATH", name, name)
	problem.Hidden = true
	return problem
}

// ReadSecret returns the secret that a decoded field tagged secret:"true" stands for. In
// a config it is file:PATH, and read is given the path, or it came from a variable. The
// end of a file's last line is no part of the secret. Errors do not tell it.
func ReadSecret(text string, read func(name string) ([]byte, error)) (string, error) {
	name, inFile := strings.CutPrefix(text, secretFile)
	if !inFile {
		return text, nil
	}
	b, err := read(name)
	secret := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
	switch {
	case err != nil:
	case len(b) > maxSecret:
		err = errLongSecret
	case secret == "":
		err = errEmptySecret
	}
	if err != nil {
		return "", fmt.Errorf("reading the secret in %s: %w", name, err)
	}
	return secret, nil
}
