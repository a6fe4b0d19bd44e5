//! Scripts: their text, the keys they are called with, and the commands that clients make of them.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::api::ScriptForm;
use super::arguments::{Wired, keys_of_wire, wire};
use super::lua::Given;
use super::model::*;
use super::receivers::{Receiver, Receivers, ScriptMade};
use super::rows::keys_of_rows;
use crate::eval::pattern::Part;
use crate::eval::value::{External, Value};
use crate::eval::{Cx, Site};
use crate::redis::{self, Command};
use crate::syntax::ir::{Arg, Call, ExprId, ExprKind, Language, Module};

/// Lua text that is longer than this is not looked at, in bytes.
const MAX_TEXT: usize = 1 << 20;

/// The Lua text of a value: a string, or a `.lua` file that is read.
pub fn text_of<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, expr: ExprId) -> Option<Rc<ScriptText<'p>>> {
    let value = finder.ev.eval(cx, expr);
    text_of_value(finder, &value, Some(cx.site(expr)), 0)
}

fn text_of_value<'p>(
    finder: &Receivers<'_, 'p>,
    value: &Value<'p>,
    site: Option<Site<'p>>,
    depth: u32,
) -> Option<Rc<ScriptText<'p>>> {
    match value {
        Value::Text(pattern) => {
            let mut text = Vec::new();
            for part in pattern.parts() {
                match part {
                    Part::Literal(bytes) => text.extend_from_slice(bytes),
                    // What the host language fills in: a name, so that the text still parses.
                    Part::Hole(_) => text.extend_from_slice(b"_filled_in_"),
                }
            }
            let looks_like_lua = memchr::memmem::find(&text, b"redis.").is_some()
                || memchr::memmem::find(&text, b"return").is_some()
                || memchr::memmem::find(&text, b"KEYS").is_some();
            let origin = ScriptOrigin::Literal(pattern.made.or(site)?);
            (looks_like_lua && text.len() <= MAX_TEXT).then(|| Rc::new(ScriptText { text, origin }))
        }
        Value::External(external) if depth < 6 => match &**external {
            External::Call { callee, site, cx, .. } => lua_file(finder, cx, *site).or_else(|| {
                // `readFileSync(...).toString()`.
                let Value::External(callee) = callee else { return None };
                let External::Member { of, .. } = &**callee else { return None };
                text_of_value(finder, of, Some(*site), depth + 1)
            }),
            External::Element { of, .. } => text_of_value(finder, of, site, depth + 1),
            _ => None,
        },
        // A file as it is, or with something replaced in it.
        Value::Union(values) if depth < 6 => {
            let mut texts = values.iter().map(|value| text_of_value(finder, value, site, depth + 1));
            let first = texts.next()??;
            texts.all(|text| text.is_some_and(|text| text.text == first.text)).then_some(first)
        }
        _ => None,
    }
}

/// `readFileSync(join(__dirname, 'x.lua'))`, `//go:embed x.lua`: the file next to the source that names it.
fn lua_file<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, site: Site<'p>) -> Option<Rc<ScriptText<'p>>> {
    let name = lua_name(finder, cx, site.expr, 0)?;
    let name = name.trim_start_matches("./").trim_start_matches('/');
    let folder = site.file.path.parent()?;
    let file = finder.ev.project.load(&folder.join(name))?;
    (file.ir.language == Language::Lua)
        .then(|| Rc::new(ScriptText { text: file.source.text.clone().into_bytes(), origin: ScriptOrigin::File(file) }))
}

fn lua_name<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, expr: ExprId, depth: u32) -> Option<String> {
    let call = cx.ir().call(expr)?;
    let mut path: Vec<String> = Vec::new();
    for arg in &call.args {
        match finder.ev.eval(cx, arg.value) {
            Value::Text(pattern) => path.push(String::from_utf8_lossy(pattern.as_literal()?).into_owned()),
            _ if depth < 3 => match lua_name(finder, cx, arg.value, depth + 1) {
                Some(inner) => return Some(inner),
                None => continue,
            },
            _ => continue,
        }
    }
    let name = path.join("/");
    let end = name.find(".lua")?;
    Some(name[..end + 4].to_owned())
}

