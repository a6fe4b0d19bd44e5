//! The file as a whole, and its `const` and `var` declarations.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::comments::embeds;
use super::tree::{Field, Kind, child, kind};
use super::{Lowering, Nodes, span};
use crate::finding::Span;
use crate::syntax::ir::*;

impl<'t> Lowering<'t> {
    /// Lowers a file: names first, then imports and types, since the rest refers to them, then everything else.
    pub(super) fn file(&mut self, root: Node<'t>) {
        let items = self.top_items(root);
        for &item in &items {
            self.announce(item);
        }
        for &item in &items {
            match kind(item) {
                Kind::PackageClause => self.package(item),
                Kind::ImportDeclaration => self.import_declaration(item),
                _ => {}
            }
        }
        for &item in &items {
            if kind(item) == Kind::TypeDeclaration {
                self.statement(item);
            }
        }
        for &item in &items {
            if !matches!(kind(item), Kind::PackageClause | Kind::ImportDeclaration | Kind::TypeDeclaration) {
                self.statement(item);
            }
        }
    }

    /// The declarations of a file, those in unreadable stretches included.
    fn top_items(&mut self, root: Node<'t>) -> Vec<Node<'t>> {
        let mut items = Vec::new();
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            if node != root && kind(node) != Kind::Error {
                items.push(node);
                continue;
            }
            let children = self.children_where(node, |child| kind(child) != Kind::Comment);
            waiting.extend(children.into_iter().rev());
        }
        items
    }

    /// Declares the package-level names of a declaration.
    fn announce(&mut self, item: Node<'t>) {
        match kind(item) {
            Kind::FunctionDeclaration => self.announce_name(child(item, Field::Name)),
            Kind::ConstDeclaration | Kind::VarDeclaration => {
                for spec in self.specs(item) {
                    for name in self.spec_names(spec) {
                        self.announce_name(Some(name));
                    }
                }
            }
            Kind::TypeDeclaration => {
                for spec in self.children(item) {
                    let name = child(spec, Field::Name);
                    self.announce_name(name);
                    if child(spec, Field::Type).is_some_and(|ty| kind(ty) == Kind::MapType) {
                        self.map_types.extend(name.map(|name| SmolStr::new(self.text_of(name))));
                    }
                }
            }
            _ => {}
        }
    }

    fn announce_name(&mut self, name: Option<Node<'t>>) {
        let Some(name) = name else { return };
        let text = self.text_of(name);
        // `init` may stand several times and cannot be referred to.
        if !matches!(text, "_" | "init" | "") {
            let scope = self.builder.top_scope();
            self.builder.declare(scope, text, span(name));
        }
    }

