module example.com/finalisers

go 1.24
