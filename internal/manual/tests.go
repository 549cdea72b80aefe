package manual

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/config"
)

const testsIntro = `# Tests

A config can have tests: events go in, and what comes out must be what they say. ` + "`featurizer test`" + ` runs those in files
` + "`*_test.yaml`" + ` beside the config, on the ordinary pipeline; the emitters of the config are not used, so that no recording is needed.
` + "`featurizer schema tests`" + ` prints all of this as a JSON Schema for an editor.

` + "```yaml" + `
tests:
  - name: a bar closes two seconds after its end
    key: {exchange: SIM, symbol: ANT-USD}
    set: [warmup=keep]
    events:
      - {source: trades, time: 1s, values: {price: 10, amount: 2, side: buy}}
      - {source: trades, time: 4s, values: {price: 12, amount: 1, side: sell}}
      - {source: trades, time: 7s, control: connected}    # lets time pass
    features:
      bars_5s:
        - {time: 5s, warmup: true, values: {open: 10, close: 12, volume: 3}}
` + "```" + `

A feature that is named must put out exactly the outputs listed, in this order; one that is not named is not looked at, and neither is
what an output leaves out. Numbers are compared to the last bit. Outputs go by the rules of a run: by default those of windows that are
not yet full are held back (` + "`warmup: drop`" + `), and what is due is put out when the next event comes, of whatever source.
`

// testsPage returns the page of the keys of a file of tests, read from its schema.
func testsPage() (string, error) {
	text, err := config.TestsSchema()
	if err != nil {
		return "", err
	}
	var file shape
	if err := json.Unmarshal(text, &file); err != nil {
		return "", fmt.Errorf("reading the schema of a file of tests: %w", err)
	}
	var b strings.Builder
	b.WriteString(head + testsIntro)
	test := file.Properties["tests"].Items
	keyTable(&b, "tests", sentence(file.Properties["tests"].Description), test)
	keyTable(&b, "tests.events", sentence(test.Properties["events"].Description), test.Properties["events"].Items)
	keyTable(&b, "tests.rows, tests.features.NAME", sentence(test.Properties["rows"].Description), test.Properties["rows"].Items)
	return b.String(), nil
}
