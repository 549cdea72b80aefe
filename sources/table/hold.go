package table

// heldRow is a row that waits for those of the same time: without receive times,
// events of one time come by source, then path and row (semantics 1).
type heldRow struct {
	of    *reader
	begin int // of its cells in what is held
}

// hold keeps a row until all of its time have been read.
func (e *Emitter) hold(r *reader) {
	e.heldOf = append(e.heldOf, heldRow{r, len(e.held)})
	e.held = e.held.add(r.row.Cells)
}

// release tells the rows that are held, and the messages that are gathered.
func (e *Emitter) release() error {
	for _, s := range e.routes {
		for _, h := range e.heldOf {
			e.cells = e.held.cells(h.begin, e.cells[:0], len(e.columns.list))
			if err := e.tellHeld(s, h.of); err != nil {
				return err
			}
		}
		if len(s.open) > 0 {
			if err := e.flush(s); err != nil {
				return err
			}
		}
	}
	e.held, e.heldOf = e.held[:0], e.heldOf[:0]
	return nil
}

// tellHeld reads a row that was held once more, and tells it to one source. Its
// reader may stand at a later row by now.
func (e *Emitter) tellHeld(s *route, r *reader) error {
	e.keyText = e.appendKey(e.keyText[:0], e.cells)
	var err error
	if s.key, err = s.find(e.keyText); s.key == nil || err != nil {
		return err
	}
	if err := s.read(e.cells); err != nil {
		return err
	}
	at := r.at
	r.at = e.now
	err = e.tell(s, r)
	r.at = at
	return err
}
