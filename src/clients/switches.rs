//! Whether a plain client is one arm of a switch whose other arm makes a cluster client.

use super::api::Symbol;
use super::guards;
use super::library;
use super::model::{Construction, Mode};
use crate::eval::callers::last_name;
use crate::eval::{Cx, Evaluator, Site};
use crate::syntax::ir::*;

/// Callers are followed this many times.
const MAX_CALLERS: u32 = 3;
/// Calls that are looked at for a cluster client, in one function or class.
const MAX_CALLS: usize = 400;

/// Whether the client that a call makes is made only where the deployment is no cluster, as far as the code around it and
/// its callers say.
pub fn in_other_arm<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId) -> bool {
    in_arm(ev, cx, expr, 0)
}

/// Whether callers may say that a plain client is made in the other arm of a switch.
pub(super) fn depends_on_callers(construction: &Construction<'_>) -> bool {
    let Site { file, expr } = construction.site;
    construction.client.mode == Mode::Standalone && file.ir.function_of(expr) != FuncId(0)
}

fn in_arm<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, depth: u32) -> bool {
    let ir = cx.ir();
    match guards::known(ev, cx, expr).cluster {
        Some(false) => return true,
        // One client for each node.
        Some(true) => {
            return ir.contexts(ir.context_of(expr)).any(|context| matches!(context.kind, ContextKind::Loop(_)));
        }
        None => {}
    }
    if asks_for_mode(ev, cx, expr) || says_plain(ir, ir.function_of(expr)) {
        return true;
    }
    if has_alternative(ev, cx, expr) || has_sibling(ev, cx, expr) {
        return true;
    }
    depth < MAX_CALLERS && called_in_arm(ev, cx, expr, depth)
}

/// Whether a condition around it talks about clusters in words that are not understood, or holds only for Sentinel.
fn asks_for_mode<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId) -> bool {
    ev.guards(cx, expr).iter().any(|guard| {
        let text = guard.cx.site(guard.test).text().to_ascii_lowercase();
        let is_here = text.contains("sentinel") || text.contains("standalone");
        text.contains("cluster") || (is_here && guard.holds)
    })
}

/// Words of a function's or class's name that say that its client is plain on purpose.
const PLAIN_NAMES: [&str; 7] =
    ["standalone", "singlenode", "single_node", "nocluster", "noncluster", "non_cluster", "sentinel"];

/// Whether the function or its class is named for a plain client, or the function for one node of a cluster.
fn says_plain(ir: &Module, function: FuncId) -> bool {
    let mut at = function;
    for _ in 0..8 {
        let info = ir.function(at);
        let class = info.class.map(|class| ir.class(class).name.as_str());
        let names = [Some(info.name.as_str()), class, info.receiver_type.as_deref()];
        let is_plain = |name: &str| {
            let name = name.to_ascii_lowercase();
            PLAIN_NAMES.iter().any(|word| name.contains(word))
        };
        let for_node = words(&info.name).any(|word| matches!(word.as_str(), "node" | "shard" | "replica"));
        if for_node || names.into_iter().flatten().any(is_plain) {
            return true;
        }
        if info.parent == at {
            break;
        }
        at = info.parent;
    }
    false
}

/// The words of a name in camel or snake case, in lower case.
pub fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before_upper = true;
    for ch in name.chars() {
        if !ch.is_alphanumeric() || (ch.is_uppercase() && !before_upper) {
            words.push(String::new());
        }
        before_upper = ch.is_uppercase();
        if let (true, Some(word)) = (ch.is_alphanumeric(), words.last_mut()) {
            word.extend(ch.to_lowercase());
        }
    }
    words.into_iter()
}

/// Whether the same function also makes a cluster client, and runs either this or that.
fn has_alternative<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId) -> bool {
    let ir = cx.ir();
    let function = ir.function_of(expr);
    let around = conditions(ir, expr);
    let scope = ir.function(function).span;
    let mut calls = ir.flow.calls.iter().copied().filter(|&call| {
        call != expr
            && (function == FuncId(0) || scope.contains(ir.span(call)))
            && !ir.span(expr).contains(ir.span(call))
    });
    calls.by_ref().take(MAX_CALLS).any(|call| {
        makes_cluster(ev, cx, call)
            && (conditions(ir, call) != around || (function != FuncId(0) && returns(ir, function, call)))
    })
}

/// The conditions and handlers around an expression within its function.
fn conditions(ir: &Module, expr: ExprId) -> Vec<ContextKind> {
    let context = ir.context_of(expr);
    ir.contexts(context)
        .take_while(|context| !matches!(context.kind, ContextKind::Body(_)))
        .filter(|context| matches!(context.kind, ContextKind::When(_) | ContextKind::Unless(_) | ContextKind::Handler))
        .map(|context| context.kind)
        .collect()
}

/// Whether a function returns, at once, what a call gives.
fn returns(ir: &Module, function: FuncId, call: ExprId) -> bool {
    let span = ir.span(call);
    ir.flow
        .returns
        .get(function.index())
        .is_some_and(|values| values.iter().any(|&value| ir.span(value).contains(span)))
}

