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
	Outputs  *param.Node           `doc:"where outputs go, by name; with -o, --format, --select or --control a run leaves them alone"`
	MaxKeys  int                   `default:"100000" check:"positive" doc:"how many keys may be found in the events, where keys have \"*\", before the run fails: each has a state of its own in memory"`
	Lanes    int                   `default:"64" check:"1..65536" doc:"how many ordered logs the keys of a new feed are spread over"`
	Warmup   string                `default:"drop" enum:"drop,null,keep" doc:"what becomes of outputs whose window is not yet covered by events"`
	OnError  string                `default:"halt" enum:"halt,skip" doc:"what a failed step does: stop the run, or be skipped and counted"`
}

type emitterFields struct {
	Type string `required:"true" example:"capture" doc:"what kind of emitter it is"`
	Feed string `doc:"emitters that share keys share a feed; by default the name of the emitter"`
	// Speed has no default of its own: one that says nothing goes along with the others.
	Speed string `example:"20x" doc:"how fast recorded events go on by the clock: 1x as they were received, 20x, 0.5x or, by default, max; it changes no bit, and holds for all emitters of the run"`
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

type recordFields struct {
	Store      string        `required:"true" example:"./data" doc:"folder of the store, below the folder of the config; it is made where it is not there"`
	Streams    []string      `example:"[quotes, trades, mid, vol_1m]" doc:"the sources and features that are kept; by default all that have a name"`
	Durability string        `default:"fast" enum:"fast,safe" doc:"what is kept of a live source before it is in a block: fast survives the end of the process, safe also that of the machine"`
	Cutter     string        `default:"default" doc:"what decides where blocks end: default does by the three below, others come with a binary of your own"`
	BlockRows  int           `default:"250000" check:"1..100000000" doc:"blocks end when one of them has so many rows"`
	BlockMB    int           `name:"block_mb" default:"64" check:"1..65536" doc:"blocks end when together they take so many MiB of memory"`
	BlockAge   time.Duration `default:"1m" check:"positive" doc:"blocks end when so much time has passed by the clock"`
	Snapshots  time.Duration `default:"1m" check:"positive" doc:"how often the state of the graph is kept, by the clock: a run that is started again goes on from there"`
}

type outputFields struct {
	Type    string   `required:"true" enum:"file,stdout,webhook" doc:"what kind of place it is"`
	Select  []string `example:"mid, vol_1m" doc:"the features to write, or rows; by default the rows if the config has some, else all features"`
	Control bool     `default:"false" doc:"writes control events too, where the format has a place for them"`
}

type fileOutputFields struct {
	outputFields

	Path   string `required:"true" example:"rows.parquet" doc:"the file, below the folder of the config; its extension says the format"`
	Format string `enum:"jsonl,csv,parquet,arrow" doc:"the format, where the extension does not say it"`
}

type stdoutOutputFields struct {
	outputFields

	Format string `default:"jsonl" enum:"jsonl,csv,parquet,arrow" doc:"the format"`
}

type webhookOutputFields struct {
	outputFields

	URL       string            `name:"url" required:"true" example:"https://example.com/features" doc:"where outputs are posted to, as JSON lines with an id each"`
	Headers   map[string]string `example:"{Authorization: \"Bearer ${TOKEN}\"}" doc:"headers of each request; secrets come from the environment"`
	Batch     int               `default:"100" check:"1..100000" doc:"how many outputs a request holds at most"`
	Wait      time.Duration     `default:"1s" check:"nonnegative" doc:"how long an output waits for others of its request"`
	Buffer    int               `default:"10000" check:"1..10000000" doc:"how many outputs wait at most; then the run waits for the receiver"`
	Timeout   time.Duration     `default:"10s" check:"positive" doc:"how long one request may take"`
	GiveUp    time.Duration     `default:"1m" check:"positive" doc:"how long a request is tried again, with growing pauses"`
	OnFailure string            `default:"halt" enum:"halt,drop" doc:"what becomes of the run then: it fails, or the outputs are dropped and counted"`
}

// specs are the specs of the sections.
type specs struct {
	file, emitter, source, feature, rows, record, output *param.Spec

	outputs map[string]*param.Spec // by type
}

func newSpecs() (specs, error) {
	file, err1 := param.For[fileFields]()
	emitter, err2 := param.For[emitterFields]()
	source, err3 := param.For[sourceFields]()
	feature, err4 := param.For[featureFields]()
	rows, err5 := param.For[rowsFields]()
	output, err6 := param.For[outputFields]()
	toFile, err7 := param.For[fileOutputFields]()
	stdout, err8 := param.For[stdoutOutputFields]()
	webhook, err9 := param.For[webhookOutputFields]()
	outputs := map[string]*param.Spec{"file": toFile, "stdout": stdout, "webhook": webhook}
	record, err10 := param.For[recordFields]()
	return specs{file, emitter, source, feature, rows, record, output, outputs}, errors.Join(err1, err2, err3, err4, err5, err6, err7, err8, err9, err10)
}