/// A call that names or holds a script, and its keys.
pub fn call_of<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    call: &'p Call,
    skip: usize,
    form: ScriptForm,
) -> (KeyList<'p>, ScriptUse<'p>) {
    let text = call.args.get(skip).and_then(|arg| text_of(finder, cx, arg.value));
    match form {
        ScriptForm::Numkeys(name) => {
            let wired = wire(finder, cx, call.args.get(skip..).unwrap_or_default());
            let Some(command) = redis::lookup(name) else { return (KeyList::default(), unknown_use()) };
            let (keys, found) = keys_of_wire(finder, command, &wired);
            let (declared, declared_site) = declared(&wired, &found);
            let given = Given::behind_counted(&wired, &found, declared);
            (keys, ScriptUse { text, declared, declared_site, given })
        }
        ScriptForm::KeyList(_) | ScriptForm::RunOn => {
            let keys = keys_of_rows(finder, cx, call, skip, &[super::api::KeyArg::KeysOf(1, "keys")]);
            let declared = exact_count(&keys);
            let given = Given::behind_list(finder.ev, cx, call.args.get(skip + 2..).unwrap_or_default());
            (keys, ScriptUse { text, declared, declared_site: None, given })
        }
    }
}

fn unknown_use<'p>() -> ScriptUse<'p> {
    ScriptUse { text: None, declared: None, declared_site: None, given: Given::default() }
}

fn declared<'p>(wired: &[Wired<'p>], found: &redis::Keys) -> (Option<usize>, Option<Site<'p>>) {
    let Some(numkeys) = found.numkeys.and_then(|index| wired.get(index)) else { return (None, None) };
    let count = match &numkeys.value {
        Value::Number(number) => Some(*number as usize),
        Value::Text(_) => numkeys.value.as_str().and_then(|text| text.parse().ok()),
        _ => None,
    };
    (count, numkeys.site)
}

/// How many keys a list has, when that is written.
fn exact_count(keys: &KeyList<'_>) -> Option<usize> {
    let all_known = keys.doubt.is_none() && keys.items.iter().all(|item| matches!(item.kind, KeyKind::One(_)));
    all_known.then_some(keys.items.len())
}

/// The script of a raw `EVAL`.
pub fn raw_use<'p>(
    finder: &Receivers<'_, 'p>,
    command: &Command,
    args: &[Wired<'p>],
    found: &redis::Keys,
) -> Option<ScriptUse<'p>> {
    if !matches!(command.name, "eval" | "eval_ro" | "evalsha" | "evalsha_ro" | "fcall" | "fcall_ro") {
        return None;
    }
    let first = args.first()?;
    let text = text_of_value(finder, &first.value, first.site, 0);
    let (declared, declared_site) = declared(args, found);
    let given = Given::behind_counted(args, found, declared);
    Some(ScriptUse { text, declared, declared_site, given })
}

/// Whether a call may be the call of a script object: `script(keys=..., args=...)`, `script([...], [...])`.
pub fn looks_like_run(ir: &Module, call: &Call) -> bool {
    let named = call.args.iter().any(|arg| matches!(arg.name.as_deref(), Some("keys" | "args")));
    let listed = |arg: &Arg| arg.name.is_none() && matches!(ir.kind(arg.value), ExprKind::List { .. });
    named || (call.args.len() <= 3 && call.args.first().is_some_and(listed))
}

/// `script(keys=[...], args=[...])`.
pub fn object_call<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    call: &'p Call,
    made: &ScriptMade<'p>,
) -> (KeyList<'p>, ScriptUse<'p>) {
    let keys = keys_of_rows(finder, cx, call, 0, &[super::api::KeyArg::KeysOf(0, "keys")]);
    let declared = exact_count(&keys);
    let given = Given::named(finder.ev, cx, call);
    (keys, ScriptUse { text: text_made(finder, made), declared, declared_site: None, given })
}

