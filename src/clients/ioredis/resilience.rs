//! Options of ioredis' `Cluster` that decide whether it comes over a failover (lib/cluster/ClusterOptions.ts of 4.31.0,
//! 5.4.1 and 6.0.0).

use crate::clients::options::Level;
use crate::clients::resilience::{DefaultIs, Essential, Off, Switch};

const ALWAYS: (u32, u32, u32) = (0, 0, 0);

/// What a cluster client should be given.
pub(in crate::clients) const ESSENTIALS: &[Essential] = &[
    Essential {
        options: &[(Level::Node, "commandTimeout")],
        without: "`redisOptions.commandTimeout` (no default): a node that hangs keeps its calls waiting for as long as it hangs",
        write: "`redisOptions: { commandTimeout: 15000 }`",
        items: &["commandTimeout: 15000"],
        default: DefaultIs::Endless,
        // The option came with 4.24.0.
        since: (4, 24, 0),
        until: None,
    },
    Essential {
        options: &[(Level::Top, "slotsRefreshTimeout")],
        without: "`slotsRefreshTimeout` (default 1000 ms): a slow node gives `Failed to refresh slots cache.`",
        write: "`slotsRefreshTimeout: 5000`",
        items: &["slotsRefreshTimeout: 5000"],
        default: DefaultIs::Short,
        since: ALWAYS,
        until: None,
    },
    Essential {
        options: &[(Level::Top, "retryDelayOnFailover"), (Level::Top, "maxRedirections")],
        without: "`retryDelayOnFailover` or `maxRedirections` (default 16 x 100 ms): after 1.6 s, less than a failover takes, commands fail with `Too many Cluster redirections`",
        write: "`retryDelayOnFailover: 1000`",
        items: &["retryDelayOnFailover: 1000"],
        default: DefaultIs::Short,
        since: ALWAYS,
        until: None,
    },
];

/// What switches retries off (lib/cluster/index.ts, `handleError`: a delay counts only if it is a number above 0).
pub(in crate::clients) const SWITCHES: &[Switch] = &[
    Switch {
        option: "maxRedirections",
        off: Off::Zero,
        effect: "the first MOVED or ASK fails with `Too many Cluster redirections`",
        instead: "leave it at 16 or raise it: `maxRedirections` times the delay should pass the node timeout of the server",
        on: Some(16),
        since: ALWAYS,
        overridden: None,
    },
    Switch {
        option: "retryDelayOnFailover",
        off: Off::Falsy,
        effect: "a lost connection fails its commands at once, `Connection is closed.`",
        instead: "give the delay in milliseconds, `retryDelayOnFailover: 1000`",
        on: Some(1000),
        since: ALWAYS,
        overridden: None,
    },
    Switch {
        option: "retryDelayOnClusterDown",
        off: Off::Falsy,
        effect: "commands fail at once with `CLUSTERDOWN The cluster is down` while a failover is under way",
        instead: "give the delay in milliseconds, `retryDelayOnClusterDown: 500`",
        on: Some(500),
        since: ALWAYS,
        overridden: None,
    },
];
