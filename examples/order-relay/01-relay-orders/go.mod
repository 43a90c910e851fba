module example.com/order-relay

go 1.22
