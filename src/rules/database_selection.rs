//! A database other than 0, which a cluster does not have.

use super::FileCx;
use super::draft::{Draft, severity};
use super::edits;
use super::option_edits::Written;
use super::plain_client::{in_plain_arm, is_for_tests};
use crate::clients::databases::{Asked, Database, Switch, databases, switch_of};
use crate::clients::model::{Construction, Library, Mode, Operation};
use crate::clients::options::{Level, OptionEntry, Options};
use crate::eval::Site;
use crate::eval::value::Value;
use crate::finding::{Confidence, Finding, Fix, Severity};

const RULE: &str = "database-selection";
const HELP: &str = "a cluster has database 0 only: keep apart what was in other databases by a prefix of the keys, or by a cluster for each";

pub(super) fn check(cx: &FileCx<'_, '_>, findings: &mut Vec<Finding>) {
    for made in cx.model.constructions.iter().filter(|made| counts(cx, made.client.mode) && cx.concerns(&made.client)) {
        cx.ev.begin();
        made_with(cx, made, findings);
    }
    for operation in &cx.model.operations {
        if !counts(cx, operation.client.mode) || !cx.concerns(&operation.client) {
            continue;
        }
        cx.ev.begin();
        findings.extend(switch_of(cx.ev, operation).and_then(|switch| switched(operation, switch)));
    }
}

/// Whether there may be a cluster behind a client of this mode; what tests talk to is up to whoever runs them, unless
/// the client is one for a cluster.
fn counts(cx: &FileCx<'_, '_>, mode: Mode) -> bool {
    match mode {
        Mode::Cluster | Mode::OneNode => true,
        Mode::Standalone | Mode::Either | Mode::Unknown => !is_for_tests(cx),
        Mode::Sentinel | Mode::Ring | Mode::FailoverCluster | Mode::NoCluster => false,
    }
}

fn made_with<'p>(cx: &FileCx<'_, 'p>, made: &Construction<'p>, findings: &mut Vec<Finding>) {
    let options = made.options(cx.ev);
    if let Some(entry) = refused_by_name(made, &options) {
        let message = format!(
            "`{}` takes no `db`, not even 0: `RedisClusterException: Argument 'db' is not possible to use in cluster mode`",
            made.client.name
        );
        let found = finding(made, entry.site.0, Severity::Error, Confidence::Certain, message, "leave `db` out");
        findings.push(found.fix(leave_out(made, entry)).done());
        return;
    }
    let asked: Vec<Database<'p>> = databases(cx.ev, made, &options)
        .into_iter()
        .filter(|database| database.number.is_some_and(|number| number != 0))
        .collect();
    if asked.is_empty() || (!made.client.mode.may_be_cluster() && in_plain_arm(cx, made)) {
        return;
    }
    for database in asked {
        let number = database.number.unwrap_or_default();
        let confidence = if made.client.mode == Mode::Either { Confidence::Possible } else { Confidence::Certain };
        let message = format!("database {number} does not exist on a cluster: {}", outcome(made, &database));
        findings.push(finding(made, database.site, severity(&made.client, confidence), confidence, message, HELP).done());
    }
}

fn finding<'p>(
    made: &Construction<'p>,
    site: Site<'p>,
    severity: Severity,
    confidence: Confidence,
    message: String,
    help: &str,
) -> Draft<'p> {
    Draft::at(RULE, site, severity, confidence, message).client(&made.client).help(help)
}

/// Database 0 is the one there is.
fn leave_out(made: &Construction<'_>, entry: &OptionEntry<'_>) -> Option<Fix> {
    let is_zero = matches!(entry.value, Value::Number(0.0) | Value::Null);
    let written = Written::of(made, entry).filter(|_| is_zero)?;
    edits::safe("take out `db`", vec![written.take_out()])
}

/// The sync `RedisCluster` of redis-py refuses the argument by its name.
fn refused_by_name<'a, 'p>(made: &Construction<'p>, options: &'a Options<'p>) -> Option<&'a OptionEntry<'p>> {
    let client = &made.client;
    if client.library != Library::RedisPy || client.mode != Mode::Cluster || client.asynchronous {
        return None;
    }
    options.get(Level::Top, "db")
}

fn outcome(made: &Construction<'_>, database: &Database<'_>) -> &'static str {
    let client = &made.client;
    match (client.library, client.mode, database.asked) {
        (Library::Ioredis, Mode::Cluster, Asked::Option(Level::Node)) => {
            "everything goes to database 0, and from ioredis 5 on a `node error` event is all that tells"
        }
        (Library::Ioredis, Mode::Cluster, _) => "the option is dropped in silence, and everything goes to database 0",
        (Library::Ioredis, ..) => {
            "commands run on database 0, and an `error` event says `ERR SELECT is not allowed in cluster mode`"
        }
        (Library::RedisPy | Library::RedisPyCluster, Mode::Cluster, Asked::Url) => {
            "`RedisClusterException: A ``db`` querystring option can only be 0 in cluster mode`"
        }
        (Library::RedisPy | Library::RedisPyCluster, Mode::Cluster, _) => {
            "`RedisClusterException: Argument 'db' must be 0 or None in cluster mode`"
        }
        (Library::RedisPy | Library::RedisPyCluster, ..) => {
            "the first command answers `SELECT is not allowed in cluster mode`"
        }
        (Library::GoRedis, Mode::Cluster | Mode::Either, _) => {
            "a cluster client drops it in silence, and everything goes to database 0"
        }
        (Library::GoRedis, ..) => "every command answers `ERR SELECT is not allowed in cluster mode`",
    }
}

fn switched(operation: &Operation<'_>, switch: Switch) -> Option<Finding> {
    let client = &operation.client;
    let is_redis_py = client.library == Library::RedisPy && client.mode == Mode::Cluster;
    let message = match switch {
        Switch::Select(0) | Switch::Copy(0) => return None,
        Switch::Select(number) => {
            format!(
                "SELECT {number}: a cluster has database 0 only, and answers `ERR SELECT is not allowed in cluster mode`"
            )
        }
        Switch::Move => {
            "MOVE: a cluster has one database, and answers `ERR MOVE is not allowed in cluster mode`".to_owned()
        }
        Switch::Swap if is_redis_py => {
            "SWAPDB: a cluster has one database; `RedisClusterException: SWAPDB is not supported in cluster mode`"
                .to_owned()
        }
        Switch::Swap => {
            "SWAPDB: a cluster has one database, and answers `ERR SWAPDB is not allowed in cluster mode`".to_owned()
        }
        Switch::Copy(number) => format!(
            "COPY to database {number}: a cluster has database 0 only, and answers `ERR Copying to another database is not allowed in cluster mode` (Redis 8: `ERR DB index is out of range`)"
        ),
    };
    let draft = Draft::at(RULE, operation.site, severity(client, Confidence::Certain), Confidence::Certain, message);
    Some(draft.command(&operation.command_name).through(operation).client(client).help(HELP).done())
}
