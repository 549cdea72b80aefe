package config

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/featurizer/featurizer/param"
)

const (
	maxFile  = 1 << 20 // bytes
	maxDepth = 64      // maps and lists in one another
)

// readTree turns the text into nodes, without substitutions. A nil root means
// that the text is not a tree; the problems then say why, if it is not empty.
func readTree(text string, lines []string) (*param.Node, param.Problems) {
	if problem := checkText(text, lines); problem != nil {
		return nil, param.Problems{*problem}
	}
	document, err := load(strings.NewReader(text))
	if err != nil {
		return nil, param.Problems{syntaxProblem(text, lines, err)}
	}
	if document == nil || len(document.Content) == 0 {
		return nil, nil
	}
	b := treeBuilder{lines: lines}
	root := b.node(document.Content[0], nil, 0)
	if root.Kind == param.Null && len(b.problems) == 0 {
		return nil, nil
	}
	return root, b.problems
}

// checkText refuses what no YAML parser should see.
func checkText(text string, lines []string) *param.Problem {
	if len(text) > maxFile {
		return &param.Problem{Message: fmt.Sprintf("the config is larger than %d bytes", maxFile)}
	}
	for i, line := range lines {
		for at, r := range line {
			if r == utf8.RuneError && !strings.HasPrefix(line[at:], string(utf8.RuneError)) {
				column := utf8.RuneCountInString(line[:at]) + 1
				return &param.Problem{Line: i + 1, Column: column, Width: 1, Message: "the config is not UTF-8 text"}
			}
		}
	}
	return nil
}

var (
	errSeveralDocuments = errors.New("a config is one document")
	errParserBroke      = errors.New("the YAML parser gave up")
)

// load reads the one document of a text; it is nil for a text without any. The
// parser is known to panic on some malformed texts, and a config may come from
// anywhere.
func load(r io.Reader) (document *yaml.Node, err error) {
	defer func() {
		if recover() != nil {
			document, err = nil, errParserBroke
		}
	}()
	decoder := yaml.NewDecoder(r)
	var first, second yaml.Node
	if err := decoder.Decode(&first); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil //nolint:nilnil // a text without a document is no error here
		}
		return nil, err
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errSeveralDocuments
	}
	return &first, nil
}

func isBlock(n *yaml.Node) bool {
	return (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) && n.Style&yaml.FlowStyle == 0
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value == "" }

// treeBuilder turns the nodes of the YAML library into ours.
type treeBuilder struct {
	lines    []string
	problems param.Problems

	lastLine  int
	lastRunes []rune
}

func (b *treeBuilder) report(n *param.Node, message, hint string) {
	problem := n.Problem(message)
	problem.Hint = hint
	b.problems = append(b.problems, problem)
}

// broken is the kind of a value that could not be read and has been reported. No
// decoder takes it, and what they say of it is dropped.
const broken param.Kind = 255

// node converts one node. key is the key it is the value of, nil if none.
func (b *treeBuilder) node(y *yaml.Node, key *param.Node, depth int) *param.Node {
	n := &param.Node{Kind: broken, Line: y.Line, Column: y.Column, Width: b.width(y)}
	if key != nil && (isNull(y) || isBlock(y)) {
		// A block has no mark of its own in the file; its key stands for it.
		n.Line, n.Column, n.Width = key.Line, key.Column, key.Width
	}
	switch {
	case depth > maxDepth:
		b.report(n, fmt.Sprintf("more than %d maps and lists in one another", maxDepth), "")
	case y.Kind == yaml.AliasNode || y.Anchor != "":
		b.report(n, "anchors and aliases are not supported", "write the value out in each place")
	case y.Style&yaml.TaggedStyle != 0:
		b.report(n, fmt.Sprintf("tags such as %s are not supported", y.Tag), "quote a value to make it text")
	case y.Kind == yaml.MappingNode:
		n.Kind = param.Map
		b.pairs(n, y, depth)
	case y.Kind == yaml.SequenceNode:
		n.Kind = param.List
		for _, item := range y.Content {
			n.Items = append(n.Items, b.node(item, nil, depth+1))
		}
	default:
		n.Text = y.Value
		n.Quoted = y.Style != 0
		n.Kind = param.String
		if !n.Quoted {
			n.Kind = kindOf(y.Value)
		}
	}
	return n
}

func (b *treeBuilder) pairs(n *param.Node, y *yaml.Node, depth int) {
	seen := make(map[string]int, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := b.node(y.Content[i], nil, depth+1)
		line, twice := seen[key.Text]
		switch {
		case key.Kind == broken:
			continue
		case y.Content[i].Tag == "!!merge":
			b.report(key, "merge keys are not supported", "write the keys out in each place")
			// What the key would have brought is missing, which is no mistake of its own.
			*n = param.Node{Kind: broken, Line: key.Line, Column: key.Column, Width: key.Width}
			return
		case y.Content[i].Kind != yaml.ScalarNode:
			b.report(key, fmt.Sprintf("a key must be a word, got %s", key), "")
			continue
		case twice:
			b.report(key, fmt.Sprintf("key %q is there twice; the first is on line %d", key.Text, line), "")
			continue
		}
		seen[key.Text] = key.Line
		n.Pairs = append(n.Pairs, param.Pair{Key: key, Value: b.node(y.Content[i+1], key, depth+1)})
	}
}

// width returns how many characters of its line a node takes, for the caret.
func (b *treeBuilder) width(y *yaml.Node) int {
	line := b.runes(y.Line)
	if y.Column < 1 || y.Column > len(line) {
		return 1
	}
	rest := line[y.Column-1:]
	length := utf8.RuneCountInString(y.Value)
	switch {
	case y.Kind == yaml.AliasNode:
		return 1 + length
	case y.Kind != yaml.ScalarNode || y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 1
	case y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return quotedWidth(rest)
	case length <= len(rest) && string(rest[:length]) == y.Value:
		return max(length, 1)
	default:
		return lineWidth(rest)
	}
}

// runes returns the characters of a line, from 1. It keeps the last line, as a
// file may be one long line of many nodes.
func (b *treeBuilder) runes(line int) []rune {
	if line < 1 || line > len(b.lines) {
		return nil
	}
	if b.lastLine != line {
		b.lastLine, b.lastRunes = line, []rune(b.lines[line-1])
	}
	return b.lastRunes
}

// quotedWidth measures a quoted text up to its end, or to the end of the line.
func quotedWidth(rest []rune) int {
	quote := rest[0]
	for i := 1; i < len(rest); i++ {
		switch {
		case quote == '"' && rest[i] == '\\':
			i++
		case rest[i] != quote:
		case quote == '\'' && i+1 < len(rest) && rest[i+1] == quote:
			i++ // '' is a quote inside
		default:
			return i + 1
		}
	}
	return lineWidth(rest)
}

func lineWidth(rest []rune) int {
	return max(utf8.RuneCountInString(strings.TrimRight(string(rest), " \t")), 1)
}
