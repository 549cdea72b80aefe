package featurizertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
)

// Script runs commands on one executor. Each command gives a text, which a file
// of commands (see github.com/cockroachdb/datadriven) holds as expected:
//
//	config [show=NAME,NAME] begins anew with the config of the input; emit and tick
//	                        show the features named, by default all
//	emit                    hands in the events of the input, line by line, and
//	                        gives the outputs of features
//	tick r=TIME             lets time pass: nothing will be received up to TIME
//	rows                    gives the rows since rows were last asked for
//	counts                  gives what was counted, where it is not zero
//	state                   gives the clocks and the open windows of each key
//	crash, restore          snapshots all keys and throws the executor away;
//	                        makes a new one from the snapshots
type Script struct {
	registry *feature.Registry
	judge    bool // runs on the reference executor
	subject  *subject
	machine  machine // nil before config and after crash
	stepper  *stepper
	intake   *intake
	shown    []string // nil: all
	rows     []output
	lanes    map[string]event.Lane
	saved    []saved
	ticked   event.Time
}

// NewScript returns a script on the step executor.
func NewScript(r *feature.Registry) *Script { return &Script{registry: r} }

// NewReferenceScript returns a script on the reference executor, which has no
// state to look at or to restore: see [Script.Can].
func NewReferenceScript(r *feature.Registry) *Script { return &Script{registry: r, judge: true} }

// Can tells whether the script's executor can do a command.
func (s *Script) Can(command string) bool {
	return !s.judge || !slices.Contains([]string{"state", "crash", "restore"}, command)
}

// Do runs a command. args are its words after the first, input the lines below
// it. A mistake or a failed event is told in the text.
func (s *Script) Do(command string, args []string, input string) string {
	text, err := s.do(command, args, input)
	if err != nil {
		text += "error: " + strings.TrimSpace(err.Error()) + "\n"
	}
	return text
}

var errDown = errors.New("there is no executor: config or restore comes first")

func (s *Script) do(command string, args []string, input string) (string, error) {
	if command == "config" {
		return "", s.begin(args, input)
	}
	if s.subject == nil || s.machine == nil != (command == "restore") {
		return "", errDown
	}
	switch command {
	case "emit":
		return s.emit(input)
	case "tick":
		return s.tick(args)
	case "rows":
		text := lines(s.rows)
		s.rows = nil
		return text, nil
	case "counts":
		return s.counts(), nil
	case "state":
		return s.stepper.state()
	case "crash":
		s.saved = s.stepper.save(s.lanes)
		s.machine, s.stepper = nil, nil
		return "", nil
	case "restore":
		return "", s.restore()
	}
	return "", fmt.Errorf("unknown command %q", command)
}

// begin starts anew with a config.
func (s *Script) begin(args []string, text string) error {
	s.machine, s.rows, s.lanes = nil, nil, map[string]event.Lane{}
	s.shown, s.ticked = nil, event.Unset
	for _, arg := range args {
		names, ok := strings.CutPrefix(arg, "show=")
		if !ok {
			return fmt.Errorf("unknown argument %q", arg)
		}
		s.shown = strings.Split(names, ",")
	}
	var err error
	if s.subject, err = (&Case{Config: text, Registry: s.registry}).subject(); err != nil {
		return err
	}
	p, err := s.subject.plan()
	if err != nil {
		return err
	}
	s.intake = newIntake(p, s)
	if s.judge {
		s.machine, err = newReferee(p)
		return err
	}
	s.stepper, err = newStepper(p)
	s.machine = s.stepper
	return err
}

// Step takes an event of the log, which the script's events go to.
func (s *Script) Step(e *event.Event) error {
	if e.Received <= s.ticked {
		return fmt.Errorf("an event received at %s after a tick of %s", timeText(e.Received), timeText(s.ticked))
	}
	s.lanes[e.Key.Canonical()] = e.Lane
	return s.machine.Step(e)
}

// Tick takes a promise of the log.
func (s *Script) Tick(r event.Time) error { return s.machine.Tick(r) }

func (s *Script) emit(input string) (string, error) {
	events, err := parseEvents(s.intake.plan, input)
	if err != nil {
		return "", err
	}
	for i := range events {
		if err := s.intake.take(&events[i]); err != nil {
			return s.took(), err
		}
	}
	return s.took(), nil
}

func (s *Script) tick(args []string) (string, error) {
	if len(args) != 1 || !strings.HasPrefix(args[0], "r=") {
		return "", errors.New("expected tick r=TIME")
	}
	r, err := parseTime(strings.TrimPrefix(args[0], "r="))
	if err != nil {
		return "", err
	}
	s.ticked = r
	err = s.machine.Tick(r)
	return s.took(), err
}

// took returns the lines of the features' outputs and puts the rows aside.
func (s *Script) took() string {
	list := s.machine.took()
	s.rows = append(s.rows, only(list, isRow)...)
	return lines(only(list, func(o *output) bool {
		return !o.isRow && (s.shown == nil || slices.Contains(s.shown, o.name))
	}))
}

func lines(list []output) string {
	var b strings.Builder
	for _, line := range texts(list, (*output).line) {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// restore makes a new executor of the state that crash has saved.
func (s *Script) restore() error {
	fresh, err := newStepper(s.intake.plan)
	if err != nil {
		return err
	}
	s.stepper, s.machine = fresh, fresh
	return fresh.restore(s.saved)
}

// counts returns what was counted.
func (s *Script) counts() string {
	var b strings.Builder
	list := []string{}
	count := func(name string, n uint64) {
		if n > 0 {
			list = append(list, fmt.Sprintf("%s=%d", name, n))
		}
	}
	flush := func(of string) {
		if len(list) > 0 {
			b.WriteString(of + strings.Join(list, " ") + "\n")
		}
		list = list[:0]
	}
	for _, of := range s.intake.hand.Stats().Sources {
		count("events", of.Events)
		count("late", of.Late)
		count("ahead", of.Ahead)
		count("dropped", of.Dropped)
		count("duplicates", of.Duplicates)
		count("gaps", of.Gaps)
		flush(of.Name + ": ")
	}
	t := s.machine.Tally()
	count("outputs", t.Outputs)
	count("rows", t.Rows)
	count("warm-up", t.Warmup)
	count("nan", t.NaNs)
	count("moved", t.Moved)
	count("skipped", t.Skipped)
	flush("")
	return b.String()
}

// Outputs runs given events of a case on both executors and returns the lines
// of what they put out: features, then rows. It fails where the executors differ;
// definitions that the reference executor does not know run on one.
func (c *Case) Outputs() ([]string, error) {
	s, err := c.subject()
	if err != nil {
		return nil, err
	}
	p, err := s.plan()
	if err != nil {
		return nil, err
	}
	events, err := parseEvents(p, c.Events)
	if err != nil {
		return nil, err
	}
	log, err := s.log(events)
	if err != nil {
		return nil, err
	}
	r, err := s.runFresh(log)
	if err != nil {
		return nil, err
	}
	if err := oracle(&trial{subject: s, log: log}); err != nil {
		return nil, err
	}
	return append(texts(only(r.outputs, isFeature), (*output).line), texts(only(r.outputs, isRow), (*output).line)...), nil
}
