//! go-redis: a pipeline with a command for each key, which the client sends to each node by itself.

use super::WHY;
use crate::clients::model::Operation;
use crate::eval::Site;
use crate::finding::{Fix, Span};
use crate::project::ModuleFile;
use crate::rules::calls::{Written, is_statement};
use crate::rules::edits;
use crate::syntax::ir::{DefKind, ExprKind, Spread};
use crate::syntax::items::line_end_of;

/// Names that the new code gives to things; what is moved into it must not mean others by them.
const OWN_NAMES: [&str; 7] = ["pipe", "key", "cmd", "cmds", "err", "total", "values"];

/// What a command's answers are put together to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// They are added up.
    Counts,
    /// They are listed, in order.
    Values,
}

/// What is taken of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Nothing,
    Err,
    Result,
    Val,
}

pub(super) fn by_key<'p>(operation: &Operation<'p>, written: &Written<'p>) -> Option<Fix> {
    let answers = match written.method {
        "Del" | "Unlink" | "Exists" | "Touch" => Answers::Counts,
        "MGet" => Answers::Values,
        _ => return None,
    };
    let (site, taken) = taken(written.site)?;
    let package = package(written.site.file)?;
    let (context, keys) = arguments(written)?;
    let pipelined = Pipelined { written, package, context, keys };
    let (span, new) = match taken {
        Taken::Nothing if is_statement(site) => (site.span(), pipelined.lines(0)),
        Taken::Nothing => return None,
        Taken::Err => match assigned(site) {
            Some(name) => (name, assignment(site, name, &pipelined)?),
            None => (site.span(), pipelined.function(Taken::Err, answers)),
        },
        Taken::Result | Taken::Val => (site.span(), pipelined.function(taken, answers)),
    };
    let text = with_layout(operation.call.file, span, &new);
    let title = format!("send `{}` for each key in a pipeline, which go-redis splits by node", written.method);
    edits::on_request(title, WHY, vec![edits::at(site, span, text)])
}

/// The method that is called on the answer, and the whole expression.
fn taken(call: Site<'_>) -> Option<(Site<'_>, Taken)> {
    let file = call.file;
    let Some(parent) = file.ir.parent(call.expr) else { return Some((call, Taken::Nothing)) };
    let ExprKind::Member { object, property_span, .. } = file.ir.kind(parent) else {
        return Some((call, Taken::Nothing));
    };
    let whole = Site { file, expr: file.ir.parent(parent)? };
    let is_called = file.ir.call(whole.expr).is_some_and(|outer| outer.callee == parent && outer.args.is_empty());
    if *object != call.expr || !is_called {
        return None;
    }
    let taken = match file.source.slice(*property_span) {
        "Err" => Taken::Err,
        "Result" => Taken::Result,
        "Val" => Taken::Val,
        _ => return None,
    };
    Some((whole, taken))
}

/// What the file calls go-redis, from version 8 on, whose methods take a context first.
fn package(file: &ModuleFile) -> Option<&str> {
    let is_library = |specifier: &str| {
        let is_it =
            specifier.starts_with("github.com/redis/go-redis/") || specifier.starts_with("github.com/go-redis/");
        is_it && (specifier.ends_with("/v8") || specifier.ends_with("/v9"))
    };
    let ir = &file.ir;
    let names = ir.top.iter().filter(|(_, binding)| {
        ir.binding(**binding).defs.iter().any(|def| match def.kind {
            DefKind::Value(value) => matches!(ir.kind(value), ExprKind::Module(specifier) if is_library(specifier)),
            _ => false,
        })
    });
    let name = names.map(|(name, _)| name.as_str()).min()?;
    let is_alone = ir.bindings.iter().filter(|binding| binding.name == name).count() == 1;
    is_alone.then_some(name)
}

