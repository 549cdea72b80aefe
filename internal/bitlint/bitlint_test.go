package bitlint

import (
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

func TestRules(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), Analyzer(), "uses", "numbers", "order", "directive")
}

func TestFixes(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), Analyzer(), "product")
}

// The rule for products is as wide as it is because compilers fuse that much.
// What they fuse in the test data has to be gone once the fixes are applied.
func TestCompilersAgree(t *testing.T) {
	for _, machine := range []string{"GOARCH=arm64", "GOAMD64=v3"} {
		before := fused(t, "product.go", machine)
		if before < 15 {
			t.Errorf("%s: only %d fused operations in product.go; the test no longer shows anything", machine, before)
		}
		if after := fused(t, "product.go.golden", machine); after != 0 {
			t.Errorf("%s: %d fused operations are left in product.go.golden", machine, after)
		}
	}
}

// fused counts the fused operations that the compiler makes of a file.
func fused(t *testing.T, name, machine string) int {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", "src", "product", name))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "product.go")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "tool", "compile", "-p=product", "-S", "-o", filepath.Join(dir, "product.o"), file)
	cmd.Env = append(os.Environ(), "GOARCH=amd64", machine)
	assembly, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("compiling %s: %v\n%s", name, err, assembly)
	}
	return len(regexp.MustCompile(`\tV?FN?M(ADD|SUB)`).FindAll(assembly, -1))
}

// The functions that are let through are compared with exact arithmetic, those
// apart that one instruction or one mask computes.
func TestExactFunctions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100000 {
		x := math.Float64frombits(r.Uint64())
		if r.IntN(2) == 0 { // where rounding to integers is interesting
			x = math.Ldexp(math.Copysign(float64(r.IntN(1<<20)), x), -r.IntN(8))
		}
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		exact := new(big.Float).SetFloat64(x)
		check := func(name string, got float64, want *big.Float) {
			if w, _ := want.Float64(); got != w {
				t.Errorf("%s(%x) = %x, want %x", name, x, got, w)
			}
		}
		fraction, e := math.Frexp(x)
		mantissa := new(big.Float)
		if exponent := exact.MantExp(mantissa); e != exponent {
			t.Errorf("Frexp(%x): exponent %d, want %d", x, e, exponent)
		}
		check("Frexp", fraction, mantissa)
		shift := r.IntN(4200) - 2100
		check("Ldexp", math.Ldexp(x, shift), new(big.Float).SetMantExp(exact, shift))

		integer, rest := math.Modf(x)
		cut, _ := exact.Int(nil)
		whole := new(big.Float).SetInt(cut)
		check("Modf", integer, whole)
		remainder := new(big.Float).SetPrec(2000).Sub(exact, whole)
		check("Modf", rest, remainder)

		away := new(big.Float).SetPrec(2000).Add(whole, big.NewFloat(float64(remainder.Sign())))
		up, even := whole, whole
		switch remainder.Abs(remainder).Cmp(big.NewFloat(0.5)) {
		case 1:
			up, even = away, away
		case 0:
			up = away
			if cut.Bit(0) == 1 {
				even = away
			}
		}
		check("Round", math.Round(x), up)
		check("RoundToEven", math.RoundToEven(x), even)
	}
}
