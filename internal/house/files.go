package house

import (
	"fmt"
	"slices"
)

// outside finds outside modules in rooms that have no door to them. Test files may use any.
func outside(files []file) []string {
	var wrong []string
	for _, f := range files {
		if f.test() {
			continue
		}
		for _, i := range f.imports() {
			if _, own := inside(i.path); own || standard(i.path) || hasDoor(f.room(), i.path) {
				continue
			}
			wrong = append(wrong, fmt.Sprintf("%s: room %s has no door to %s", f.at(i.at), f.room(), i.path))
		}
	}
	return wrong
}

func hasDoor(name, importPath string) bool {
	for _, d := range doors() {
		if within(importPath, d.module) && slices.Contains(d.rooms, name) {
			return true
		}
	}
	return false
}

// hazards finds unsafe outside the files that declare it, and any cgo. Tests are held to it too.
func hazards(files []file) []string {
	var wrong []string
	for _, f := range files {
		for _, i := range f.imports() {
			switch {
			case i.path == "C":
				wrong = append(wrong, f.at(i.at)+": cgo: this module is plain Go")
			case i.path == "unsafe" && !mayBeUnsafe(f.path):
				wrong = append(wrong, f.at(i.at)+": unsafe, but the file is not on the list in internal/house/rooms.go")
			}
		}
	}
	return wrong
}

func mayBeUnsafe(name string) bool {
	for _, pattern := range unsafeFiles() {
		if matches(name, pattern) {
			return true
		}
	}
	return false
}

// long finds files that hold more than one idea, tests included.
func long(files []file) []string {
	var wrong []string
	for _, f := range files {
		if f.lines > fileWall {
			wrong = append(wrong, fmt.Sprintf("%s: %d lines, the wall is at %d", f.path, f.lines, fileWall))
		}
	}
	return wrong
}
