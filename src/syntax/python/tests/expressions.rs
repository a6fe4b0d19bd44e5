use super::{check, check_expr};

#[test]
fn calls_keep_all_kinds_of_arguments() {
    check_expr("r.mget(a, *b, keys=c, **d)", "(call r?.mget a? ...b? keys=c? **d?)");
    check_expr("r.mget(*(a for a in b))", "(call r?.mget ...(gen-of a for L0 b?))");
    check_expr("sum(x for x in y)", "(call sum? (gen-of x for L0 y?))");
    check_expr("await r.get(k)", "(await (call r?.get k?))");
}

#[test]
fn literals() {
    check_expr("[a, *b]", "[a?, ...b?]");
    check_expr("(1, None, True)", "tuple[1, null, true]");
    check_expr("{a, 'b'}", r#"set[a?, "b"]"#);
    check_expr("{'a': 1, b: c(), **d}", r#"{"a": 1, b?: (call c?), ...d?}"#);
    check_expr("a, b", "tuple[a?, b?]");
}

#[test]
fn operators() {
    check_expr("a + b * 2 - 1", "(op (+ a? (* b? 2)) 1)");
    check_expr("a and b or not c", "(|| (&& a? b?) (! c?))");
    check_expr("-a", "(- a?)");
    check_expr("a if b else c", "(? b? a? c?)");
    check_expr("a < b() <= c", "(&& (< a? (call b?)) (< (call b?) c?))");
    check_expr("a is not b", "(!= a? b?)");
    check_expr("k not in d", "(! (in k? d?))");
    check_expr("x[1:n()]", "x?[:]");
    check_expr("x[1, a]", "x?[tuple[1, a?]]");
    check_expr("~f()", "(seq (call f?) _)");
}

#[test]
fn tests_of_types() {
    check_expr("isinstance(r, RedisCluster)", "(is r? RedisCluster?)");
    check_expr("isinstance(r, (redis.Redis, type(None)))", "(is r? redis?.Redis)");
    check_expr("isinstance(r, A | B | None)", "(is r? A? B?)");
    check_expr("issubclass(c, A)", "(is c? A?)");
    check_expr("type(r) is A", "(is r? A?)");
    check_expr("type(r) != A", "(! (is r? A?))");
    check_expr("type(r) in (A, B)", "(is r? A? B?)");
    check_expr("isinstance(r, classes())", "(call isinstance? r? (call classes?))");
    check_expr("type(a) == type(b)", "(== (call type? a?) (call type? b?))");
}

#[test]
fn casts_and_super() {
    check_expr("cast(Redis, x())", "(as (call x?) Redis?)");
    check_expr("typing.cast('redis.Redis', x)", "(as x? redis?.Redis)");
    check_expr("super().get(k)", "(call super.get k?)");
    check_expr("super(A, self).get", "super.get");
}

#[test]
fn the_cast_of_another_library_is_a_call() {
    check(
        "from sqlalchemy import cast\nx = cast(a, B)",
        "\
import sqlalchemy
def cast = (module \"sqlalchemy\").cast
def x = (call cast a? B?)",
    );
}

#[test]
fn lambdas_return_their_body() {
    check(
        "f = lambda self, k, *a, n=d(): self.r.get(k)",
        "\
fn #1(self, k, ...a, n = (call d?))
  def self = (param #1 0)
  def k = (param #1 1)
  def a = (param #1 2)
  def n = (param #1 3)
  return (call self.r.get k)
def f = fn:#1",
    );
}
