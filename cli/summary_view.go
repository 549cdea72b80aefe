package cli

import (
	"encoding/json"
	"io"

	"github.com/featurizer/featurizer"
)

// summaryView is what a run counted, for programs: all that the table for people has.
// Times are nanoseconds since 1970, null where there was no event.
type summaryView struct {
	Sources        []sourceSummary `json:"sources"`
	Frames         uint64          `json:"frames"`
	Ignored        uint64          `json:"ignored"`
	Malformed      uint64          `json:"malformed"`
	Written        uint64          `json:"written"`
	Rows           uint64          `json:"rows"`
	FeatureOutputs uint64          `json:"feature_outputs"`
	Nulls          uint64          `json:"nulls"`
	NaN            uint64          `json:"nan"`
	Warmup         uint64          `json:"warmup_held_back"`
	Moved          uint64          `json:"moved"`
	Skipped        uint64          `json:"skipped"`
	Events         uint64          `json:"events"`
	ElapsedNS      int64           `json:"elapsed_ns"`
	EventsPerS     float64         `json:"events_per_s"`
	Speed          string          `json:"speed,omitempty"`
	Notes          []string        `json:"notes,omitempty"`
}

type sourceSummary struct {
	Source     string `json:"source"`
	Events     uint64 `json:"events"`
	Late       uint64 `json:"late"`
	Ahead      uint64 `json:"ahead"`
	Dropped    uint64 `json:"dropped"`
	Duplicates uint64 `json:"duplicates"`
	Gaps       uint64 `json:"gaps"`
	First      *int64 `json:"first"`
	Last       *int64 `json:"last"`
}

// printSummary prints what a run counted, as the flags ask for.
func (f *runFlags) printSummary(w io.Writer, s *featurizer.Summary) {
	if !f.asJSON {
		printSummary(w, s)
		return
	}
	v := summaryView{
		Sources: []sourceSummary{}, Frames: s.Frames, Ignored: s.Ignored, Malformed: s.Malformed,
		Written: s.Written, Rows: s.Rows, FeatureOutputs: s.Outputs, Nulls: s.Nulls, NaN: s.NaNs, Warmup: s.Warmup,
		Moved: s.Moved, Skipped: s.Skipped, Events: s.Events, ElapsedNS: int64(s.Elapsed), EventsPerS: eventRate(s), Speed: s.Speed.String(), Notes: notesOf(s),
	}
	for _, of := range s.Sources {
		one := sourceSummary{of.Name, of.Events, of.Late, of.Ahead, of.Dropped, of.Duplicates, of.Gaps, nil, nil}
		if of.Events > 0 {
			first, last := int64(of.First), int64(of.Last)
			one.First, one.Last = &first, &last
		}
		v.Sources = append(v.Sources, one)
	}
	_ = json.NewEncoder(w).Encode(v) // like the table, to a stream whose failure has no reader
}
