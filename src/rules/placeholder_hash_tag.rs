//! A placeholder in a key that nothing fills in.

mod fix;

use rustc_hash::FxHashSet;

use super::FileCx;
use super::draft::{Draft, severity};
use super::key_strings::{KeyString, key_strings, origin};
use crate::clients::receivers::Receivers;
use crate::eval::pattern::{Part, Pattern};
use crate::eval::value::Value;
use crate::eval::{Cx, Evaluator, Site};
use crate::finding::{Confidence, Finding, Severity};
use crate::syntax::ir::{CallKind, DefKind, ExprKind, FuncId, Language, Module, Piece};

const RULE: &str = "placeholder-hash-tag";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    let mut seen = FxHashSet::default();
    for key in key_strings(cx) {
        let Some(tag) = constant_tag(&key.pattern) else { continue };
        let (_, made) = origin(cx, &key.pattern, key.made, &|piece| constant_tag(piece).as_ref() == Some(&tag));
        if !is_placeholder(cx, &tag, made, &key) || !seen.insert((made.file.key, made.expr)) {
            continue;
        }
        findings.push(finding(&key, &tag, made));
    }
}

fn finding<'p>(key: &KeyString<'_, 'p>, tag: &Tagged, made: Site<'p>) -> Finding {
    let operation = key.operation;
    let whole = severity(&operation.client, Confidence::Likely);
    let shown = key.pattern.display();
    let placeholder = tag.written();
    let constant = key.pattern.as_literal().is_some();
    let (severity, message) = if constant {
        let message = format!(
            "nothing fills in `{placeholder}`: the key is `{shown}` for everyone, who read and overwrite each other's values"
        );
        (whole, message)
    } else {
        let message = format!(
            "nothing fills in `{placeholder}`: all keys `{shown}` have the hash tag `{{{}}}` and are in one slot, on one node",
            tag.text
        );
        (whole.min(Severity::Warning), message)
    };
    Draft::at(RULE, made, severity, Confidence::Likely, message)
        .help(help(made.file.ir.language, tag))
        .command(&operation.command_name)
        .related(operation.site.place(), format!("used as a key of {} here", operation.command_name))
        .client(&operation.client)
        .fix(fix::of(tag, made))
        .done()
}

fn help(language: Language, tag: &Tagged) -> String {
    let name = tag.name().unwrap_or("id");
    match language {
        Language::Python => format!(
            "fill it in, with the braces doubled so that they reach the key: `f\"...{{{{{{{name}}}}}}}...\"`; or, for a constant tag, take a name that is no variable's"
        ),
        Language::Go => format!("fill it in: `fmt.Sprintf(\"...{{%v}}...\", {name})`"),
        Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Lua => {
            format!("fill it in, in a template string: `` `...{{${{{name}}}}}...` ``")
        }
    }
}

/// The constant text of a key's hash tag.
#[derive(Debug, PartialEq, Eq)]
struct Tagged {
    text: String,
    /// Whether a `$` stands before the brace.
    dollar: bool,
}

impl Tagged {
    fn written(&self) -> String {
        format!("{}{{{}}}", if self.dollar { "$" } else { "" }, self.text)
    }

    /// The name of the value that was to be filled in.
    fn name(&self) -> Option<&str> {
        let name = self.text.trim_start_matches("${");
        is_path(name).then_some(name)
    }
}

/// The hash tag of a key, if it is wholly known and stands in one string.
fn constant_tag(pattern: &Pattern<'_>) -> Option<Tagged> {
    for part in pattern.parts() {
        let Part::Literal(bytes) = part else { continue };
        let Some(open) = memchr::memchr(b'{', bytes) else { continue };
        let close = open + memchr::memchr(b'}', &bytes[open..])?;
        let text = std::str::from_utf8(&bytes[open + 1..close]).ok()?;
        let dollar = open > 0 && bytes[open - 1] == b'$';
        return (!text.is_empty()).then(|| Tagged { text: text.to_owned(), dollar });
    }
    None
}

/// Whether the text in the braces stands for a value: `${...}`, a verb, a number, or a name that is known there.
fn is_placeholder<'p>(cx: &FileCx<'_, 'p>, tag: &Tagged, made: Site<'p>, key: &KeyString<'_, 'p>) -> bool {
    let language = made.file.ir.language;
    let text = tag.text.trim();
    // What a value brought along is no placeholder, even if it looks like one.
    if !is_written(made, &format!("{{{}}}", tag.text)) {
        return false;
    }
    if text.starts_with("${") || tag.dollar && is_path(text) {
        return true;
    }
    if is_verb(text) {
        return matches!(language, Language::Python | Language::Go) || matches!(text, "%s" | "%d");
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let plain = matches!(made.file.ir.kind(made.expr), ExprKind::Text(_) | ExprKind::Binary { .. });
        return plain && (language == Language::Python || text == "0");
    }
    if !is_path(text) {
        return false;
    }
    let root = text.split(['.', '[']).next().unwrap_or(text);
    if matches!(root, "this" | "self") && root.len() < text.len() {
        return true;
    }
    // A thing has no place in a key; something of it may have one.
    let counts = |value: Site<'p>| root.len() < text.len() || !is_thing(cx.ev, value);
    in_scope(made, root, Scope::All, &counts)
        || looks_like_variable(root) && in_scope(key.operation.call, root, Scope::Local, &counts)
}

