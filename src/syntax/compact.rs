//! Takes back the memory that growing vectors left empty: a module lives as long as the run, and its many small vectors
//! of one argument or one statement have room for four.

use super::ir::*;

/// Makes every vector of a module as small as what is in it.
pub(super) fn compact(module: &mut Module) {
    module.exprs.iter_mut().for_each(|expr| expression(&mut expr.kind));
    module.functions.iter_mut().for_each(|function| {
        function.params.shrink_to_fit();
        block(&mut function.body);
    });
    module.bindings.iter_mut().for_each(|binding| binding.defs.shrink_to_fit());
    module.classes.iter_mut().for_each(|class| {
        class.methods.shrink_to_fit();
        class.fields.shrink_to_fit();
    });
    module.exprs.shrink_to_fit();
    module.types.shrink_to_fit();
    module.bindings.shrink_to_fit();
    module.functions.shrink_to_fit();
    module.statements.shrink_to_fit();
    module.comments.shrink_to_fit();
    module.flow.contexts.shrink_to_fit();
    module.flow.calls.shrink_to_fit();
    module.flow.returns.iter_mut().for_each(Vec::shrink_to_fit);
    module.flow.member_assignments.shrink_to_fit();
}

fn expression(kind: &mut ExprKind) {
    match kind {
        ExprKind::Call(call) => call.args.shrink_to_fit(),
        ExprKind::List { elements, .. } => elements.shrink_to_fit(),
        ExprKind::Record { entries, .. } => entries.shrink_to_fit(),
        ExprKind::Template(pieces) => pieces.shrink_to_fit(),
        ExprKind::Sequence(all) => all.shrink_to_fit(),
        _ => {}
    }
}

/// As deep as blocks nest, which front ends bound.
fn block(statements: &mut Vec<Stmt>) {
    statements.shrink_to_fit();
    for statement in statements {
        match statement {
            Stmt::Branch(arms) => {
                arms.shrink_to_fit();
                arms.iter_mut().for_each(|arm| block(&mut arm.body));
            }
            Stmt::Loop(_, body) | Stmt::Block(body) => block(body),
            Stmt::Try(attempt) => {
                let Attempt { body, handlers, after } = &mut **attempt;
                block(body);
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
