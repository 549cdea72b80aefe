package dagdraw

import (
	"cmp"
	"math"
	"slices"
)

// The picture is laid out as Sugiyama, Tagawa and Toda (1981) do: nodes stand in
// layers, edges over several layers run through places of their own in those
// between, each layer is ordered by the middle of its neighbours, and then
// everything is moved towards its neighbours as far as the order allows.

// Distances of the picture, in its units.
const (
	nodeGap   = 14.0
	wayGap    = 9.0
	columnGap = 44.0
	wireGap   = 3.0 // what an edge adds to the gap it crosses, so that bends stay flat
	maxGap    = 130.0
)

// place is a node in its layer, or a way through it for the edges of a node that
// end further on.
type place struct {
	node          int // whose place it is, or whose edges pass
	way           bool
	layer         int
	width, height float64
	x, y          float64 // of the left upper corner
	right         float64 // of the column
	before, after []*place
}

func (p *place) middle() float64 { return p.y + float64(p.height/2) }

// layout is where everything stands.
type layout struct {
	layers        [][]*place
	nodes         []*place // by node
	ways          map[wayKey]*place
	width, height float64
}

// wayKey names the way of a node's edges through a layer.
type wayKey struct{ node, layer int }

// layOut places nodes of given sizes.
func layOut(g *Graph, size func(node int) (width, height float64)) *layout {
	l := &layout{ways: map[wayKey]*place{}}
	for i, layer := range g.Layers() {
		p := &place{node: i, layer: layer}
		p.width, p.height = size(i)
		l.nodes = append(l.nodes, p)
		l.add(p)
	}
	for _, e := range g.Edges {
		l.connect(e)
	}
	l.order()
	l.setX(g)
	l.setY()
	return l
}

func (l *layout) add(p *place) {
	for len(l.layers) <= p.layer {
		l.layers = append(l.layers, nil)
	}
	l.layers[p.layer] = append(l.layers[p.layer], p)
}

// connect leads an edge from layer to layer; edges of one node share their ways.
func (l *layout) connect(e Edge) {
	from, to := l.nodes[e.From], l.nodes[e.To]
	for from.layer+1 < to.layer {
		key := wayKey{e.From, from.layer + 1}
		way := l.ways[key]
		if way == nil {
			way = &place{node: e.From, way: true, layer: key.layer}
			l.ways[key] = way
			l.add(way)
			from.link(way)
		}
		from = way
	}
	from.link(to)
}

func (p *place) link(to *place) {
	p.after = append(p.after, to)
	to.before = append(to.before, p)
}

// rounds is how often the layers are swept; the order settles long before.
const rounds = 24

// order sorts the layers so that few edges cross, and keeps the best order met.
func (l *layout) order() {
	best, crossings := l.snapshot(), l.crossings()
	for round := range rounds {
		if round%2 == 0 {
			for i := 1; i < len(l.layers); i++ {
				l.sortLayer(i, func(p *place) []*place { return p.before })
			}
		} else {
			for i := len(l.layers) - 2; i >= 0; i-- {
				l.sortLayer(i, func(p *place) []*place { return p.after })
			}
		}
		l.swap()
		if n := l.crossings(); n < crossings {
			best, crossings = l.snapshot(), n
		}
	}
	l.layers = best
}

func (l *layout) snapshot() [][]*place {
	layers := make([][]*place, len(l.layers))
	for i := range layers {
		layers[i] = slices.Clone(l.layers[i])
	}
	return layers
}

// sortLayer sorts a layer by the mean rank of its neighbours on one side. A
// place without any keeps its rank.
func (l *layout) sortLayer(layer int, neighbours func(*place) []*place) {
	rank := ranks(l.layers)
	middle := map[*place]float64{}
	for i, p := range l.layers[layer] {
		middle[p] = float64(i)
		if list := neighbours(p); len(list) > 0 {
			sum := 0.0
			for _, n := range list {
				sum += float64(rank[n])
			}
			middle[p] = sum / float64(len(list))
		}
	}
	slices.SortStableFunc(l.layers[layer], func(a, b *place) int { return cmp.Compare(middle[a], middle[b]) })
}

func ranks(layers [][]*place) map[*place]int {
	rank := map[*place]int{}
	for _, layer := range layers {
		for i, p := range layer {
			rank[p] = i
		}
	}
	return rank
}

// swap exchanges neighbours in a layer wherever that takes crossings away.
func (l *layout) swap() {
	rank := ranks(l.layers)
	for _, layer := range l.layers {
		for i := range len(layer) - 1 {
			a, b := layer[i], layer[i+1]
			gain := inverted(a.before, b.before, rank) + inverted(a.after, b.after, rank) -
				inverted(b.before, a.before, rank) - inverted(b.after, a.after, rank)
			if gain > 0 {
				layer[i], layer[i+1] = b, a
				rank[a], rank[b] = i+1, i
			}
		}
	}
}

