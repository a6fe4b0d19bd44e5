//! What conditions around a call say about its client and its keys.

use super::api::Symbol;
use super::library;
use super::model::{Client, Mode};
use super::naming::holds_word;
use crate::eval::guards::Guard;
use crate::eval::value::{External, Value};
use crate::eval::{Cx, Evaluator};
use crate::syntax::ir::*;

/// What is known where a call runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether the deployment is a cluster there.
    pub cluster: Option<bool>,
    /// Whether a list that a condition counts has at most one element.
    pub at_most_one: bool,
}

/// What the conditions around an expression say.
pub fn known<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId) -> Known {
    let mut known = Known::default();
    for guard in ev.guards(cx, expr) {
        if known.cluster.is_none() {
            known.cluster = says_cluster(ev, &guard.cx, guard.test, 0).map(|cluster| cluster == guard.holds);
        }
        known.at_most_one |= says_at_most_one(&guard);
    }
    if known.cluster.is_none() && has_cluster_twin(cx, expr) {
        known.cluster = Some(false);
    }
    known
}

/// Whether an expression runs only when something is no pipeline: the other arm of `isinstance(client, Pipeline)`.
pub fn is_for_no_batch<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, expr: ExprId) -> bool {
    ev.guards(cx, expr).iter().filter(|guard| !guard.holds).any(|guard| {
        let ExprKind::InstanceOf { types, .. } = guard.cx.ir().kind(guard.test) else { return false };
        types.iter().any(|&ty| matches!(symbol_of_type(ev, &guard.cx, ty), Some(Symbol::Batch(_))))
    })
}

/// Whether an expression stands in a class that has a sibling in the same file which is the same but for "Cluster" in its
/// name: then the two classes are the two arms of a switch, and this is the arm without a cluster.
fn has_cluster_twin(cx: &Cx<'_>, expr: ExprId) -> bool {
    let ir = cx.ir();
    let mut function = ir.function_of(expr);
    let class = loop {
        let info = ir.function(function);
        if let Some(class) = info.class {
            break &ir.class(class).name;
        }
        if info.parent == function {
            return false;
        }
        function = info.parent;
    };
    !class.contains("Cluster")
        && ir
            .classes
            .iter()
            .any(|other| other.name.contains("Cluster") && other.name.replace("Cluster", "") == class.as_str())
}

/// A client as it is where the conditions hold.
pub fn narrowed<'p>(client: &Client<'p>, known: Known) -> Client<'p> {
    let mode = match (known.cluster, client.mode) {
        (Some(true), Mode::Either | Mode::Unknown) => Mode::Cluster,
        // The other arm of a switch on the deployment: whatever the client is, there is no cluster behind it.
        (Some(false), Mode::Either | Mode::Unknown | Mode::Standalone | Mode::Sentinel | Mode::Cluster) => {
            Mode::NoCluster
        }
        (_, mode) => mode,
    };
    Client { mode, ..client.clone() }
}

/// Whether a condition, when true, says that there is a cluster (`Some(true)`) or that there is none.
fn says_cluster<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, test: ExprId, depth: u32) -> Option<bool> {
    if depth > 6 {
        return None;
    }
    let ir = cx.ir();
    match ir.kind(test) {
        ExprKind::InstanceOf { types, .. } => {
            let modes: Vec<Mode> = types.iter().filter_map(|&ty| mode_of_type(ev, cx, ty)).collect();
            says_modes(&modes)
        }
        // Go: `_, ok := rdb.(*redis.ClusterClient)`.
        ExprKind::Part { of, index: 1 } => match ir.kind(*of) {
            ExprKind::Cast { ty, .. } => says_modes(&[mode_of_type(ev, cx, *ty)?]),
            _ => None,
        },
        ExprKind::Name { binding: Some(binding), name } => {
            let by_value = match ir.binding(*binding).defs.as_slice() {
                defs if defs.len() <= 2 => defs.iter().find_map(|def| match def.kind {
                    DefKind::Value(value) => says_cluster(ev, cx, value, depth + 1),
                    _ => None,
                }),
                _ => None,
            };
            by_value.or_else(|| flag_named(name))
        }
        ExprKind::Name { name, .. } => flag_named(name),
        // `if (client.nodes)`, on what is a client.
        ExprKind::Member { property, object, .. }
            if only_cluster_has(ir.language, property) && is_called_client(ir, *object) =>
        {
            Some(true)
        }
        ExprKind::Member { property, object, .. } => flag_named(property).or_else(|| {
            let owner = super::receivers::last_identifier(ir, *object)?;
            matches!(property.as_str(), "enabled" | "Enabled" | "enable" | "Enable")
                .then(|| flag_named(owner))
                .flatten()
        }),
        ExprKind::Call(call) => says_called(ev, cx, call, depth),
        ExprKind::Index { index, .. } => match ir.kind(*index) {
            ExprKind::Text(text) => flag_named(std::str::from_utf8(text).ok()?),
            _ => None,
        },
        ExprKind::Not(inner) => says_cluster(ev, cx, *inner, depth + 1).map(|cluster| !cluster),
        ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } | ExprKind::Entered(inner) => {
            says_cluster(ev, cx, *inner, depth + 1)
        }
        ExprKind::Logical { left, right, .. } => {
            says_cluster(ev, cx, *left, depth + 1).or_else(|| says_cluster(ev, cx, *right, depth + 1))
        }
        ExprKind::Binary { op, left, right } => says_compared(ev, cx, *op, *left, *right, depth),
        _ => None,
    }
}

