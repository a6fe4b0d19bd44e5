use super::{check, lower};
use crate::syntax::dump::dump_expr;
use crate::syntax::ir::*;

#[test]
fn branches() {
    check(
        "\
if a: x()
elif b:
    y()
else:
    z()
",
        "
if a?
  expr (call x?)
elif b?
  expr (call y?)
else
  expr (call z?)
",
    );
}

#[test]
fn what_never_goes_on_is_an_exit() {
    check(
        "\
if a: raise Error(f()) from g()
if b: sys.exit(1)
for x in y: continue
",
        "
if a?
  expr (call Error? (call f?))
  expr (call g?)
  exit
if b?
  expr (call sys?.exit 1)
  exit
loop L0 over y?
  def x = (each L0 y?)
  exit
",
    );
}

#[test]
fn an_assertion_holds_for_what_follows() {
    let module = lower("assert isinstance(r, RedisCluster), message()\nr.mget(a, b)");
    let mget = module.flow.calls.iter().copied().find(|call| dump_expr(&module, *call).contains("mget"));
    let context = module.context(module.context_of(mget.expect("the call is there"))).kind;
    let ContextKind::Unless(test) = context else { panic!("{context:?}") };
    assert_eq!(dump_expr(&module, test), "(! (is r? RedisCluster?))");
}

#[test]
fn with_enters_what_it_names() {
    check(
        "\
with r.pipeline() as p, lock:
    p.get(k)
async with (a() as (b, c), d() as self.x): pass
",
        "
def p = (entered (call r?.pipeline))
expr (entered lock?)
expr (call p.get k?)
def b = (part (entered (call a?)) 0)
def c = (part (entered (call a?)) 1)
set self?.x = (entered (call d?))
",
    );
}

#[test]
fn try_has_handlers_and_what_comes_after() {
    check(
        "\
try:
    a()
except (E, F) as e:
    b(e)
except g():
    pass
else:
    c()
finally:
    d()
",
        "
try
  expr (call a?)
handler
  def e = _
  expr (call b? e)
handler
  expr (call g?)
after
  expr (call c?)
  expr (call d?)
",
    );
}

#[test]
fn match_cases_are_conditions_with_captures() {
    check(
        "\
match client():
    case RedisCluster(host=h) as c if h: a(c)
    case 'x' | -1 | keys.B: b()
    case {'type': t, **rest}: d(t)
    case [first, *others]: e(others)
    case str(s): f(s)
    case _: g()
",
        r#"
expr (call client?)
if (&& (is (call client?) RedisCluster?) h)
  def h = (call client?).host
  def c = (call client?)
  expr (call a? c)
elif (|| (|| (== (call client?) "x") (== (call client?) (- 1))) (== (call client?) keys?.B))
  expr (call b?)
elif _
  def t = (call client?)["type"]
  def rest = _
  expr (call d? t)
elif _
  def first = (part (call client?) 0)
  def others = (call client?)[:]
  expr (call e? others)
elif (is (call client?) str?)
  def s = (call client?)
  expr (call f? s)
else
  expr (call g?)
"#,
    );
}

#[test]
fn several_subjects_are_matched_each() {
    check(
        "\
match mode, n:
    case 'cluster', 1: a()
    case (m, _): b(m)
",
        r#"
if (&& (== mode? "cluster") (== n? 1))
  expr (call a?)
else
  def m = mode?
  expr (call b? m)
"#,
    );
}

#[test]
fn yielded_values_are_results_and_what_follows_is_reached() {
    let module = lower("def f():\n    r = Redis()\n    yield r\n    r.close()\n    yield from g()\n");
    let function = &module.functions[1];
    assert_eq!(function.kind, FunctionKind::Generator);
    let results: Vec<String> = module.flow.returns[1].iter().map(|id| dump_expr(&module, *id)).collect();
    assert_eq!(results, ["r", "(each L0 (call g?))"]);
    let close = module.flow.calls.iter().copied().find(|call| dump_expr(&module, *call).contains("close"));
    let context = module.context(module.context_of(close.expect("the call is there"))).kind;
    assert_eq!(context, ContextKind::Body(FuncId(1)));
}

#[test]
fn python_2_is_read_as_far_as_it_goes() {
    check(
        "print 'x', e()\nprint >>out(), g()\nexec 'code' in h()\ndef f((a, b)): return a",
        "
expr (call e?)
expr (seq (call out?) _)
expr (call g?)
expr (call h?)
fn f(<pattern>)
  def a = (part (param f 0) 0)
  def b = (part (param f 0) 1)
  return a
def f = fn:f
",
    );
}

#[test]
fn comments_and_statements_have_their_spans() {
    let text = "# one\nif a:  # two\n    f(  # three\n        b)\n";
    let module = lower(text);
    let texts =
        |spans: &[crate::finding::Span]| spans.iter().map(|span| text[span.range()].to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(&module.comments), ["# one", "# two", "# three"]);
    assert_eq!(texts(&module.statements), [&text[6..text.len() - 1], "f(  # three\n        b)"]);
}
