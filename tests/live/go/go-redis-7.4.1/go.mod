module live

go 1.21

require github.com/go-redis/redis/v7 v7.4.1
