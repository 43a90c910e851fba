module example.com/message-gateway

go 1.22
