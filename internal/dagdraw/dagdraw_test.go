package dagdraw

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// sample is a diamond with a node that has no name, in rows.
func sample() *Graph {
	return &Graph{
		Nodes: []Node{
			{Kind: Emitter, Name: "feed", What: "capture", Notes: []string{"venue: binance-usdm", "path: a/folder/that/is/a/long/way/off/capture.gz"}},
			{Kind: Source, Name: "quotes", What: "market.quote", Notes: []string{"2 keys"}, Title: []string{"quotes", `fields "bid" & <ask>`}},
			{Kind: Feature, What: "price.mid_price"},
			{Kind: Feature, Name: "vol", What: "volatility.stddev", Notes: []string{"window: 10s"}},
			{Kind: Feature, Name: "ask, same", What: "expr", Notes: []string{`ask > 1 ? "a" : b*c*d`}},
			{Kind: Feature, Name: "both", What: "join.latest"},
		},
		Edges: []Edge{{0, 1, nil}, {1, 2, nil}, {2, 3, nil}, {1, 4, []string{"ask", "bid"}}, {4, 5, nil}, {3, 5, []string{"volatility"}}},
		Rows:  &Rows{Notes: []string{"when any"}, Names: []string{"vol", "both"}, Members: []int{3, 5}},
	}
}

func TestText(t *testing.T) {
	want := `feed                     capture  venue: binance-usdm
│                        path: a/folder/that/is/a/long/way/off/capture.gz
└─ quotes                market.quote  2 keys
   ├─ (price.mid_price)
   │  └─ vol             volatility.stddev  window: 10s
   └─ ask, same          expr  ask > 1 ? "a" : b*c*d  <- quotes.ask, quotes.bid
      └─ both            join.latest  <- ask, same, vol.volatility

rows  when any
  vol, both
`
	if diff := cmp.Diff(want, sample().Text()); diff != "" {
		t.Error(diff)
	}
}

// TestTextFolds holds that long texts are folded between words, that a word too
// long for any line stays whole, and that guides go on beside folded lines.
func TestTextFolds(t *testing.T) {
	g := &Graph{Nodes: []Node{
		{Kind: Source, Name: "s", What: "w"},
		{Kind: Feature, Name: "f", What: "expr", Notes: []string{strings.Repeat("word ", 20) + strings.Repeat("x", 90)}},
		{Kind: Feature, Name: strings.Repeat("long_", 12), What: "w"},
		{Kind: Feature, Name: "g", What: "w"},
	}, Edges: []Edge{{0, 1, nil}, {1, 2, nil}, {0, 3, nil}}}
	got := g.Text()
	want := `s     w
├─ f  expr  word word word word word word word word word word word word word
│  │  word word word word word word word
│  │  ` + strings.Repeat("x", 90) + `
│  └─ long_long_long_long_long_long_long_long_long_long_long_long_  w
└─ g  w
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMermaid(t *testing.T) {
	want := `flowchart LR
  subgraph emitters
    n0["feed<br/>capture<br/>venue: binance-usdm<br/>path: a/folder/that/is/a/long/w…"]
  end
  subgraph sources
    n1["quotes<br/>market.quote<br/>2 keys"]
  end
  subgraph features
    n2["(price.mid_price)"]
    n3["vol<br/>volatility.stddev<br/>window: 10s"]
    n4["ask, same<br/>expr<br/>ask #62; 1 ? #34;a#34; : b#42;c#42;d"]
    n5["both<br/>join.latest"]
  end
  subgraph rows
    rows_out["rows<br/>when any"]
  end
  n0 --> n1
  n1 --> n2
  n2 --> n3
  n1 -- "ask, bid" --> n4
  n4 --> n5
  n3 -- "volatility" --> n5
  n3 -.-> rows_out
  n5 -.-> rows_out
`
	if diff := cmp.Diff(want, sample().Mermaid()); diff != "" {
		t.Error(diff)
	}
}

func TestDOT(t *testing.T) {
	g := sample()
	g.Nodes[3].Name = `a "quoted\" name`
	got := g.DOT()
	for _, want := range []string{
		"  rankdir=LR\n",
		"  subgraph cluster_sources {\n    label=sources\n",
		`    n3 [label="a \"quoted\\\" name\nvolatility.stddev\nwindow: 10s", tooltip=""]`,
		`    n2 [label="(price.mid_price)", tooltip="", style=dashed]`,
		`  n1 -> n4 [label="ask, bid"]`,
		"  n5 -> rows [style=dashed]\n}\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// TestLayers holds that an emitter without sources, and a source without an
// emitter, stand in their own columns.
func TestLayers(t *testing.T) {
	g := &Graph{
		Nodes: []Node{{Kind: Emitter}, {Kind: Source}, {Kind: Feature}, {Kind: Feature}, {Kind: Feature}},
		Edges: []Edge{{1, 2, nil}, {2, 3, nil}, {1, 4, nil}, {3, 4, nil}},
	}
	if diff := cmp.Diff([]int{0, 1, 2, 3, 4}, g.Layers()); diff != "" {
		t.Error(diff)
	}
}

// drawGraph draws a DAG of up to 40 nodes.
func drawGraph(t *rapid.T) *Graph {
	g := &Graph{}
	text := rapid.StringN(0, 20, -1)
	for i := range rapid.IntRange(1, 40).Draw(t, "nodes") {
		kind := Kind(min(i, rapid.IntRange(0, 2).Draw(t, "kind")))
		if i > 0 {
			kind = max(kind, g.Nodes[i-1].Kind)
		}
		name := fmt.Sprintf("n%03d", i)
		if rapid.IntRange(0, 5).Draw(t, "named") == 0 {
			name = ""
		}
		g.Nodes = append(g.Nodes, Node{
			Kind: kind, Name: name, What: fmt.Sprintf("w%03d", i),
			Notes: rapid.SliceOfN(text, 0, 3).Draw(t, "notes"), Title: []string{text.Draw(t, "title")},
		})
		for from := range i {
			if kind > Emitter && rapid.IntRange(0, i+2).Draw(t, "edge") < 2 {
				e := Edge{From: from, To: i}
				if rapid.Bool().Draw(t, "field") {
					e.Fields = []string{text.Draw(t, "name")}
				}
				g.Edges = append(g.Edges, e)
			}
		}
		if rapid.Bool().Draw(t, "in rows") {
			if g.Rows == nil {
				g.Rows = &Rows{}
			}
			g.Rows.Names, g.Rows.Members = append(g.Rows.Names, name), append(g.Rows.Members, i)
		}
	}
	return g
}

// TestTextHasEachNodeOnce holds that each node has one line, below all of its
// inputs.
func TestTextHasEachNodeOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := drawGraph(rt)
		for i := range g.Nodes {
			g.Nodes[i].Notes = nil
		}
		tree, _, _ := strings.Cut(g.Text(), "\nrows")
		line := make([]int, len(g.Nodes))
		lines := strings.Split(tree, "\n")
		for i := range g.Nodes {
			at := slices.IndexFunc(lines, func(l string) bool {
				return strings.Contains(l, g.Nodes[i].What) && !strings.Contains(l, "<- "+g.Nodes[i].What)
			})
			if at < 0 {
				rt.Fatalf("node %d is missing in\n%s", i, tree)
			}
			line[i] = at
			for _, e := range g.into(i) {
				if line[e.From] >= at {
					rt.Fatalf("node %d stands above its input %d in\n%s", i, e.From, tree)
				}
			}
		}
		if n := strings.Count(tree, " w") + strings.Count(tree, "(w"); n < len(g.Nodes) {
			rt.Fatalf("%d nodes for %d in\n%s", n, len(g.Nodes), tree)
		}
	})
}

