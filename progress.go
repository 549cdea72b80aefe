package featurizer

import "github.com/featurizer/featurizer/source"

// Progress returns how much of its input a run has read, from 0 to 1; 0 where that is
// not known. It may be called from any goroutine, also while Run runs.
func (p *Pipeline) Progress() float64 {
	readers := p.readers.Load()
	if readers == nil || len(*readers) == 0 {
		return 0
	}
	least := 1.0 // emitters are merged by time, and a run ends with the last of them
	for _, r := range *readers {
		done, all := r.Progress()
		if all <= 0 {
			return 0
		}
		least = min(least, float64(done)/float64(all))
	}
	return least
}

// watchReaders finds the emitters that know how far they are.
func (p *Pipeline) watchReaders() {
	var readers []source.Progress
	for _, f := range p.intake.Feeds {
		for _, in := range f.Emitters {
			if r, knows := in.Emitter.(source.Progress); knows {
				readers = append(readers, r)
			}
		}
	}
	p.readers.Store(&readers)
}
