package binance

import (
	"fmt"
	"strings"
)

// Venue is one of the markets of Binance. They differ in host, in how symbols
// are written, and in what a depth frame tells of the one before it.
type Venue struct {
	Name     string // as configs name it: binance-usdm
	Exchange string // in keys: BINANCE_USDM
	futures  bool   // depth frames carry pu
	symbols  naming
}

// naming is how a venue writes symbols.
type naming uint8

const (
	pairs       naming     = iota // BTCUSDT
	bareIsPerp                    // BTCUSDT is the perpetual, BTCUSDT_240927 a dated future
	marksPerp                     // BTCUSD_PERP is the perpetual, BTCUSD_240927 a dated future
	perpetual   = "PERP"          // in our symbols, and in those of marksPerp
	daysPattern = "060102"        // how dated futures write their last day
)

// Venues returns the venues of Binance.
func Venues() []Venue {
	return []Venue{
		{Name: "binance-spot", Exchange: "BINANCE", symbols: pairs},
		{Name: "binance-usdm", Exchange: "BINANCE_USDM", futures: true, symbols: bareIsPerp},
		{Name: "binance-coinm", Exchange: "BINANCE_COINM", futures: true, symbols: marksPerp},
	}
}

// Find returns the venue of a name.
func Find(name string) (Venue, error) {
	var names []string
	for _, v := range Venues() {
		if v.Name == name {
			return v, nil
		}
		names = append(names, v.Name)
	}
	return Venue{}, fmt.Errorf("venue %q is none of %s", name, strings.Join(names, ", "))
}
