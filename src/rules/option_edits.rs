//! Options of clients, put in, taken out and moved where they are written.

use crate::clients::model::{Construction, Library};
use crate::clients::options::{Level, OptionEntry, Options};
use crate::clients::resilience::Essential;
use crate::eval::Site;
use crate::finding::Edit;
use crate::project::ModuleFile;
use crate::rules::{edits, imports};
use crate::syntax::ir::{Entry, Export, ExprId, ExprKind};
use crate::syntax::items::{Item, Items};

/// An option where it is written as `name: value` or `name=value`.
pub(super) struct Written<'p> {
    /// What it stands among.
    pub(super) items: Items<'p>,
    /// Its position.
    pub(super) index: usize,
    site: Site<'p>,
}

impl<'p> Written<'p> {
    /// None when it is made in another way, or where others get it as well.
    pub(super) fn of(made: &Construction<'p>, entry: &OptionEntry<'p>) -> Option<Self> {
        let site = entry.site.0;
        let (items, index) = edits::item_of(site)?;
        let text = items.text(index).trim_start_matches(['"', '\'']);
        let is_it = text.strip_prefix(entry.name.as_str()).is_some_and(|rest| {
            let rest = rest.trim_start_matches(['"', '\'']).trim_start();
            rest.is_empty() || rest.starts_with([':', '=', '('])
        });
        (is_it && belongs_to(made, site.file, items.holder())).then_some(Self { items, index, site })
    }

    /// Takes it out.
    pub(super) fn take_out(&self) -> Edit {
        edits::changed(self.site, self.items.take_out(self.index))
    }

    /// Takes it out, for another place.
    pub(super) fn lift(&self) -> (Edit, Item<'p>) {
        let (change, item) = self.items.lift(self.index);
        (edits::changed(self.site, change), item)
    }

    /// Puts another behind it.
    pub(super) fn put_behind(&self, item: Item<'_>) -> Option<Edit> {
        Some(edits::changed(self.site, self.items.put_behind(self.index, &[item])?))
    }

    /// Puts another text in its place.
    pub(super) fn replace(&self, text: String) -> Edit {
        edits::at(self.site, self.items.span(self.index), text)
    }
}

/// Puts an option into ioredis' `redisOptions`, which are made if there are none.
pub(super) fn into_redis_options<'p>(made: &Construction<'p>, options: &Options<'p>, new: &str) -> Option<Edit> {
    if options.get(Level::Top, "redisOptions").is_some() {
        return put_into_node_level(made, options, Item::new(new));
    }
    let whole = format!("redisOptions: {{ {new} }}");
    let call = made.site;
    match made.call.args.as_slice() {
        [nodes] => edits::put_behind(made.cx.site(nodes.value), &[&format!("{{ {whole} }}")]),
        [_, options] => {
            let options = made.cx.site(options.value);
            let items = edits::items_in(options)?;
            let is_record = matches!(options.file.ir.kind(options.expr), ExprKind::Record { .. });
            let edit = edits::changed(options, items.put_last(&[Item::new(&whole)])?);
            (is_record && call.span().contains(options.span())).then_some(edit)
        }
        _ => None,
    }
}

/// Adds options, each at its level, to those that a client is made with.
pub(super) fn add<'p>(
    made: &Construction<'p>,
    options: &Options<'p>,
    new: impl Iterator<Item = (Level, &'static str)>,
) -> Option<Vec<Edit>> {
    let (node, top): (Vec<_>, Vec<_>) = new.partition(|(level, _)| *level == Level::Node);
    let mut texts: Vec<String> = top.iter().map(|(_, item)| (*item).to_owned()).collect();
    let mut edits = Vec::new();
    let node: Vec<&str> = node.iter().map(|(_, item)| *item).collect();
    match (node.is_empty(), options.get(Level::Top, "redisOptions").is_some()) {
        (true, _) => {}
        (false, true) => edits.push(put_into_node_level(made, options, Item::new(&node.join(", ")))?),
        (false, false) => texts.push(format!("redisOptions: {{ {} }}", node.join(", "))),
    }
    if !texts.is_empty() {
        edits.push(put_at_top(made, options, &texts)?);
    }
    Some(edits)
}

/// What a Go file has to import for items that are put into it.
pub(super) fn import_for(file: &ModuleFile, items: &[&str]) -> Option<Option<Edit>> {
    match items.iter().any(|item| item.contains("time.")) {
        true => imports::go(file, "time"),
        false => Some(None),
    }
}

