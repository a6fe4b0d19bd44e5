use super::{javascript, statements, typescript};
use crate::syntax::ir::ContextKind;

#[test]
fn a_function_takes_the_name_of_what_it_is_assigned_to() {
    javascript(
        "const load = async id => id; const o = { get a() { return 1 }, b() {}, c: () => {}, set a(v) { s(v) } }; run(function own() { own(); });",
        r#"
        def load = fn:load
          fn load(id) async
            def id = (param load 0)
            return id
        expr "a"
        fn a(v)
          def v = (param a 0)
          expr (call s? v)
        def o = {"a": fn:a, "b": fn:b, "c": fn:c}
          fn a() getter
            return 1
          fn b()
          fn c()
        expr (call run? fn:own)
          fn own()
            def own = fn:own
            expr (call own)
        "#,
    );
}

#[test]
fn parameters_with_defaults_patterns_rests_and_types() {
    statements(
        "function f(this: X, a = g(), { redis, ttl = 5, ...rest }: Deps = {}, [first, , third]: string[], ...keys: string[]): void {}",
        r#"
        fn f(a = (call g?), <pattern>: Deps? = {}, <pattern>: list(text), ...keys: list(text)) -> _
          def a = (param f 0)
          def redis = (?? (param f 1) {}).redis
          def ttl = (?? (?? (param f 1) {}).ttl 5)
          def rest = {...(?? (param f 1) {})}
          def first = (param f 2)[0]
          def third = (param f 2)[2]
          def keys: list(text) = (param f 3)
        def f = fn:f
        "#,
    );
}

#[test]
fn an_overload_does_not_hide_the_implementation_and_a_declared_function_has_a_result() {
    statements(
        "export function key(id: string): string; export function key(id: number): string;
         export function key(id: any) { return 'k:' + id; }
         declare function connect(url: string): Promise<Redis>;",
        r#"
        fn key(id: _)
          def id: _ = (param key 0)
          return (+ "k:" id)
        def key = fn:key
        fn connect(url: text) -> Promise?<Redis?>
          def url: text = (param connect 0)
        def connect = fn:connect
        "#,
    );
}

#[test]
fn callbacks_run_once_per_element() {
    statements(
        "ids.map(id => get(id));
         Object.entries(o).forEach(([k, v], i) => set(k, v, i));
         _.map(ids, id => get(id));
         pMap(ids, async id => get(id), { concurrency: 4 });
         Array.from(ids, id => id);
         run(id => id);
         emitter.on('x', id => id);",
        r#"
        expr (call ids?.map fn:#1)
          fn #1(id) per L0 ids?
            def id = (param #1 0)
            return (call get? id)
        expr (call (call Object?.entries o?).forEach fn:#2)
          fn #2(<pattern>, i) per L1 (call Object?.entries o?)
            def k = (param #2 0)[0]
            def v = (param #2 0)[1]
            def i = (param #2 1)
            return (call set? k v i)
        expr (call _?.map ids? fn:#3)
          fn #3(id) per L2 ids?
            def id'2 = (param #3 0)
            return (call get? id'2)
        expr (call pMap? ids? fn:#4 {"concurrency": 4})
          fn #4(id) async per L3 ids?
            def id'3 = (param #4 0)
            return (call get? id'3)
        expr (call Array?.from ids? fn:#5)
          fn #5(id) per L4 ids?
            def id'4 = (param #5 0)
            return id'4
        expr (call run? fn:#6)
          fn #6(id)
            def id'5 = (param #6 0)
            return id'5
        expr (call emitter?.on "x" fn:#7)
          fn #7(id)
            def id'6 = (param #7 0)
            return id'6
        "#,
    );
}

#[test]
fn a_reduction_has_its_initial_value_as_accumulator() {
    statements(
        "const p = ids.reduce((pipe, id, i) => pipe.get(id), redis.pipeline());",
        "
        expr (call redis?.pipeline)
        def p = (call ids?.reduce fn:#1 (call redis?.pipeline))
          fn #1(pipe, id, i) per L0 ids?
            def pipe = (seq (call redis?.pipeline))
            def id = (each L0 ids?)
            def i = (key L0 ids?)
            return (call pipe.get id)
        ",
    );
}

#[test]
fn a_callback_stands_under_the_conditions_of_its_expression() {
    let module = typescript("function f(c) { return c && ids.map(id => redis.get(id)); }");
    let get = module.flow.calls.iter().copied().find(|&call| {
        module.call(call).is_some_and(|call| call.args.len() == 1 && module.function_of(call.callee).0 == 2)
    });
    let kinds: Vec<_> =
        module.contexts(module.context_of(get.expect("the call of get"))).map(|context| context.kind).collect();
    assert!(
        matches!(
            kinds.as_slice(),
            [
                ContextKind::Body(_),
                ContextKind::Loop(_),
                ContextKind::When(_),
                ContextKind::Body(_),
                ContextKind::Body(_)
            ]
        ),
        "{kinds:?}"
    );
}

#[test]
fn calls_of_every_shape() {
    javascript(
        "a?.b?.(x); new R; new ns.R(...xs); redis[cmd](k); redis['get'](k); gql`q${x}`; f`plain`; (0, a.b)(1); (await c()).d(); super.m(); import(name);",
        r#"
        expr (call a?.b x?)
        expr (new R?)
        expr (new ns?.R ...xs?)
        expr (call redis?[cmd?] k?)
        expr (call redis?.get k?)
        expr (call gql? `q${x?}`)
        expr (call f? "plain")
        expr (call (seq 0 a?.b) 1)
        expr (call (await (call c?)).d)
        expr (call super.m)
        expr (call _ name?)
        "#,
    );
}
