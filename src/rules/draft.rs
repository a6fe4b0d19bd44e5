//! Findings in the making: what all rules say in the same way.

use crate::clients::model::{Batch, Client, Evidence, Mode, Operation};
use crate::clients::relation::Shown;
use crate::clients::uses::Use;
use crate::eval::Site;
use crate::finding::{Confidence, Facts, Finding, Fix, Label, Place, Related, Severity};
use crate::syntax::ir::{FuncId, Module};

/// A finding in the making.
pub struct Draft<'p> {
    finding: Finding,
    site: Site<'p>,
}

impl<'p> Draft<'p> {
    /// A finding at an expression.
    pub fn at(rule: &'static str, site: Site<'p>, severity: Severity, confidence: Confidence, message: String) -> Self {
        let scope = scope_of(&site.file.ir, site.file.ir.function_of(site.expr));
        let finding = Finding {
            rule,
            severity,
            confidence,
            message,
            place: site.place(),
            labels: Vec::new(),
            related: Vec::new(),
            callers: Vec::new(),
            facts: Facts::default(),
            help: None,
            fixes: Vec::new(),
            scope,
        };
        Self { finding, site }
    }

    /// The way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.finding.help = Some(help.into());
        self
    }

    /// A way to go it; the best first.
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.finding.fixes.extend(fix);
        self
    }

    /// The command.
    pub fn command(mut self, command: &str) -> Self {
        self.finding.facts.command = Some(command.to_owned());
        self
    }

    /// The keys that decide: labels where they stand in the flagged code, related places where they are made elsewhere.
    pub fn keys(mut self, shown: &[Shown<'p>]) -> Self {
        for key in shown {
            self.finding.facts.keys.push(key.fact());
            let inside = key.site.filter(|site| self.covers(*site));
            if let Some(site) = inside {
                let label = Label { span: site.span(), text: key.describe() };
                if !self.finding.labels.iter().any(|known| known.span == label.span) {
                    self.finding.labels.push(label);
                }
            }
            let made = key.pattern.as_ref().and_then(|pattern| pattern.made).or(key.site);
            if let Some(made) = made.filter(|made| !self.covers(*made)) {
                let what = key.pattern.as_ref().map_or_else(|| key.text.clone(), |pattern| pattern.display());
                self = self.related(made.place(), format!("key made here: `{what}`"));
            }
        }
        self
    }

    /// A part of the flagged code.
    pub fn label(mut self, site: Site<'p>, text: impl Into<String>) -> Self {
        if self.covers(site) {
            self.finding.labels.push(Label { span: site.span(), text: text.into() });
        }
        self
    }

    /// Another place.
    pub fn related(mut self, place: Place, message: String) -> Self {
        let related = Related { place, message };
        if related.place != self.finding.place && !self.finding.related.contains(&related) {
            self.finding.related.push(related);
        }
        self
    }

    /// A call through which the flagged code runs, when that stands elsewhere.
    pub fn caller(mut self, site: Site<'p>, message: String) -> Self {
        self.finding.callers.push(Related { place: site.place(), message });
        self
    }

    /// Another place, unless it is part of the flagged code.
    pub fn related_outside(self, site: Site<'p>, message: &str) -> Self {
        if self.covers(site) { self } else { self.related(site.place(), message.to_owned()) }
    }

    /// The client, and where it is made when that is elsewhere.
    pub fn client(mut self, client: &Client<'p>) -> Self {
        let name = describe_client(client);
        if let Some((_, made)) = &client.made
            && !self.covers(*made)
        {
            self = self.related(made.place(), format!("client made here: {name}"));
        }
        self.finding.facts.client = Some(name);
        self
    }

    /// Where a batch is opened, when the finding is where it is filled.
    pub fn runs(self, batch: &Batch<'p>) -> Self {
        if self.site == batch.reported && batch.reported != batch.site {
            return self.related(batch.site.place(), "it is opened here".to_owned());
        }
        self
    }

    /// The wrapper that runs the command, when the finding is at a call of it.
    pub fn through(mut self, operation: &Operation<'p>) -> Self {
        const SHOWN: usize = 4;
        for caller in operation.callers.iter().take(SHOWN) {
            self = self.related(caller.place(), "called with such keys here".to_owned());
        }
        if operation.call == operation.site {
            return self;
        }
        let what = format!("{} runs here", operation.command_name);
        self.related(operation.call.place(), what)
    }

    /// The helper that makes the call, when the finding is at a call of it.
    pub fn seen_through(self, used: &Use<'p>) -> Self {
        if used.call == used.site {
            return self;
        }
        self.related(used.call.place(), format!("`{}` is called here", used.method))
    }

    fn covers(&self, site: Site<'p>) -> bool {
        site.file.key == self.site.file.key && self.finding.place.span.contains(site.span())
    }

    /// The finding.
    pub fn done(self) -> Finding {
        self.finding
    }
}

/// The client as people know it: `Redis.Cluster (ioredis 5.4)`.
pub fn describe_client(client: &Client<'_>) -> String {
    let library = client.library.as_str();
    match client.version {
        Some(version) => format!("{} ({library} {version})", client.name),
        None => format!("{} ({library})", client.name),
    }
}

/// How bad a call is that fails on a cluster: one step lower on a client that is no cluster client, and one step lower
/// when a value that was not found decides.
pub fn severity(client: &Client<'_>, confidence: Confidence) -> Severity {
    let base = match client.mode {
        Mode::Cluster | Mode::Either => Severity::Error,
        Mode::Standalone | Mode::Sentinel | Mode::OneNode | Mode::Unknown => Severity::Warning,
        Mode::Ring | Mode::FailoverCluster | Mode::NoCluster => Severity::Info,
    };
    let base = if client.evidence == Evidence::Named { base.min(Severity::Warning) } else { base };
    if confidence == Confidence::Possible { base.lower() } else { base }
}

/// Function, method and class names around a function, innermost first.
fn scope_of(ir: &Module, function: FuncId) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut at = function;
    loop {
        let info = ir.function(at);
        if !info.name.is_empty() {
            names.push(&info.name);
        }
        if let Some(class) = info.class {
            names.push(&ir.class(class).name);
        } else if let Some(receiver) = &info.receiver_type {
            names.push(receiver);
        }
        if info.parent == at {
            break;
        }
        at = info.parent;
    }
    names.join(".")
}
