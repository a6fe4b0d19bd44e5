//! Tables that a script makes: as they are written, and what is put into them later.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use smallvec::smallvec;

use super::values::{Evaluator, Frame, Value, Values, index_text, join, unknown};
use crate::syntax::ir::*;

/// Entries of a table that are kept.
const MAX_ENTRIES: usize = 64;

/// A table that the script makes.
#[derive(Debug, PartialEq)]
pub(super) struct Table {
    /// Index or name (none if it is not known), and value.
    pub(super) entries: Vec<(Option<Vec<u8>>, Values)>,
    /// Whether the entries are those of one list, in order, and all of them.
    pub(super) is_list: bool,
}

impl Table {
    /// The entry of an index, or any entry.
    pub(super) fn get(&self, index: Option<&[u8]>) -> Values {
        let may_be = |key: &Option<Vec<u8>>| match (key.as_deref(), index) {
            (Some(key), Some(index)) => key == index,
            _ => true,
        };
        let found: Vec<Values> =
            self.entries.iter().filter(|(key, _)| may_be(key)).map(|(_, value)| value.clone()).collect();
        if found.is_empty() { unknown() } else { join(found) }
    }
}

impl<'m> Evaluator<'m> {
    /// A table with what is put into it after it was made.
    pub(super) fn with_changes(
        &self,
        binding: BindingId,
        values: Values,
        frame: Option<&Frame<'_>>,
        depth: u32,
    ) -> Values {
        let changes = self.module.flow.changes.get(&binding).map(Vec::as_slice).unwrap_or_default();
        let inserts = self.inserts.get(&binding).map(Vec::as_slice).unwrap_or_default();
        if (changes.is_empty() && inserts.is_empty()) || !values.iter().any(|value| matches!(value, Value::Table(_))) {
            return values;
        }
        let mut added = Vec::new();
        for &value in inserts.iter().take(MAX_ENTRIES) {
            added.push((None, self.eval(value, frame, depth)));
        }
        for change in changes.iter().take(MAX_ENTRIES) {
            match *change {
                Change::SetIndex { key, value } => {
                    added.push((index_text(&self.eval(key, frame, depth)), self.eval(value, frame, depth)));
                }
                Change::SetMember(index) => {
                    let assignment = &self.module.flow.member_assignments[index];
                    let name = Some(assignment.name.as_bytes().to_vec());
                    added.push((name, self.eval(assignment.value, frame, depth)));
                }
                Change::Method(_) => {}
            }
        }
        values.into_iter().map(|value| extended(value, &added)).collect()
    }

    pub(super) fn list(&self, elements: &[Element], frame: Option<&Frame<'_>>, depth: u32) -> Values {
        let mut entries = Vec::new();
        let mut is_list = true;
        for (position, element) in elements.iter().enumerate() {
            if entries.len() == MAX_ENTRIES {
                is_list = false;
                entries.push((None, unknown()));
                break;
            }
            let value = self.eval(element.value, frame, depth);
            match element.spread {
                Spread::No => entries.push((Some((position + 1).to_string().into_bytes()), value)),
                Spread::List | Spread::Map => {
                    is_list = false;
                    entries.push((None, self.spread_element(element.value, frame, depth)));
                }
            }
        }
        smallvec![Value::Table(Rc::new(Table { entries, is_list }))]
    }

    pub(super) fn record(&self, fields: &[Entry], frame: Option<&Frame<'_>>, depth: u32) -> Values {
        let mut entries = Vec::new();
        for field in fields.iter().take(MAX_ENTRIES) {
            entries.push(match field {
                Entry::Pair { key, value } => {
                    (index_text(&self.eval(*key, frame, depth)), self.eval(*value, frame, depth))
                }
                Entry::Spread(value) | Entry::Positional(value) => (None, self.eval(*value, frame, depth)),
            });
        }
        if fields.len() > MAX_ENTRIES {
            entries.push((None, unknown()));
        }
        smallvec![Value::Table(Rc::new(Table { entries, is_list: false }))]
    }
}

/// A table with more entries; other values stay.
fn extended(value: Value, added: &[(Option<Vec<u8>>, Values)]) -> Value {
    match value {
        Value::Table(table) => {
            let entries = table.entries.iter().chain(added).cloned().collect();
            Value::Table(Rc::new(Table { entries, is_list: false }))
        }
        other => other,
    }
}

/// The last argument of each `table.insert(name, ...)`, by table.
pub(super) fn inserts(module: &Module) -> FxHashMap<BindingId, Vec<ExprId>> {
    let mut inserts: FxHashMap<BindingId, Vec<ExprId>> = FxHashMap::default();
    for &call in &module.flow.calls {
        let Some(call) = module.call(call) else { continue };
        let ExprKind::Member { property, .. } = module.kind(call.callee) else { continue };
        let [table, .., value] = call.args.as_slice() else { continue };
        if let ("insert", ExprKind::Name { binding: Some(binding), .. }) = (property.as_str(), module.kind(table.value))
        {
            inserts.entry(*binding).or_default().push(value.value);
        }
    }
    inserts
}
