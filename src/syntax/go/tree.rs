//! The tree of the Go grammar: parsing with a deadline, and node kinds and fields as small integers.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tree_sitter::{Language, Node, ParseOptions, ParseState, Parser, Tree};

use crate::syntax::again;

/// A file that takes longer than this to parse is given up: it is hostile or broken.
const DEADLINE: Duration = Duration::from_secs(5);

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| tree_sitter_go::LANGUAGE.into());

/// The tree of a source text; `None` if it took too long.
pub(super) fn parse(text: &str) -> Option<Tree> {
    PARSER.with(|slot| {
        let mut slot = slot.borrow_mut();
        if slot.is_none() {
            let mut parser = Parser::new();
            parser.set_language(&LANGUAGE).ok()?;
            *slot = Some(parser);
        }
        let parser = slot.as_mut()?;
        let started = Instant::now();
        let mut progress = |_: &ParseState| match started.elapsed() > DEADLINE {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let bytes = text.as_bytes();
        let options = ParseOptions::new().progress_callback(&mut progress);
        let before = again::before(text);
        let read = &mut |at: usize, _| bytes.get(at..).unwrap_or_default();
        let tree = parser.parse_with_options(read, before.as_ref(), Some(options));
        match &tree {
            Some(tree) => again::after(text, tree),
            None => parser.reset(),
        }
        tree
    })
}

macro_rules! kinds {
    ($($variant:ident = $name:literal,)*) => {
        /// The kinds of named nodes that lowering tells apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            /// A subtree that the grammar could not read.
            Error,
            /// Any other node.
            Other,
            $(#[doc = $name] $variant,)*
        }

        fn kind_named(name: &str) -> Kind {
            match name {
                $($name => Kind::$variant,)*
                _ => Kind::Other,
            }
        }
    };
}

kinds! {
    ArgumentList = "argument_list",
    ArrayType = "array_type",
    AssignmentStatement = "assignment_statement",
    BinaryExpression = "binary_expression",
    Block = "block",
    BreakStatement = "break_statement",
    CallExpression = "call_expression",
    ChannelType = "channel_type",
    Comment = "comment",
    CommunicationCase = "communication_case",
    CompositeLiteral = "composite_literal",
    ConstDeclaration = "const_declaration",
    ConstSpec = "const_spec",
    ContinueStatement = "continue_statement",
    DecStatement = "dec_statement",
    DefaultCase = "default_case",
    DeferStatement = "defer_statement",
    Dot = "dot",
    EmptyStatement = "empty_statement",
    ExpressionCase = "expression_case",
    ExpressionList = "expression_list",
    ExpressionStatement = "expression_statement",
    ExpressionSwitchStatement = "expression_switch_statement",
    FallthroughStatement = "fallthrough_statement",
    False = "false",
    FieldDeclaration = "field_declaration",
    FieldDeclarationList = "field_declaration_list",
    FieldIdentifier = "field_identifier",
    FloatLiteral = "float_literal",
    ForClause = "for_clause",
    ForStatement = "for_statement",
    FuncLiteral = "func_literal",
    FunctionDeclaration = "function_declaration",
    FunctionType = "function_type",
    GenericType = "generic_type",
    GoStatement = "go_statement",
    GotoStatement = "goto_statement",
    Identifier = "identifier",
    IfStatement = "if_statement",
    ImplicitLengthArrayType = "implicit_length_array_type",
    ImportDeclaration = "import_declaration",
    ImportSpec = "import_spec",
    ImportSpecList = "import_spec_list",
    IncStatement = "inc_statement",
    IndexExpression = "index_expression",
    IntLiteral = "int_literal",
    InterfaceType = "interface_type",
    InterpretedStringLiteral = "interpreted_string_literal",
    Iota = "iota",
    KeyedElement = "keyed_element",
    LabelName = "label_name",
    LabeledStatement = "labeled_statement",
    LiteralElement = "literal_element",
    LiteralValue = "literal_value",
    MapType = "map_type",
    MethodDeclaration = "method_declaration",
    MethodElem = "method_elem",
    NegatedType = "negated_type",
    Nil = "nil",
    PackageClause = "package_clause",
    PackageIdentifier = "package_identifier",
    ParameterDeclaration = "parameter_declaration",
    ParameterList = "parameter_list",
    ParenthesizedExpression = "parenthesized_expression",
    ParenthesizedType = "parenthesized_type",
    PointerType = "pointer_type",
    QualifiedType = "qualified_type",
    RangeClause = "range_clause",
    RawStringLiteral = "raw_string_literal",
    ReceiveStatement = "receive_statement",
    ReturnStatement = "return_statement",
    RuneLiteral = "rune_literal",
    SelectStatement = "select_statement",
    SelectorExpression = "selector_expression",
    SendStatement = "send_statement",
    ShortVarDeclaration = "short_var_declaration",
    SliceExpression = "slice_expression",
    SliceType = "slice_type",
    StatementList = "statement_list",
    StructType = "struct_type",
    True = "true",
    TypeAlias = "type_alias",
    TypeAssertionExpression = "type_assertion_expression",
    TypeCase = "type_case",
    TypeConstraint = "type_constraint",
    TypeConversionExpression = "type_conversion_expression",
    TypeDeclaration = "type_declaration",
    TypeElem = "type_elem",
    TypeIdentifier = "type_identifier",
    TypeInstantiationExpression = "type_instantiation_expression",
    TypeParameterDeclaration = "type_parameter_declaration",
    TypeSpec = "type_spec",
    TypeSwitchStatement = "type_switch_statement",
    UnaryExpression = "unary_expression",
    VarDeclaration = "var_declaration",
    VarSpec = "var_spec",
    VarSpecList = "var_spec_list",
    VariadicArgument = "variadic_argument",
    VariadicParameterDeclaration = "variadic_parameter_declaration",
}

static KINDS: LazyLock<Box<[Kind]>> = LazyLock::new(|| {
    let count = LANGUAGE.node_kind_count().min(usize::from(u16::MAX)) as u16;
    let kind = |id| match LANGUAGE.node_kind_for_id(id) {
        Some(name) if LANGUAGE.node_kind_is_named(id) => kind_named(name),
        _ => Kind::Other,
    };
    (0..count).map(kind).collect()
});

/// The kind of a node.
pub(super) fn kind(node: Node<'_>) -> Kind {
    if node.is_error() {
        return Kind::Error;
    }
    KINDS.get(usize::from(node.kind_id())).copied().unwrap_or(Kind::Other)
}

macro_rules! fields {
    ($($variant:ident = $name:literal,)*) => {
        /// The fields by which lowering finds children.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Field {
            $(#[doc = $name] $variant,)*
        }

        const FIELD_NAMES: &[&str] = &[$($name,)*];
    };
}

fields! {
    Alias = "alias",
    Alternative = "alternative",
    Arguments = "arguments",
    Body = "body",
    Capacity = "capacity",
    Communication = "communication",
    Condition = "condition",
    Consequence = "consequence",
    Element = "element",
    End = "end",
    Selected = "field",
    Function = "function",
    Index = "index",
    Initializer = "initializer",
    Key = "key",
    Left = "left",
    Length = "length",
    Name = "name",
    Operand = "operand",
    Operator = "operator",
    Package = "package",
    Parameters = "parameters",
    Path = "path",
    Receiver = "receiver",
    Result = "result",
    Right = "right",
    Start = "start",
    Type = "type",
    TypeArguments = "type_arguments",
    TypeParameters = "type_parameters",
    Update = "update",
    Value = "value",
}

static FIELD_IDS: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let id = |name: &&str| LANGUAGE.field_id_for_name(name).map_or(0, |id| id.get());
    FIELD_NAMES.iter().map(id).collect()
});

/// The child of a node in a field.
pub(super) fn child<'t>(node: Node<'t>, field: Field) -> Option<Node<'t>> {
    node.child_by_field_id(FIELD_IDS[field as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_exists_in_the_grammar() {
        for (index, id) in FIELD_IDS.iter().enumerate() {
            assert_ne!(*id, 0, "{}", FIELD_NAMES[index]);
        }
    }
}
