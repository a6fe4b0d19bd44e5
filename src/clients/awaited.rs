//! Which calls are awaited where they stand.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::eval::Site;
use crate::syntax::ir::{ExprId, ExprKind, Module};

/// Remembers the awaited expressions of the files that were asked about.
#[derive(Default)]
pub struct Awaited {
    by_file: FxHashMap<u64, FxHashSet<ExprId>>,
}

impl Awaited {
    /// Whether the value of an expression is awaited at once: `await x`, not `y = x` and `await y` later.
    pub fn contains(&mut self, site: Site<'_>) -> bool {
        let awaited = self.by_file.entry(site.file.key).or_insert_with(|| awaited_in(&site.file.ir));
        awaited.contains(&site.expr)
    }
}

fn awaited_in(ir: &Module) -> FxHashSet<ExprId> {
    let inner = ir.exprs.iter().filter_map(|expr| match expr.kind {
        ExprKind::Await(inner) => Some(inner),
        _ => None,
    });
    inner.collect()
}