/// The context, and an expression that gives the keys.
fn arguments<'p>(written: &Written<'p>) -> Option<(&'p str, String)> {
    let text = |expr| Site { file: written.site.file, expr }.text();
    let (first, keys) = written.call.args.split_first()?;
    let context = text(first.value);
    let is_plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    if first.spread != Spread::No
        || !(is_plain(context) || matches!(context, "context.Background()" | "context.TODO()"))
    {
        return None;
    }
    let keys = match keys {
        [] => return None,
        [list] if list.spread == Spread::List => text(list.value).to_owned(),
        keys if keys.iter().all(|key| key.spread == Spread::No) => {
            let texts: Vec<&str> = keys.iter().map(|key| text(key.value)).collect();
            format!("[]string{{{}}}", texts.join(", "))
        }
        _ => return None,
    };
    let words = [context, &keys, written.receiver].map(str::to_owned).join(" ");
    let mut words = words.split(|c: char| !c.is_alphanumeric() && c != '_');
    (!keys.contains(['\n', '\r']) && !words.any(|word| OWN_NAMES.contains(&word))).then_some((context, keys))
}

/// The name that is given the error, when that is all its statement or the head of an `if` does.
fn assigned(site: Site<'_>) -> Option<Span> {
    let text = &site.file.source.text;
    let start = site.span().start as usize;
    let row = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let before = text[row..start].trim_end();
    let name_end = before.strip_suffix(":=").or_else(|| before.strip_suffix('='))?.trim_end();
    let name_start = name_end.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    let is_head = matches!(name_end[..name_start].trim(), "" | "if" | "} else if");
    let is_name = name_start < name_end.len();
    (is_head && is_name).then(|| Span::new(row + name_start, site.span().end as usize))
}

fn assignment(site: Site<'_>, span: Span, pipelined: &Pipelined<'_, '_>) -> Option<String> {
    let text = site.file.source.text.get(span.start as usize..site.span().start as usize)?;
    Some(format!("_, {text}{}", pipelined.lines(0)))
}

/// What sends the commands.
struct Pipelined<'a, 'p> {
    written: &'a Written<'p>,
    package: &'p str,
    context: &'p str,
    keys: String,
}

impl Pipelined<'_, '_> {
    /// `rdb.Pipelined(...)`, so many levels further in than its first row.
    fn lines(&self, level: usize) -> String {
        let Self { written: Written { receiver, method, .. }, package, context, keys } = self;
        let tabs = "\t".repeat(level);
        format!(
            "{receiver}.Pipelined({context}, func(pipe {package}.Pipeliner) error {{\n\
             {tabs}\tfor _, key := range {keys} {{\n\
             {tabs}\t\tpipe.{method}({context}, key)\n\
             {tabs}\t}}\n\
             {tabs}\treturn nil\n\
             {tabs}}})"
        )
    }

    /// A function that sends the commands and gives what was taken of the answer, called.
    fn function(&self, taken: Taken, answers: Answers) -> String {
        let (lines, package) = (self.lines(1), self.package);
        let (name, of, add, none) = match answers {
            Answers::Counts => ("total int64", "IntCmd", "total += cmd.(*redis.IntCmd).Val()", "0"),
            Answers::Values => {
                ("values []interface{}", "SliceCmd", "values = append(values, cmd.(*redis.SliceCmd).Val()...)", "nil")
            }
        };
        let add = add.replace(&format!("redis.{of}"), &format!("{package}.{of}"));
        let (variable, kind) = name.split_once(' ').unwrap_or((name, ""));
        let (returned, failed, done) = match taken {
            Taken::Result => (format!("({kind}, error)"), format!("{none}, err"), format!("{variable}, nil")),
            Taken::Err | Taken::Nothing => return format!("func() error {{\n\t_, err := {lines}\n\treturn err\n}}()"),
            Taken::Val => (kind.to_owned(), none.to_owned(), variable.to_owned()),
        };
        format!(
            "func() {returned} {{\n\
             \tcmds, err := {lines}\n\
             \tif err != nil {{\n\
             \t\treturn {failed}\n\
             \t}}\n\
             \tvar {name}\n\
             \tfor _, cmd := range cmds {{\n\
             \t\t{add}\n\
             \t}}\n\
             \treturn {done}\n\
             }}()"
        )
    }
}

/// With the line ends of the file, and further in by what the row at `span` begins with.
fn with_layout(file: &ModuleFile, span: Span, text: &str) -> String {
    let source = &file.source.text;
    let row = source[..span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let indent: String = source[row..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    text.replace('\n', &format!("{}{indent}", line_end_of(source)))
}