/// The Lua text that a script object is made from: the first argument, or the one behind the client in redis-py's `Script`.
fn text_made<'p>(finder: &Receivers<'_, 'p>, made: &ScriptMade<'p>) -> Option<Rc<ScriptText<'p>>> {
    let (cx, site) = made.made.as_ref()?;
    cx.ir().call(site.expr)?.args.iter().take(2).find_map(|arg| text_of(finder, cx, arg.value))
}

/// The client a script object runs on: `client=` of the call, or the one that made it.
pub fn client_of_run<'p>(
    finder: &Receivers<'_, 'p>,
    cx: &Cx<'p>,
    call: &'p Call,
    made: &ScriptMade<'p>,
) -> Rc<Client<'p>> {
    let given = receiver_of_run(finder, cx, call).and_then(|receiver| receiver.client().cloned());
    given.or_else(|| made.client.clone()).unwrap_or_else(|| unknown_client(made.library))
}

/// redis-py: what a script object's call is told to run on, `script(keys=..., client=pipe)`.
pub fn receiver_of_run<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, call: &'p Call) -> Option<Receiver<'p>> {
    let given = call.args.iter().find(|arg| arg.name.as_deref() == Some("client"))?;
    finder.of(cx, given.value)
}

/// A call that runs a script object.
pub struct Ran<'p> {
    /// The keys it is given.
    pub keys: KeyList<'p>,
    /// The script, as this call uses it.
    pub script: ScriptUse<'p>,
    /// What it runs on; `None` when that is not known.
    pub client: Option<Rc<Client<'p>>>,
}

/// `script.Run(ctx, client, keys, args...)`.
pub fn run_on<'p>(finder: &Receivers<'_, 'p>, cx: &Cx<'p>, call: &'p Call, made: &ScriptMade<'p>) -> Ran<'p> {
    let with_context = call.args.first().is_some_and(|arg| {
        let text = cx.site(arg.value).text().to_ascii_lowercase();
        text.contains("ctx") || text.contains("context")
    });
    let skip = usize::from(with_context);
    let client = call.args.get(skip).and_then(|arg| finder.of(cx, arg.value));
    let client = client.and_then(|receiver: Receiver<'p>| receiver.client().cloned());
    let keys = keys_of_rows(finder, cx, call, skip, &[super::api::KeyArg::KeysOf(1, "")]);
    let declared = exact_count(&keys);
    let given = Given::behind_list(finder.ev, cx, call.args.get(skip + 2..).unwrap_or_default());
    let script = ScriptUse { text: text_made(finder, made), declared, declared_site: None, given };
    Ran { keys, script, client }
}

/// A client of which only the library is known.
pub fn unknown_client<'p>(library: Library) -> Rc<Client<'p>> {
    Rc::new(Client {
        library,
        version: None,
        mode: Mode::Unknown,
        asynchronous: false,
        evidence: Evidence::Named,
        made: None,
        prefix: Prefix::Unknown,
        name: SmolStr::from(library.as_str()),
    })
}

/// Methods made by `defineCommand` and by the `scripts` option, for the whole project.
#[derive(Default)]
pub struct DefinedCommands<'p> {
    by_name: FxHashMap<SmolStr, Vec<Definition<'p>>>,
}

/// The names by which ioredis clients are made.
const MAKERS: &[&str] = &["Cluster", "Redis", "IORedis", "Valkey"];

/// Where a command's text and number of keys are written.
enum Definition<'p> {
    /// The second argument of `defineCommand`, looked at when the command is used: a project may have hundreds.
    Argument(Site<'p>),
    /// An entry of the `scripts` option.
    Given(Value<'p>),
}

struct Defined<'p> {
    text: Option<Rc<ScriptText<'p>>>,
    /// `numberOfKeys`; without it the first argument of each call counts the keys.
    keys: Option<usize>,
    counted_by_call: bool,
}

