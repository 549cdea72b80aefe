package house

import (
	"fmt"
	"slices"
	"strings"
)

// homeless finds packages the table does not know.
func homeless(files []file) []string {
	var wrong []string
	seen := map[string]bool{}
	for _, f := range files {
		name := f.room()
		if _, _, ok := find(name); ok || seen[name] {
			continue
		}
		seen[name] = true
		wrong = append(wrong, name+": no floor: give this room a line in internal/house/rooms.go")
	}
	return wrong
}

// upstairs finds imports that do not go down. Test files may look anywhere.
func upstairs(files []file) []string {
	return eachInside(files, func(from, to string) string {
		_, here, known := find(from)
		_, there, exists := find(to)
		switch {
		case !known || !exists || there < here: // homeless tells of unknown rooms
			return ""
		case there == here:
			return fmt.Sprintf("room %s imports %s, which stands beside it on floor %s", from, to, house()[here].name)
		default:
			return fmt.Sprintf("room %s on floor %s imports %s above it, on floor %s",
				from, house()[here].name, to, house()[there].name)
		}
	})
}

// backDoors finds plugins that use what a user's own plugin could not. What only
// wraps a library is nothing of the kind: a user's plugin can have the library.
func backDoors(files []file) []string {
	return eachInside(files, func(from, to string) string {
		if onShelf(from) && slices.Contains(strings.Split(to, "/"), "internal") && !slices.Contains(wrappers(), to) {
			return fmt.Sprintf("plugin %s imports %s, which a user's own plugin cannot", from, to)
		}
		return ""
	})
}

// oracle finds what the reference executor shares with the executors it is to judge.
func oracle(files []file) []string {
	return eachInside(files, func(from, to string) string {
		if from != oracleRoom {
			return ""
		}
		for _, allowed := range oracleShares() {
			if matches(to, allowed) {
				return ""
			}
		}
		return fmt.Sprintf("the reference executor imports %s: what it shares it cannot judge", to)
	})
}

// eachInside asks judge about every import of a room by another, outside tests.
func eachInside(files []file, judge func(from, to string) string) []string {
	var wrong []string
	for _, f := range files {
		if f.test() {
			continue
		}
		for _, i := range f.imports() {
			to, ok := inside(i.path)
			if !ok {
				continue
			}
			if complaint := judge(f.room(), to); complaint != "" {
				wrong = append(wrong, f.at(i.at)+": "+complaint)
			}
		}
	}
	return wrong
}

// vague finds rooms whose name would hold anything.
func vague(files []file) []string {
	var wrong []string
	seen := map[string]bool{}
	for _, f := range files {
		name := f.room()
		if seen[name] {
			continue
		}
		seen[name] = true
		for word := range strings.SplitSeq(name, "/") {
			if slices.Contains(vagueNames(), word) {
				wrong = append(wrong, fmt.Sprintf("%s: %q says nothing about what the room holds", name, word))
			}
		}
	}
	return wrong
}
