// Package example runs an example in its folder as its README says, for the
// tests of the examples: through the command, with the data that they name.
package example

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/standard"
)

// testdata names the folder of recordings; without it tests on them are skipped.
const testdata = "FEATURIZER_TESTDATA"

// Data points the variable DATA of the example's config to a folder of
// recordings and returns it. Without the recordings the test is skipped.
func Data(t *testing.T, folder string) string {
	t.Helper()
	recordings := os.Getenv(testdata)
	if recordings == "" {
		t.Skipf("%s is not set: it names the folder of recordings, of which this example reads those in %s", testdata, folder)
	}
	folder = filepath.Join(recordings, filepath.FromSlash(folder))
	t.Setenv("DATA", folder)
	return folder
}

// Command runs featurizer in the current folder and returns what it prints, to
// stdout and to stderr; a failure ends the test.
func Command(t *testing.T, args ...string) (printed, told string) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cli.Run(t.Context(), args, cli.Streams{Out: &out, Err: &errs}, standard.Registry); code != 0 {
		t.Fatalf("featurizer %v: exit code %d\n%s%s", args, code, out.String(), errs.String())
	}
	return out.String(), errs.String()
}

// Rows runs the config of the current folder and returns its rows.
func Rows(t *testing.T, args ...string) *Table {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.csv")
	Command(t, append([]string{"run", "-o", path}, args...)...)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// Table is a file of outputs.
type Table struct {
	columns []string
	rows    [][]string
}

func parse(text []byte) (*Table, error) {
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(all) < 2 {
		return nil, errors.New("the run wrote no rows")
	}
	return &Table{columns: all[0], rows: all[1:]}, nil
}

// Len returns the number of rows.
func (a *Table) Len() int { return len(a.rows) }

// Text returns a column.
func (a *Table) Text(t *testing.T, column string) []string {
	t.Helper()
	at := slices.Index(a.columns, column)
	if at < 0 {
		t.Fatalf("no column %s among %v", column, a.columns)
	}
	cells := make([]string, len(a.rows))
	for i, row := range a.rows {
		cells[i] = row[at]
	}
	return cells
}

// Floats returns a column of numbers, NaN for nulls.
func (a *Table) Floats(t *testing.T, column string) []float64 {
	t.Helper()
	values := make([]float64, a.Len())
	for i, cell := range a.Text(t, column) {
		if cell == "" {
			values[i] = event.Null()
			continue
		}
		value, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			t.Fatalf("column %s, row %d: %v", column, i+1, err)
		}
		values[i] = value
	}
	return values
}

// Times returns the times of the rows, in UTC.
func (a *Table) Times(t *testing.T) []time.Time {
	t.Helper()
	times := make([]time.Time, a.Len())
	for i, cell := range a.Text(t, "time") {
		ns, err := strconv.ParseInt(cell, 10, 64)
		if err != nil {
			t.Fatalf("time of row %d: %v", i+1, err)
		}
		times[i] = time.Unix(0, ns).UTC()
	}
	return times
}

// Near fails unless got is want, but for the rounding of another order of additions.
func Near(t *testing.T, what string, got, want float64) {
	t.Helper()
	const most = 1e-9
	if off := max(got-want, want-got); !(off <= most*max(1, want, -want)) { // false for NaN too
		t.Errorf("%s is %v, expected %v", what, got, want)
	}
}

// Says holds that README.md of the current folder has the given words: figures
// that the test has just measured.
func Says(t *testing.T, format string, args ...any) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(strings.Fields(string(text)), " ")
	if words := fmt.Sprintf(format, args...); !strings.Contains(said, words) {
		t.Errorf("README.md does not say: %s", words)
	}
}
