// Package config reads a FeaturizerConfig: the text of a YAML file becomes a
// Config, or an error that shows every mistake of the file at its line and
// column, with a suggestion and a hint.
//
// It knows the shape of the file and nothing of what the names in it stand for:
// the options of an emitter and the params of a definition are kept as nodes,
// to be decoded by the spec of their owner, and references are checked by
// whoever builds the graph. Later stages report what they find through
// Config.Errors in the same form.
//
// Differences from YAML at large: anchors, aliases, merge keys, tags and
// several documents are refused; keys are unique; plain words are typed by the
// core schema of YAML 1.2, so that yes and on are texts. ${VAR} and
// ${VAR:default} in a value are replaced by the environment before the value is
// typed, and $${ stands for a literal ${. A quoted value that is one ${...} as a
// whole is typed as if it were not quoted, because inside { } and [ ] it has to
// be.
package config