// inverted counts the pairs in which the neighbour of the upper place lies below
// that of the lower one: edges that cross.
func inverted(upper, lower []*place, rank map[*place]int) int {
	n := 0
	for _, a := range upper {
		for _, b := range lower {
			if rank[a] > rank[b] {
				n++
			}
		}
	}
	return n
}

func (l *layout) crossings() int {
	rank, n := ranks(l.layers), 0
	for _, layer := range l.layers {
		for i, a := range layer {
			for _, b := range layer[i+1:] {
				n += inverted(a.after, b.after, rank)
			}
		}
	}
	return n
}

// setX makes each layer a column, with room for the edges between.
func (l *layout) setX(g *Graph) {
	x := 0.0
	for i, layer := range l.layers {
		width, wires := 0.0, 0
		for _, p := range layer {
			width, wires = max(width, p.width), wires+len(p.after)
		}
		for _, p := range layer {
			p.x, p.right = x, x+width
			if p.way {
				p.width = width
			}
		}
		x += width
		l.width = x
		x += max(labelGap(g, l.layers, i), min(columnGap+float64(float64(wires)*wireGap), maxGap))
	}
}

// labelGap is the gap behind a layer that leaves room for the fields that are
// written at its edges' ends.
func labelGap(g *Graph, layers [][]*place, layer int) float64 {
	if layer+1 == len(layers) {
		return 0
	}
	gap := 0.0
	for _, p := range layers[layer+1] {
		if p.way {
			continue
		}
		for _, e := range g.into(p.node) {
			if e.Fields != nil {
				gap = max(gap, textSize(edgeLabel(e), smallFont)+columnGap)
			}
		}
	}
	return gap
}

// setY moves each layer towards its neighbours, forth and back.
func (l *layout) setY() {
	for _, layer := range l.layers {
		settle(layer, func(*place) (float64, float64) { return 0, 1 })
	}
	for range rounds {
		for i := len(l.layers) - 1; i >= 0; i-- {
			settle(l.layers[i], func(p *place) (float64, float64) { return pull(p, p.after) })
		}
		for i := range l.layers {
			settle(l.layers[i], func(p *place) (float64, float64) { return pull(p, p.before) })
		}
	}
	for i := range l.layers {
		settle(l.layers[i], func(p *place) (float64, float64) { return pull(p, nil) })
	}
	l.shift()
}

// pull returns where neighbours want the middle of a place, and how much; those
// on both sides where there are none on one. Ways pull harder at ways, so that
// long edges are straight.
func pull(p *place, neighbours []*place) (middle, weight float64) {
	if len(neighbours) == 0 {
		neighbours = slices.Concat(p.before, p.after)
	}
	if len(neighbours) == 0 {
		return p.middle(), 0.1
	}
	sum, total := 0.0, 0.0
	for _, n := range neighbours {
		w := 1.0
		if n.way && p.way {
			w = 8
		}
		sum, total = sum+float64(w*n.middle()), total+w
	}
	return sum / total, total
}

// settle gives the places of a layer the y nearest to where they are wanted, by
// least squares, that keeps their order and gaps: isotonic regression, by
// pooling neighbours that want to pass each other.
func settle(layer []*place, wanted func(*place) (middle, weight float64)) {
	type pool struct {
		sum, weight float64
		count       int
	}
	offsets := make([]float64, len(layer)) // of each place's top below the first one's
	var pools []pool
	for i, p := range layer {
		if i > 0 {
			offsets[i] = offsets[i-1] + layer[i-1].height + gapOf(layer[i-1], p)
		}
		middle, weight := wanted(p)
		next := pool{float64(weight * (middle - float64(p.height/2) - offsets[i])), weight, 1}
		for len(pools) > 0 && pools[len(pools)-1].sum/pools[len(pools)-1].weight >= next.sum/next.weight {
			above := pools[len(pools)-1]
			next = pool{above.sum + next.sum, above.weight + next.weight, above.count + next.count}
			pools = pools[:len(pools)-1]
		}
		pools = append(pools, next)
	}
	i := 0
	for _, p := range pools {
		for range p.count {
			layer[i].y = p.sum/p.weight + offsets[i]
			i++
		}
	}
}

func gapOf(a, b *place) float64 {
	if a.way || b.way {
		return wayGap
	}
	return nodeGap
}

// shift moves the picture to the origin, in whole units.
func (l *layout) shift() {
	top := math.Inf(1)
	for _, layer := range l.layers {
		for _, p := range layer {
			top = min(top, p.y)
		}
	}
	for _, layer := range l.layers {
		for _, p := range layer {
			p.y = math.Floor(p.y - top)
			l.height = max(l.height, p.y+p.height)
		}
	}
}
