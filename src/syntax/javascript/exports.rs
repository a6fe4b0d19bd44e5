//! Exports of modules, in both module systems.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::statements::Ambience;
use super::{Lowering, span};
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    pub(super) fn export(&mut self, node: Node<'t>) {
        let parts = self.children(node);
        for &part in &parts {
            if self.kind(part) == Kind::Decorator {
                self.effects(part);
            }
        }
        let is_default = parts.iter().any(|&part| self.kind(part) == Kind::DefaultToken);
        if let Some(declaration) = self.field(node, Field::Declaration) {
            self.declaration(declaration, Ambience::Here);
            return self.export_declared(declaration, is_default);
        }
        if let Some(value) = self.field(node, Field::Value) {
            return self.export_default(value);
        }
        if let Some(source) = self.field(node, Field::Source) {
            return self.export_from(node, source);
        }
        let has_equals = parts.iter().any(|&part| self.kind(part) == Kind::EqualsToken);
        for part in parts.into_iter().filter(Node::is_named) {
            match self.kind(part) {
                Kind::ExportClause => self.export_clause(part),
                Kind::Decorator => {}
                _ if has_equals => {
                    let value = self.expr(part);
                    self.b.stmt(Stmt::Expr(value));
                    self.b.module().exports.push(Export::Module(value));
                }
                Kind::Error => self.fragment_statements(part),
                _ => {}
            }
        }
    }

    fn export_default(&mut self, value: Node<'t>) {
        let value = self.named_expr(value, Some(SmolStr::new_static("default")));
        self.b.stmt(Stmt::Expr(value));
        self.export_value(SmolStr::new_static("default"), value);
    }

    /// Exports what a declaration declares.
    fn export_declared(&mut self, declaration: Node<'t>, is_default: bool) {
        match self.kind(declaration) {
            Kind::LexicalDeclaration | Kind::VariableDeclaration | Kind::UsingDeclaration => {
                for declarator in self.named(declaration) {
                    if let Some(pattern) = self.field(declarator, Field::Name) {
                        self.export_names(pattern);
                    }
                }
            }
            Kind::AmbientDeclaration => {
                if let Some(inner) = self.first_named(declaration) {
                    self.export_declared(inner, is_default);
                }
            }
            _ => {
                // `import A = B.C` has no field for its name.
                let name = match self.field(declaration, Field::Name) {
                    Some(name) => Some(name),
                    None => self.first_named(declaration),
                };
                let Some(name) =
                    name.filter(|&name| matches!(self.kind(name), Kind::Identifier | Kind::TypeIdentifier))
                else {
                    return;
                };
                let text = self.name_of(name);
                let value = self.b.name(span(name), text.clone());
                let exported = if is_default { SmolStr::new_static("default") } else { text };
                self.export_value(exported, value);
            }
        }
    }

    /// Exports every name of a pattern.
    fn export_names(&mut self, pattern: Node<'t>) {
        let mut open = vec![pattern];
        while let Some(at) = open.pop() {
            match self.kind(at) {
                Kind::Identifier | Kind::ShorthandPropertyPattern => {
                    let name = self.name_of(at);
                    let value = self.b.name(span(at), name.clone());
                    self.export_value(name, value);
                }
                Kind::PairPattern => open.extend(self.field(at, Field::Value)),
                Kind::AssignmentPattern | Kind::ObjectAssignmentPattern => open.extend(self.field(at, Field::Left)),
                Kind::ObjectPattern | Kind::ArrayPattern | Kind::RestPattern => {
                    open.extend(self.named(at).into_iter().rev());
                }
                _ => {}
            }
        }
    }

    /// `export { a as b }`.
    fn export_clause(&mut self, clause: Node<'t>) {
        for part in self.named(clause) {
            let Some(name) = self.field(part, Field::Name) else { continue };
            let exported = self.field(part, Field::Alias).unwrap_or(name);
            let exported = self.export_name(exported);
            let text = self.name_of(name);
            let value = self.b.name(span(name), text);
            self.export_value(exported, value);
        }
    }

    /// `export ... from 'x'`.
    fn export_from(&mut self, node: Node<'t>, source: Node<'t>) {
        let specifier = self.note_import(source);
        let mut is_star = true;
        for part in self.named(node) {
            match self.kind(part) {
                Kind::NamespaceExport => {
                    is_star = false;
                    if let Some(name) = self.first_named(part) {
                        let name = self.export_name(name);
                        let value = self.b.expr(span(source), ExprKind::Module(specifier.clone()));
                        self.export_value(name, value);
                    }
                }
                Kind::ExportClause => {
                    is_star = false;
                    for each in self.named(part) {
                        self.reexport(each, source, &specifier);
                    }
                }
                _ => {}
            }
        }
        if is_star {
            self.b.module().exports.push(Export::Star(specifier));
        }
    }

    fn reexport(&mut self, node: Node<'t>, source: Node<'t>, specifier: &SmolStr) {
        let Some(name) = self.field(node, Field::Name) else { return };
        let exported = self.field(node, Field::Alias).unwrap_or(name);
        let exported = self.export_name(exported);
        let imported = self.export_name(name);
        let value = self.imported(source, specifier, imported, name);
        self.export_value(exported, value);
    }

    /// Whether a name is `module` or `exports` of CommonJS.
    pub(super) fn is_commonjs(&mut self, name: Node<'t>) -> bool {
        let text = self.text(name);
        matches!(text, "module" | "exports") && self.b.lookup(text).is_none()
    }

    /// Notes the export in `module.exports = v`, `module.exports.a = v` and `exports.a = v`.
    pub(super) fn commonjs_export(&mut self, left: Node<'t>, value: ExprId) {
        if self.kind(left) != Kind::MemberExpression {
            return;
        }
        if self.is_exports(left) {
            return self.b.module().exports.push(Export::Module(value));
        }
        let (Some(object), Some(property)) = (self.field(left, Field::Object), self.field(left, Field::Property))
        else {
            return;
        };
        if self.is_exports(object) {
            let name = self.name_of(property);
            self.b.module().exports.push(Export::Named(name, value));
        }
    }

    /// `exports` (as an object only) or `module.exports`.
    fn is_exports(&mut self, node: Node<'t>) -> bool {
        match self.kind(node) {
            Kind::Identifier => self.text(node) == "exports" && self.is_commonjs(node),
            Kind::MemberExpression => {
                let (Some(object), Some(property)) =
                    (self.field(node, Field::Object), self.field(node, Field::Property))
                else {
                    return false;
                };
                self.kind(object) == Kind::Identifier
                    && self.text(object) == "module"
                    && self.text(property) == "exports"
                    && self.is_commonjs(object)
            }
            _ => false,
        }
    }
}
