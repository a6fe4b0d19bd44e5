//! Tests that tell a deployment with a cluster from one without, by the name of the flag that they ask.
//!
//! An option to use hash tags is for those who have a cluster.

use super::receivers::last_identifier;
use super::switches::words;
use crate::syntax::ir::*;

/// Steps from a test to its flags.
const MAX_STEPS: u32 = 8;
/// Definitions of one flag; of more, nothing is said.
const MAX_VALUES: usize = 2;
/// Words that a flag's name may have in front of what it is about: `useRedisCluster`, `is_cluster`.
const IN_FRONT: &[&str] = &[
    "is", "in", "on", "as", "has", "use", "uses", "using", "with", "enable", "enabled", "supports", "redis", "valkey",
];
/// Words that it may have after that: `clusterMode`, but not `clusterId`, `clusterName`.
const BEHIND: &[&str] = &["mode", "enabled", "enable", "client", "connection", "deployment", "active"];

/// Whether there is no cluster where a test is true (`holds`), or where it is false.
pub(super) fn denies_cluster(ir: &Module, test: ExprId, holds: bool) -> bool {
    denies(ir, test, holds, 0)
}

fn denies(ir: &Module, test: ExprId, holds: bool, steps: u32) -> bool {
    if steps > MAX_STEPS {
        return false;
    }
    let next = |test, holds| denies(ir, test, holds, steps + 1);
    match ir.kind(test) {
        ExprKind::Name { name, binding } => match says_cluster(name) {
            Some(cluster) => cluster != holds,
            None => binding.is_some_and(|binding| {
                // A parameter may be written over.
                let values = || values(ir, binding).filter(|&value| !matches!(ir.kind(value), ExprKind::Param { .. }));
                values().next().is_some()
                    && values()
                        .take(MAX_VALUES + 1)
                        .enumerate()
                        .all(|(at, value)| at < MAX_VALUES && next(value, holds))
            }),
        },
        // `config.cluster.enabled`.
        ExprKind::Member { object, property, .. } => match property.to_ascii_lowercase().as_str() {
            "enabled" | "enable" => last_identifier(ir, *object).is_some_and(|owner| denies_named(owner, holds)),
            _ => denies_named(property, holds),
        },
        ExprKind::Index { index, .. } => denies_text(ir, *index, holds),
        ExprKind::Call(call) => {
            let name = last_identifier(ir, call.callee).map(|name| name.as_str()).unwrap_or_default();
            let Some(first) = call.args.first() else { return denies_named(name, holds) };
            match name {
                "Boolean" | "bool" => next(first.value, holds),
                // `isCluster(client)`, `config.get('redis.cluster')`, `os.getenv("REDIS_CLUSTER")`.
                _ => denies_named(name, holds) || denies_text(ir, first.value, holds),
            }
        }
        ExprKind::Not(inner) => next(*inner, !holds),
        ExprKind::Await(inner) | ExprKind::Cast { value: inner, .. } => next(*inner, holds),
        ExprKind::Logical { op, left, right } => match (op, holds) {
            (LogicalOp::And, true) | (LogicalOp::Or, false) => next(*left, holds) || next(*right, holds),
            (LogicalOp::And, false) | (LogicalOp::Or, true) => next(*left, holds) && next(*right, holds),
            (LogicalOp::Coalesce, _) => next(*left, holds),
        },
        ExprKind::InstanceOf { types, .. } => !holds && types.iter().any(|&ty| is_cluster_type(ir, ty)),
        // Go: `_, ok := rdb.(*redis.ClusterClient)`.
        ExprKind::Part { of, index: 1 } => {
            !holds && matches!(ir.kind(*of), ExprKind::Cast { ty, .. } if is_cluster_type(ir, *ty))
        }
        ExprKind::Binary { op: BinaryOp::Equal, left, right } => compared(ir, *left, *right, holds, steps),
        ExprKind::Binary { op: BinaryOp::NotEqual, left, right } => compared(ir, *left, *right, !holds, steps),
        _ => false,
    }
}

/// Whether there is no cluster where two things are equal, or where they are not: `mode === 'cluster'`, `mode is
/// Mode.CLUSTER`, `isCluster === true`.
fn compared(ir: &Module, left: ExprId, right: ExprId, equal: bool, steps: u32) -> bool {
    [(left, right), (right, left)].into_iter().any(|(one, other)| match ir.kind(one) {
        ExprKind::Text(_) => denies_text(ir, one, equal),
        ExprKind::Bool(value) => denies(ir, other, *value == equal, steps + 1),
        ExprKind::Null => denies(ir, other, !equal, steps + 1),
        ExprKind::Member { property, .. } if property.starts_with(|ch: char| ch.is_ascii_uppercase()) => {
            denies_named(property, equal)
        }
        _ => false,
    })
}

fn denies_named(name: &str, holds: bool) -> bool {
    says_cluster(name).is_some_and(|cluster| cluster != holds)
}

fn denies_text(ir: &Module, expr: ExprId, holds: bool) -> bool {
    match ir.kind(expr) {
        ExprKind::Text(text) => std::str::from_utf8(text).is_ok_and(|text| denies_named(text, holds)),
        _ => false,
    }
}

fn is_cluster_type(ir: &Module, ty: TypeId) -> bool {
    match ir.ty(ty) {
        TypeExpr::Ref(expr, _) => last_identifier(ir, *expr).is_some_and(|name| is_for_cluster(name)),
        _ => false,
    }
}

/// Whether a name is one of a class that is for clusters: `RedisCluster`, `ClusterKeys`.
pub(super) fn is_for_cluster(name: &str) -> bool {
    words(name).any(|word| word == "cluster") && says_cluster(name) != Some(false)
}

/// Whether the name of a flag says that there is a cluster, or that there is none.
fn says_cluster(name: &str) -> Option<bool> {
    let words: Vec<String> = words(name).filter(|word| !word.is_empty()).collect();
    let about = words.iter().position(|word| !IN_FRONT.contains(&word.as_str()))?;
    let words: Vec<&str> = words[about..].iter().map(String::as_str).collect();
    let (says, rest) = match words.as_slice() {
        ["no" | "not" | "non", "cluster" | "clustered", rest @ ..] => (false, rest),
        ["hash", "tag" | "tags" | "tagged", rest @ ..] => (true, rest),
        ["cluster" | "clustered" | "clustering" | "hashtag" | "hashtags" | "iscluster" | "clustermode", rest @ ..] => {
            (true, rest)
        }
        _ => return None,
    };
    rest.iter().all(|word| BEHIND.contains(word)).then_some(says)
}

/// What a name is defined as, as far as that is known.
pub(super) fn values(ir: &Module, binding: BindingId) -> impl Iterator<Item = ExprId> + '_ {
    ir.binding(binding).defs.iter().filter_map(|def| match def.kind {
        DefKind::Value(value) | DefKind::Augmented(_, value) => Some(value),
        DefKind::Type(_) | DefKind::Opaque => None,
    })
}
