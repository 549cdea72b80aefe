package table

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
)

// fileName is the value of the option date where the names of files have it.
const fileName = "filename"

var errNoDate = errors.New("there is no date in the name of the file, such as 20131007 or 2013-10-07; if it is the same for all files, set date: 2013-10-07")

// dayForms are the ways in which a date may be written.
func dayForms() []string { return []string{"2006-01-02", "20060102", "2006_01_02", "2006.01.02"} }

// parseDay reads a date, in days since 1970.
func parseDay(text string) (int64, error) {
	for _, form := range dayForms() {
		if t, err := time.Parse(form, text); err == nil {
			return t.Unix() / secondsOfDay, checkYear(t)
		}
	}
	return 0, fmt.Errorf("date %q is neither filename nor a date such as 2013-10-07", text)
}

func checkYear(t time.Time) error {
	if t.Year() < 1970 || t.Year() > 2261 {
		return fmt.Errorf("date %s is outside of the years 1970 to 2261", t.Format("2006-01-02"))
	}
	return nil
}

// dayIn finds the date in the name of a file, else in that of the archive or the
// folder that it lies in.
func dayIn(name string) (int64, error) {
	for ; name != "." && name != "/"; name = path.Dir(name) {
		days := daysIn(path.Base(name))
		if len(days) > 1 {
			return 0, fmt.Errorf("there are several dates in the name %s", path.Base(name))
		}
		for day := range days { //bits:ordered there is one
			return day, nil
		}
	}
	return 0, errNoDate
}

// daysIn finds all dates in a name: digits that no other digit stands beside.
func daysIn(name string) map[int64]bool {
	days := map[int64]bool{}
	for i := range len(name) {
		if i > 0 && isDigit(name[i-1]) {
			continue
		}
		for _, form := range dayForms() {
			end := i + len(form)
			if end > len(name) || end < len(name) && isDigit(name[end]) || strings.ContainsAny(name[i:i+1], "-_.") {
				continue
			}
			if day, err := parseDay(name[i:end]); err == nil {
				days[day] = true
			}
		}
	}
	return days
}
