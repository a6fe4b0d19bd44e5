//! The grammar's node kinds and fields as enums, looked up by number instead of by name.

use std::sync::LazyLock;

use tree_sitter::{Language, Node};

macro_rules! kinds {
    ($($variant:ident $name:literal,)*) => {
        /// The named nodes that lowering tells apart; see `grammar.js` of tree-sitter-python 0.25.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            $($variant,)*
            /// What the grammar could not read.
            Error,
            /// Punctuation, keywords, and nodes of no matter.
            Other,
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
    AliasedImport "aliased_import",
    ArgumentList "argument_list",
    AsPattern "as_pattern",
    AsPatternTarget "as_pattern_target",
    AssertStatement "assert_statement",
    Assignment "assignment",
    Attribute "attribute",
    AugmentedAssignment "augmented_assignment",
    Await "await",
    BinaryOperator "binary_operator",
    Block "block",
    BooleanOperator "boolean_operator",
    BreakStatement "break_statement",
    Call "call",
    CaseClause "case_clause",
    CasePattern "case_pattern",
    Chevron "chevron",
    ClassDefinition "class_definition",
    ClassPattern "class_pattern",
    Comment "comment",
    ComparisonOperator "comparison_operator",
    ConcatenatedString "concatenated_string",
    ConditionalExpression "conditional_expression",
    ConstrainedType "constrained_type",
    ContinueStatement "continue_statement",
    DecoratedDefinition "decorated_definition",
    Decorator "decorator",
    DefaultParameter "default_parameter",
    DeleteStatement "delete_statement",
    DictPattern "dict_pattern",
    Dictionary "dictionary",
    DictionaryComprehension "dictionary_comprehension",
    DictionarySplat "dictionary_splat",
    DictionarySplatPattern "dictionary_splat_pattern",
    DottedName "dotted_name",
    ElifClause "elif_clause",
    Ellipsis "ellipsis",
    ElseClause "else_clause",
    ExceptClause "except_clause",
    ExecStatement "exec_statement",
    ExpressionList "expression_list",
    ExpressionStatement "expression_statement",
    False "false",
    FinallyClause "finally_clause",
    Float "float",
    ForInClause "for_in_clause",
    ForStatement "for_statement",
    FormatExpression "format_expression",
    FormatSpecifier "format_specifier",
    FunctionDefinition "function_definition",
    FutureImportStatement "future_import_statement",
    GeneratorExpression "generator_expression",
    GenericType "generic_type",
    GlobalStatement "global_statement",
    Identifier "identifier",
    IfClause "if_clause",
    IfStatement "if_statement",
    ImportFromStatement "import_from_statement",
    ImportStatement "import_statement",
    Integer "integer",
    Interpolation "interpolation",
    KeywordArgument "keyword_argument",
    KeywordPattern "keyword_pattern",
    KeywordSeparator "keyword_separator",
    Lambda "lambda",
    LineContinuation "line_continuation",
    List "list",
    ListComprehension "list_comprehension",
    ListPattern "list_pattern",
    ListSplat "list_splat",
    ListSplatPattern "list_splat_pattern",
    MatchStatement "match_statement",
    MemberType "member_type",
    NamedExpression "named_expression",
    None "none",
    NonlocalStatement "nonlocal_statement",
    NotOperator "not_operator",
    Pair "pair",
    ParenthesizedExpression "parenthesized_expression",
    PassStatement "pass_statement",
    PatternList "pattern_list",
    PositionalSeparator "positional_separator",
    PrintStatement "print_statement",
    RaiseStatement "raise_statement",
    RelativeImport "relative_import",
    ReturnStatement "return_statement",
    Set "set",
    SetComprehension "set_comprehension",
    Slice "slice",
    SplatPattern "splat_pattern",
    String "string",
    StringEnd "string_end",
    StringStart "string_start",
    Subscript "subscript",
    True "true",
    TryStatement "try_statement",
    Tuple "tuple",
    TuplePattern "tuple_pattern",
    Type "type",
    TypeAliasStatement "type_alias_statement",
    TypeParameter "type_parameter",
    TypedDefaultParameter "typed_default_parameter",
    TypedParameter "typed_parameter",
    UnaryOperator "unary_operator",
    UnionPattern "union_pattern",
    UnionType "union_type",
    WhileStatement "while_statement",
    WildcardImport "wildcard_import",
    WithClause "with_clause",
    WithItem "with_item",
    WithStatement "with_statement",
    Yield "yield",
}

macro_rules! fields {
    ($($variant:ident $name:literal,)*) => {
        /// The part that a node plays in its parent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Field {
            $($variant,)*
            /// No named part, or one of no matter.
            Unnamed,
        }

        fn field_named(name: &str) -> Field {
            match name {
                $($name => Field::$variant,)*
                _ => Field::Unnamed,
            }
        }
    };
}

fields! {
    Alias "alias",
    Argument "argument",
    Arguments "arguments",
    Attribute "attribute",
    Body "body",
    Condition "condition",
    Consequence "consequence",
    Definition "definition",
    Expression "expression",
    Function "function",
    Guard "guard",
    Key "key",
    Left "left",
    ModuleName "module_name",
    Name "name",
    Object "object",
    Operator "operator",
    Operators "operators",
    Parameters "parameters",
    ReturnType "return_type",
    Right "right",
    Subject "subject",
    Subscript "subscript",
    Superclasses "superclasses",
    Type "type",
    TypeParameters "type_parameters",
    Value "value",
}

impl Kind {
    /// Whether it stands in a block.
    pub(super) fn is_statement(self) -> bool {
        use Kind::*;
        matches!(
            self,
            AssertStatement
                | BreakStatement
                | ClassDefinition
                | ContinueStatement
                | DecoratedDefinition
                | DeleteStatement
                | ExecStatement
                | ExpressionStatement
                | ForStatement
                | FunctionDefinition
                | FutureImportStatement
                | GlobalStatement
                | IfStatement
                | ImportFromStatement
                | ImportStatement
                | MatchStatement
                | NonlocalStatement
                | PassStatement
                | PrintStatement
                | RaiseStatement
                | ReturnStatement
                | TryStatement
                | TypeAliasStatement
                | WhileStatement
                | WithStatement
        )
    }

    /// Whether it is a comment or a `\` at the end of a line, which may stand anywhere.
    pub(super) fn is_trivia(self) -> bool {
        matches!(self, Kind::Comment | Kind::LineContinuation)
    }
}

struct Tables {
    kinds: Vec<Kind>,
    fields: Vec<Field>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let language = Language::new(tree_sitter_python::LANGUAGE);
    let kind = |id: u16| match language.node_kind_for_id(id) {
        Some(name) if language.node_kind_is_named(id) => kind_named(name),
        _ => Kind::Other,
    };
    let field = |id: u16| language.field_name_for_id(id).map_or(Field::Unnamed, field_named);
    Tables {
        kinds: (0..language.node_kind_count() as u16).map(kind).collect(),
        fields: (0..=language.field_count() as u16).map(field).collect(),
    }
});

/// What a node is.
pub(super) fn kind(node: Node) -> Kind {
    if node.is_error() {
        return Kind::Error;
    }
    TABLES.kinds.get(node.kind_id() as usize).copied().unwrap_or(Kind::Other)
}

/// The field with a number.
pub(super) fn field(id: Option<std::num::NonZeroU16>) -> Field {
    id.and_then(|id| TABLES.fields.get(id.get() as usize).copied()).unwrap_or(Field::Unnamed)
}
