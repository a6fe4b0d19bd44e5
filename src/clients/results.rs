//! What a call of a client's method gives: a batch, the client again, its nodes, a script object.

use std::rc::Rc;

use super::api::Does;
use super::model::{Client, Library, Mode, Prefix};
use super::receivers::{BatchRef, Receiver, Receivers, ScriptMade};
use super::redis_py::sub_clients;
use crate::eval::{Cx, Site};

impl<'p> Receivers<'_, 'p> {
    /// What a method of a client or batch gives.
    pub(super) fn method_result(
        &self,
        receiver: &Receiver<'p>,
        name: &str,
        site: Site<'p>,
        cx: &Cx<'p>,
    ) -> Option<Receiver<'p>> {
        let api = super::api_of(receiver.client()?.library);
        let does = api.method(name, receiver.on()).map(|method| method.does);
        let made = || Some((cx.clone(), site));
        match (receiver, does) {
            (Receiver::Client(client), Some(Does::OpensBatch(kind))) => {
                let kind = super::batches::kind_opened(self.ev, client, kind, cx, site.expr);
                Some(Receiver::Batch(Rc::new(BatchRef { client: client.clone(), kind, made: made(), within: None })))
            }
            (Receiver::Connection(client, watch), Some(Does::OpensBatch(kind))) => {
                let (client, within) = (client.clone(), watch.clone());
                Some(Receiver::Batch(Rc::new(BatchRef { client, kind, made: made(), within })))
            }
            (Receiver::Client(client), Some(Does::SameClient)) => Some(Receiver::Client(client.clone())),
            (Receiver::Client(client), Some(Does::Nodes)) => {
                let node = Client { mode: Mode::OneNode, prefix: Prefix::None, ..(**client).clone() };
                Some(Receiver::Nodes(Rc::new(node)))
            }
            (Receiver::Nodes(client), _) => Some(Receiver::Client(client.clone())),
            (Receiver::Client(client), Some(Does::MakesScript)) => {
                let client = Some(client.clone());
                Some(Receiver::Script(ScriptMade { library: client.as_ref()?.library, made: made(), client }))
            }
            // `pipe.json()` has methods of its own: its `delete` takes one key and a path.
            (Receiver::Batch(batch), _) if batch.client.library == Library::RedisPy && sub_clients::is_one(name) => {
                None
            }
            // A command queued on a batch gives the batch again.
            (Receiver::Batch(batch), Some(Does::Nothing)) => matches!(name, "exec" | "execute" | "Exec")
                .then_some(())
                .map_or(Some(Receiver::Batch(batch.clone())), |()| None),
            (Receiver::Batch(batch), Some(Does::OpensBatch(_) | Does::SameClient)) => {
                Some(Receiver::Batch(batch.clone()))
            }
            (Receiver::Batch(batch), _) if batch.client.library != Library::GoRedis => {
                Some(Receiver::Batch(batch.clone()))
            }
            _ => None,
        }
    }
}
