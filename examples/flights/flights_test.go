package flights_test

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/featurizer/featurizer/internal/example"
)

// flight is one object of the file.
type flight struct {
	Date    string  `json:"date"`
	Delay   float64 `json:"delay"`
	Airport string  `json:"origin"`
	at      time.Time
}

// busiest are the airports that the config names.
const busiest = 10

// TestPlainly holds every row to the same figures computed plainly.
func TestPlainly(t *testing.T) {
	flights := read(t, filepath.Join(example.Data(t, "vega"), "flights-20k.json.gz"))
	rows := example.Rows(t)
	airports := rows.Text(t, "airport")
	delay, count := rows.Floats(t, "delay_24h.value"), rows.Floats(t, "count_24h.value")
	share, rank := rows.Floats(t, "share_24h.value"), rows.Floats(t, "rank.value")
	latest := map[string]float64{}
	seen := map[string][]flight{}
	for i, f := range flights {
		seen[f.Airport] = append(seen[f.Airport], f)
		n, mean, late := lastDay(seen[f.Airport])
		latest[f.Airport] = mean
		row := i - (len(flights) - rows.Len())
		if row < 0 {
			continue // before all windows are full
		}
		if airports[row] != f.Airport {
			t.Fatalf("row %d is of %s, expected %s", row+1, airports[row], f.Airport)
		}
		example.Near(t, "count", count[row], n)
		example.Near(t, "delay", delay[row], mean)
		example.Near(t, "share", share[row], late)
		example.Near(t, "rank", rank[row], standing(latest, f.Airport))
	}
	example.Says(t, "%d flights leave from the ten", len(flights))
	example.Says(t, "%d rows from %s on", rows.Len(), rows.Times(t)[0].Format("2006-01-02 15:04"))
}

// TestWorst holds what the README says of where one waits longest.
func TestWorst(t *testing.T) {
	example.Data(t, "vega")
	rows := example.Rows(t)
	all, last := map[string]int{}, map[string]int{}
	rank := rows.Floats(t, "rank.value")
	for i, airport := range rows.Text(t, "airport") {
		all[airport]++
		if rank[i] == 1 {
			last[airport]++
		}
	}
	if len(all) != busiest {
		t.Errorf("rows of %d airports, expected %d", len(all), busiest)
	}
	for _, airport := range []string{"DEN", "LAS", "MSP"} {
		example.Says(t, "%s in %d of its %d rows", airport, last[airport], all[airport])
	}
}

// lastDay returns the number of flights in the 24 hours up to the last one, their
// mean delay, and the share that is more than a quarter of an hour late.
func lastDay(flights []flight) (n, mean, late float64) {
	now := flights[len(flights)-1].at
	for _, f := range slices.Backward(flights) {
		if !f.at.After(now.Add(-24 * time.Hour)) {
			break
		}
		n++
		mean += f.Delay
		if f.Delay > 15 {
			late++
		}
	}
	return n, mean / n, late / n
}

// standing is the share of the other airports that are below an airport, those
// as high for a half each.
func standing(latest map[string]float64, airport string) float64 {
	below := 0.0
	for other, delay := range latest {
		switch {
		case other == airport:
		case delay < latest[airport]:
			below++
		case delay == latest[airport]:
			below += 0.5
		}
	}
	return below / float64(len(latest)-1)
}

// read returns the flights from the ten airports with the most.
func read(t *testing.T, path string) []flight {
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
	var all []flight
	if err := json.NewDecoder(unzipped).Decode(&all); err != nil {
		t.Fatal(err)
	}
	number := map[string]int{}
	for i := range all {
		number[all[i].Airport]++
		if all[i].at, err = time.Parse("2006/01/02 15:04", all[i].Date); err != nil {
			t.Fatal(err)
		}
	}
	var airports []string
	for airport := range number {
		airports = append(airports, airport)
	}
	slices.SortFunc(airports, func(a, b string) int { return number[b] - number[a] })
	return slices.DeleteFunc(all, func(f flight) bool { return !slices.Contains(airports[:busiest], f.Airport) })
}
