//! The options that carry a cluster client over a failover: which of them matter when they are left out, and which
//! values switch off what the client would do. Each library's own file holds its tables.

use super::library::symbol_of;
use super::model::{Client, Library};
use super::options::{Level, OptionEntry, Options};
use super::{go_redis, ioredis, redis_py};
use crate::eval::Evaluator;
use crate::eval::value::{External, Value};
use crate::syntax::ir::Spread;

/// An option that a cluster client should be given.
#[derive(Debug)]
pub struct Essential {
    /// The options that do; one of them is enough.
    pub options: &'static [(Level, &'static str)],
    /// What happens without, behind the option's name in a sentence: `(default 1000 ms): ...`.
    pub without: &'static str,
    /// What to write.
    pub write: &'static str,
    /// The items that say it, as they stand in the code, at the level of the first of [`Self::options`].
    pub items: &'static [&'static str],
    /// How bad it is to leave it out.
    pub default: DefaultIs,
    /// Since when the library has it; (0, 0, 0) for always.
    pub since: (u32, u32, u32),
    /// The first version in which leaving it out does no harm; none for no version.
    pub until: Option<(u32, u32, u32)>,
}

/// What leaving an [`Essential`] out means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultIs {
    /// Commands fail that a retry would have saved, or a deadline is not kept.
    Short,
    /// A command may wait without end.
    Endless,
}

/// Whether an option is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Options are not all known.
    Unknown,
}

/// An option that can switch redirects or retries off.
#[derive(Debug)]
pub struct Switch {
    /// The option's name, directly among the client's options.
    pub option: &'static str,
    /// With which values it is off.
    pub off: Off,
    /// What happens then.
    pub effect: &'static str,
    /// What to write instead.
    pub instead: &'static str,
    /// A number that switches it on; none where it is no number.
    pub on: Option<u32>,
    /// Since when the option does anything; (0, 0, 0) for always.
    pub since: (u32, u32, u32),
    /// An option that, from the given version on, makes this one be ignored.
    pub overridden: Option<(&'static str, (u32, u32, u32))>,
}

/// The values that switch something off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// 0.
    Zero,
    /// 0, `null` or `false`.
    Falsy,
    /// -1 and below.
    Negative,
    /// An object made with a count of 0: `Retry(backoff, 0)`.
    NoRetries,
}

/// The options that a client should be given, as its version is known; of an unknown one, those of the newest.
pub fn essentials(client: &Client<'_>) -> impl Iterator<Item = &'static Essential> {
    let table: &'static [Essential] = match client.library {
        Library::Ioredis => ioredis::ESSENTIALS,
        Library::RedisPy => redis_py::ESSENTIALS,
        Library::GoRedis => go_redis::ESSENTIALS,
        Library::RedisPyCluster => &[],
    };
    let is_before = |asked: (u32, u32, u32)| client.is_before(asked);
    table.iter().filter(move |essential| !is_before(essential.since) && essential.until.is_none_or(is_before))
}

/// The switches of a client's library.
pub fn switches(client: &Client<'_>) -> impl Iterator<Item = &'static Switch> {
    let table: &'static [Switch] = match client.library {
        Library::Ioredis => ioredis::SWITCHES,
        Library::RedisPy => redis_py::SWITCHES,
        Library::GoRedis => go_redis::SWITCHES,
        Library::RedisPyCluster => &[],
    };
    let is_before = |asked: (u32, u32, u32)| client.is_before(asked);
    table.iter().filter(move |switch| !is_before(switch.since))
}

impl Essential {
    /// Whether one of the options is among those a client is made with.
    pub fn given(&self, options: &Options<'_>) -> Given {
        let mut given = Given::No;
        for &(level, name) in self.options {
            // `undefined` and Go's zero value leave the default in place.
            let counts = |entry: &OptionEntry<'_>| match &entry.value {
                Value::Null => false,
                Value::Number(number) => *number != 0.0 || name != "MaxRedirects",
                _ => true,
            };
            if options.get(level, name).is_some_and(counts) || options.in_url.iter().any(|other| other == name) {
                return Given::Yes;
            }
            if options.open || (level == Level::Node && options.node_open) {
                given = Given::Unknown;
            }
        }
        given
    }
}

impl Switch {
    /// Whether the option's value switches it off: on every path, on one of several, or not.
    pub fn turned_off<'p>(&self, ev: &Evaluator<'p>, client: &Client<'p>, options: &Options<'p>) -> Option<OffWhen> {
        let entry = options.get(Level::Top, self.option)?;
        if let Some((other, from)) = self.overridden
            && !client.is_before(from)
            && options.get(Level::Top, other).is_some()
        {
            return None;
        }
        let values = entry.value.alternatives();
        let off = values.iter().filter(|value| self.is_off(ev, entry, value)).count();
        match off {
            0 => None,
            all if all == values.len() => Some(OffWhen::Always),
            _ => Some(OffWhen::Sometimes),
        }
    }

    fn is_off<'p>(&self, ev: &Evaluator<'p>, entry: &OptionEntry<'p>, value: &Value<'p>) -> bool {
        match (self.off, value) {
            (Off::Zero | Off::Falsy, Value::Number(number)) => *number == 0.0,
            // `undefined` leaves the default in place, `null` does not.
            (Off::Falsy, Value::Null) => entry.site.1.text() == "null",
            (Off::Falsy, Value::Bool(value)) => !value,
            (Off::Negative, Value::Number(number)) => *number < 0.0,
            (Off::NoRetries, value) => retries_of(ev, value).is_some_and(|count| count == 0.0),
            _ => false,
        }
    }
}

/// On which paths an option is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffWhen {
    /// On all.
    Always,
    /// On one of several: a condition decides.
    Sometimes,
}

/// The count of redis-py's `Retry(backoff, retries)` (redis/retry.py).
fn retries_of<'p>(ev: &Evaluator<'p>, value: &Value<'p>) -> Option<f64> {
    let Value::External(external) = value else { return None };
    let External::Call { callee, site, cx, .. } = &**external else { return None };
    let (module, path) = symbol_of(callee)?;
    if path.last().map(smol_str::SmolStr::as_str) != Some("Retry") || redis_py::api_of(module).is_none() {
        return None;
    }
    let args = &cx.ir().call(site.expr)?.args;
    let named = args.iter().find(|arg| arg.name.as_deref() == Some("retries"));
    let second = args.get(1).filter(|arg| arg.name.is_none() && arg.spread == Spread::No);
    match ev.eval(cx, named.or(second)?.value) {
        Value::Number(count) => Some(count),
        _ => None,
    }
}
