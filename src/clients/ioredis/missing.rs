//! What `Redis` has and `Cluster` lacks (prototypes of ioredis 4.31.0, 5.4.1, 6.0.0).

use crate::clients::missing::Missing;
use crate::clients::uses::{Use, UsedOn};

const EACH_NODE: &str =
    "use the streams of each node: `for (const node of cluster.nodes('master'))` and `node.scanStream(...)`";
const MONITOR: &str = "call `monitor` on each of `cluster.nodes()`";

/// What of a call on a cluster client does not exist.
pub(in crate::clients) fn missing(used: &Use<'_>) -> Option<Missing> {
    if used.on != UsedOn::Client {
        return None;
    }
    let instead = match used.method.as_str() {
        "scanStream" | "scanBufferStream" => EACH_NODE,
        "monitor" => MONITOR,
        _ => return None,
    };
    let method = &used.method;
    Some(Missing::new(method.as_str(), format!("TypeError: {method} is not a function"), instead))
}
