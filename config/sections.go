package config

import (
	"errors"
	"time"

	"github.com/featurizer/featurizer/param"
)

// The sections of the file. Decoding, suggestions and the JSON Schema all come
// from these declarations.

type fileFields struct {
	Version  int                   `default:"1" check:"1..1" doc:"version of the config format"`
	Emitters *param.Node           `doc:"where events come from, by name: swap this block to move between live, recorded and made-up data"`
	Keys     []map[string][]string `example:"[{exchange: BINANCE_USDM, symbol: [BTC-USDT-PERP]}]" doc:"what state is kept per: names with one value, a list of values, which is expanded, or \"*\" for every value that is found in the events"`
	Sources  *param.Node           `doc:"the leaves of the graph, by name: the streams of events that are read"`
	Features *param.Node           `doc:"the nodes of the graph, by name: a definition or an expression over inputs"`
	Rows     *param.Node           `doc:"which values make a row, and when one is written"`
	Labels   *param.Node           `doc:"the values to predict: columns of a dataset that look ahead"`
	Record   *param.Node           `doc:"which streams are kept in a store"`
	Outputs  *param.Node           `doc:"where outputs go"`
	MaxKeys  int                   `default:"100000" check:"positive" doc:"how many keys may be found in the events, where keys have \"*\", before the run fails: each has a state of its own in memory"`
	Lanes    int                   `default:"64" check:"1..65536" doc:"how many ordered logs the keys of a new feed are spread over"`
	Warmup   string                `default:"drop" enum:"drop,null,keep" doc:"what becomes of outputs whose window is not yet covered by events"`
	OnError  string                `default:"halt" enum:"halt,skip" doc:"what a failed step does: stop the run, or be skipped and counted"`
}

type emitterFields struct {
	Type string `required:"true" example:"capture" doc:"what kind of emitter it is"`
	Feed string `doc:"emitters that share keys share a feed; by default the name of the emitter"`
}

type sourceFields struct {
	Definition string                `required:"true" example:"market.trade" doc:"what the events are"`
	Emitter    string                `doc:"where the events come from; by default the exchange of the key"`
	Stream     string                `doc:"tells sources of one definition apart"`
	Keys       []map[string][]string `example:"[{symbol: [BTC-USDT-PERP]}]" doc:"the keys of this source, instead of the keys of the config"`
	Params     *param.Node           `doc:"parameters of the definition"`
	Late       string                `default:"clamp" enum:"clamp,drop" doc:"what becomes of an event behind its stream: its time is raised, or it is dropped and counted"`
	Reorder    time.Duration         `check:"nonnegative" example:"200ms" doc:"how long events wait to be sorted by time; off by default"`
	MaxAhead   time.Duration         `default:"1m" check:"positive" doc:"how far the time of an event may lie ahead of its receipt"`
}

type featureFields struct {
	Definition string      `example:"price.mid_price" doc:"what is computed; this or expr"`
	Expr       string      `example:"(bid + ask) / 2" doc:"an expression over the fields of the inputs; this or definition"`
	Inputs     []string    `example:"quotes" doc:"sources and features, or their fields as name.field; by default those of the definition"`
	Where      string      `example:"side == 'buy'" doc:"which events of its input count: an expression over their fields"`
	Params     *param.Node `doc:"parameters of the definition; a list where one value is meant makes one feature for each, such as vol_10s of window: [10s, 1m]"`
}

type rowsFields struct {
	Features []string `required:"true" example:"mid, vol_1m" doc:"the features whose latest values make a row"`
	When     string   `default:"any" doc:"when a row is written: at any of them, at one named feature, or every 1s"`
	Missing  string   `default:"wait" enum:"wait,null" doc:"what a row does while a feature has no value: wait for it, or hold a null"`
	Ages     bool     `default:"false" doc:"adds the age of every value"`
}

// specs are the specs of the sections.
type specs struct {
	file, emitter, source, feature, rows *param.Spec
}

func newSpecs() (specs, error) {
	file, err1 := param.For[fileFields]()
	emitter, err2 := param.For[emitterFields]()
	source, err3 := param.For[sourceFields]()
	feature, err4 := param.For[featureFields]()
	rows, err5 := param.For[rowsFields]()
	return specs{file, emitter, source, feature, rows}, errors.Join(err1, err2, err3, err4, err5)
}
