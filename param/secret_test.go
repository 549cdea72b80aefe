package param_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/param"
)

type secretive struct {
	Token string `secret:"true" required:"true" example:"${TOKEN}" doc:"token"`
	Login struct {
		Password string `secret:"true" doc:"password"`
	} `doc:"login"`
}

// TestSecret holds that a secret comes from a variable or a file, and that what is said
// of one that does not repeats nothing of it.
func TestSecret(t *testing.T) {
	spec, err := param.For[secretive]()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		value  param.Node
		refuse bool
	}{
		{"a variable", param.Node{Kind: param.String, Text: "hunter2", Written: "${TOKEN}"}, false},
		{"a variable of digits", param.Node{Kind: param.Int, Text: "12345", Written: "${TOKEN}"}, false},
		{"a file", param.Node{Kind: param.String, Text: "file:token.txt"}, false},
		{"an empty text", param.Node{Kind: param.String}, false},
		{"a text", param.Node{Kind: param.String, Text: "hunter2", Line: 3, Column: 7, Width: 7}, true},
		{"a number", param.Node{Kind: param.Int, Text: "12345"}, true},
	} {
		value := c.value
		key := func(name string) *param.Node { return &param.Node{Kind: param.String, Text: name} }
		n := &param.Node{Kind: param.Map, Pairs: []param.Pair{
			{Key: key("token"), Value: &value},
			{Key: key("login"), Value: &param.Node{Kind: param.Map, Pairs: []param.Pair{{Key: key("password"), Value: &value}}}},
		}}
		var into secretive
		problems := spec.Decode(n, "it", &into)
		if !c.refuse {
			if len(problems) > 0 || into.Token != c.value.Text || into.Login.Password != c.value.Text {
				t.Errorf("%s: %+v, problems %v", c.name, into, problems)
			}
			continue
		}
		if len(problems) != 2 || !problems[0].Hidden || problems[0].Hint != "write token: ${NAME} for a variable of the environment, or token: file:PATH" ||
			problems[1].Hint != "write password: ${NAME} for a variable of the environment, or password: file:PATH" {
			t.Errorf("%s: %+v", c.name, problems)
		}
		if text := problems.Error(); strings.Contains(text, c.value.Text) || into != (secretive{}) {
			t.Errorf("%s: %+v, %s", c.name, into, text)
		}
	}
	properties, _ := spec.JSONSchema()["properties"].(map[string]any)
	if token, _ := properties["token"].(map[string]any); token["pattern"] != "^file:" {
		t.Errorf("schema %v", token)
	}
}

// TestSecretTags holds which declarations of secrets are refused.
func TestSecretTags(t *testing.T) {
	_, shown := param.For[struct {
		A string `secret:"true" example:"hunter2" doc:"a"`
	}]()
	_, standard := param.For[struct {
		A string `secret:"true" default:"hunter2" doc:"a"`
	}]()
	_, number := param.For[struct {
		A int `secret:"true" doc:"a"`
	}]()
	_, word := param.For[struct {
		A string `secret:"yes, please" doc:"a"`
	}]()
	for _, err := range []error{shown, standard, number, word} {
		if err == nil {
			t.Error("a bad declaration was taken")
		}
	}
}

// TestReadSecret holds what is read of a file.
func TestReadSecret(t *testing.T) {
	files := map[string]string{"a": "hunter2\n", "b": "x\r\n", "c": "two\nlines", "empty": "\n", "long": strings.Repeat("hunter2", 1<<14)}
	read := func(name string) ([]byte, error) {
		text, there := files[name]
		if !there {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}
	for text, want := range map[string]string{
		"plain": "plain", "": "", "file:a": "hunter2", "file:b": "x", "file:c": "two\nlines",
	} {
		if got, err := param.ReadSecret(text, read); got != want || err != nil {
			t.Errorf("%q: %q, error %v, want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"file:gone":  "reading the secret in gone: file does not exist",
		"file:empty": "reading the secret in empty: it is empty",
		"file:long":  "reading the secret in long: it is longer than 64 KiB",
	} {
		if got, err := param.ReadSecret(text, read); err == nil || err.Error() != want || got != "" {
			t.Errorf("%q: %q, error %v, want %s", text, got, err, want)
		}
	}
	if _, err := param.ReadSecret("file:gone", read); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
