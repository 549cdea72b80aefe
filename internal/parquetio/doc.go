// Package parquetio writes and reads Parquet files column by column. It is the one
// door to the Parquet library.
//
// There are two ways. [Reader] and [Writer] take files and tables as they come: any file
// of anybody, and the outputs of a run. [GroupReader] and [GroupWriter] are for the
// files of the store, of which speed, equal bytes and the detection of any damage are
// asked: they lay out whole row groups of typed vectors by the encoders of the library.
// Its own column writers take boxed values, at half the speed, and its readers believe
// what the heads of pages say.
package parquetio
