//! Options of redis-py's `RedisCluster` that decide whether it comes over a failover (redis/cluster.py and
//! redis/asyncio/cluster.py of 4.6.0, 5.3.1, 6.4.0, 7.4.1 and 8.1.0).

use crate::clients::options::Level;
use crate::clients::resilience::{DefaultIs, Essential, Off, Switch};

/// What a cluster client should be given.
pub(in crate::clients) const ESSENTIALS: &[Essential] = &[Essential {
    options: &[(Level::Top, "socket_timeout")],
    without: "`socket_timeout` (no default before 8.0): a node that hangs keeps its calls waiting for as long as it hangs, even after a replica took over",
    write: "`socket_timeout=5`",
    items: &["socket_timeout=5"],
    default: DefaultIs::Endless,
    since: (0, 0, 0),
    until: Some((8, 0, 0)),
}];

/// What switches retries off.
pub(in crate::clients) const SWITCHES: &[Switch] = &[
    Switch {
        option: "cluster_error_retry_attempts",
        off: Off::Zero,
        effect: "the first connection error, timeout or CLUSTERDOWN is raised",
        instead: "leave it out, or give the number of attempts; from 6.0 by `retry=Retry(ExponentialBackoff(), 8)`",
        on: Some(8),
        since: (0, 0, 0),
        overridden: Some(("retry", (6, 0, 0))),
    },
    Switch {
        option: "retry",
        off: Off::NoRetries,
        effect: "the first connection error, timeout or CLUSTERDOWN is raised",
        instead: "give the number of attempts, `retry=Retry(ExponentialBackoff(), 8)`",
        on: None,
        // Before, the count of attempts was `cluster_error_retry_attempts` alone.
        since: (6, 0, 0),
        overridden: None,
    },
];
