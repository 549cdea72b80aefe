package param

import "strings"

// maxWord bounds the length of the words that are compared, in characters.
const maxWord = 64

// Suggest returns the known word nearest to a mistyped one, by the number of
// letters left out, added, changed or swapped with their neighbour; "" where
// none is near. Case and the choice of '-', '_' or ' ' do not count. Of several
// equally near words the first wins. Where none is near, a word that is the last
// part of one known name alone stands for it: zscore for transform.zscore.
func Suggest(word string, known []string) string {
	typed := fold(word)
	if len(typed) == 0 || len(typed) > maxWord {
		return ""
	}
	near, nearest := "", tolerance(len(typed))+1
	for _, candidate := range known {
		if distance := editDistance(typed, fold(candidate)); distance < nearest {
			near, nearest = candidate, distance
		}
	}
	if near == "" {
		return endingIn("."+string(typed), known)
	}
	return near
}

// endingIn returns the one known name with an ending, "" where there is none or more.
func endingIn(ending string, known []string) string {
	found := ""
	for _, candidate := range known {
		if !strings.HasSuffix(string(fold(candidate)), ending) || candidate == found {
			continue
		}
		if found != "" {
			return ""
		}
		found = candidate
	}
	return found
}

// tolerance is how many mistakes a word of n letters may have: one in a short
// word, a third of the letters in a longer one, never more than three.
func tolerance(n int) int {
	return min(max(n/3, 1), 3)
}

func fold(word string) []rune {
	return []rune(strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(word)))
}

// editDistance is the Damerau-Levenshtein distance in its restricted form: no
// letter is edited twice. It keeps the last three rows of the usual table.
func editDistance(a, b []rune) int {
	if len(b) > maxWord {
		return maxWord
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, above, row = above, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := above[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(above[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
