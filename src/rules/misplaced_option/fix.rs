//! Options moved to the level where the client looks at them.

use crate::clients::model::Construction;
use crate::clients::options::{Level, OptionEntry, Options};
use crate::clients::placement::{Home, Misplaced, Remedy};
use crate::finding::{Edit, Fix};
use crate::rules::edits;
use crate::rules::option_edits::{Written, put_into_node_level};
use crate::syntax::items::Item;

/// What makes the client look at an option, or takes out what it will never look at.
pub(super) fn of(
    made: &Construction<'_>,
    options: &Options<'_>,
    entry: &OptionEntry<'_>,
    wrong: Misplaced,
) -> Option<Fix> {
    let written = Written::of(made, entry)?;
    let name = &entry.name;
    match (entry.level, wrong.home, wrong.remedy) {
        (Level::Node, Home::Top, _) => {
            let (out, item) = written.lift();
            let beside = Written::of(made, options.get(Level::Top, "redisOptions")?)?;
            edits::safe(format!("move `{name}` up, beside `redisOptions`"), vec![out, beside.put_behind(item)?])
        }
        (Level::Top, Home::Node, _) => {
            edits::safe(format!("move `{name}` into `redisOptions`"), inwards(made, options, &written)?)
        }
        (_, Home::Nowhere(_), Remedy::TakeOut) => {
            edits::safe(format!("take out `{name}`, which has no effect"), vec![written.take_out()])
        }
        (_, Home::Nowhere(_), Remedy::Rename(new)) => {
            let text = written.items.text(written.index);
            let renamed = text.replacen(name.as_str(), new, 1);
            edits::safe(format!("call it `{new}`"), vec![written.replace(renamed)])
        }
        _ => None,
    }
}

fn inwards(made: &Construction<'_>, options: &Options<'_>, written: &Written<'_>) -> Option<Vec<Edit>> {
    if options.get(Level::Top, "redisOptions").is_none() {
        let text = written.items.text(written.index);
        return Some(vec![written.replace(format!("redisOptions: {{ {text} }}"))]);
    }
    let (out, item) = written.lift();
    let item: Item<'_> = item;
    Some(vec![out, put_into_node_level(made, options, item)?])
}