/// Whether another method of the class makes a cluster client, or, for a function that gets its settings from its caller,
/// another function of the file does.
fn has_sibling<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId) -> bool {
    let ir = cx.ir();
    let function = ir.function_of(expr);
    if function == FuncId(0) {
        return false;
    }
    let info = ir.function(function);
    let same_class = |other: FuncId| {
        let other = ir.function(other);
        match (info.class, &info.receiver_type) {
            (Some(class), _) => other.class == Some(class),
            (None, Some(receiver)) => other.receiver_type.as_ref() == Some(receiver),
            (None, None) => false,
        }
    };
    let is_method = info.class.is_some() || info.receiver_type.is_some();
    let has_sibling = ir.flow.calls.iter().take(MAX_CALLS * 4).any(|&call| {
        let other = ir.function_of(call);
        let is_candidate = other != function && other != FuncId(0) && (!is_method || same_class(other));
        is_candidate && constructs_cluster(ev, cx, call)
    });
    has_sibling && (is_method || is_given(ir, expr, function))
}

/// Whether what a call is given names a parameter of its function.
fn is_given(ir: &Module, expr: ExprId, function: FuncId) -> bool {
    let span = ir.span(expr);
    let of_function = |binding: BindingId| {
        ir.binding(binding).defs.iter().any(|def| match def.kind {
            DefKind::Value(value) => matches!(ir.kind(value), ExprKind::Param { function: of, .. } if *of == function),
            _ => false,
        })
    };
    ir.exprs.iter().any(|inner| match &inner.kind {
        ExprKind::Name { binding: Some(binding), .. } => span.contains(inner.span) && of_function(*binding),
        _ => false,
    })
}

/// Whether everything that calls the function around an expression does so in the other arm of a switch.
fn called_in_arm<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId, depth: u32) -> bool {
    let (ir, mut function) = (cx.ir(), cx.ir().function_of(expr));
    // What a function does in a callback that it writes, as for a pool that makes what it has not, its callers decide.
    while ir.flow.argument_of.contains_key(&function) && ir.function(function).name.is_empty() {
        function = ir.function(function).parent;
    }
    if function == FuncId(0) {
        return false;
    }
    let callers: Vec<Site<'p>> =
        ev.callers(cx.file, function).into_iter().filter(|site| !ev.project.is_test(&site.file.path)).collect();
    !callers.is_empty()
        && callers.len() <= 8
        && callers.iter().all(|site| in_arm(ev, &Cx::of(site.file), site.expr, depth + 1))
}

/// Whether a call makes a cluster client, by what it calls or by the name of that.
fn makes_cluster<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: ExprId) -> bool {
    let ir = cx.ir();
    let Some(name) = ir.call(call).and_then(|info| last_name(ir, info.callee)) else { return false };
    let by_name = is_of_cluster(name) && {
        let name = name.to_ascii_lowercase();
        ["new", "make", "create", "connect", "build", "get", "init", "open", "setup"]
            .iter()
            .any(|verb| name.contains(verb))
    };
    by_name || constructs_cluster(ev, cx, call)
}

/// Whether a name means a cluster of Redis, or a client of one: `newCluster`, `createClusterClient`, but not
/// `NewClusterSharding`, which is about clusters of something else.
fn is_of_cluster(name: &str) -> bool {
    const NOUNS: [&str; 12] = [
        "client",
        "clients",
        "connection",
        "conn",
        "db",
        "store",
        "storage",
        "pool",
        "instance",
        "cache",
        "mode",
        "provider",
    ];
    let lower = name.to_ascii_lowercase();
    let mut behind = words(name).skip_while(|word| word != "cluster").skip(1);
    let of_redis = ["redis", "valkey", "client"].iter().any(|word| lower.contains(word));
    lower.contains("cluster")
        && (of_redis
            || !words(name).any(|word| word == "cluster")
            || behind.next().is_none_or(|word| NOUNS.contains(&word.as_str())))
}

/// Whether a call is the constructor of a cluster client, or of a client that may be one.
pub fn constructs_cluster<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: ExprId) -> bool {
    let ir = cx.ir();
    let Some(info) = ir.call(call) else { return false };
    // Cheap: the names that constructors of cluster clients have.
    let is_candidate = last_name(ir, info.callee)
        .is_some_and(|name| name.contains("Cluster") || name == "from_url" || name == "NewUniversalClient");
    if !is_candidate {
        return false;
    }
    let callee = ev.eval(cx, info.callee);
    callee.alternatives().iter().any(|callee| {
        let symbol = library::symbol_of(callee)
            .and_then(|(module, path)| library::known(ir.language, module, path))
            .and_then(|known| known.symbol);
        match symbol {
            Some(Symbol::Client(mode) | Symbol::Makes(mode)) => {
                matches!(mode, Mode::Cluster | Mode::Either | Mode::FailoverCluster)
            }
            _ => false,
        }
    })
}
