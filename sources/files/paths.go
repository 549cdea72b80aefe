package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

var (
	errNoPath  = errors.New("it needs the name of a file")
	errNoMatch = errors.New("no file has such a name")
)

// expand returns the names of all files that the paths of a config stand for,
// relative ones still relative to dir, in the order that merging uses.
func expand(dir string, paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, fmt.Errorf("path: %w", errNoPath)
	}
	var names []string
	for _, path := range paths {
		matches, err := match(dir, path)
		if err != nil {
			return nil, fmt.Errorf("path %q: %w", path, err)
		}
		names = append(names, matches...)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Find returns where the files are that the paths of a config stand for, in the order
// in which they are merged.
func Find(dir string, paths []string) ([]string, error) {
	names, err := expand(dir, paths)
	for i := range names {
		names[i] = locate(dir, names[i])
	}
	return names, err
}

func match(dir, pattern string) ([]string, error) {
	if pattern == "" {
		return nil, errNoPath
	}
	if _, err := os.Stat(locate(dir, pattern)); err == nil || !strings.ContainsAny(pattern, "*?[") {
		return []string{filepath.Clean(pattern)}, nil // opening it will tell what is wrong
	}
	found, err := filepath.Glob(locate(literal(dir), pattern))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNoMatch
	}
	if filepath.IsAbs(pattern) {
		return found, nil
	}
	for i, path := range found {
		if found[i], err = filepath.Rel(dir, path); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// locate returns where a file named relative to dir is.
func locate(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// literal makes a pattern that matches only the path itself.
func literal(path string) string {
	return strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`, `\`, `\\`).Replace(path)
}
