package csv

import "github.com/featurizer/featurizer/sources/table"

// New makes an emitter. Files are named relative to dir. Options that may be left
// out have their zero value where no spec has filled in the defaults.
func New(dir string, o Options) (*table.Emitter, error) {
	format, err := o.Format()
	if err != nil {
		return nil, err
	}
	return table.New(table.Config{
		Options: o.Options, Preset: o.Defaults(), Format: format, Input: table.Input{Dir: dir, Paths: o.Path},
	})
}