fn says_called<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, call: &Call, depth: u32) -> Option<bool> {
    let ir = cx.ir();
    let name = super::receivers::last_identifier(ir, call.callee)?;
    if matches!(name.as_str(), "Boolean" | "bool" | "len") {
        return says_cluster(ev, cx, call.args.first()?.value, depth + 1);
    }
    // `hasattr(client, "nodes_manager")`.
    if matches!(name.as_str(), "hasattr" | "getattr") {
        let [object, member, ..] = call.args.as_slice() else { return None };
        let is_asked = text_of(ir, member.value).is_some_and(|member| only_cluster_has(ir.language, member));
        return (is_asked && is_called_client(ir, object.value)).then_some(true);
    }
    if let Some(named) = flag_named(name) {
        return Some(named);
    }
    // `config.get('redis.cluster')`, `os.getenv("REDIS_CLUSTER")`.
    match ir.kind(call.args.first()?.value) {
        ExprKind::Text(text) => flag_named(std::str::from_utf8(text).ok()?),
        _ => None,
    }
}

fn says_compared<'p>(
    ev: &Evaluator<'p>,
    cx: &Cx<'p>,
    op: BinaryOp,
    left: ExprId,
    right: ExprId,
    depth: u32,
) -> Option<bool> {
    let ir = cx.ir();
    let equal = match op {
        BinaryOp::Equal => true,
        BinaryOp::NotEqual => false,
        // `len(addrs) > 1` decides between a cluster and one server.
        BinaryOp::Greater | BinaryOp::Less => return says_cluster(ev, cx, left, depth + 1),
        // `'nodes' in client`.
        BinaryOp::In if ir.language != Language::Python => {
            return (only_cluster_has(ir.language, text_of(ir, left)?) && is_called_client(ir, right)).then_some(true);
        }
        _ => return None,
    };
    let (subject, literal) = match (is_literal(ir, left), is_literal(ir, right)) {
        (false, true) => (left, right),
        (true, false) => (right, left),
        _ => {
            // `mode == RedisMode.CLUSTER`: an enum's member names the mode.
            let named = |expr| super::receivers::last_identifier(ir, expr).and_then(|name| mode_word(name));
            return named(right).or_else(|| named(left)).map(|cluster| cluster == equal);
        }
    };
    let word = match ir.kind(literal) {
        ExprKind::Text(text) => std::str::from_utf8(text).ok().map(str::to_ascii_lowercase),
        ExprKind::Bool(value) => Some(value.to_string()),
        ExprKind::Number(number) => Some(number.to_string()),
        ExprKind::Null => Some("null".to_owned()),
        _ => None,
    }?;
    let positive = match word.as_str() {
        "true" | "1" | "yes" | "on" => true,
        "false" | "0" | "no" | "off" | "null" | "" => false,
        // `typeof client.nodes === 'function'`.
        "function" | "undefined" => {
            let ExprKind::Sequence(parts) = ir.kind(subject) else { return None };
            let ExprKind::Member { object, property, .. } = ir.kind(*parts.first()?) else { return None };
            let is_asked = only_cluster_has(ir.language, property) && is_called_client(ir, *object);
            return is_asked.then_some(equal == (word == "function"));
        }
        word => return mode_word(word).map(|cluster| cluster == equal),
    };
    says_cluster(ev, cx, subject, depth + 1).map(|cluster| cluster == (positive == equal))
}

