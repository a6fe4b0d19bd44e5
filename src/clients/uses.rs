//! Every call of a method on something of a client, whether it runs a command or not: what rules about methods that are
//! missing, blocked or dangerous read. Operations are what such a call sends; this is the call itself.

use std::rc::Rc;

use smol_str::SmolStr;

use super::guards::{self, narrowed};
use super::model::{BatchKind, Client, Operation};
use super::receivers::{Receiver, Receivers};
use crate::eval::value::Value;
use crate::eval::{Cx, Evaluator, Site};
use crate::syntax::ir::{Arg, Call, ExprId, ExprKind, Spread};

/// A call of a method on a client, a batch or a connection.
#[derive(Clone)]
pub struct Use<'p> {
    /// The frame the call is seen in.
    pub cx: Cx<'p>,
    /// The call.
    pub call: Site<'p>,
    /// Where it is reported: the call itself, or that of the helper it is seen through.
    pub site: Site<'p>,
    /// The method.
    pub method: SmolStr,
    /// What it is called on.
    pub on: UsedOn,
    /// The client it is called on or through, as the conditions around the call leave it.
    pub client: Rc<Client<'p>>,
    /// What it runs or queues: an index into [`super::FileModel::operations`].
    pub operation: Option<usize>,
    /// The batch it is called on, if it is known where that is made: an index into [`super::FileModel::batches`].
    pub batch: Option<usize>,
}

/// What a method is called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsedOn {
    /// A client.
    Client,
    /// A pipeline or transaction.
    Batch(BatchKind),
    /// A connection to one node, or one of the nodes of a cluster.
    OneNode,
}

impl<'p> Use<'p> {
    /// A call as it stands, of which nothing is known yet but the receiver. The guards are asked for only when no
    /// operation has asked before.
    pub(super) fn of(
        finder: &Receivers<'_, 'p>,
        cx: &Cx<'p>,
        (call, reported): (Site<'p>, Option<Site<'p>>),
        method: &SmolStr,
        receiver: &Receiver<'p>,
        operation: Option<&Operation<'p>>,
    ) -> Option<Self> {
        let client = match operation {
            Some(operation) => operation.client.clone(),
            None => {
                let known = guards::known(finder.ev, cx, call.expr);
                Rc::new(narrowed(receiver.client()?, known))
            }
        };
        let on = match receiver {
            Receiver::Client(_) => UsedOn::Client,
            Receiver::Batch(batch) => UsedOn::Batch(batch.kind),
            Receiver::Nodes(_) | Receiver::Connection(..) => UsedOn::OneNode,
            Receiver::Script(..) => return None,
        };
        let (cx, method) = (cx.clone(), method.clone());
        Some(Self { cx, call, site: reported.unwrap_or(call), method, on, client, operation: None, batch: None })
    }

    /// Its positional argument, counted from 0 behind none: Go's context counts. None if a spread stands in front.
    pub fn positional(&self, index: usize) -> Option<&'p Arg> {
        let call = self.syntax()?;
        let before = call.args.get(..=index)?;
        before.iter().all(|arg| arg.name.is_none() && arg.spread == Spread::No).then(|| &call.args[index])
    }

    /// The arguments as they stand.
    pub fn arguments(&self) -> &'p [Arg] {
        self.syntax().map_or(&[], |call| &call.args)
    }

    /// How many arguments stand there, spreads counted once.
    pub fn argument_count(&self) -> usize {
        self.arguments().len()
    }

    /// A keyword argument, with its value.
    pub fn keyword(&self, ev: &Evaluator<'p>, name: &str) -> Option<Value<'p>> {
        let arg = self.syntax()?.args.iter().find(|arg| arg.name.as_deref() == Some(name))?;
        Some(ev.eval(&self.cx, arg.value))
    }

    /// Whether a keyword argument is, or may be, given.
    pub fn may_have_keyword(&self, name: &str) -> bool {
        self.syntax().is_some_and(|call| {
            call.args.iter().any(|arg| arg.name.as_deref() == Some(name) || arg.spread == Spread::Map)
        })
    }

    /// The value of a positional argument.
    pub fn value(&self, ev: &Evaluator<'p>, index: usize) -> Option<Value<'p>> {
        Some(ev.eval(&self.cx, self.positional(index)?.value))
    }

    /// What the method is called on.
    pub(super) fn object(&self) -> Option<ExprId> {
        match self.call.file.ir.kind(self.syntax()?.callee) {
            ExprKind::Member { object, .. } => Some(*object),
            _ => None,
        }
    }

    fn syntax(&self) -> Option<&'p Call> {
        self.call.file.ir.call(self.call.expr)
    }
}
