// Package order reads and writes orders.
package order

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Side says whether an order buys or sells.
type Side byte

// The two sides.
const (
	Buy  Side = 'B'
	Sell Side = 'S'
)

// ErrSyntax means that a line is not an order.
var ErrSyntax = errors.New("order: expected SIDE SYMBOL QUANTITY PRICE [NOTE]")

// Order is one order of a shop.
type Order struct {
	Side     Side
	Symbol   string
	Quantity int
	Cents    int64
	Note     string // what the shop wrote behind the price; often nothing
}

// Parse fills o from a line.
func (o *Order) Parse(line string) error {
	fields := strings.SplitN(strings.TrimSpace(line), " ", 5)
	if len(fields) < 4 {
		return ErrSyntax
	}
	switch strings.ToUpper(fields[0]) {
	case "BUY":
		o.Side = Buy
	case "SELL":
		o.Side = Sell
	default:
		return ErrSyntax
	}
	quantity, err := strconv.Atoi(fields[2])
	if err != nil || quantity <= 0 {
		return fmt.Errorf("%w: quantity %q", ErrSyntax, fields[2])
	}
	price, err := strconv.ParseFloat(fields[3], 64)
	if err != nil || price <= 0 {
		return fmt.Errorf("%w: price %q", ErrSyntax, fields[3])
	}
	o.Symbol, o.Quantity, o.Cents = fields[1], quantity, int64(math.Round(price*100))
	if len(fields) == 5 {
		o.Note = fields[4]
	}
	return nil
}

// Append adds the order to dst as the engine reads it.
func (o *Order) Append(dst []byte) []byte {
	dst = append(dst, byte(o.Side), '|')
	dst = append(dst, o.Symbol...)
	dst = append(dst, '|')
	dst = strconv.AppendInt(dst, int64(o.Quantity), 10)
	dst = append(dst, '|')
	dst = strconv.AppendInt(dst, o.Cents, 10)
	dst = append(dst, '|')
	dst = append(dst, o.Note...)
	return append(dst, '\n')
}
