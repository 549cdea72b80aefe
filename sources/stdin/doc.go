// Package stdin is the emitter that reads rows from standard input, in the format
// of CSV or JSON files (see packages csv and jsonl), plain or compressed. It ends
// where the input does.
package stdin
