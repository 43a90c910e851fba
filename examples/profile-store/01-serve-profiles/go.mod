module example.com/profile-store

go 1.22
