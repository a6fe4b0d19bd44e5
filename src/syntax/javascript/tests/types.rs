use super::{module, statements};

#[test]
fn unions_lose_null_and_aliases_keep_names() {
    statements(
        "type A = Redis | Cluster | null | undefined; type B = string | null; type C = 'wait' | 'done'; type D = A & { x: number; f(): string };",
        r#"
        def A = type (Redis? | Cluster?)
        def B = type text
        def C = type ("wait" | "done")
        def D = type (A & {x: number, f: fn(text)})
        "#,
    );
}

#[test]
fn generics_lists_and_maps() {
    statements(
        "type A = Promise<Redis[]>; type B = ReadonlyArray<readonly string[]>; type C = Record<string, Redis>; type D = Map<string, boolean>;
         type E = { [k: string]: Redis }; type F = [a: string, b?: number]; type G = ReturnType<typeof make>; type H = Partial<ns.Options>;",
        "
        def A = type Promise?<list(Redis?)>
        def B = type list(list(text))
        def C = type map(text, Redis?)
        def D = type map(text, bool)
        def E = type map(text, Redis?)
        def F = type tuple(text, number)
        def G = type ReturnType?<(typeof make?)>
        def H = type Partial?<ns?.Options>
        ",
    );
}

#[test]
fn types_of_modules_functions_and_the_rest() {
    module(
        "type A = import('ioredis').Redis; type B = (id: string) => Promise<A>; type C = keyof A; type D = A extends B ? C : A;
         type E = { [K in C]: A }; type F = typeof ns.client; type G = `k:${string}`;",
        r#"
        import ioredis
        def A = type (module "ioredis").Redis
        def B = type fn(Promise?<A>)
        def C = type _
        def D = type _
        def E = type _
        def F = type (typeof ns?.client)
        def G = type text
        "#,
    );
}

#[test]
fn declared_types_of_names_and_results() {
    statements(
        "declare const redis: Redis; let later: Cluster; later = make();
         function is(x: Redis | Cluster): x is Cluster { return true; }
         function f<T extends Redis>(client: T): Promise<T> {}",
        "
        def redis: Redis? = (of Redis?)
        def later: Cluster? = (call make?)
        fn is(x: (Redis? | Cluster?)) -> _
          def x: (Redis? | Cluster?) = (param is 0)
          return true
        def is = fn:is
        fn f(client: T) -> Promise?<T>
          def T = type Redis?
          def client: T = (param f 0)
        def f = fn:f
        ",
    );
}
