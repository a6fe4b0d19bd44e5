package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"
	"github.com/samber/lo"
	other "github.com/acme/other"
)

type Lookup map[string]Item
type Item struct {
	Name string
	tags []string
	*Store
}
type Getter interface {
	Get(ctx context.Context, key string) (string, error)
}

type Store struct {
	rdb    redis.UniversalClient
	events chan string
}

const (
	first = iota
	second
	prefix = "store:"
)

var (
	shared  *redis.ClusterClient
	channel = make(chan int, 3)
	table   = map[string]func(string) string{
		"user":  func(id string) string { return fmt.Sprintf("user:%s:%d", id, second) },
		"order": func(id string) string { return prefix + "order:{" + id + "}" },
	}
)

func init() {
	shared = redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{"localhost:7000"}})
	for number := range channel {
		fmt.Println(number, first)
	}
}

func New(rdb redis.UniversalClient, opts ...func(*Store)) (store *Store, err error) {
	store = &Store{rdb: rdb, events: make(chan string)}
	for _, opt := range opts {
		opt(store)
	}
	if err = rdb.Ping(context.Background()).Err(); err != nil {
		return
	}
	go func() {
		for event := range store.events {
			fmt.Println("an event has come in", event)
		}
	}()
	return
}

func (s *Store) Get(ctx context.Context, id string) (value string, err error) {
	value, err = s.rdb.Get(ctx, table["user"](id)).Result()
	if err == redis.Nil {
		return "", nil
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	return
}

func (s *Store) All(ctx context.Context, ids []string) Lookup {
	found := Lookup{prefix: {Name: "none"}, "a": Item{Name: "a", tags: []string{"b"}}}
	keys := lo.Map(ids, func(id string, _ int) string { return prefix + id + ":all of them" })
	pipe := s.rdb.Pipeline()
	for i := 0; i < len(keys); i++ {
		pipe.Get(ctx, keys[i])
	}
	for id := range slices.Values(ids) {
		shared.Set(ctx, id, found[id], 0)
	}
	cmds, err := pipe.Exec(ctx)
	switch x := any(cmds).(type) {
	case nil:
		panic(err)
	case []redis.Cmder:
		fmt.Println(len(x), make([]string, second), new(Item))
	}
	select {
	case v, ok := <-s.events:
		fmt.Println(v, ok)
	default:
	}
	type local struct{ inner string }
	const here = iota + 1
	var string = local{inner: "shadowed"}
	fmt.Println(string, here)
	return found
}

func Max[T int | float64](a, b T) T {
	if a > b {
		return a
	}
	count, second := 1, 2
	count++
	shared, _ := other.Connect(count, second)
	shared.Close()
	return b
}
