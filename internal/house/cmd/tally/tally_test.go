package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stream writes events the way go test does: one `action package test output` per line here.
func stream(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		f := strings.SplitN(l, "|", 4)
		b.WriteString(`{"Time":"2026-01-01T00:00:00Z","Action":"` + f[0] + `","Package":"` + f[1] + `"`)
		if f[2] != "" {
			b.WriteString(`,"Test":"` + f[2] + `"`)
		}
		if len(f) == 4 {
			b.WriteString(`,"Output":"` + f[3] + `"`)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func TestTally(t *testing.T) {
	skipped := stream(
		`output|m/a|TestReal|=== RUN   TestReal\n`,
		`output|m/a|TestReal|    a_test.go:9: FEATURIZER_TESTDATA is not set\n`,
		`output|m/a|TestReal|--- SKIP: TestReal (0.00s)\n`,
		`skip|m/a|TestReal`,
		`output|m/a|TestGood|--- PASS: TestGood (0.00s)\n`,
		`pass|m/a|TestGood`,
		`output|m/a||PASS\n`,
		`output|m/a||ok  \tm/a\t0.1s\n`,
		`pass|m/a|`,
	)
	for _, tt := range []struct {
		name string
		args []string
		in   string
		code int
		want string
	}{
		{
			name: "a green run prints go's lines and the sums, not what tests said",
			in: stream(
				`output|m/a|TestX|=== RUN   TestX\n`,
				`output|m/a|TestX/one|chatter\n`,
				`pass|m/a|TestX/one`,
				`pass|m/a|TestX`,
				`output|m/a||PASS\n`,
				`output|m/a||ok  \tm/a\t0.1s\n`,
				`pass|m/a|`,
				`output|m/b||?   \tm/b\t[no test files]\n`,
				`skip|m/b|`,
			),
			want: "ok  \tm/a\t0.1s\n?   \tm/b\t[no test files]\n" +
				"packages: 1 passed, 1 without tests, 0 failed; 0 did not build\n" +
				"tests with subtests: 2 passed, 0 skipped, 0 failed\n" +
				"tests: 1 passed, 0 skipped, 0 failed\n",
		},
		{
			name: "a failed test is heard",
			in: stream(
				`output|m/a|TestX|    x_test.go:3: 1 is not 2\n`,
				`output|m/a|TestX|--- FAIL: TestX (0.00s)\n`,
				`fail|m/a|TestX`,
				`pass|m/a|TestY`,
				`output|m/a||FAIL\n`,
				`output|m/a||FAIL\tm/a\t0.1s\n`,
				`fail|m/a|`,
			),
			code: 1,
			want: "    x_test.go:3: 1 is not 2\n--- FAIL: TestX (0.00s)\nFAIL\nFAIL\tm/a\t0.1s\n" +
				"packages: 0 passed, 0 without tests, 1 failed; 0 did not build\n" +
				"tests with subtests: 1 passed, 0 skipped, 1 failed\n" +
				"tests: 1 passed, 0 skipped, 1 failed\n",
		},
		{
			name: "a crash lets unfinished tests speak",
			in: stream(
				`pass|m/a|TestA`,
				`output|m/a|TestHangs|panic: test timed out\n`,
				`output|m/other|TestElse|still running\n`,
				`output|m/a||FAIL\tm/a\t600s\n`,
				`fail|m/a|`,
			),
			code: 1,
			want: "panic: test timed out\nFAIL\tm/a\t600s\n" +
				"packages: 0 passed, 0 without tests, 1 failed; 0 did not build\n" +
				"tests with subtests: 1 passed, 0 skipped, 0 failed\n" +
				"tests: 1 passed, 0 skipped, 0 failed\n",
		},
		{
			name: "a build error is printed",
			in: stream(
				`pass|m/b|TestA`,
				`pass|m/b|`,
				`build-output|||a.go:1:1: undefined: x\n`,
				`build-fail||`,
			),
			code: 1,
			want: "a.go:1:1: undefined: x\n" +
				"packages: 1 passed, 0 without tests, 0 failed; 1 did not build\n" +
				"tests with subtests: 1 passed, 0 skipped, 0 failed\n" +
				"tests: 1 passed, 0 skipped, 0 failed\n",
		},
		{
			name: "a skip is told",
			in:   skipped,
			want: "ok  \tm/a\t0.1s\n" +
				"skipped: m/a TestReal: a_test.go:9: FEATURIZER_TESTDATA is not set\n" +
				"packages: 1 passed, 0 without tests, 0 failed; 0 did not build\n" +
				"tests with subtests: 1 passed, 1 skipped, 0 failed\n" +
				"tests: 1 passed, 1 skipped, 0 failed\n",
		},
		{
			name: "a skip that must not be is a failure",
			args: []string{"-never-skip=FEATURIZER_TESTDATA"},
			in:   skipped,
			code: 1,
			want: "ok  \tm/a\t0.1s\n" +
				"MUST NOT SKIP: m/a TestReal: a_test.go:9: FEATURIZER_TESTDATA is not set\n" +
				"1 tests skipped although FEATURIZER_TESTDATA is set\n" +
				"packages: 1 passed, 0 without tests, 0 failed; 0 did not build\n" +
				"tests with subtests: 1 passed, 1 skipped, 0 failed\n" +
				"tests: 1 passed, 1 skipped, 0 failed\n",
		},
		{
			name: "an empty stream proves nothing",
			in:   "go: cannot find main module\n",
			code: 1,
			want: "go: cannot find main module\nno test ran\n" +
				"packages: 0 passed, 0 without tests, 0 failed; 0 did not build\n" +
				"tests with subtests: 0 passed, 0 skipped, 0 failed\n" +
				"tests: 0 passed, 0 skipped, 0 failed\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs strings.Builder
			if code := run(tt.args, strings.NewReader(tt.in), &out, &errs); code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			if diff := cmp.Diff(tt.want, out.String()); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
			if errs.Len() > 0 {
				t.Errorf("on stderr: %s", &errs)
			}
		})
	}
}

func TestMisuse(t *testing.T) {
	var out, errs strings.Builder
	if code := run([]string{"-no-such"}, strings.NewReader(""), &out, &errs); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	if !strings.Contains(errs.String(), "-never-skip") {
		t.Errorf("no usage on stderr: %q", errs.String())
	}
}
