package param

import "slices"

// Complete returns a copy of a Map with the defaults of the keys that it lacks, in
// the order of the spec behind those that it has. Decode reads the same from both.
// Defaults have no place. Texts that may be secrets are marked as such: all but those
// of an enum. What is not of its type, or not known, is copied as it is.
func (s *Spec) Complete(n *Node) *Node {
	whole := &Node{Kind: Map}
	if n != nil {
		whole.Line, whole.Column, whole.Width = n.Line, n.Column, n.Width
		for _, pair := range n.Pairs {
			value := mark(pair.Value)
			if field := s.Field(pair.Key.Text); field != nil {
				value = field.complete(field.shape, pair.Value)
			}
			whole.Pairs = append(whole.Pairs, Pair{Key: pair.Key, Value: value})
		}
	}
	for i := range s.Fields {
		field := &s.Fields[i]
		if whole.Get(field.Name) != nil {
			continue
		}
		if value := field.standard(); value != nil {
			whole.Pairs = append(whole.Pairs, Pair{Key: &Node{Kind: String, Text: field.Name}, Value: value})
		}
	}
	return whole
}

// standard returns what the field is where a map lacks it, nil for nothing.
func (f *Field) standard() *Node {
	switch {
	case f.shape.form == formGroup:
		if group := f.shape.spec.Complete(nil); len(group.Pairs) > 0 {
			return group
		}
		return nil
	case !f.HasDefault:
		return nil
	case f.shape.form != formList:
		return f.shape.word(f.Default)
	}
	list := &Node{Kind: List}
	for _, item := range splitTag(f.Default) {
		list.Items = append(list.Items, f.shape.elem.word(item))
	}
	return list
}

// word returns the node of a default.
func (s *shape) word(text string) *Node {
	kinds := map[form]Kind{formBool: Bool, formInt: Int, formUint: Int, formFloat: Float}
	if kind, known := kinds[s.form]; known {
		return &Node{Kind: kind, Text: text}
	}
	return &Node{Kind: String, Text: text}
}

// complete returns a copy of a value of the field, or of one inside it.
func (f *Field) complete(s *shape, n *Node) *Node {
	switch {
	case s.form == formOptional:
		return f.complete(s.elem, n)
	case s.form == formGroup && (n.Kind == Map || n.Kind == Null):
		return s.spec.Complete(n)
	case s.scalar():
		whole := mark(n)
		if s.form != formString || f.Enum != nil {
			whole.Secret = false
		}
		if f.Secret && n.Text != "" && n.Written == "" && !isSecretRef(n.Text) {
			whole.Written = masked // Decode refuses it, but it is shown before
		}
		return whole
	case s.form != formList && s.form != formMap:
		return mark(n)
	case n.Kind != List && n.Kind != Map && n.Kind != Null: // one item of a list
		return f.complete(s.elem, n)
	}
	whole := *n
	whole.Items, whole.Pairs = nil, slices.Clone(n.Pairs)
	for _, item := range n.Items {
		whole.Items = append(whole.Items, f.complete(s.elem, item))
	}
	for i, pair := range n.Pairs {
		whole.Pairs[i].Value = f.complete(s.elem, pair.Value)
	}
	return &whole
}

// mark returns a copy of a node all whose texts may be secrets.
func mark(n *Node) *Node {
	marked := *n
	marked.Items, marked.Pairs = nil, slices.Clone(n.Pairs)
	for _, item := range n.Items {
		marked.Items = append(marked.Items, mark(item))
	}
	for i, pair := range n.Pairs {
		marked.Pairs[i].Value = mark(pair.Value)
	}
	marked.Secret = n.Kind != List && n.Kind != Map
	return &marked
}
