//! Options that ioredis does not look at where they are written, measured on 4.31.0, 5.11.1 and 6.0.0 by what nodes get.

use crate::clients::placement::{Home, Misplaced, Remedy, Weight};
use crate::project::Version;

type Row = (&'static [&'static str], Home, Weight, &'static str);

/// Among the options of the cluster itself.
static AT_TOP: &[Row] = &[
    (
        &["password", "username", "auth_pass"],
        Home::Node,
        Weight::Breaks,
        "it is not sent: a server that wants it answers NOAUTH, and then no startup node is available",
    ),
    (
        &["tls"],
        Home::Node,
        Weight::Breaks,
        "connections are plain text: a server that wants TLS does not answer, and the client hangs",
    ),
    (&["connectTimeout"], Home::Node, Weight::Default, "connecting takes up to the default of 10 seconds"),
    (
        &["commandTimeout", "socketTimeout"],
        Home::Node,
        Weight::Default,
        "there is no limit: a node that hangs hangs the call",
    ),
    (
        &[
            "maxRetriesPerRequest",
            "reconnectOnError",
            "autoResubscribe",
            "maxLoadingRetryTime",
            "connectionName",
            "family",
            "keepAlive",
            "noDelay",
            "protocol",
            "stringNumbers",
        ],
        Home::Node,
        Weight::Default,
        "connections get the default",
    ),
    (&["readOnly"], Home::Nowhere("say where reads go with `scaleReads`"), Weight::Forced, "it is ignored"),
    (
        &["retryStrategy"],
        Home::Nowhere("say how the cluster is tried again with `clusterRetryStrategy`"),
        Weight::Default,
        "it is ignored",
    ),
];

/// In `redisOptions` of a cluster.
static IN_REDIS_OPTIONS: &[Row] = &[
    (
        &[
            "clusterRetryStrategy",
            "slotsRefreshTimeout",
            "slotsRefreshInterval",
            "maxRedirections",
            "retryDelayOnFailover",
            "retryDelayOnClusterDown",
            "retryDelayOnTryAgain",
            "retryDelayOnMoved",
        ],
        Home::Top,
        Weight::Default,
        "the cluster client uses the default",
    ),
    (&["scaleReads"], Home::Top, Weight::Default, "every read goes to the primary"),
    (
        &["dnsLookup", "natMap", "useSRVRecords", "resolveSrv"],
        Home::Top,
        Weight::Breaks,
        "addresses are not translated: nodes cannot be reached, or certificates do not match",
    ),
    (&["enableAutoPipelining"], Home::Top, Weight::Default, "nothing is pipelined"),
    (&["scripts"], Home::Top, Weight::Breaks, "the commands are not defined: `TypeError: cluster.… is not a function`"),
    (&["showFriendlyErrorStack"], Home::Top, Weight::Default, "it is ignored"),
    (
        &["retryStrategy"],
        Home::Nowhere(
            "say how the cluster is tried again with `clusterRetryStrategy`, among the options of the cluster",
        ),
        Weight::Forced,
        "the cluster client sets it to null",
    ),
    (&["enableOfflineQueue"], Home::Top, Weight::Forced, "the cluster client sets it to true"),
    (
        &["readOnly"],
        Home::Nowhere("say where reads go with `scaleReads`, among the options of the cluster"),
        Weight::Forced,
        "the cluster client sets it by the role of the node",
    ),
    (
        &["host", "port"],
        Home::Nowhere("name the nodes in the first argument"),
        Weight::Forced,
        "every node has its own",
    ),
];

/// Among the options of a plain client.
static ON_PLAIN: &[Row] = &[(
    &[
        "clusterRetryStrategy",
        "scaleReads",
        "maxRedirections",
        "slotsRefreshTimeout",
        "slotsRefreshInterval",
        "redisOptions",
        "retryDelayOnFailover",
        "retryDelayOnClusterDown",
        "retryDelayOnTryAgain",
        "retryDelayOnMoved",
    ],
    Home::Cluster,
    Weight::Default,
    "`new Redis` ignores it, and follows no redirect",
)];

fn find(rows: &[Row], name: &str) -> Option<Misplaced> {
    rows.iter().find(|(names, ..)| names.contains(&name)).map(|&(_, home, weight, happens)| Misplaced {
        home,
        happens,
        weight,
        remedy: match (home, weight) {
            (Home::Nowhere(_), Weight::Forced) => Remedy::TakeOut,
            _ => Remedy::None,
        },
    })
}

fn is_before_5(version: Option<Version>) -> bool {
    version.and_then(|version| version.before(5, 0, 0)) == Some(true)
}

/// Among the options of a cluster client. `scripts` counts there since 5.0.0.
pub(in crate::clients) fn at_top(version: Option<Version>, name: &str) -> Option<Misplaced> {
    if name == "scripts" && is_before_5(version) {
        return Some(Misplaced {
            home: Home::Nowhere("define the commands with `defineCommand`, or use ioredis 5"),
            happens: "ioredis 4 ignores it: `TypeError: cluster.… is not a function`",
            weight: Weight::Breaks,
            remedy: Remedy::None,
        });
    }
    find(AT_TOP, name)
}

/// In `redisOptions`. `keyPrefix` counts there since 5.0.0 (lib/cluster/index.ts:174-180 of 6.0.0).
pub(in crate::clients) fn in_redis_options(version: Option<Version>, name: &str) -> Option<Misplaced> {
    if name == "keyPrefix" {
        return is_before_5(version).then_some(Misplaced {
            home: Home::Top,
            happens: "ioredis 4 writes and reads keys without the prefix",
            weight: Weight::Breaks,
            remedy: Remedy::None,
        });
    }
    find(IN_REDIS_OPTIONS, name)
}

/// Among the options of `new Redis`.
pub(in crate::clients) fn on_plain(name: &str) -> Option<Misplaced> {
    find(ON_PLAIN, name)
}
