//! Every primary is asked.

use crate::clients::model::{Form, Library, Mode, Operation};
use crate::clients::one_node::Subject;
use crate::eval::Site;
use crate::finding::Fix;
use crate::rules::calls::{Written, is_statement};
use crate::rules::edits;
use crate::syntax::ir::{ExprId, ExprKind};

/// What asks all nodes, for commands whose answers can be put together.
pub(super) fn of(operation: &Operation<'_>, subject: Subject) -> Option<Fix> {
    let command = operation.command?.name;
    let written = Written::of(operation)?;
    if operation.client.mode != Mode::Cluster || subject == Subject::Report {
        return None;
    }
    match operation.client.library {
        Library::Ioredis => on_each_master(operation, &written, command),
        Library::RedisPy => with_target_nodes(operation, &written, command, subject),
        Library::GoRedis => for_each_master(operation, &written),
        Library::RedisPyCluster => None,
    }
}

/// ioredis: the primaries that the client knows, which it does once it is connected.
fn on_each_master(operation: &Operation<'_>, written: &Written<'_>, command: &str) -> Option<Fix> {
    let awaited = written.awaited()?;
    if !written.can_move_into("node") || written.arguments().contains(['\n', '\r']) {
        return None;
    }
    let Written { receiver, method, .. } = written;
    let all = format!("Promise.all({receiver}.nodes('master').map((node) => node.{method}({})))", written.arguments());
    let text = match command {
        _ if is_statement(awaited) => format!("await {all}"),
        "keys" if operation.form == Form::Typed => format!("(await {all}).flat()"),
        "dbsize" if operation.form == Form::Typed => format!("(await {all}).reduce((sum, size) => sum + size, 0)"),
        _ => return None,
    };
    let edit = edits::replace(awaited, text);
    let can = is_statement(awaited) && !matches!(command, "keys" | "dbsize" | "scan" | "randomkey")
        || matches!(command, "keys" | "dbsize");
    edits::safe(format!("ask each of `{receiver}.nodes('master')`"), vec![edit]).filter(|_| can)
}

/// redis-py: commands that it puts the answers of together, and those whose answer nobody looks at.
fn with_target_nodes(operation: &Operation<'_>, written: &Written<'_>, command: &str, subject: Subject) -> Option<Fix> {
    let whole = written.awaited().unwrap_or(written.site);
    let nodes = match (subject, command) {
        (Subject::Keyspace, "keys" | "dbsize") => "primaries",
        (Subject::Setting, "config|set" | "config|resetstat" | "config|rewrite") if is_statement(whole) => "all",
        _ => return None,
    };
    let argument = format!("target_nodes=\"{nodes}\"");
    let items = edits::items_in(operation.call)?;
    let change = items.put_last(&[crate::syntax::items::Item::new(&argument)])?;
    edits::safe(format!("add `{argument}`"), vec![edits::changed(operation.call, change)])
}

/// go-redis: an error is all that is asked for, as in `rdb.FlushAll(ctx).Err()`.
fn for_each_master(operation: &Operation<'_>, written: &Written<'_>) -> Option<Fix> {
    let command = operation.command?.name;
    let ir = &written.site.file.ir;
    let (first, rest) = written.call.args.split_first()?;
    let context = Site { file: written.site.file, expr: first.value }.text();
    let is_context = context.to_ascii_lowercase().ends_with("ctx") || context.starts_with("context.");
    let can = matches!(command, "flushall" | "flushdb" | "config|set" | "config|resetstat" | "config|rewrite");
    let names = imported(written.site, "context") && imported(written.site, "github.com/redis/go-redis/v9");
    if !can || !is_context || !names || !operation.client.name.contains("ClusterClient") || written.has_spread() {
        return None;
    }
    let is_err = |kind: &ExprKind| match kind {
        ExprKind::Call(call) if call.args.is_empty() => match ir.kind(call.callee) {
            ExprKind::Member { object, property, .. } => *object == written.site.expr && property == "Err",
            _ => false,
        },
        _ => false,
    };
    let err = Site { file: written.site.file, expr: ExprId(ir.exprs.iter().position(|expr| is_err(&expr.kind))? as u32) };
    let rest: String =
        rest.iter().map(|arg| format!(", {}", Site { file: err.file, expr: arg.value }.text())).collect();
    let Written { receiver, method, .. } = written;
    let text = format!(
        "{receiver}.ForEachMaster({context}, func(ctx context.Context, node *redis.Client) error {{ return node.{method}(ctx{rest}).Err() }})"
    );
    edits::safe(format!("ask each primary with `{receiver}.ForEachMaster`"), vec![edits::replace(err, text)])
        .filter(|_| written.can_move_into("node"))
}

/// Whether a Go package is imported under its own name.
fn imported(site: Site<'_>, path: &str) -> bool {
    let text = &site.file.source.text;
    site.file.ir.imports.iter().filter(|import| import.specifier == path).any(|import| {
        let before = text[..import.span.start as usize].trim_end_matches('"');
        let row = before.rsplit(['\n', '\r']).next().unwrap_or_default().trim();
        row.is_empty() || row == "import" || row == "import ("
    })
}