// TestLayoutHasRoom holds that no two places of a layer, and no two layers,
// overlap, and that all lie in the picture.
func TestLayoutHasRoom(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := drawGraph(rt)
		l := layOut(g, g.boxSize)
		seen, right := 0, 0.0
		for _, layer := range l.layers {
			bottom, next := 0.0, right
			for _, p := range layer {
				if p.y < bottom || p.x < right || p.y+p.height > l.height || p.x+p.width > l.width {
					rt.Fatalf("a place at %v,%v: layer from %v, place above to %v, picture of %v,%v", p.x, p.y, right, bottom, l.width, l.height)
				}
				bottom, next = p.y+p.height, max(next, p.x+p.width)
				if !p.way {
					seen++
				}
				for _, to := range p.after {
					if to.layer != p.layer+1 {
						rt.Fatalf("an edge from layer %d to %d", p.layer, to.layer)
					}
				}
			}
			right = next
		}
		if seen != len(g.Nodes) {
			rt.Fatalf("%d places for %d nodes", seen, len(g.Nodes))
		}
	})
}

// TestLayoutUncrosses holds that a graph that can be drawn without crossings is.
func TestLayoutUncrosses(t *testing.T) {
	g := &Graph{}
	for range 8 {
		g.Nodes = append(g.Nodes, Node{Kind: Source})
	}
	for i := range 8 {
		g.Nodes = append(g.Nodes, Node{Kind: Feature})
		g.Edges = append(g.Edges, Edge{From: 7 - i, To: 8 + i})
	}
	if n := layOut(g, g.boxSize).crossings(); n != 0 {
		t.Errorf("%d crossings", n)
	}
}

// TestLayoutHasFewCrossings holds how many crossings are left in graphs of 40
// nodes. Sorting by the middle alone leaves a tenth more.
func TestLayoutHasFewCrossings(t *testing.T) {
	const graphs, most = 50, 6000
	n := 0
	for seed := range uint64(graphs) {
		r := rand.New(rand.NewPCG(seed, 1))
		g := &Graph{Nodes: []Node{{Kind: Source}, {Kind: Source}}}
		for i := 2; i < 40; i++ {
			g.Nodes = append(g.Nodes, Node{Kind: Feature})
			for from := range i {
				if r.IntN(i) < 2 {
					g.Edges = append(g.Edges, Edge{From: from, To: i})
				}
			}
		}
		n += layOut(g, g.boxSize).crossings()
	}
	if n > most {
		t.Errorf("%d crossings, expected at most %d", n, most)
	}
}

// TestSVG holds that a picture is XML, whatever the texts, with a box and a
// tooltip for each node.
func TestSVG(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := drawGraph(rt)
		picture, boxes := g.SVG(), 0
		decoder := xml.NewDecoder(strings.NewReader(picture))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				rt.Fatalf("%v\n%s", err, picture)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "title" {
				boxes++
			}
		}
		if boxes != len(g.Nodes) {
			rt.Fatalf("%d tooltips for %d nodes", boxes, len(g.Nodes))
		}
	})
	got := sample().SVG()
	for _, want := range []string{
		"<title>quotes\nfields &#34;bid&#34; &amp; &lt;ask&gt;</title>",
		`<g class="features unnamed">`, `>ask, bid</text>`, `<rect class="mark"`, `<g class="rows">`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}
