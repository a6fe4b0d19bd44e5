//! Takes back the memory that growing vectors left empty: a module lives as long as the run, and its many small vectors
//! of one argument or one statement have room for four.

use super::ir::*;

/// Makes every vector of a module as small as what is in it.
pub(super) fn compact(module: &mut Module) {
    module.exprs.iter_mut().for_each(|expr| expression(&mut expr.kind));
    module.functions.iter_mut().for_each(|function| {
        fit(&mut function.params);
        fit(&mut function.decorators);
        block(&mut function.body);
    });
    module.bindings.iter_mut().for_each(|binding| fit(&mut binding.defs));
    module.classes.iter_mut().for_each(|class| {
        fit(&mut class.bases);
        fit(&mut class.arguments);
        class.arguments.iter_mut().for_each(|(_, arguments)| fit(arguments));
        fit(&mut class.methods);
        fit(&mut class.fields);
    });
    fit(&mut module.exprs);
    fit(&mut module.types);
    fit(&mut module.bindings);
    fit(&mut module.functions);
    fit(&mut module.statements);
    fit(&mut module.comments);
    fit(&mut module.flow.contexts);
    fit(&mut module.flow.calls);
    module.flow.returns.iter_mut().for_each(fit);
    fit(&mut module.flow.returns);
    fit(&mut module.flow.member_assignments);
    fit(&mut module.flow.entry_assignments);
    fit(&mut module.flow.context_of);
    fit(&mut module.classes);
    fit(&mut module.loops);
    fit(&mut module.imports);
    fit(&mut module.exports);
    module.top.shrink_to_fit();
    module.flow.changes.values_mut().for_each(fit);
    module.flow.changes.shrink_to_fit();
    module.flow.argument_of.shrink_to_fit();
}

/// What is in a vector, in a block of its size. Asked to make a block smaller by less than half, an allocator may well leave
/// it as it is.
fn fit<T>(vector: &mut Vec<T>) {
    if vector.len() < vector.capacity() {
        let mut exact = Vec::with_capacity(vector.len());
        exact.append(vector);
        *vector = exact;
    }
}

fn expression(kind: &mut ExprKind) {
    match kind {
        ExprKind::Call(call) => fit(&mut call.args),
        ExprKind::List { elements, .. } => fit(elements),
        ExprKind::Record { entries, .. } => fit(entries),
        ExprKind::Template(pieces) => fit(pieces),
        ExprKind::Sequence(all) => fit(all),
        _ => {}
    }
}

/// As deep as blocks nest, which front ends bound.
fn block(statements: &mut Vec<Stmt>) {
    fit(statements);
    for statement in statements {
        match statement {
            Stmt::Branch(arms) => {
                fit(arms);
                arms.iter_mut().for_each(|arm| block(&mut arm.body));
            }
            Stmt::Loop(_, body) | Stmt::Block(body) => block(body),
            Stmt::Try(attempt) => {
                let Attempt { body, handlers, after } = &mut **attempt;
                block(body);
                fit(handlers);
                handlers.iter_mut().for_each(block);
                block(after);
            }
            Stmt::Expr(_)
            | Stmt::Define(..)
            | Stmt::Assign { .. }
            | Stmt::Return(_)
            | Stmt::Exit
            | Stmt::Declare(_) => {}
        }
    }
}
