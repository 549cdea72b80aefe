// Package files is what emitters that read files share: finding the files that
// a config names, opening them plain or compressed, reading their lines, merging
// several files by time, and the fate of what cannot be read.
//
// # Names
//
// A path of a config is relative to a folder, that of the config file. In it *
// ? and [] stand for parts of a name. A file named twice is read once. Messages
// call a file as the config does.
//
// # Compression
//
// Files are plain, gzip or zstd (also of several members or frames), told apart
// by their first bytes; one that is named .gz or .zst must be such. A byte order
// mark at the begin is not part of the text. An empty file is one without lines,
// whatever its name. A file that is named .zip is an archive: each file in it is
// one of its own, named archive/file, and may be compressed again.
//
// # Order
//
// Several files are merged by (time, path, place in the file): semantics 1.
// Within a file the order stays as it is.
package files
