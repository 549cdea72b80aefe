package table

import "testing"

func textCell(text string) *Cell {
	c := &Cell{}
	c.SetText([]byte(text))
	return c
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("\ngot  %v\nwant %s", err, want)
	}
}
