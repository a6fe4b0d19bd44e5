//! A tag in the prefix of a queue.

use crate::clients::bullmq::{QueueClass, QueueUse, Setting};
use crate::eval::Site;
use crate::finding::{Edit, Fix};
use crate::rules::edits;
use crate::rules::option_edits::is_used_once;
use crate::syntax::ir::{Entry, ExprKind, Spread};
use crate::syntax::items::Item;

const WHY: &str = "renames the keys of the queue: jobs that are stored stay under the old ones, and every class that works on the queue needs the same prefix";

/// The queue's own name as the tag; the same in every class that works on it.
pub(super) fn of(queue: &QueueUse<'_>) -> Option<Fix> {
    let [named] = queue.queues.as_slice() else { return None };
    let call = queue.site.file.ir.call(queue.site.expr)?;
    let (name, options) = match queue.class {
        QueueClass::Queue | QueueClass::Events => (call.args.first()?, call.args.get(1)?),
        QueueClass::Worker => (call.args.first()?, call.args.get(2)?),
        QueueClass::Flow => return None,
    };
    if name.spread != Spread::No || options.spread != Spread::No {
        return None;
    }
    let site = |expr| Site { file: queue.site.file, expr };
    let name = inner(site(name.value))?;
    let edit = match &named.prefix {
        Setting::Missing => put(site(options.value), &name)?,
        Setting::Given(_, Some(prefix)) => {
            let text = match inner(*prefix)? {
                Inner::Plain(text) => Inner::Plain(text + ":").joined(name),
                Inner::Filled(text) => Inner::Filled(text + ":").joined(name),
            };
            edits::replace(*prefix, text.tagged())
        }
        Setting::Given(_, None) | Setting::Unknown => return None,
    };
    edits::on_request("put the queue's name into the prefix as a hash tag", WHY, vec![edit])
}

fn put(options: Site<'_>, name: &Inner) -> Option<Edit> {
    let ExprKind::Record { entries, .. } = options.file.ir.kind(options.expr) else { return None };
    if !is_used_once(options.file, options.expr) || entries.iter().any(|entry| matches!(entry, Entry::Positional(_))) {
        return None;
    }
    let prefix = format!("prefix: {}", name.clone().tagged());
    let change = edits::items_in(options)?.put_last(&[Item::new(&prefix)])?;
    Some(edits::changed(options, change))
}

/// Text as it stands between quotes or backticks.
#[derive(Debug, Clone)]
enum Inner {
    Plain(String),
    Filled(String),
}

impl Inner {
    fn joined(self, other: Inner) -> Inner {
        match (self, other) {
            (Inner::Plain(a), Inner::Plain(b)) => Inner::Plain(a + &b),
            (Inner::Plain(a) | Inner::Filled(a), Inner::Plain(b) | Inner::Filled(b)) => Inner::Filled(a + &b),
        }
    }

    fn tagged(self) -> String {
        match self {
            Inner::Plain(text) => format!("'{{{text}}}'"),
            Inner::Filled(text) => format!("`{{{text}}}`"),
        }
    }
}

fn inner(site: Site<'_>) -> Option<Inner> {
    let text = site.text();
    let plain = |text: &str| !text.contains(['{', '}', '\\', '\'', '`', '$', '\n']);
    match site.file.ir.kind(site.expr) {
        ExprKind::Text(_) => {
            let text = text.get(1..text.len().checked_sub(1)?)?;
            plain(text).then(|| Inner::Plain(text.to_owned()))
        }
        ExprKind::Template(_) => Some(Inner::Filled(text.strip_prefix('`')?.strip_suffix('`')?.to_owned())),
        ExprKind::Name { .. } | ExprKind::Member { .. } => Some(Inner::Filled(format!("${{{text}}}"))),
        _ => None,
    }
}
