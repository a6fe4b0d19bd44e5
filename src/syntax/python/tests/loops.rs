use super::{check, check_expr};

#[test]
fn loop_variables_hold_elements() {
    check(
        "\
for k in keys:
    r.get(k)
for a, (b, c) in pairs:
    r.get(b)
async for k in r.scan_iter():
    pass
",
        "
loop L0 over keys?
  def k = (each L0 keys?)
  expr (call r?.get k)
loop L1 over pairs?
  def a = (part (each L1 pairs?) 0)
  def b = (part (part (each L1 pairs?) 1) 0)
  def c = (part (part (each L1 pairs?) 1) 1)
  expr (call r?.get b)
loop L2 over (call r?.scan_iter)
  def k = (each L2 (call r?.scan_iter))
",
    );
}

#[test]
fn items_give_keys_and_elements_of_the_dict() {
    check_expr("[v for k, v in d.items()]", "(list-of v for L0 (call d?.items))");
    check(
        "\
for k, v in d.items(): pass
for k, v in sorted(d.items(), key=f): pass
for p in d.items(): pass
",
        "
loop L0 over (call d?.items)
  def k = (key L0 d?)
  def v = (each L0 d?)
loop L1 over (call sorted? (call d?.items) key=f?)
  def k = (key L1 d?)
  def v = (each L1 d?)
loop L2 over (call d?.items)
  def p = (each L2 (call d?.items))
",
    );
}

#[test]
fn enumerate_and_zip_are_seen_through() {
    check(
        "\
for i, x in enumerate(xs, 1): pass
for a, b in zip(x, sorted(y)): pass
for i, (k, v) in enumerate(d.items()): pass
for i, (a, b) in enumerate(zip(x, y)): pass
for z in zip(x, y): pass
for a, b in zip(*rows): pass
",
        "
loop L0 over (call enumerate? xs? 1)
  def i = (key L0 xs?)
  def x = (each L0 xs?)
loop L1 over (call zip? x (call sorted? y?))
  def a = (each L1 x)
  def b = (each L1 (call sorted? y?))
loop L2 over (call enumerate? (call d?.items))
  def i = (key L2 (call d?.items))
  def k = (key L2 d?)
  def v = (each L2 d?)
loop L3 over (call enumerate? (call zip? x y?))
  def i = (key L3 (call zip? x y?))
  def a = (each L3 x)
  def b = (each L3 y?)
loop L4 over (call zip? x y?)
  def z = (each L4 (call zip? x y?))
loop L5 over (call zip? ...rows?)
  def a = (part (each L5 (call zip? ...rows?)) 0)
  def b = (part (each L5 (call zip? ...rows?)) 1)
",
    );
}

#[test]
fn a_project_function_called_zip_is_a_call() {
    check(
        "def zip(a, b): pass\nfor x, y in zip(p, q): pass",
        "
fn zip(a, b)
  def a = (param zip 0)
  def b = (param zip 1)
def zip = fn:zip
loop L0 over (call zip p? q?)
  def x = (part (each L0 (call zip p? q?)) 0)
  def y = (part (each L0 (call zip p? q?)) 1)
",
    );
}

#[test]
fn comprehension_variables_hide_others_only_inside() {
    check(
        "k = 1\nx = [f(k) for k in [k]]\ny = k",
        "
def k = 1
def x = (list-of (call f? k'2) for L0 [k])
def y = k
",
    );
}

#[test]
fn comprehensions_of_all_kinds() {
    check_expr("{x for x in y if x}", "(set-of x for L0 y? if x)");
    check_expr("{k: r.get(k) for k in ks}", "(map-of k: (call r?.get k) for L0 ks?)");
    check_expr("[b for a in x for b in a.all() if b if a]", "(list-of b for L0 x? for L1 (call a.all) if b if a)");
}

#[test]
fn what_a_comprehension_goes_over_stays_under_its_condition() {
    let module = super::lower("x = cluster and [k for k in r.keys()]");
    let call = module.flow.calls[0];
    let test = module.context(module.context_of(call)).kind;
    assert!(matches!(test, super::ContextKind::When(test) if super::dump_expr(&module, test) == "cluster?"));
}

#[test]
fn while_and_else() {
    check(
        "\
while cursor != 0:
    cursor, ks = r.scan(cursor)
    if not ks: break
else:
    done()
",
        "
loop L0
  expr (!= cursor 0)
  def cursor = (part (call r?.scan cursor) 0)
  def ks = (part (call r?.scan cursor) 1)
  if (! ks)
    exit
if _
  expr (call done?)
",
    );
}
