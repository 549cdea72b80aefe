package featurizer

import (
	"cmp"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/ingest"
	"github.com/featurizer/featurizer/internal/pace"
	"github.com/featurizer/featurizer/sink"
)

// Speed is how many times as fast as a clock the time of recorded events passes: 1 is
// as fast as they were received.
type Speed = pace.Speed

// MaxSpeed is as fast as events can go.
const MaxSpeed = pace.Max

// ParseSpeed reads a speed as a config has it: max, or a number of times such as 20x.
func ParseSpeed(text string) (Speed, error) { return pace.Parse(text) }

// Pacer pauses a run, steps it event by event and changes its speed, from any
// goroutine, before and while the run goes. The zero value is ready to use, for one
// run.
type Pacer = pace.Pacer

// setPace decides how fast events go on.
func (p *Pipeline) setPace() error {
	o, own := &p.options, p.options.Pacer
	speed := o.Speed
	if speed == 0 && own != nil {
		speed = own.State().Speed
	}
	config := p.configSpeed()
	if live := p.live(); live != "" && (cmp.Or(speed, config) != 0 || own != nil) {
		return fmt.Errorf("emitter %q brings events of the present, which go on as they come: they have no speed and cannot be paused\nhint: leave the speed out", live)
	}
	speed = cmp.Or(speed, config, MaxSpeed)
	p.summary.Speed = speed
	if own == nil && speed == MaxSpeed {
		return nil
	}
	if own == nil {
		own = &Pacer{}
	}
	own.SetSpeed(speed)
	p.intake.Pace = own
	return nil
}

// configSpeed returns the speed that emitters of the config name, all the same; 0 if
// none does.
func (p *Pipeline) configSpeed() Speed {
	for _, s := range p.plan.Sources {
		if s.Emitter != nil && s.Emitter.Speed != 0 {
			return s.Emitter.Speed
		}
	}
	return 0
}

// Tick takes the promise that nothing up to r will follow. As the run waits now, all
// that has been put out goes to who reads it.
func (p *Pipeline) Tick(r event.Time) error {
	if p.options.For > 0 && p.end != event.Unset && r >= p.end {
		return p.stop()
	}
	if err := p.executor.Tick(r); err != nil {
		return err
	}
	return p.flush()
}

// stop ends the run at the time that it is for: what was due before has come, whether
// it took an event to get there or the clock.
func (p *Pipeline) stop() error {
	if err := p.executor.Tick(p.end - 1); err != nil {
		return err
	}
	return ingest.ErrStop
}

// flush has the sinks write what they hold.
func (p *Pipeline) flush() error {
	if p.summary.Written == p.flushed {
		return nil
	}
	p.flushed = p.summary.Written
	for _, r := range p.routes {
		if err := sink.Flush(r.sink); err != nil {
			return err
		}
	}
	return nil
}
