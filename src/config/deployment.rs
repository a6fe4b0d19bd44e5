//! What the code will run against.

use std::str::FromStr;

use crate::source::suggest::did_you_mean;

/// What stands behind the clients of some code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Deployment {
    /// A cluster: a call on a plain client counts too, since its endpoint may well be clustered.
    #[default]
    Cluster,
    /// A cluster behind clients that can follow one; a plain client has a plain server.
    ClusterClientsOnly,
    /// A single server: nothing about slots matters.
    Standalone,
}

impl Deployment {
    /// The words of the configuration.
    pub const NAMES: [(&'static str, Deployment); 3] = [
        ("cluster", Deployment::Cluster),
        ("cluster-clients-only", Deployment::ClusterClientsOnly),
        ("standalone", Deployment::Standalone),
    ];
}

impl FromStr for Deployment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::NAMES.iter().find(|(name, _)| *name == text);
        known.map(|(_, deployment)| *deployment).ok_or_else(|| {
            let hint = did_you_mean(text, Self::NAMES.iter().map(|(name, _)| *name));
            format!("`{text}` is no deployment; expected `cluster`, `cluster-clients-only` or `standalone`{hint}")
        })
    }
}
