package main
import ("reflect"; redis "github.com/redis/go-redis/v9")
func other(v reflect.Value, mark string) {
	x := reflect.ValueOf(&redis.VectorRef{Name: mark})
	if x.Type().AssignableTo(v.Type()) { v.Set(x) }
}
