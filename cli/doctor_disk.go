//go:build linux || darwin || freebsd

package cli

import "golang.org/x/sys/unix"

// freeSpace returns how many bytes a folder has room for, if that can be found out.
func freeSpace(dir string) (size float64, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return float64(s.Bavail) * float64(s.Bsize), true
}
