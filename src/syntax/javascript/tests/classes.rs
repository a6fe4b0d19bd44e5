use super::{javascript, module};

#[test]
fn parameter_properties_are_fields_and_assignments() {
    module(
        "class Store {
           constructor(@InjectRedis() private readonly redis: Redis, readonly prefix = 'p', other?: string) { this.x = other; }
         }",
        r#"
        @(call InjectRedis?)
        fn Store.constructor(redis: Redis?, prefix = "p", other: text) constructor
          def redis: Redis? = (param Store.constructor 0)
          set this.redis = (param Store.constructor 0)
          def prefix = (param Store.constructor 1)
          set this.prefix = (param Store.constructor 1)
          def other: text = (param Store.constructor 2)
          set this.x = other
        def Store = class:Store
        class Store
          field redis: Redis?
          field prefix
          method constructor
        "#,
    );
}

#[test]
fn values_of_fields_stand_in_functions_of_the_class() {
    module(
        "@Injectable() class A extends mixin(B)<T> implements C {
           @Inject('x') redis: Redis;
           static shared = new Redis();
           #key = `k:${this.id}`;
           handler = async () => this.redis.get(this.#key);
           static { A.shared.connect(); }
         }",
        r#"
        expr (call Injectable?)
        expr (call mixin? B?)
        expr (call Inject? "x")
        fn A.#1()
          expr `k:${this.id}`
          expr fn:handler
            fn handler() async
              return (call this.redis.get this.#key)
        fn A.#3() static
          expr (new Redis?)
          expr (call A.shared.connect)
        def A = class:A
        class A extends (call mixin? B?)
          field redis: Redis? = (call Inject? "x")
          field #key = `k:${this.id}`
          field handler = fn:handler
          field shared = (new Redis?)
        "#,
    );
}

#[test]
fn kinds_of_methods() {
    module(
        "abstract class A {
           get client(): Redis { return this.c; }
           set client(v) { this.c = v; }
           static async make() {}
           *ids() { yield 1; }
           abstract load(): Promise<string[]>;
           over(a: string): void;
           over(a: any) { go(a); }
           @Cron('x') ['tick']() {}
         }",
        r#"
        fn A.client() -> Redis? getter
          return this.c
        fn A.client(v)
          def v = (param A.client 0)
          set this.c = v
        fn A.make() async static
        fn A.ids() generator
          expr (await 1)
        fn A.load() -> Promise?<list(text)>
        fn A.over(a: _)
          def a: _ = (param A.over 0)
          expr (call go? a)
        @(call Cron? "x")
        fn A.tick()
        def A = class:A
        class A
          method client
          method make
          method ids
          method load
          method over
          method tick
        "#,
    );
}

#[test]
fn class_literals_know_their_own_name() {
    javascript(
        "const A = class extends B {}; const C = class D { m() { return D; } }; x.y = class {};",
        "
        def A = class:A
        fn D.m()
          return D
        def D = class:D
        def C = class:D
        set x?.y = class:y
        class A extends B?
        class D
          method m
        class y
        ",
    );
}

#[test]
fn interfaces_and_enumerations_are_classes() {
    module(
        "interface Client extends Base, ns.Other<string> { redis: Redis | null; load(id: string): Promise<void>; [k: string]: any }
         export enum Prefix { User = 'user:', Job = `job:` }
         enum Level { Low, High = 5, Higher, Computed = f() }",
        r#"
        def Client = class:Client
        fn Client.load(id: text) -> Promise?<_>
          def id: text = (param Client.load 0)
        def Prefix = class:Prefix
        def Level = class:Level
        expr (call f?)
        interface Client extends Base?, ns?.Other
          field redis: Redis?
          method load
        enum Prefix
          field User = "user:"
          field Job = "job:"
        enum Level
          field Low = 0
          field High = 5
          field Higher = 6
          field Computed = (call f?)
        export Prefix = Prefix
        "#,
    );
}
