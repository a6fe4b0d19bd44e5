// Package cache is a sample: every call has a mark.
package cache

import (
	"context"
	"fmt"

	red "github.com/redis/go-redis/v9"
)

const (
	prefix  = "user:{%d}:" // a comment
	defects = iota
	more
)

var takeScript = red.NewScript( /*call*/ `
local v = redis.call('GET', KEYS[1])
return v`)

// Store keeps users.
type Store struct {
	rdb   red.UniversalClient
	names map[string][]string
	*red.Client
}

// NewStore connects.
func NewStore(addrs []string, cluster bool) (*Store, error) {
	if len /*call*/ (addrs) == 0 {
		return nil, fmt.Errorf( /*call*/ "no address: %w", errEmpty)
	}
	var rdb red.UniversalClient
	if cluster {
		rdb = red.NewClusterClient( /*call*/ &red.ClusterOptions{Addrs: addrs, MaxRedirects: 8})
	} else {
		rdb = red.NewClient( /*call*/ &red.Options{Addr: addrs[0]})
	}
	return &Store{rdb: rdb, names: map[string][]string{"a": {"b", "ü"}}}, nil
}

func key(id int, field string) string { return fmt.Sprintf( /*call*/ prefix, id) + field }

// Load reads several fields.
func (s *Store) Load(ctx context.Context, ids ...int) (found []string, err error) {
	keys := make /*call*/ ([]string, 0, len /*call*/ (ids))
	for _, id := range ids {
		keys = append /*call*/ (keys, key /*call*/ (id, "name"))
	}
	switch client := s.rdb.(type) {
	case *red.ClusterClient:
		err = client.ForEachMaster( /*call*/ ctx, func(ctx context.Context, node *red.Client) error {
			return node.Ping( /*call*/ ctx).Err( /*call*/ )
		})
	case nil:
		panic /*call*/ ("no client")
	default:
		values, err := client.MGet( /*call*/ ctx, keys...).Result( /*call*/ )
		if err != nil {
			return nil, err
		}
		for _, value := range values {
			if text, ok := value.(string); ok {
				found = append /*call*/ (found, text)
			}
		}
	}
	pipe := s.rdb.TxPipeline( /*call*/ )
	defer pipe.Discard( /*call*/ )
	pipe.Incr( /*call*/ ctx, key /*call*/ (1, "n"))
	_, err = pipe.Exec( /*call*/ ctx)
	return
}
