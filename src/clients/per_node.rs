//! Plain clients that are one of several on purpose: an element of a list that a loop goes through, one that a loop makes,
//! a parameter that some caller fills with a node of a cluster. What asks one of them is asked of each.

use super::model::{Client, Mode, turns_around};
use super::receivers::{Receiver, Receivers};
use super::uses::Use;
use crate::eval::value::Turn;
use crate::eval::{Cx, Evaluator, Site};
use crate::syntax::ir::{DefKind, ExprId, ExprKind, FuncId, Module};

/// Chains of names, casts and callers longer than this are not followed.
const MAX_STEPS: u32 = 4;
/// So many callers of a function are asked what they give it.
const MAX_CALLERS: usize = 16;
/// Methods that call a function once for each element.
const EACH: &[&str] =
    &["map", "forEach", "flatMap", "ForEachMaster", "ForEachNode", "ForEachShard", "ForEachSlave", "each", "mapSeries"];

/// Whether the client that a method is called on is one of several.
pub fn is_one_of_several<'p>(ev: &Evaluator<'p>, used: &Use<'p>) -> bool {
    if made_in_loop_around(&used.client, &used.cx, used.call) {
        return true;
    }
    let Some(object) = used.object() else { return false };
    Finder { receivers: Receivers::new(ev, Vec::new()) }.is_element(&used.cx, object, 0)
}

/// Whether a loop over something, around the call as well, makes it: `nodes.map((node) => new Redis(node).flushall())`.
fn made_in_loop_around<'p>(client: &Client<'p>, cx: &Cx<'p>, call: Site<'p>) -> bool {
    let Some((made_cx, made)) = &client.made else { return false };
    let around = turns_around(cx, call);
    turns_around(made_cx, *made).iter().any(|turn| around.contains(turn) && goes_over_something(call, *turn))
}

/// `for (const x of xs)`, not `while (true)`. A loop of another file is taken for one.
fn goes_over_something(call: Site<'_>, turn: Turn) -> bool {
    turn.file != call.file.key || call.file.ir.loops.get(turn.turn.index()).is_none_or(|turn| turn.over.is_some())
}

struct Finder<'e, 'p> {
    receivers: Receivers<'e, 'p>,
}

impl<'p> Finder<'_, 'p> {
    fn is_element(&self, cx: &Cx<'p>, expr: ExprId, steps: u32) -> bool {
        if steps > MAX_STEPS {
            return false;
        }
        let ir = cx.ir();
        match ir.kind(expr) {
            ExprKind::ElementOf { .. } | ExprKind::Index { .. } => true,
            ExprKind::Cast { value, .. } | ExprKind::Await(value) | ExprKind::Part { of: value, .. } => {
                self.is_element(cx, *value, steps + 1)
            }
            ExprKind::Name { binding: Some(binding), .. } => {
                ir.binding(*binding).defs.iter().any(|def| match def.kind {
                    DefKind::Value(value) => self.is_element(cx, value, steps + 1),
                    _ => false,
                })
            }
            // `node.client.keys(...)` of an element that holds its client.
            ExprKind::Member { object, .. } => self.is_element(cx, *object, steps + 1),
            ExprKind::Param { function, index } => self.is_given_an_element(cx, *function, *index, steps),
            // What varies with a loop elsewhere, such as an element of a list of all connections, is one client here.
            _ => {
                let around = turns_around(cx, cx.site(expr));
                self.receivers.ev.eval(cx, expr).turns().iter().any(|turn| around.contains(turn))
            }
        }
    }

    fn is_given_an_element(&self, cx: &Cx<'p>, function: FuncId, index: u32, steps: u32) -> bool {
        let ir = cx.ir();
        if ir.function(function).runs_per.is_some() || is_called_for_each(ir, function) {
            return true;
        }
        let callers = self.receivers.ev.callers(cx.file, function);
        callers.iter().take(MAX_CALLERS).any(|caller| self.gives_an_element(*caller, index, steps))
    }

    fn gives_an_element(&self, caller: Site<'p>, index: u32, steps: u32) -> bool {
        let Some(call) = caller.file.ir.call(caller.expr) else { return false };
        let Some(arg) = call.args.get(index as usize) else { return false };
        let cx = Cx::of(caller.file);
        let node = match self.receivers.of(&cx, arg.value) {
            Some(Receiver::Client(client)) => client.mode == Mode::OneNode || made_in_loop_around(&client, &cx, caller),
            Some(Receiver::Nodes(_) | Receiver::Connection(..)) => true,
            Some(Receiver::Batch(_) | Receiver::Script(..)) | None => false,
        };
        node || self.is_element(&cx, arg.value, steps + 1)
    }
}

/// `cluster.nodes('master').map(scanNode)`.
fn is_called_for_each(ir: &Module, function: FuncId) -> bool {
    let Some((call, _)) = ir.flow.argument_of.get(&function) else { return false };
    let Some(call) = ir.call(*call) else { return false };
    matches!(ir.kind(call.callee), ExprKind::Member { property, .. } if EACH.contains(&property.as_str()))
}
