// Package arrowio writes and reads Arrow IPC files, also known as Feather version 2. It
// is the one door to the Arrow library.
package arrowio
