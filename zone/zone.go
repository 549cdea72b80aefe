// Package zone holds the rules of time zones, so that a local time is the same on
// every machine: Go's own look-up prefers the files of the machine, which differ.
//
// The rules are those of the IANA Time Zone Database, release 2025c, as compiled for
// Go (zoneinfo.zip is the file of that name in lib/time of Go 1.26).
package zone

import (
	"archive/zip"
	"crypto/sha256"
	_ "embed" // for the rules
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

//go:embed zoneinfo.zip
var rules string

// Zone is a time zone.
type Zone struct {
	// Location tells local times.
	Location *time.Location
	// Rules identifies the rules: where it is the same, local times are.
	Rules string
}

// Load returns the zone of an IANA name, such as Europe/Paris.
func Load(name string) (*Zone, error) {
	files, err := open()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(files, func(f *zip.File) bool { return f.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("no time zone %q: expected an IANA name such as UTC or Europe/Paris", name)
	}
	data, err := read(files[i])
	if err != nil {
		return nil, fmt.Errorf("reading the rules of time zone %s: %w", name, err)
	}
	location, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		return nil, fmt.Errorf("reading the rules of time zone %s: %w", name, err)
	}
	sum := sha256.Sum256(data)
	return &Zone{Location: location, Rules: hex.EncodeToString(sum[:])}, nil
}

// Names returns the names of all zones, sorted.
func Names() ([]string, error) {
	files, err := open()
	if err != nil {
		return nil, err
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	slices.Sort(names)
	return names, nil
}

func open() ([]*zip.File, error) {
	r, err := zip.NewReader(strings.NewReader(rules), int64(len(rules)))
	if err != nil {
		return nil, fmt.Errorf("reading the rules of time zones: %w", err)
	}
	return r.File, nil
}

func read(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err //nolint:wrapcheck // wrapped by the caller
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // wrapped by the caller
	}
	return data, r.Close() //nolint:wrapcheck // wrapped by the caller
}
