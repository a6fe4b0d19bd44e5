//! Go interfaces that a project writes for what it uses of a client: `MGet(ctx, keys...) *redis.SliceCmd`.

use std::rc::Rc;

use smol_str::SmolStr;

use super::library;
use super::model::Client;
use super::receivers::{Receiver, Receivers};
use crate::eval::Cx;
use crate::eval::value::{ClassRef, External, Value};
use crate::syntax::ir::{ClassKind, Language};

/// Interfaces within an interface that are looked at.
const MAX_BASES: usize = 8;

impl<'p> Receivers<'_, 'p> {
    /// Something of an interface of the project whose methods give commands of go-redis: whatever stands behind it is a
    /// client, of whichever kind.
    pub(super) fn of_interface(&self, class: ClassRef<'p>) -> Option<Receiver<'p>> {
        let info = class.file.ir.class(class.class);
        if class.file.ir.language != Language::Go || info.kind != ClassKind::Interface {
            return None;
        }
        let module = self.mirrored(class)?;
        let any = Value::external(External::Symbol { module, path: smallvec::smallvec![SmolStr::new("Cmdable")] });
        match self.of_type(&any, Language::Go)? {
            Receiver::Client(client) => {
                Some(Receiver::Client(Rc::new(Client { name: info.name.clone(), ..(*client).clone() })))
            }
            other => Some(other),
        }
    }

    /// The go-redis whose commands most methods of an interface give.
    fn mirrored(&self, class: ClassRef<'p>) -> Option<SmolStr> {
        let (mut open, mut seen) = (vec![class], 0);
        let (mut module, mut giving, mut others) = (None, 0, 0);
        while let Some(class) = open.pop() {
            seen += 1;
            let (ir, home) = (&class.file.ir, Cx::of(class.file));
            for &method in &ir.class(class.class).methods {
                let gives = ir.function(method).result.map(|ty| self.ev.type_value(&home, ty));
                match gives.as_ref().and_then(command_of) {
                    Some(found) => (module, giving) = (Some(found), giving + 1),
                    None => others += 1,
                }
            }
            for &base in ir.class(class.class).bases.iter().take(MAX_BASES.saturating_sub(seen)) {
                match self.ev.eval(&home, base) {
                    Value::Class(base) => open.push(base),
                    Value::Instance(base) => open.push(base.class),
                    _ => {}
                }
            }
        }
        module.filter(|_| giving >= others)
    }
}

/// The module of a type such as `*redis.SliceCmd`.
fn command_of(value: &Value<'_>) -> Option<SmolStr> {
    let Value::External(external) = value else { return None };
    let External::OfType { ty } = &**external else { return None };
    let (module, path) = library::symbol_of(ty)?;
    library::known(Language::Go, module, path)?;
    path.last()?.ends_with("Cmd").then(|| module.clone())
}