    /// The specs of a `const` or `var` declaration, in parentheses or not.
    fn specs(&mut self, declaration: Node<'t>) -> Nodes<'t> {
        let mut specs = Nodes::new();
        for node in self.children(declaration) {
            match kind(node) {
                Kind::VarSpecList => specs.extend(self.children(node)),
                _ => specs.push(node),
            }
        }
        specs
    }

    /// The names that a spec or parameter declares; their type and values are nodes of other kinds.
    pub(super) fn spec_names(&mut self, spec: Node<'t>) -> Nodes<'t> {
        self.children_where(spec, |child| kind(child) == Kind::Identifier)
    }

    pub(super) fn var_declaration(&mut self, node: Node<'t>) {
        let specs = self.specs(node);
        let grouped = self.children(node).iter().any(|child| kind(*child) == Kind::VarSpecList);
        for spec in specs {
            self.builder.module().statements.push(span(spec));
            let start = if grouped { spec.start_byte() } else { node.start_byte() };
            self.var_spec(spec, start);
        }
    }

    fn var_spec(&mut self, spec: Node<'t>, start: usize) {
        let names = self.spec_names(spec);
        let ty_node = child(spec, Field::Type);
        let ty = ty_node.map(|ty| self.ty(ty));
        if let Some(values) = child(spec, Field::Value) {
            let values = self.list(values);
            self.bind(&names, &values, super::statements::Binding::Declare(ty));
        } else {
            let embedded = embeds(self.text, &self.builder.module().comments, start);
            for name in names {
                let Some(binding) = self.declare(name, ty) else { continue };
                let value = match (&embedded, ty) {
                    (Some((place, patterns)), _) => self.embedded(*place, patterns),
                    (None, Some(ty)) => self.builder.expr(span(name), ExprKind::OfType(ty)),
                    (None, None) => self.builder.opaque(span(name)),
                };
                self.note_channel(binding, ty_node);
                self.builder.define(binding, span(name), DefKind::Value(value));
            }
        }
    }

    /// `go:embed(patterns...)`, for evaluation to read the files.
    fn embedded(&mut self, place: Span, patterns: &[String]) -> ExprId {
        let callee = self.unbound_name(place, "go:embed");
        let mut args = Vec::with_capacity(patterns.len());
        for pattern in patterns {
            let value = self.builder.text(place, pattern.as_bytes());
            args.push(Arg { name: None, value, spread: Spread::No });
        }
        self.builder.expr(place, ExprKind::Call(Call { callee, args, kind: CallKind::Plain }))
    }

    /// Declares a name in the current scope, with its type if that is written; `None` for `_`.
    pub(super) fn declare(&mut self, name: Node<'t>, ty: Option<TypeId>) -> Option<BindingId> {
        let text = self.text_of(name);
        if matches!(text, "_" | "") {
            return None;
        }
        let scope = self.builder.scope();
        let binding = self.builder.declare(scope, text, span(name));
        if let Some(ty) = ty {
            self.builder.set_type(binding, ty);
        }
        Some(binding)
    }

    pub(super) fn note_channel(&mut self, binding: BindingId, ty: Option<Node<'t>>) {
        if ty.is_some_and(|ty| kind(ty) == Kind::ChannelType) {
            self.channels.insert(binding);
        }
    }

    /// A `const` declaration. A spec without values repeats the type and values of the one before, with its own `iota`.
    pub(super) fn const_declaration(&mut self, node: Node<'t>) {
        let mut repeated: (Option<TypeId>, Nodes<'t>) = (None, Nodes::new());
        let outer = self.iota;
        for (index, spec) in self.children(node).into_iter().enumerate() {
            self.builder.module().statements.push(span(spec));
            self.iota = index as f64;
            // Each name stands with the commas in the field of names.
            let names = self.spec_names(spec);
            if let Some(values) = child(spec, Field::Value) {
                let ty = child(spec, Field::Type).map(|ty| self.ty(ty));
                let values = self.list(values);
                self.bind(&names, &values, super::statements::Binding::Declare(ty));
                repeated = (ty, values);
            } else {
                self.repeated_consts(&names, &repeated.1, repeated.0);
            }
        }
        self.iota = outer;
    }

    fn repeated_consts(&mut self, names: &[Node<'t>], values: &[Node<'t>], ty: Option<TypeId>) {
        for (index, &name) in names.iter().enumerate() {
            let Some(binding) = self.declare(name, ty) else { continue };
            let value = match values.get(index) {
                Some(&value) => self.repeated_const(value, span(name)),
                None => self.builder.opaque(span(name)),
            };
            self.builder.define(binding, span(name), DefKind::Value(value));
        }
    }

    /// The value of a repeated constant expression: worked out here, since its text stands at another constant.
    fn repeated_const(&mut self, node: Node<'t>, place: Span) -> ExprId {
        if let Some(bytes) = self.string(node) {
            return self.builder.text(place, bytes);
        }
        match self.constant(node, 0) {
            Some(number) => self.builder.expr(place, ExprKind::Number(number)),
            None => self.builder.opaque(place),
        }
    }

    fn constant(&mut self, node: Node<'t>, depth: u32) -> Option<f64> {
        if depth > 20 {
            return None;
        }
        match kind(node) {
            Kind::Iota => Some(self.iota),
            Kind::IntLiteral | Kind::FloatLiteral => self.number(node),
            Kind::ParenthesizedExpression => {
                let inner = self.children(node).first().copied()?;
                self.constant(inner, depth + 1)
            }
            Kind::BinaryExpression => {
                let left = self.constant(child(node, Field::Left)?, depth + 1)?;
                let right = self.constant(child(node, Field::Right)?, depth + 1)?;
                match self.text_of(child(node, Field::Operator)?) {
                    "+" => Some(left + right),
                    "-" => Some(left - right),
                    "*" => Some(left * right),
                    "<<" => Some(left * right.exp2()),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
