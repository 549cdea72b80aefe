package bench

import (
	"os"
	"runtime"
	"strings"
)

// Host is the machine that figures come from.
type Host struct {
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	Threads   int    `json:"threads"` // that Go uses at most
	OS        string `json:"os"`
	Arch      string `json:"arch"`
	Go        string `json:"go"`
}

func host() Host {
	h := Host{
		Processor: runtime.GOARCH, Cores: runtime.NumCPU(), Threads: runtime.GOMAXPROCS(0),
		OS: runtime.GOOS, Arch: runtime.GOARCH, Go: runtime.Version(),
	}
	text, err := os.ReadFile("/proc/cpuinfo") // of Linux; elsewhere the kind must do
	if err != nil {
		return h
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			h.Processor = strings.TrimSpace(value)
			break
		}
	}
	return h
}
