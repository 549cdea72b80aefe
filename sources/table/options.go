package table

import (
	"slices"

	"github.com/featurizer/featurizer/event"
)

// Paths are the options of emitters that read files.
type Paths struct {
	Path []string `id:"-" required:"true" example:"prices/*.csv.gz" doc:"the files, plain, .gz, .zst or .zip; * ? and [] stand for parts of a name"`
}

// Options are what emitters of tables have in common: how rows become events.
type Options struct {
	Time       Time               `example:"{column: timestamp, unit: ms}" doc:"where the event times are and how they are written"`
	Received   *Received          `example:"{column: local_timestamp, unit: us}" doc:"where the receive times are, if there are any; files are then merged by them"`
	Key        map[string]string  `example:"{symbol: ticker}" doc:"names of the key and the columns that have their values; other names have one value for all rows"`
	Fields     map[string]string  `example:"{value: float}" doc:"fields with their types (float, int, string or bool): those of generic.record sources that name none themselves"`
	Map        map[string]string  `example:"{price: last, amount: volume}" doc:"fields and the columns that have their values, where these have other names"`
	Constant   map[string]string  `example:"{side: buy}" doc:"fields that no column has, and the one value they have in all rows"`
	Scale      map[string]float64 `example:"{price: 0.0001}" doc:"fields and what their numbers are multiplied by; decimals stay exact, so 123456 with 0.0001 is 12.3456"`
	Side       *Side              `example:"{buy: 'false', sell: 'true'}" doc:"the words for the sides, where they are not buy and sell"`
	Nulls      []string           `example:"NA, NaN" doc:"what else than an empty cell stands for no value"`
	Carry      []string           `example:"bid, bid_size, ask, ask_size" doc:"fields that keep the last value of their key where a row has none, for feeds that give one side at a time"`
	Sort       bool               `default:"false" doc:"read all rows into memory and put them in order of time; without it rows must be in order"`
	SortMemory string             `default:"256MB" doc:"the most memory that sorting may take, such as 500MB or 2GB"`
	Malformed  string             `default:"halt" enum:"halt,skip" doc:"whether a row that cannot be read ends the run or is passed over with a control event"`
	MaxBad     string             `example:"0.1%" doc:"with malformed: skip, how many rows may be passed over, a number or a share of all; more end the run"`
}

// Time says where event times are and how they are written.
type Time struct {
	Column     string `example:"timestamp" doc:"the column; by default time"`
	Unit       string `enum:"rfc3339,s,ms,us,ns,auto" doc:"of numbers since 1970, or since midnight where there is a date; auto tells s, ms, us and ns by their 10, 13, 16 or 19 digits; by default rfc3339, text such as 2024-08-08T23:54:14.123Z"`
	Layout     string `example:"%Y-%m-%d %H:%M:%S" doc:"of text of another form, with the codes of strftime: %Y %m %d %H %M %S %f (fraction) %y %b %B %j %I %p %z %s %T %F; a fraction after a point may be absent"`
	Zone       string `example:"America/New_York" doc:"of times that have none, by its name in the IANA database; by default UTC for a layout or a date. Of a time that the clocks show twice the first is taken, one that they skip is malformed"`
	Date       string `example:"filename" doc:"of times of day alone: filename, where the name of the file has it such as 20131007 or 2013-10-07, or the date itself"`
	DateColumn string `example:"day" doc:"the column of the date, where column has the time of day alone: both are read as one text, with a space between them"`
}

// Received says where receive times are and how they are written.
type Received struct {
	Column     string `example:"local_timestamp" doc:"the column; by default received"`
	Unit       string `enum:"rfc3339,s,ms,us,ns,auto" doc:"as that of time"`
	Layout     string `example:"%Y-%m-%d %H:%M:%S" doc:"as that of time"`
	Zone       string `example:"America/New_York" doc:"as that of time"`
	Date       string `example:"filename" doc:"as that of time"`
	DateColumn string `example:"day" doc:"as that of time"`
}

// Side says with which words a column tells the sides apart.
type Side struct {
	Buy  []string `example:"B" doc:"the words for a buy, or the bid side of a book, in letters of any case"`
	Sell []string `example:"S" doc:"the words for a sell, or the ask side of a book"`
}

// Serves tells whether a key has the names that columns give.
func (o *Options) Serves(key *event.Key) bool {
	for name := range o.Key { //bits:ordered it asks whether all are there
		if !slices.Contains(key.Names(), name) {
			return false
		}
	}
	return true
}
