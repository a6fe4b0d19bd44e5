//! What a callback is handed: the batch of `TxPipelined`, the connection of `Watch`, the node of `ForEachMaster`.

use std::rc::Rc;

use super::api::Does;
use super::model::{Client, Mode, Prefix};
use super::receivers::{BatchRef, Receiver, Receivers};
use crate::eval::value::{External, Value};
use crate::eval::{Cx, Site};
use crate::syntax::ir::Language;

impl<'p> Receivers<'_, 'p> {
    /// What is handed to a callback: the batch of `TxPipelined`, the connection of `Watch`, the node of `ForEachMaster`.
    pub(super) fn handed(
        &self,
        callee: &Value<'p>,
        (cx, call): (&Cx<'p>, Site<'p>),
        index: u32,
        language: Language,
        depth: u32,
        hops: u32,
    ) -> Option<Receiver<'p>> {
        let Value::External(external) = callee else { return None };
        let External::Member { of, name, .. } = &**external else { return None };
        let receiver = self.of_value(of, language, depth + 1, hops)?;
        let client = receiver.client()?.clone();
        let within = match &receiver {
            Receiver::Connection(_, watch) => watch.clone(),
            _ => None,
        };
        match super::api_of(client.library).method(name, receiver.on())?.does {
            Does::RunsBatch(kind, _) => {
                let made = Some((cx.clone(), call));
                Some(Receiver::Batch(Rc::new(BatchRef { client, kind, made, within })))
            }
            Does::Watches { .. } => Some(Receiver::Connection(client, Some((cx.clone(), call)))),
            // The node is the callback's only parameter that is no context.
            Does::EachNode(_) if index > 0 => {
                let node = Client { mode: Mode::OneNode, prefix: Prefix::None, ..(*client).clone() };
                Some(Receiver::Client(Rc::new(node)))
            }
            _ => None,
        }
    }
}
