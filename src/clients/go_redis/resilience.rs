//! Options of go-redis' cluster client that decide whether it comes over a failover (osscluster.go of v6.15.9, v7.4.1,
//! v8.11.5, v9.7.3 and v9.23.0).

use crate::clients::options::Level;
use crate::clients::resilience::{DefaultIs, Essential, Off, Switch};

/// What a cluster client should be given.
pub(in crate::clients) const ESSENTIALS: &[Essential] = &[
    Essential {
        options: &[(Level::Top, "MaxRedirects")],
        without: "`MaxRedirects` (default 3): four attempts take about 0.1 s, a failover takes seconds",
        write: "`MaxRedirects: 8` with `MinRetryBackoff` and `MaxRetryBackoff` of a second",
        items: &["MaxRedirects: 8", "MinRetryBackoff: time.Second", "MaxRetryBackoff: 2 * time.Second"],
        default: DefaultIs::Short,
        // The default was 8 before.
        since: (8, 0, 0),
        until: Some((9, 22, 0)),
    },
    // From then on a client asks only once a minute which node has what, so that more attempts end at the same dead node.
    Essential {
        options: &[(Level::Top, "MaxRedirects")],
        without: "`MaxRedirects` (default 3): four attempts take about 0.1 s, a failover takes seconds",
        write: "`MaxRedirects: 8` with `MinRetryBackoff`, `MaxRetryBackoff` and `ClusterStateReloadInterval` of a second",
        items: &[
            "MaxRedirects: 8",
            "MinRetryBackoff: time.Second",
            "MaxRetryBackoff: 2 * time.Second",
            "ClusterStateReloadInterval: time.Second",
        ],
        default: DefaultIs::Short,
        since: (9, 22, 0),
        until: None,
    },
    Essential {
        options: &[(Level::Top, "ContextTimeoutEnabled")],
        without: "`ContextTimeoutEnabled` (default false): the deadline of a context does not end a read from the socket",
        write: "`ContextTimeoutEnabled: true`",
        items: &["ContextTimeoutEnabled: true"],
        default: DefaultIs::Short,
        // Before, deadlines always applied.
        since: (9, 0, 0),
        until: None,
    },
];

/// What switches retries off. `MaxRetries: -1` is a cluster client's own default.
pub(in crate::clients) const SWITCHES: &[Switch] = &[Switch {
    option: "MaxRedirects",
    off: Off::Negative,
    effect: "the first MOVED, ASK, CLUSTERDOWN or connection error is returned",
    instead: "leave it out, or give the number of attempts, `MaxRedirects: 8`",
    on: Some(8),
    since: (0, 0, 0),
    overridden: None,
}];
