package odd

import . "strings"

//go:embed a.lua
var script = f /*call*/ ()

type number interface{ ~int | ~float64 }
type set[K comparable] map[K]struct{}
type pair[A, B any] struct {
	first  A
	second B
}
type handler func(w writer, r *request) (int, error)

func sum[N number](xs ...N) (total N) {
	for i := 0; i < len /*call*/ (xs); i++ {
		total += xs[i]
	}
	return
}

func (s set[K]) has(k K) bool { _, ok := s[k]; return ok }

func loop(in <-chan string, out chan<- string, done chan struct{}) {
outer:
	for {
		select {
		case key, ok := <-in:
			if !ok {
				break outer
			}
			out <- key + "é" + ToUpper /*call*/ (key)
		case <-done:
			return
		case out <- "x":
		default:
			continue
		}
	}
	goto end
end:
	for range 3 {
	}
	for k := range (set[string]{}) {
		go func(k string) { out <- k }( /*call*/ k)
	}
	switch x := g /*call*/ (); {
	case x > 1, x < 0 && h /*call*/ (x):
		fallthrough
	case true:
		var a, b = 1, 2
		a, b = b, a
		a <<= 2
		b--
	}
	p := &[]*pair[string, int]{{"a", 1}, {second: 2, first: `b`}}
	(*p)[0].first = "z"[0:1:1]
	c := sum[int]( /*call*/ 1, '\n', 0x1F)
	d := []byte("x")
	e, _ := any(c).(interface{ String() string }) /*call*/
	var arr [4]func() = [...]func(){0: nil, 3: func() { c++ }}
	if v, err := e.String /*call*/ (), error(nil) /*call*/; err == nil && v != "" {
		type local struct{ set[string] }
		_ = local{set: nil}
	} else if f := arr[0]; f != nil {
		f /*call*/ ()
	} else {
		delete /*call*/ (map[string]int{}, string /*call*/ (d))
	}
}
