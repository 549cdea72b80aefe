package cli

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/featurizer/featurizer"
)

// printSummary prints what a run counted, for a person.
func printSummary(w io.Writer, s *featurizer.Summary) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "source\tevents\tlate\tahead\tdropped\tduplicates\tgaps\tfirst\tlast\t")
	for _, source := range s.Sources {
		first, last := "-", "-"
		if source.Events > 0 {
			first, last = source.First.UTC().Format(time.RFC3339Nano), source.Last.UTC().Format(time.RFC3339Nano)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", source.Name, count(source.Events),
			count(source.Late), count(source.Ahead), count(source.Dropped), count(source.Duplicates), count(source.Gaps), first, last)
	}
	_ = table.Flush() // like the prints, to a stream whose failure has no reader
	fmt.Fprintf(w, "frames %s, ignored %s, malformed %s\n", count(s.Frames), count(s.Ignored), count(s.Malformed))
	fmt.Fprintf(w, "written %s, rows %s, feature outputs %s, nulls %s, nan %s, warm-up held back %s, moved %s, skipped %s\n",
		count(s.Written), count(s.Rows), count(s.Outputs), count(s.Nulls), count(s.NaNs), count(s.Warmup), count(s.Moved), count(s.Skipped))
	for _, d := range s.Destinations {
		fmt.Fprintf(w, "output %s: written %s", d.Name, count(d.Written))
		if d.Dropped+d.Retries > 0 {
			fmt.Fprintf(w, ", not taken %s, retries %s", count(d.Dropped), count(d.Retries))
		}
		fmt.Fprintln(w)
	}
	for _, note := range notesOf(s) {
		fmt.Fprintln(w, "note: "+note)
	}
	shown := time.Millisecond
	if s.Elapsed < 10*time.Millisecond {
		shown = time.Microsecond
	}
	fmt.Fprintf(w, "events %s in %v%s, %s events/s\n", count(s.Events), s.Elapsed.Round(shown), pace(s), count(uint64(eventRate(s))))
}

// pace says how fast a run went, where that was not as fast as it could.
func pace(s *featurizer.Summary) string {
	if s.Speed == 0 || s.Speed == featurizer.MaxSpeed {
		return ""
	}
	return " at " + s.Speed.String()
}

// notesOf are the lines that emitters have for a person, and why nothing was written
// where no emitter says so.
func notesOf(s *featurizer.Summary) []string {
	notes, events := s.Notes, uint64(0) // of data
	for _, source := range s.Sources {
		events += source.Events
	}
	if len(notes) == 0 && events > 0 && s.Written+s.Rows+s.Outputs == 0 {
		notes = append(notes, "nothing was written: a feature waits until its window is full (not with --set warmup=keep),\n"+
			"  a row until all its features have a value; are first and last, above, the times of the file?")
	}
	return notes
}

// eventRate is how many events a second of a run took.
func eventRate(s *featurizer.Summary) float64 {
	if seconds := s.Elapsed.Seconds(); seconds > 0 {
		return float64(s.Events) / seconds
	}
	return 0
}

// printDemoSummary prints what the demo counted, and how long its steps took.
func printDemoSummary(w io.Writer, s *featurizer.Summary, latencies *histogram) {
	for _, source := range s.Sources {
		fmt.Fprintf(w, "%12s  %s\n", count(source.Events), source.Name)
	}
	rate := func(over time.Duration) string {
		return count(uint64(float64(s.Events) / max(over, 1).Seconds()))
	}
	fmt.Fprintf(w, "%12s  events in %v: %s a second, %s rows\n\n", count(s.Events), short(s.Elapsed), rate(s.Elapsed), count(s.Rows))
	fmt.Fprintf(w, "A step of the graph: %v p50, %v p99, %v p99.9, %v max.\n",
		short(latencies.quantile(0.5)), short(latencies.quantile(0.99)), short(latencies.quantile(0.999)), short(latencies.max))
	fmt.Fprintf(w, "Alone, it could do %s events a second.\n", rate(latencies.sum))
}

// short rounds a length of time to three digits.
func short(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit)
}

// count prints a number with separators.
func count(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
