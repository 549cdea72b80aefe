package config

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/featurizer/featurizer/param"
)

// Output is a place where outputs go.
type Output struct {
	Name    string
	Type    string   // file, stdout or webhook
	Select  []string // features, or AllRows; nil: the rows if the config has some, else all features
	Control bool     // control events too
	Path    string   // of a file
	Format  string   // of a file or stdout: one of Formats
	Webhook Webhook

	Pos       Pos   // of the name
	SelectPos []Pos // of each of Select
	PathPos   Pos
	FormatPos Pos // of what says the format, zero when nothing does
}

// AllRows stands in a select for the rows of the config.
const AllRows = "rows"

// Webhook is what an output of that type is sent to, and how.
type Webhook struct {
	URL       string
	Shown     string // the URL for messages, without secrets
	Headers   map[string]string
	Batch     int           // outputs of a request at most; default 100
	Wait      time.Duration // how long an output waits for others; default 1s
	Buffer    int           // outputs that wait at most; default 10,000
	Timeout   time.Duration // of a request; default 10s
	GiveUp    time.Duration // how long a batch is tried; default 1m
	OnFailure string        // what becomes of the run then: halt (default) or drop
}

// Formats returns the formats of what is written, by their names.
func Formats() []string { return []string{"jsonl", "csv", "parquet", "arrow"} }

// FormatOf returns the format that the extension of a path says: jsonl where it
// has none, false where it is that of no format.
func FormatOf(path string) (format string, known bool) {
	extension := strings.TrimPrefix(filepath.Ext(path), ".")
	if extension == "" {
		return "jsonl", true
	}
	return extension, slices.Contains(Formats(), extension)
}

func (p *parser) output(pair param.Pair) Output {
	what := fmt.Sprintf("output %q", pair.Key.Text)
	typ, selected := pair.Value.Get("type"), pair.Value.Get("select")
	o := Output{
		Name: pair.Key.Text, Pos: posOf(pair.Key), PathPos: posOf(pair.Value.Get("path")), FormatPos: posOf(pair.Value.Get("format")),
	}
	if typ != nil {
		o.Type = typ.Text
	}
	switch o.Type {
	case "file":
		var fields fileOutputFields
		p.add(p.specs.outputs[o.Type].Decode(entry(pair), what, &fields))
		o.Select, o.Control, o.Path, o.Format = fields.Select, fields.Control, fields.Path, fields.Format
		p.format(&o)
	case "stdout":
		var fields stdoutOutputFields
		p.add(p.specs.outputs[o.Type].Decode(entry(pair), what, &fields))
		o.Select, o.Control, o.Format = fields.Select, fields.Control, fields.Format
	case "webhook":
		var fields webhookOutputFields
		p.add(p.specs.outputs[o.Type].Decode(entry(pair), what, &fields))
		o.Select, o.Control, o.Format = fields.Select, fields.Control, "jsonl"
		o.Webhook = Webhook{
			fields.URL, "", fields.Headers, fields.Batch, fields.Wait, fields.Buffer, fields.Timeout, fields.GiveUp, fields.OnFailure,
		}
		p.webhook(&o.Webhook, pair.Value)
	default: // what else is there depends on the type: only that is looked at
		var fields outputFields
		known := entry(pair)
		known.Pairs = slices.DeleteFunc(slices.Clone(known.Pairs), func(p param.Pair) bool { return p.Key.Text != "type" })
		p.add(p.specs.output.Decode(known, what, &fields))
	}
	p.selected(&o, selected)
	return o
}

func (p *parser) add(problems param.Problems) { p.problems = append(p.problems, problems...) }

// selected checks the names of a select, and keeps their places.
func (p *parser) selected(o *Output, n *param.Node) {
	seen := map[string]bool{}
	for _, name := range scalars(n) {
		if seen[name.Text] {
			p.report(name.Problem(fmt.Sprintf("%s is twice in the select of output %q", name, o.Name)))
		}
		seen[name.Text] = true
		o.SelectPos = append(o.SelectPos, posOf(name))
	}
	if n != nil && n.Kind == param.List && len(n.Items) == 0 {
		problem := n.Problem(fmt.Sprintf("output %q selects nothing", o.Name))
		problem.Hint = "name features or rows, or leave select out"
		p.report(problem)
	}
}

// format finds the format of a file that says none.
func (p *parser) format(o *Output) {
	if o.Format != "" || o.Path == "" {
		return
	}
	format, known := FormatOf(o.Path)
	o.Format, o.FormatPos = format, o.PathPos
	if !known {
		problem := o.PathPos.Problem(fmt.Sprintf("output %q: no format has the extension of %q", o.Name, o.Path))
		problem.Hint = "end the path with ." + strings.Join(Formats(), ", .") + ", or say the format with format:"
		p.report(problem)
	}
}

// webhook checks where a webhook goes, and that no secret stands in the file.
func (p *parser) webhook(w *Webhook, n *param.Node) {
	if at := n.Get("url"); at != nil && w.URL != "" {
		w.Shown = at.Written
		u, err := url.Parse(w.URL)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			problem := at.Problem(fmt.Sprintf("url: expected an address such as https://example.com/features, got %s", at))
			p.report(problem)
		case w.Shown != "":
		case u.User != nil:
			p.secret(at, "a password in a url")
		default:
			w.Shown = u.Scheme + "://" + u.Host + u.Path
		}
	}
	headers := n.Get("headers")
	if headers == nil {
		return
	}
	for _, pair := range headers.Pairs {
		isSecret := slices.ContainsFunc(secretHeaders(), func(name string) bool { return strings.EqualFold(name, pair.Key.Text) })
		if isSecret && pair.Value.Written == "" && pair.Value.Kind == param.String {
			p.secret(pair.Value, "the header "+pair.Key.Text)
		}
		if strings.ContainsAny(pair.Key.Text, " \t\r\n:") || strings.ContainsAny(pair.Value.Text, "\r\n") {
			p.report(pair.Key.Problem(fmt.Sprintf("%q is no header that can be sent", pair.Key.Text)))
		}
	}
}

// secretHeaders are headers that hold nothing but a secret.
func secretHeaders() []string {
	return []string{"Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key"}
}

// secret reports a secret that stands in the file itself.
func (p *parser) secret(n *param.Node, what string) {
	problem := n.Problem(what + " is a secret, which must not stand in a config")
	problem.Hint = "take it from the environment, as in ${TOKEN}"
	p.report(problem)
}
