package synthetic

import (
	"fmt"
	"math"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/fmath"
	"github.com/featurizer/featurizer/source"
)

// SineParams are the payload params of [Sine].
type SineParams struct {
	Step      time.Duration `default:"100ms" check:"positive" doc:"time between events"`
	Amplitude float64       `default:"1" doc:"largest distance from the mean"`
	Mean      float64       `default:"0" doc:"mean of the values"`
	Freq      float64       `default:"0.1" check:"positive" doc:"periods per second; must be below half of the events per second"`
}

// Sine is synthetic.sine: value = mean + amplitude * sin(2 pi freq t), t in
// seconds since the first event.
var Sine = source.DefineWith[event.Record]("synthetic.sine", "a sine wave (for a made-up market give market.trade, market.quote and market.book_delta an emitter of type synthetic)", func(p *SineParams) (*event.Schema, error) {
	if p.Freq*p.Step.Seconds() >= 0.5 {
		return nil, fmt.Errorf("freq %v needs a step below %v, as slower sampling shows another wave (aliasing)", p.Freq, time.Duration(float64(time.Second)/2/p.Freq)) //bits:ok a duration in a message
	}
	return event.RecordOf([]event.Field{{Name: "value", Kind: event.KindFloat, Doc: "mean + amplitude * sin(2 pi freq t)"}})
})

// value is the i-th value of the wave.
func (p *SineParams) value(i int64) float64 {
	seconds := float64(float64(i) * (float64(p.Step) / 1e9))
	return p.Mean + float64(p.Amplitude*fmath.Sin(float64(float64(2*math.Pi*p.Freq)*seconds)))
}