/// Whether what a member is asked of is called as clients are: other things have nodes and slots too.
fn is_called_client(ir: &Module, object: ExprId) -> bool {
    super::receivers::last_identifier(ir, object).is_some_and(|name| names_client(name))
}

/// Whether no client but one of a cluster has a member.
fn only_cluster_has(language: Language, member: &str) -> bool {
    super::apis(language).iter().any(|api| api.only_on_cluster.contains(&member))
}

/// Whether a name is one that people give to clients.
fn names_client(name: &str) -> bool {
    ["redis", "client", "valkey", "conn"].iter().any(|word| holds_word(name, word))
}

fn text_of(ir: &Module, expr: ExprId) -> Option<&str> {
    match ir.kind(expr) {
        ExprKind::Text(text) => std::str::from_utf8(text).ok(),
        _ => None,
    }
}

fn is_literal(ir: &Module, expr: ExprId) -> bool {
    matches!(ir.kind(expr), ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Null)
}

/// What the name of a flag says.
fn flag_named(name: &str) -> Option<bool> {
    if !holds_word(name, "cluster") && !holds_word(name, "standalone") {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    if lower.contains("nocluster") || lower.contains("no_cluster") || lower.contains("notcluster") {
        return Some(false);
    }
    if lower.contains("cluster") {
        return Some(true);
    }
    (lower.contains("standalone") && (lower.contains("is") || lower.contains("mode"))).then_some(false)
}

/// What the name of a mode says.
fn mode_word(word: &str) -> Option<bool> {
    let lower = word.to_ascii_lowercase();
    if lower.contains("cluster") {
        return Some(true);
    }
    ["standalone", "single", "sentinel", "node", "simple"].iter().any(|other| lower == *other).then_some(false)
}

fn mode_of_type<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, ty: TypeId) -> Option<Mode> {
    match symbol_of_type(ev, cx, ty)? {
        Symbol::Client(mode) => Some(mode),
        _ => None,
    }
}

fn symbol_of_type<'p>(ev: &Evaluator<'p>, cx: &Cx<'p>, ty: TypeId) -> Option<Symbol> {
    let TypeExpr::Ref(expr, _) = cx.ir().ty(ty) else { return None };
    let value = ev.eval(cx, *expr);
    let value = match &value {
        Value::External(external) => match &**external {
            External::OfType { ty } => ty.clone(),
            _ => value.clone(),
        },
        _ => value,
    };
    let (module, path) = library::symbol_of(&value)?;
    library::known(cx.ir().language, module, path)?.symbol
}

fn says_modes(modes: &[Mode]) -> Option<bool> {
    if modes.is_empty() {
        return None;
    }
    if modes.iter().all(|mode| *mode == Mode::Cluster) {
        return Some(true);
    }
    modes.iter().all(|mode| matches!(mode, Mode::Standalone | Mode::Sentinel | Mode::Ring)).then_some(false)
}

/// `keys.length === 1`, `len(keys) <= 1`, and `keys.length > 1` that does not hold.
fn says_at_most_one(guard: &Guard<'_>) -> bool {
    let ir = guard.cx.ir();
    let ExprKind::Binary { op, left, right } = ir.kind(guard.test) else { return false };
    let ExprKind::Number(number) = ir.kind(*right) else { return false };
    let counts = match ir.kind(*left) {
        ExprKind::Member { property, .. } => matches!(property.as_str(), "length" | "size"),
        ExprKind::Call(call) => matches!(ir.kind(call.callee), ExprKind::Name { name, .. } if name == "len"),
        _ => false,
    };
    let one = (*number - 1.0).abs() < f64::EPSILON;
    counts
        && match (op, guard.holds) {
            (BinaryOp::Equal | BinaryOp::Less, true) => one,
            (BinaryOp::NotEqual | BinaryOp::Greater, false) => one,
            _ => false,
        }
}
