package binance

import (
	"fmt"
	"strings"
	"time"
)

// Native returns how the venue writes a symbol of ours: BTC-USDT-PERP is BTCUSDT
// at binance-usdm.
func (v Venue) Native(symbol string) (string, error) {
	native, ok := v.native(symbol)
	if ok {
		return native, nil
	}
	hint := ""
	if guess := v.suggest(symbol); guess != "" {
		hint = "; did you mean " + guess + "?"
	}
	return "", fmt.Errorf("symbol %q is not of the form %s%s", symbol, v.form(), hint)
}

// form is how our symbols of the venue look.
func (v Venue) form() string {
	if v.futures {
		return "BASE-QUOTE-PERP or BASE-QUOTE-YYMMDD"
	}
	return "BASE-QUOTE"
}

func (v Venue) native(symbol string) (string, bool) {
	parts := strings.Split(symbol, "-")
	if len(parts) < 2 || !isCode(parts[0]) || !isCode(parts[1]) {
		return "", false
	}
	pair := parts[0] + parts[1]
	switch {
	case v.symbols == pairs:
		return pair, len(parts) == 2
	case len(parts) != 3:
		return "", false
	case parts[2] == perpetual && v.symbols == bareIsPerp:
		return pair, true
	case parts[2] == perpetual || isDay(parts[2]):
		return pair + "_" + parts[2], true
	}
	return "", false
}

// isCode tells whether text can name an asset. Some are not ASCII.
func isCode(text string) bool {
	return text != "" && text == strings.ToUpper(text) && !strings.ContainsAny(text, "-_/ \t\"\\")
}

func isDay(text string) bool {
	_, err := time.Parse(daysPattern, text)
	return err == nil
}

// suggest returns the symbol that was probably meant, or "".
func (v Venue) suggest(symbol string) string {
	upper := strings.ToUpper(strings.TrimSpace(symbol))
	if guess, err := v.Symbol(upper); err == nil {
		return guess
	}
	parts := strings.FieldsFunc(upper, func(r rune) bool { return strings.ContainsRune("-/_: ", r) })
	if len(parts) < 2 {
		return ""
	}
	pair := parts[0] + "-" + parts[1]
	for _, guess := range []string{strings.Join(parts, "-"), pair, pair + "-" + perpetual} {
		if _, ok := v.native(guess); ok {
			return guess
		}
	}
	return ""
}

// quotes are assets that others are priced in at Binance. Where one is the end
// of another, the one that is more often meant comes first.
func quotes() []string {
	return []string{
		"USDT", "FDUSD", "USDC", "BUSD", "TUSD", "USDP", "USD1", "USDE", "USD",
		"BTC", "ETH", "BNB", "XRP", "TRX", "DOGE", "DAI", "VAI",
		"EUR", "TRY", "BRL", "JPY", "GBP", "AUD", "RUB", "UAH", "NGN", "ZAR",
		"PLN", "RON", "ARS", "MXN", "CZK", "COP", "IDRT", "BIDR", "IDR", "BVND", "BKRW", "PAX",
	}
}

// Symbol returns our name of a symbol of the venue: BTCUSDT is BTC-USDT-PERP at
// binance-usdm. The venue does not say where the quote asset begins, so it is
// found among the known ones; [Venue.Native] needs no such list.
func (v Venue) Symbol(native string) (string, error) {
	pair, contract, dated := strings.Cut(native, "_")
	end := ""
	switch {
	case dated && v.symbols != pairs && isDay(contract), dated && v.symbols == marksPerp && contract == perpetual:
		end = "-" + contract
	case dated || v.symbols == marksPerp:
		return "", fmt.Errorf("%q is not how %s writes a symbol", native, v.Name)
	case v.symbols == bareIsPerp:
		end = "-" + perpetual
	}
	for _, quote := range quotes() {
		if base, found := strings.CutSuffix(pair, quote); found && isCode(base) {
			return base + "-" + quote + end, nil
		}
	}
	return "", fmt.Errorf("%q ends in no quote asset known at %s", native, v.Name)
}
