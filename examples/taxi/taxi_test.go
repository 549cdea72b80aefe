package taxi_test

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/featurizer/featurizer/internal/example"
)

const recordings = "nab/realKnownCause"

// TestFlags holds what the README says of the flags against the labels.
func TestFlags(t *testing.T) {
	folder := example.Data(t, recordings)
	windows := labels(t, filepath.Join(folder, "..", "labels", "combined_windows.json"))
	rows := example.Rows(t)
	times, flags := rows.Times(t), rows.Text(t, "flag.value")
	hit := map[int]bool{}
	var all, inside, laborDay int
	for i, at := range times {
		if flags[i] != "true" {
			continue
		}
		all++
		in := slices.IndexFunc(windows, func(w [2]time.Time) bool { return !at.Before(w[0]) && !at.After(w[1]) })
		switch {
		case in >= 0:
			inside++
			hit[in] = true
		case at.Format(time.DateOnly) >= "2014-08-30" && at.Format(time.DateOnly) <= "2014-09-07":
			laborDay++
		}
	}
	example.Says(t, "%d rows from %s on", rows.Len(), times[0].Format(time.DateOnly))
	example.Says(t, "%d of them are flagged", all)
	example.Says(t, "%d of the %d labelled windows are hit", len(hit), len(windows))
	example.Says(t, "%d flags lie in labelled windows and %d outside", inside, all-inside)
	example.Says(t, "%d of those outside are from 30 August to 7 September", laborDay)
	if hit[3] {
		t.Error("the New Year, which README.md calls missed, is flagged")
	}
}

// TestPlainly holds rows to the same figures computed plainly.
func TestPlainly(t *testing.T) {
	folder := example.Data(t, recordings)
	values := counts(t, filepath.Join(folder, "nyc_taxi.csv.gz"))
	rows := example.Rows(t)
	day, usual := rows.Floats(t, "day.value"), rows.Floats(t, "usual.value")
	change, z := rows.Floats(t, "change.value"), rows.Floats(t, "z.value")
	const week = 7 * 48 // half hours
	dayAt := func(i int) float64 { return mean(values[i-47 : i+1]) }
	usualAt := func(i int) float64 {
		three := []float64{dayAt(i - week), dayAt(i - 2*week), dayAt(i - 3*week)}
		slices.Sort(three)
		return three[1]
	}
	changeAt := func(i int) float64 { return dayAt(i)/usualAt(i) - 1 }
	for row := 0; row < rows.Len(); row += 311 {
		i := len(values) - rows.Len() + row
		example.Near(t, "day", day[row], dayAt(i))
		example.Near(t, "usual", usual[row], usualAt(i))
		example.Near(t, "change", change[row], changeAt(i))
		last := make([]float64, 0, 4*week)
		for at := i - 4*week + 1; at <= i; at++ {
			last = append(last, changeAt(at))
		}
		example.Near(t, "z", z[row], (changeAt(i)-mean(last))/deviation(last))
	}
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}

func deviation(values []float64) float64 {
	m, sum := mean(values), 0.0
	for _, x := range values {
		sum += (x - m) * (x - m)
	}
	return math.Sqrt(sum / float64(len(values)))
}

// labels returns the labelled windows of the file.
func labels(t *testing.T, path string) [][2]time.Time {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var byFile map[string][][2]string
	if err := json.Unmarshal(text, &byFile); err != nil {
		t.Fatal(err)
	}
	var windows [][2]time.Time
	for _, pair := range byFile["realKnownCause/nyc_taxi.csv"] {
		var w [2]time.Time
		for i, text := range pair {
			if w[i], err = time.Parse("2006-01-02 15:04:05.999999", text); err != nil {
				t.Fatal(err)
			}
		}
		windows = append(windows, w)
	}
	return windows
}

// counts returns the rides per half hour.
func counts(t *testing.T, path string) []float64 {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var values []float64
	for _, line := range lines[1:] {
		value, err := strconv.ParseFloat(line[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	return values
}
