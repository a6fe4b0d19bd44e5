//! throwaway: prints operations of files whose path contains a word
use slotlint::clients::Reader;
use slotlint::eval::value::*;
use slotlint::eval::{Cx, Evaluator, callers::CallIndex};
use slotlint::project::{Options, Project};
fn show(v: &Value, d: u32) -> String {
    if d > 4 {
        return "..".into();
    }
    match v {
        Value::Text(p) => format!("'{}'", p.display()),
        Value::Number(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Null => "null".into(),
        Value::List(l) => format!(
            "[{}]",
            l.parts
                .iter()
                .map(|p| match p {
                    ListPart::One(v, _) => show(v, d + 1),
                    ListPart::Each(v, t, _) => format!("each({:?}) {}", t.turn, show(v, d + 1)),
                    ListPart::Rest(v, _) => format!("rest {}", show(v, d + 1)),
                })
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Value::Map(m) => format!(
            "map{{{} rest {}}}",
            m.entries
                .iter()
                .map(|e| format!("{}: {}", show(&e.key, d + 1), show(&e.value, d + 1)))
                .collect::<Vec<_>>()
                .join(", "),
            m.rest.len()
        ),
        Value::Shaped(_) => "shaped".into(),
        Value::Function(c) => format!("fn {}", c.cx.ir().function(c.function).name),
        Value::Class(c) => format!("class {}", c.file.ir.class(c.class).name),
        Value::Instance(i) => {
            format!("instance {} made {}", i.class.file.ir.class(i.class.class).name, i.made.is_some())
        }
        Value::Namespace(f) => format!("ns {:?}", f.iter().map(|f| f.path.clone()).collect::<Vec<_>>()),
        Value::External(e) => match &**e {
            External::Symbol { module, path } => format!("sym {module}:{path:?}"),
            External::Member { of, name, .. } => format!("{}.{name}", show(of, d + 1)),
            External::Call { callee, .. } => format!("{}(..)", show(callee, d + 1)),
            External::Element { of, .. } => format!("elem {}", show(of, d + 1)),
            External::Handed { callee, index, .. } => format!("handed {index} by {}", show(callee, d + 1)),
            External::OfType { ty } => format!("oftype {}", show(ty, d + 1)),
            External::Ascribed { value, ty } => format!("ascribed {} as {}", show(value, d + 1), show(ty, d + 1)),
            External::Extends { base, .. } => format!("extends {}", show(base, d + 1)),
        },
        Value::Results(v) => format!("({})", v.iter().map(|v| show(v, d + 1)).collect::<Vec<_>>().join(", ")),
        Value::Union(v) => format!("({})", v.iter().map(|v| show(v, d + 1)).collect::<Vec<_>>().join(" | ")),
        Value::Hole(h) => format!("<{} {:?} {:?}>", h.text, h.origin, h.shape),
    }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let project = Project::open(Options::new(std::path::PathBuf::from(&a[1]), vec![std::path::PathBuf::from(&a[1])]));
    let calls = CallIndex::of(project.primary());
    let path = std::path::Path::new(&a[1]).join(&a[2]);
    let Some(file) = project.load(&path) else {
        println!("no such file {path:?} primary={}", project.primary().len());
        return;
    };
    println!("primary {} hit {}", project.primary().len(), project.primary().iter().any(|f| f.path == file.path));
    let ev = Evaluator::new(&project, &calls);
    let model = Reader::new(&ev, file, vec![]).read();
    for op in &model.operations {
        let p = file.source.position(op.call.span().start, slotlint::source::ColumnUnit::Characters);
        println!(
            "op {}:{} {} client {} {:?} keys {} batch {:?} amo {}",
            p.row,
            p.column,
            op.command_name,
            op.client.name,
            op.client.mode,
            op.keys.items.len(),
            op.batch,
            op.at_most_one
        );
    }
    for b in &model.batches {
        let p = b.site.file.source.position(b.site.span().start, slotlint::source::ColumnUnit::Characters);
        println!("batch {}:{} {:?} {:?} ops {:?}", p.row, p.column, b.kind, b.client.mode, b.operations);
    }
    for c in &model.constructions {
        let p = file.source.position(c.site.span().start, slotlint::source::ColumnUnit::Characters);
        println!("made {}:{} {} {:?}", p.row, p.column, c.client.name, c.client.mode);
    }
    let row: u32 = a.get(3).and_then(|r| r.parse().ok()).unwrap_or(0);
    let cx = Cx::of(file);
    for &id in &file.ir.flow.calls {
        let p = file.source.position(file.ir.span(id).start, slotlint::source::ColumnUnit::Characters);
        let q = file.source.position(file.ir.span(id).end, slotlint::source::ColumnUnit::Characters);
        if p.row as u32 <= row && row <= q.row as u32 && (q.row - p.row) < 12 {
            let call = file.ir.call(id).unwrap();
            ev.begin();
            println!(
                "call {} => {}",
                file.source.slice(file.ir.span(id)).replace('\n', " ").chars().take(80).collect::<String>(),
                show(&ev.eval(&cx, id), 0)
            );
            if let slotlint::syntax::ir::ExprKind::Member { object, .. } = file.ir.kind(call.callee) {
                println!("   object => {}", show(&ev.eval(&cx, *object), 0));
            }
            for arg in &call.args {
                println!("   arg => {}", show(&ev.eval(&cx, arg.value), 0));
            }
        }
    }
}
