//! The positions in the arenas of a module.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its arena.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// An expression of one module.
    ExprId
);

id!(
    /// A type expression of one module.
    TypeId
);

id!(
    /// Something a name stands for in one scope.
    BindingId
);

id!(
    /// A function; 0 is the module's own top level.
    FuncId
);

id!(
    /// A class, struct or interface.
    ClassId
);

id!(
    /// A loop statement, a comprehension clause, or a callback that runs once per element.
    LoopId
);

id!(
    /// A node of the tree of conditions and loops; 0 is the module's top level.
    CtxId
);
