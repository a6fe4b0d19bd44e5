//! Startup nodes in the form that the client understands.

use crate::clients::model::Construction;
use crate::clients::options::Options;
use crate::clients::startup::{BadNodes, Remedy};
use crate::eval::Site;
use crate::finding::{Edit, Fix, Span};
use crate::rules::edits;
use crate::rules::imports;
use crate::rules::option_edits;
use crate::syntax::ir::{Entry, ExprKind};

/// What makes the nodes of a client right.
pub(super) fn of<'p>(made: &Construction<'p>, options: &Options<'p>, bad: &BadNodes<'p>) -> Option<Fix> {
    match bad.remedy? {
        Remedy::List => {
            let edits = vec![edits::before(bad.site, "["), edits::behind(bad.site, "]")];
            edits::safe("put it in a list", edits)
        }
        Remedy::Url => edits::safe("give the URL itself", vec![url_itself(bad.node?)?]),
        Remedy::Host(name) => edits::safe("name the host `host`", vec![host(bad.node?, name)?]),
        Remedy::Tls => {
            let edit = option_edits::into_redis_options(made, options, "tls: {}")?;
            edits::safe("switch TLS on with `redisOptions: { tls: {} }`", vec![edit])
        }
        Remedy::ClusterNodes => edits::safe("make each a `ClusterNode`", cluster_nodes(made, bad)?),
        Remedy::Named => edits::safe("name the argument `startup_nodes`", vec![edits::before(bad.site, "startup_nodes=")]),
        Remedy::Scheme => scheme(bad.site),
        Remedy::Split => edits::safe("give each address its own string", vec![split(bad.node?)?]),
    }
}

fn url_itself(node: Site<'_>) -> Option<Edit> {
    let ExprKind::Record { entries, .. } = node.file.ir.kind(node.expr) else { return None };
    let [Entry::Pair { key, value }] = entries.as_slice() else { return None };
    // `{ url }` is both.
    let site = Site { file: node.file, expr: if node.file.ir.span(*value).start > node.file.ir.span(*key).end { *value } else { *key } };
    Some(edits::replace(node, site.text()))
}

fn host(node: Site<'_>, name: &str) -> Option<Edit> {
    let ExprKind::Record { entries, .. } = node.file.ir.kind(node.expr) else { return None };
    let (key, value) = entries.iter().find_map(|entry| match entry {
        Entry::Pair { key, value } => {
            let is_it = matches!(node.file.ir.kind(*key), ExprKind::Text(text) if **text == *name.as_bytes());
            is_it.then_some((*key, *value))
        }
        _ => None,
    })?;
    let key = Site { file: node.file, expr: key };
    let is_short = node.file.ir.span(value).start <= key.span().start;
    Some(edits::replace(key, if is_short { format!("host: {name}") } else { "host".to_owned() }))
}

fn cluster_nodes<'p>(made: &Construction<'p>, bad: &BadNodes<'p>) -> Option<Vec<Edit>> {
    let node = bad.node?;
    let ExprKind::List { elements, .. } = node.file.ir.kind(list_around(node)?) else { return None };
    let package = if made.client.name.starts_with("valkey") { "valkey" } else { "redis" };
    let folder = if made.client.asynchronous { ".asyncio" } else { "" };
    let (name, import) = imports::python(node.file, &format!("{package}{folder}.cluster"), "ClusterNode")?;
    let mut edits: Vec<Edit> = import.into_iter().collect();
    for element in elements {
        let site = Site { file: node.file, expr: element.value };
        let (host, port) = host_and_port(site)?;
        edits.push(edits::replace(site, format!("{name}({host}, {port})")));
    }
    Some(edits)
}

/// The list that a node is written in, when nothing else uses it.
fn list_around(node: Site<'_>) -> Option<crate::syntax::ir::ExprId> {
    let (items, _) = edits::item_of(node)?;
    option_edits::is_used_once(node.file, items.holder()).then_some(items.holder())
}

/// As they stand in the code.
fn host_and_port(node: Site<'_>) -> Option<(String, String)> {
    let ir = &node.file.ir;
    let text = |expr| Site { file: node.file, expr }.text();
    match ir.kind(node.expr) {
        ExprKind::Record { entries, .. } => {
            let named = |name: &str| {
                entries.iter().find_map(|entry| match entry {
                    Entry::Pair { key, value } => {
                        matches!(ir.kind(*key), ExprKind::Text(text) if **text == *name.as_bytes()).then_some(*value)
                    }
                    _ => None,
                })
            };
            let (host, port) = (named("host")?, named("port")?);
            (entries.len() == 2).then(|| (text(host).to_owned(), number(text(port))))
        }
        ExprKind::List { elements, .. } => match elements.as_slice() {
            [host, port] => Some((text(host.value).to_owned(), number(text(port.value)))),
            _ => None,
        },
        ExprKind::Text(bytes) => {
            let (host, port) = std::str::from_utf8(bytes).ok()?.rsplit_once(':')?;
            let plain = |text: &str, extra: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c));
            let fits = !host.is_empty() && plain(host, "._-") && port.parse::<u16>().is_ok();
            fits.then(|| (format!("\"{host}\""), port.to_owned()))
        }
        _ => None,
    }
}

/// A port in quotes is one without.
fn number(text: &str) -> String {
    let inner = text.trim_matches(['"', '\'']);
    if inner.parse::<u16>().is_ok() { inner.to_owned() } else { text.to_owned() }
}

fn scheme(site: Site<'_>) -> Option<Fix> {
    let text = site.text();
    let end = text.find("://")?;
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let before = text[..end].trim_end_matches(is_of_scheme);
    let start = before.ends_with(['"', '\'', '`']).then_some(before.len())?;
    let old = &text[start..end];
    let new = if old.contains("rediss") || old.contains("tls") || old.contains("ssl") { "rediss" } else { "redis" };
    let at = site.span().start as usize;
    edits::safe(format!("write `{new}://`"), vec![edits::at(site, Span::new(at + start, at + end), new)])
}

/// A literal is taken apart where its commas stand.
fn split(node: Site<'_>) -> Option<Edit> {
    let ExprKind::Text(_) = node.file.ir.kind(node.expr) else { return None };
    let text = node.text();
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '`'))?;
    let parts: Vec<String> =
        text.trim_matches(quote).split(',').map(|part| format!("{quote}{}{quote}", part.trim())).collect();
    Some(edits::replace(node, parts.join(", ")))
}
