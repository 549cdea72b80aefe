// Package jsonl is the emitter that reads rows of JSON: an object a line, or a
// file that is one array of objects, which is read object by object. What rows
// become is the business of package table.
//
// A column is a field of the objects; a.b is field b of the object in field a, and
// a.0 the first element of the array in it. A field that is absent is null, as one
// that holds null. A number may also be written as a text. Of two fields of one
// name the last counts. Blank lines count for nothing. In a file that is one array
// the objects are counted, not the lines.
//
// A field that is wanted and that no row at all has is a mistake: the run fails
// when all have been read.
package jsonl
