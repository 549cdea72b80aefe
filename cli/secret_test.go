package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/standard"
)

// withLogin is the registry with an emitter that has a secret and an open text.
func withLogin() (*feature.Registry, error) {
	type options struct {
		Token string `secret:"true" doc:"token"`
		User  string `doc:"user"`
		Depth int    `doc:"depth"`
	}
	r, err := standard.Registry()
	if err != nil {
		return nil, err
	}
	synthetic := *r.Emitter("synthetic")
	login := &source.EmitterType{
		Name: "login", Doc: "asks for a token", NewParams: func() any { return new(options) },
		New: func(name, dir string, _ any) (source.DataSourceEventEmitter, error) {
			params := synthetic.NewParams()
			synthetic.Params.Decode(nil, "", params)
			return synthetic.New(name, dir, params)
		},
	}
	login.Params, login.Err = param.For[options]()
	return r, r.AddEmitters(login)
}

const loginConfig = `
emitters:
  feed: {type: login, token: TOKEN, user: "${LOGIN_USER}", depth: DEPTH}
keys: [{sensor: A}]
sources: {wave: {definition: synthetic.sine, emitter: feed}}
features: {mean: {definition: window.mean, inputs: [wave], params: {window: 1s}}}
`

// TestSecretsAreNotShown runs all commands that show something of a config, a right and
// a wrong one, and looks for the secret in what they print.
func TestSecretsAreNotShown(t *testing.T) {
	const secret = "hunter2"
	t.Setenv("LOGIN_TOKEN", secret)
	t.Setenv("LOGIN_USER", secret+"-user")
	for _, c := range []struct {
		name, token, depth string
		valid              bool
		set                []string
	}{
		{"a variable", `"${LOGIN_TOKEN}"`, "1", true, nil},
		{"a file", "file:" + "token.txt", "1", true, nil},
		{"a text", secret, "1", false, nil},
		{"a text, and a mistake on its line", secret, "deep", false, nil},
		{"the default of a variable", `"${NO_LOGIN_TOKEN:` + secret + `}"`, "1", false, nil},
		{"a text in an override", "file:token.txt", "1", false, []string{"--set", "emitters.feed.token=" + secret}},
	} {
		path := filepath.Join(t.TempDir(), "login.yaml")
		text := strings.NewReplacer("token: TOKEN", "token: "+c.token, "DEPTH", c.depth).Replace(loginConfig)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, command := range []string{
			"validate", "validate --format json", "validate --format github", "plan", "plan --json", "graph", "graph --format json",
			"config show", "config show --origin", "explain mean@+10s", "doctor", "run --limit 1",
		} {
			var out, errs bytes.Buffer
			args := append(strings.Fields(command), append([]string{"-c", path}, c.set...)...)
			code := cli.Run(t.Context(), args, cli.Streams{Out: &out, Err: &errs}, withLogin)
			shown := out.String() + errs.String()
			if strings.Contains(shown, secret) {
				t.Errorf("%s: %s shows the secret:\n%s", c.name, command, shown)
			}
			if ok := code == 0; ok != c.valid && !strings.HasPrefix(command, "config") {
				t.Errorf("%s: %s: exit code %d\n%s", c.name, command, code, shown)
			}
		}
	}
}
