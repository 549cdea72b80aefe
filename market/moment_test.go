package market

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
)

// TestFields holds the fields of payloads, and what is null in them.
func TestFields(t *testing.T) {
	null := event.Null()
	for _, tt := range []struct {
		name    string
		payload any
		want    string
	}{
		{
			"candle", &Candle{OpenTime: 60e9, CloseTime: 119e9, Interval: "1m", Open: 1, High: 4, Low: 0.5, Close: 2, Volume: 7, Trades: 3, Closed: true},
			"open_time=60000000000 close_time=119000000000 interval=1m open=1 high=4 low=0.5 close=2 volume=7 trades=3 closed=true",
		},
		{"candle of little", &Candle{Trades: null}, "open_time=null close_time=null interval= open=0 high=0 low=0 close=0 volume=0 trades=null closed=false"},
		{
			"funding", &Funding{Rate: 0.0001, PredictedRate: null, MarkPrice: 100, IndexPrice: null, NextFundingTime: -1},
			"rate=0.0001 predicted_rate=null mark_price=100 index_price=null next_funding_time=-1",
		},
		{"liquidation", &Liquidation{Side: Sell, Price: 5, Amount: 2, ID: event.ID{Text: "x"}}, "side=sell price=5 amount=2 id=x"},
		{"open interest", &OpenInterest{12.5}, "open_interest=12.5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, fieldsOf(t, tt.payload)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// fieldsOf writes the fields of what payload points to.
func fieldsOf(t *testing.T, payload any) string {
	t.Helper()
	schema, err := event.SchemaOf(reflect.TypeOf(payload).Elem())
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for i, v := range schema.Read(payload, nil) {
		text := "null"
		if !v.IsNull() {
			text = string(v.AppendText(nil))
		}
		parts = append(parts, schema.Fields[i].Name+"="+text)
	}
	return strings.Join(parts, " ")
}
