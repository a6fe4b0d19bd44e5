//! Imports: what each imported name is a member of.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::grammar::{Field, Kind};
use super::{Lowering, span};
use crate::finding::Span;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// The namespace of a module, by the string that names it; notes the import.
    pub(super) fn module_value(&mut self, specifier: Node<'t>, at: Span) -> ExprId {
        let name = self.note_import(specifier);
        self.b.expr(at, ExprKind::Module(name))
    }

    pub(super) fn note_import(&mut self, specifier: Node<'t>) -> SmolStr {
        let (name, at) = self.specifier(specifier);
        self.b.module().imports.push(Import { specifier: name.clone(), span: at });
        name
    }

    pub(super) fn import(&mut self, node: Node<'t>) {
        let parts = self.named(node);
        let required = parts.iter().copied().find(|&part| self.kind(part) == Kind::ImportRequireClause);
        if let Some(clause) = required {
            return self.import_require(clause);
        }
        let Some(source) = self.field(node, Field::Source) else { return self.fragment_statements(node) };
        let specifier = self.note_import(source);
        for clause in parts {
            if self.kind(clause) == Kind::ImportClause {
                self.import_clause(clause, source, &specifier);
            }
        }
    }

    fn import_clause(&mut self, clause: Node<'t>, source: Node<'t>, specifier: &SmolStr) {
        for part in self.named(clause) {
            match self.kind(part) {
                Kind::Identifier => {
                    let value = self.imported(source, specifier, SmolStr::new_static("default"), part);
                    self.define_import(part, value);
                }
                Kind::NamespaceImport => {
                    if let Some(name) = self.first_named(part) {
                        let value = self.b.expr(span(source), ExprKind::Module(specifier.clone()));
                        self.define_import(name, value);
                    }
                }
                Kind::NamedImports => {
                    for each in self.named(part) {
                        self.import_specifier(each, source, specifier);
                    }
                }
                _ => {}
            }
        }
    }

    fn import_specifier(&mut self, node: Node<'t>, source: Node<'t>, specifier: &SmolStr) {
        let Some(name) = self.field(node, Field::Name) else { return };
        let text = self.export_name(name);
        let local = self.field(node, Field::Alias).unwrap_or(name);
        let value = self.imported(source, specifier, text, name);
        self.define_import(local, value);
    }

    /// `name` of the module that `source` names.
    pub(super) fn imported(
        &mut self,
        source: Node<'t>,
        specifier: &SmolStr,
        name: SmolStr,
        name_node: Node<'t>,
    ) -> ExprId {
        let module = self.b.expr(span(source), ExprKind::Module(specifier.clone()));
        self.b.member(span(name_node), module, name, span(name_node))
    }

    fn define_import(&mut self, local: Node<'t>, value: ExprId) {
        let scope = self.b.scope();
        let name = self.name_of(local);
        let binding = self.b.declare(scope, name, span(local));
        self.b.define(binding, span(local), DefKind::Value(value));
    }

    /// A name in an import or export clause: an identifier or a string.
    pub(super) fn export_name(&mut self, node: Node<'t>) -> SmolStr {
        match self.kind(node) {
            Kind::String => self.specifier(node).0,
            _ => self.name_of(node),
        }
    }

    /// `import x = require('y')`.
    fn import_require(&mut self, clause: Node<'t>) {
        let (Some(name), Some(source)) = (self.first_named(clause), self.field(clause, Field::Source)) else { return };
        let value = self.module_value(source, span(source));
        self.define_import(name, value);
    }

    /// `import A = B.C`.
    pub(super) fn import_alias(&mut self, node: Node<'t>) {
        let parts = self.named(node);
        let [name, path] = parts.as_slice() else { return self.fragment_statements(node) };
        let value = self.type_name(*path);
        self.define_import(*name, value);
    }
}
