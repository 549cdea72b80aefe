// Package parquetio writes and reads Parquet files column by column. It is the one
// door to the Parquet library.
package parquetio