/// Whether a text stands in one of the strings that an expression is put together of.
fn is_written(made: Site<'_>, text: &str) -> bool {
    let ir = &made.file.ir;
    let holds = |bytes: &[u8]| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let mut at = vec![made.expr];
    while let Some(expr) = at.pop() {
        match ir.kind(expr) {
            ExprKind::Text(bytes) if holds(bytes) => return true,
            ExprKind::Template(pieces)
                if pieces.iter().any(|piece| matches!(piece, Piece::Text(bytes) if holds(bytes))) =>
            {
                return true;
            }
            ExprKind::Binary { left, right, .. } => at.extend([*left, *right]),
            ExprKind::Call(call) => {
                at.extend(call.args.iter().map(|arg| arg.value));
                if let ExprKind::Member { object, .. } = ir.kind(call.callee) {
                    at.push(*object);
                }
            }
            ExprKind::List { elements, .. } => at.extend(elements.iter().map(|element| element.value)),
            _ => {}
        }
    }
    false
}

/// `%s`, `%d`, `%v`, `%-5s`, `%(name)s`.
fn is_verb(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('%') else { return false };
    let rest = match rest.strip_prefix('(') {
        Some(named) => named.split_once(')').map_or("", |(_, rest)| rest),
        None => rest,
    };
    let rest = rest.trim_start_matches(|ch: char| ch.is_ascii_digit() || "+-# .".contains(ch));
    rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// A name, or names with dots and brackets.
fn is_path(text: &str) -> bool {
    text.starts_with(|ch: char| ch.is_alphabetic() || ch == '_')
        && text.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | '.' | '[' | ']'))
}

/// A name that a constant tag would hardly have: `userId`, `user_id`, `id`.
fn looks_like_variable(name: &str) -> bool {
    name == "id" || name.contains('_') || name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Which names count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All that can be seen.
    All,
    /// Those of the functions around.
    Local,
}

/// Whether a name stands for a value where an expression is written. What the expression itself helps to define, as in
/// `orders = client.get("{orders}:list")`, does not count, nor do functions, classes and modules,
/// nor values that are not to count.
fn in_scope<'p>(site: Site<'p>, name: &str, scope: Scope, counts: &dyn Fn(Site<'p>) -> bool) -> bool {
    let ir = &site.file.ir;
    let span = ir.span(site.expr);
    let around = functions_around(ir, ir.function_of(site.expr));
    ir.bindings.iter().filter(|binding| binding.name == name && around.contains(&binding.function)).any(|binding| {
        let top = binding.function == FuncId(0);
        if top && scope == Scope::Local {
            return false;
        }
        binding.defs.iter().any(|def| {
            let before = def.span.start < span.start || top && around.len() > 1;
            before
                && match def.kind {
                    DefKind::Value(value) | DefKind::Augmented(_, value) => {
                        !ir.span(value).contains(span)
                            && is_value(ir, ir.kind(value))
                            && counts(Site { file: site.file, expr: value })
                    }
                    DefKind::Opaque => true,
                    DefKind::Type(_) => false,
                }
        })
    })
}

fn functions_around(ir: &Module, mut function: FuncId) -> Vec<FuncId> {
    let mut around = vec![function];
    while ir.function(function).parent != function {
        function = ir.function(function).parent;
        around.push(function);
    }
    around
}

fn is_value(ir: &Module, kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Function(_) | ExprKind::Class(_) | ExprKind::Module(_) | ExprKind::SelfParam(_) => false,
        // What is imported is seldom a value of one request.
        ExprKind::Member { object, .. } => !matches!(ir.kind(*object), ExprKind::Module(_)),
        _ => true,
    }
}

/// Whether an expression makes something that is no text: `new Redlock(...)`, an instance of a class of the project, a
/// client. What somebody hands over may be anything.
fn is_thing<'p>(ev: &Evaluator<'p>, site: Site<'p>) -> bool {
    let ir = &site.file.ir;
    let mut made = site.expr;
    while let ExprKind::Await(inner) = ir.kind(made) {
        made = *inner;
    }
    let Some(call) = ir.call(made) else { return false };
    call.kind == CallKind::New
        || match ev.eval(&Cx::of(site.file), made) {
            Value::Instance(_) | Value::Class(_) | Value::Function(_) => true,
            value => Receivers::new(ev, Vec::new()).of_value(&value, ir.language, 0, 0).is_some(),
        }
}
