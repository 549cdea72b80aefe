package featurizertest

import "fmt"

// futureCut is the event in how many, on average, after which the future is cut off.
const futureCut = 20

// future: nothing looks ahead. A run whose log ends at some event has given what the
// run over the whole log had given by then. The whole log runs first, so that what
// remembers it where it must not has something to tell.
func future(t *trial) error {
	whole, err := t.subject.runFresh(t.log)
	if err != nil {
		return err
	}
	for cut := range t.log {
		if t.chance(cut).IntN(futureCut) > 0 {
			continue
		}
		short, err := t.subject.runFresh(t.log[:cut])
		if err != nil {
			return err
		}
		before := func(o *output) bool { return o.at < cut }
		known, told := texts(only(whole.outputs, before), (*output).whole), texts(only(short.outputs, before), (*output).whole)
		if err := difference("with the future", known, "without", told); err != nil {
			return fmt.Errorf("where the log ends before event %d: %w", cut+1, err)
		}
	}
	return nil
}
