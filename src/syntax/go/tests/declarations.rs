use super::*;

#[test]
fn imports_bind_an_alias_or_a_guessed_name() {
    let module = module(
        r#"import "fmt"
        import (
            "github.com/redis/go-redis/v9"
            red "github.com/go-redis/redis/v8"
            _ "embed"
            . "example.com/dot"
        )"#,
    );
    expect(
        &dump(&module),
        r#"
        import fmt
        import github.com/redis/go-redis/v9
        import github.com/go-redis/redis/v8
        import embed
        import example.com/dot
        def fmt = (module "fmt")
        def redis = (module "github.com/redis/go-redis/v9")
        def red = (module "github.com/go-redis/redis/v8")
        "#,
    );
    assert_eq!(module.package.as_deref(), Some("p"));
    assert!(module.top.contains_key("redis"));
}

#[test]
fn a_guessed_import_name_does_not_take_a_name_of_the_file() {
    let lowered = file("import \"github.com/acme/go-keys\"\nvar keys = keys.All");
    expect(&lowered, "import github.com/acme/go-keys\ndef keys = keys.All");
}

#[test]
fn constants_count_and_repeat() {
    expect(
        &file(
            r#"const (
                prefix Keys = "user:"
                same
                _ = iota
                three
                four, five = 1 << iota, "x"
                six, seven
            )"#,
        ),
        r#"
        def prefix: Keys? = "user:"
        def same: Keys? = "user:"
        expr 2
        def three = 3
        def four = (op 1 4)
        def five = "x"
        def six = 32
        def seven = "x"
        "#,
    );
}

#[test]
fn variables_have_values_types_or_parts_of_a_call() {
    expect(
        &file("var rdb redis.UniversalClient\nvar ( a, b = 1, f(); c, d string = pair() )\nvar e Keys = \"x\""),
        r#"
        def rdb: redis?.UniversalClient = (of redis?.UniversalClient)
        def a = 1
        def b = (call f?)
        def c: text = (part (call pair?) 0)
        def d: text = (part (call pair?) 1)
        def e: Keys? = "x"
        "#,
    );
}

#[test]
fn an_embedded_file_is_a_call_with_its_pattern() {
    expect(
        &file(
            "//go:embed lua/take.lua\nvar take string\n\nvar (\n\t//go:embed a.lua \"b c.lua\"\n\t// Both.\n\tboth embed.FS\n)\n
            //go:embed far.lua\nvar other = 1\nvar far string",
        ),
        r#"
        def take: text = (call go:embed? "lua/take.lua")
        def both: embed?.FS = (call go:embed? "a.lua" "b" "c.lua")
        def other = 1
        def far: text = (of text)
        "#,
    );
}

#[test]
fn structs_and_interfaces_are_classes_and_other_types_are_named() {
    expect(
        &file(
            r#"type Keys []string
            type ID = string
            type Opts map[string]any
            type Client redis.Client
            type Any interface { *redis.Client | *redis.ClusterClient }
            type Store struct {
                rdb, other redis.Cmdable `json:"-"`
                *redis.Client
                Base[string]
                names map[string][]string
                load func(ctx context.Context) (string, error)
                raw []byte
                opt struct { Addr string; n int }
            }
            type Cache interface {
                redis.Cmdable
                Get(ctx context.Context, keys ...string) (v string, err error)
            }"#,
        ),
        r#"
        def Keys = type list(text)
        def ID = type text
        def Opts = type map(text, _)
        def Client = type redis?.Client
        def Any = type (redis?.Client | redis?.ClusterClient)
        def Store = class:Store
        fn Cache.Get(ctx: context?.Context, ...keys: list(text)) -> tuple(text, error?)
          def ctx: context?.Context = (param Cache.Get 0)
          def keys: list(text) = (param Cache.Get 1)
          def v: text = (of text)
          def err: error? = (of error?)
        def Cache = class:Cache
        class Store extends redis?.Client, Base?
          field rdb: redis?.Cmdable
          field other: redis?.Cmdable
          field Client: redis?.Client
          field Base: Base?<text>
          field names: map(text, list(text))
          field load: fn(tuple(text, error?))
          field raw: text
          field opt: {Addr: text, n: number}
        interface Cache extends redis?.Cmdable
          method Get
        "#,
    );
}

#[test]
fn methods_know_their_receiver_wherever_the_type_stands() {
    let module = module(
        "func (s *Store) Del(key string) error { return s.rdb.Del(key) }\ntype Store struct { rdb int }
        func (k Keys) All() {}\nfunc (b *Box[T]) Get() T { return b.v }\ntype Box[T any] struct { v T }",
    );
    let methods: Vec<_> = module
        .functions
        .iter()
        .skip(1)
        .map(|function| {
            let class = function.class.map(|class| module.class(class).name.as_str());
            (function.name.as_str(), function.receiver_type.as_deref(), class)
        })
        .collect();
    assert_eq!(
        methods,
        [("Del", Some("Store"), Some("Store")), ("All", Some("Keys"), None), ("Get", Some("Box"), Some("Box"))]
    );
    assert!(dump(&module).contains("def s: Store = (self Store.Del)"), "{}", dump(&module));
    assert_eq!(module.classes[0].methods, [FuncId(1)]);
}

#[test]
fn type_parameters_are_names_of_their_function() {
    expect(
        &file("type T struct{}\nfunc First[T any, C redis.Cmdable](xs []T, c C) T { return xs[0] }"),
        "
        def T = class:T
        fn First(xs: list(T'2), c: C) -> T'2
          def T'2 = type _
          def C = type redis?.Cmdable
          def xs: list(T'2) = (param First 0)
          def c: C = (param First 1)
          return xs[0]
        def First = fn:First
        class T
        ",
    );
}

#[test]
fn init_functions_bind_no_name() {
    let module = module("func init() { rdb = connect() }\nfunc init() {}\nvar rdb *redis.Client");
    assert!(!module.top.contains_key("init"));
    assert!(dump(&module).contains("  def rdb: redis?.Client = (call connect?)\n"), "{}", dump(&module));
}