/// The items with which an essential option is given, without those that are there already, and those that the type of
/// the options does not have.
pub(super) fn items_of<'a>(
    essential: &'a Essential,
    options: &'a Options<'_>,
) -> impl Iterator<Item = (Level, &'static str)> {
    const CLUSTER_ALONE: &str = "ClusterStateReloadInterval";
    let level = essential.options[0].0;
    let name_of = |item: &'static str| item.split([':', '=']).next().unwrap_or_default();
    let is_open = move |item: &&&'static str| {
        let name = name_of(item);
        options.get(level, name).is_none() && (name != CLUSTER_ALONE || !is_universal(options))
    };
    essential.items.iter().filter(is_open).map(move |item| (level, *item))
}

/// go-redis: whether the options are `UniversalOptions`, which have not all of those of `ClusterOptions`.
fn is_universal(options: &Options<'_>) -> bool {
    options.entries.iter().any(|entry| {
        let Some((items, _)) = edits::item_of(entry.site.0) else { return false };
        let text = Site { file: entry.site.0.file, expr: items.holder() }.text();
        text.split('{').next().is_some_and(|name| name.contains("UniversalOptions"))
    })
}

/// Among the options of the client itself: where one of them is, or else in an argument of its own.
fn put_at_top<'p>(made: &Construction<'p>, options: &Options<'p>, texts: &[String]) -> Option<Edit> {
    let new: Vec<Item<'_>> = texts.iter().map(|text| Item::new(text)).collect();
    let mut entries = options.entries.iter().filter(|entry| entry.level == Level::Top);
    if let Some(written) = entries.find_map(|entry| Written::of(made, entry)) {
        return Some(edits::changed(written.site, written.items.put_last(&new)?));
    }
    match (made.client.library, made.call.args.as_slice()) {
        (Library::Ioredis, [nodes]) => {
            edits::put_behind(made.cx.site(nodes.value), &[&format!("{{ {} }}", texts.join(", "))])
        }
        (Library::RedisPy, _) => Some(edits::changed(made.site, edits::items_in(made.site)?.put_last(&new)?)),
        _ => None,
    }
}

/// Puts an option among those of `redisOptions`, as they are written.
pub(super) fn put_into_node_level<'p>(made: &Construction<'p>, options: &Options<'p>, item: Item<'_>) -> Option<Edit> {
    let outer = options.get(Level::Top, "redisOptions")?.site.1;
    let record = match outer.file.ir.kind(outer.expr) {
        ExprKind::Record { .. } => outer,
        _ => {
            let some = options.entries.iter().find(|entry| entry.level == Level::Node)?;
            let (items, _) = edits::item_of(some.site.0)?;
            Site { file: some.site.0.file, expr: items.holder() }
        }
    };
    let items = edits::items_in(record)?;
    let is_record = matches!(record.file.ir.kind(record.expr), ExprKind::Record { .. });
    if !is_record || !belongs_to(made, record.file, record.expr) {
        return None;
    }
    Some(edits::changed(record, items.put_last(&[item])?))
}

/// Whether a record is written for this client: in the call that makes it, or under a name that is used once.
fn belongs_to(made: &Construction<'_>, file: &ModuleFile, record: ExprId) -> bool {
    let inside = file.key == made.site.file.key && made.site.span().contains(file.ir.span(record));
    inside || is_used_once(file, record)
}

/// Whether nothing but one use of one name, or the place where it stands, gets a record or list. A record inside another is
/// used as often as that one.
pub(super) fn is_used_once(file: &ModuleFile, record: ExprId) -> bool {
    let ir = &file.ir;
    let mut outermost = record;
    while let Some(around) = record_around(file, outermost) {
        outermost = around;
    }
    let Some(binding) = ir.defined_as(outermost) else {
        // Under no name: where it is written, it is used.
        return true;
    };
    let is_use = |kind: &ExprKind| matches!(kind, ExprKind::Name { binding: Some(other), .. } if *other == binding);
    let exported = ir.exports.iter().any(|export| match export {
        Export::Named(_, value) | Export::Module(value) => *value == outermost || is_use(ir.kind(*value)),
        Export::Star(_) => false,
    });
    ir.binding(binding).defs.len() == 1 && !exported && ir.uses(binding) == 1
}

fn record_around(file: &ModuleFile, inner: ExprId) -> Option<ExprId> {
    let parent = file.ir.parent(inner)?;
    let holds = match file.ir.kind(parent) {
        ExprKind::Record { entries, .. } => {
            entries.iter().any(|entry| matches!(entry, Entry::Pair { value, .. } if *value == inner))
        }
        ExprKind::List { .. } => true,
        _ => false,
    };
    holds.then_some(parent)
}