impl<'p> DefinedCommands<'p> {
    /// All commands that files of the project define.
    pub fn of(finder: &Receivers<'_, 'p>) -> Self {
        let mut commands = DefinedCommands::default();
        for site in finder.ev.every_call_named("defineCommand").iter() {
            let ir = &site.file.ir;
            let Some([name, definition, ..]) = ir.call(site.expr).map(|call| call.args.as_slice()) else { continue };
            let name = match ir.kind(name.value) {
                ExprKind::Text(text) => std::str::from_utf8(text).ok().map(SmolStr::from),
                _ => finder.ev.eval(&Cx::of(site.file), name.value).as_str().map(SmolStr::from),
            };
            let definition = Site { file: site.file, expr: definition.value };
            if let Some(name) = name {
                commands.by_name.entry(name).or_default().push(Definition::Argument(definition));
            }
        }
        for site in MAKERS.iter().flat_map(|maker| finder.ev.calls_named(maker).into_owned()) {
            commands.options(finder, site);
        }
        commands
    }

    /// The `scripts` option of a client that is made.
    fn options(&mut self, finder: &Receivers<'_, 'p>, site: Site<'p>) {
        let (ir, cx) = (&site.file.ir, Cx::of(site.file));
        let Some(call) = ir.call(site.expr).filter(|_| ir.language.is_javascript()) else { return };
        for arg in &call.args {
            let Value::Map(options) = finder.ev.eval(&cx, arg.value) else { continue };
            let Some(Value::Map(scripts)) = options.get("scripts").map(|entry| &entry.value) else { continue };
            for entry in &scripts.entries {
                if let Some(name) = entry.key.as_str() {
                    self.by_name.entry(SmolStr::from(name)).or_default().push(Definition::Given(entry.value.clone()));
                }
            }
        }
    }

    fn defined(&self, finder: &Receivers<'_, 'p>, name: &str) -> Option<Defined<'p>> {
        // The last that says anything: a test may define the same name by what is not known.
        let map = self.by_name.get(name)?.iter().rev().find_map(|definition| {
            let value = match definition {
                Definition::Argument(site) => finder.ev.eval(&Cx::of(site.file), site.expr),
                Definition::Given(value) => value.clone(),
            };
            if let Value::Map(map) = value { Some(map) } else { None }
        })?;
        let text =
            map.get("lua").and_then(|entry| text_of_value(finder, &entry.value, entry.site.map(|(_, value)| value), 0));
        let keys = map.get("numberOfKeys").map(|entry| &entry.value);
        let counted_by_call = keys.is_none();
        let keys = match keys {
            Some(Value::Number(number)) => Some(*number as usize),
            _ => None,
        };
        Some(Defined { text, keys, counted_by_call })
    }

    /// Whether a method is such a command.
    pub fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The use of such a command.
    pub fn use_of(
        &self,
        finder: &Receivers<'_, 'p>,
        cx: &Cx<'p>,
        call: &'p Call,
        name: &str,
    ) -> Option<(KeyList<'p>, ScriptUse<'p>)> {
        let defined = self.defined(finder, name)?;
        let wired = wire(finder, cx, &call.args);
        let script =
            |declared, declared_site, given| ScriptUse { text: defined.text.clone(), declared, declared_site, given };
        if defined.counted_by_call {
            // The arguments behind the script's name are those of EVALSHA.
            let mut with_sha =
                vec![Wired { value: Value::text(b"sha", None), site: None, many: super::arguments::Many::No }];
            with_sha.extend(wired);
            let (keys, found) = keys_of_wire(finder, redis::lookup("EVALSHA")?, &with_sha);
            let (count, site) = declared(&with_sha, &found);
            let given = Given::behind_counted(&with_sha, &found, count);
            return Some((keys, script(count, site, given)));
        }
        let count = defined.keys?;
        let all_one = wired.iter().take(count).all(|arg| arg.many == super::arguments::Many::No);
        let mut list = KeyList::default();
        for arg in wired.iter().take(count) {
            list.items.push(super::arguments::item(finder, arg));
        }
        if !all_one {
            list.doubt = Some("how many keys a spread holds is not known");
        }
        let given = if all_one { Given::of_wired(wired.get(count..).unwrap_or_default()) } else { Given::default() };
        Some((list, script(Some(count), None, given)))
    }
}
