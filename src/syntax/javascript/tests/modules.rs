use super::{javascript, module};
use crate::syntax::ir::Language;
use crate::syntax::language_of;

#[test]
fn an_imported_name_is_a_member_of_its_module() {
    module(
        "import R, { Cluster as C, type Redis } from 'ioredis';
         import * as all from './all';
         import './effects';
         import type { Options } from './options';
         import Queue = require('bull');",
        r#"
        import ioredis
        import ./all
        import ./effects
        import ./options
        import bull
        def R = (module "ioredis").default
        def C = (module "ioredis").Cluster
        def Redis = (module "ioredis").Redis
        def all = (module "./all")
        def Options = (module "./options").Options
        def Queue = (module "bull")
        "#,
    );
}

#[test]
fn required_and_dynamically_imported_modules_are_namespaces() {
    javascript(
        "const { Cluster, Redis: R = null } = require('ioredis');
         const lazy = (await import(`./lazy`)).default;
         const any = require(path);",
        r#"
        import ioredis
        import ./lazy
        def Cluster = (module "ioredis").Cluster
        def R = (?? (module "ioredis").Redis null)
        def lazy = (await (module "./lazy")).default
        def any = (call require? path?)
        "#,
    );
}

#[test]
fn exports_name_values_of_this_or_another_module() {
    module(
        "export const a = 1, { b, c: [d] } = make();
         export function f() {}
         export class K {}
         export type T = string;
         export { a as z };
         export { x as y, default } from './x';
         export * from './star';
         export * as ns from './ns';
         export default new K();",
        r#"
        import ./x
        import ./star
        import ./ns
        def a = 1
        def b = (call make?).b
        def d = (call make?).c[0]
        fn f()
        def f = fn:f
        def K = class:K
        def T = type text
        expr (new K)
        class K
        export a = a
        export b = b
        export d = d
        export f = f
        export K = K
        export T = T
        export z = a
        export y = (module "./x").x
        export default = (module "./x").default
        export * ./star
        export ns = (module "./ns")
        export default = (new K)
        "#,
    );
}

#[test]
fn commonjs_exports() {
    javascript(
        "const r = 1;
         exports.a = r;
         module.exports.b = r;
         exports = module.exports = { r, c: 2 };
         function inner(exports) { exports.no = 1; }",
        r#"
        def r = 1
        set exports?.a = r
        set module?.exports.b = r
        set module?.exports = {"r": r, "c": 2}
        expr {"r": r, "c": 2}
        fn inner(exports)
          def exports = (param inner 0)
          set exports.no = 1
        def inner = fn:inner
        export a = r
        export b = r
        export module = {"r": r, "c": 2}
        "#,
    );
}

#[test]
fn a_typescript_module_may_be_one_value() {
    module(
        "class A {} export = A;",
        "
        def A = class:A
        expr A
        class A
        export module = A
    ",
    );
}

#[test]
fn a_namespace_is_an_object_of_its_exports_and_exports_nothing_else() {
    module(
        "export namespace Keys { export const user = (id: string) => 'user:' + id; const hidden = 1; }
         declare module 'ioredis' { export interface Redis { extra(): void } }",
        r#"
        block
          def user = fn:user
            fn user(id: text)
              def id: text = (param user 0)
              return (+ "user:" id)
          def hidden = 1
        def Keys = {"user": user}
        block
          def Redis = class:Redis
          fn Redis.extra() -> _
        interface Redis
          method extra
        export Keys = Keys
        "#,
    );
}

#[test]
fn languages_are_told_by_extension() {
    let of = |name: &str| language_of(name.as_ref());
    assert_eq!(of("a/b.mjs"), Some(Language::JavaScript));
    assert_eq!(of("b.d.ts"), Some(Language::TypeScript));
    assert_eq!(of("b.cts"), Some(Language::TypeScript));
    assert_eq!(of("b.tsx"), Some(Language::Tsx));
    assert_eq!(of("b.pyi"), Some(Language::Python));
    assert_eq!(of("b.json"), None);
    assert_eq!(of("ts"), None);
}
