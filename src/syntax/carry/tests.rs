//! Texts are changed at random, stroke by stroke: what is carried over from one module to the next must be what lowering
//! gives.

mod samples;
mod typing;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::syntax::again::{self, Parsed};
use crate::syntax::ir::{Language, Module};
use crate::syntax::lower;
use samples::samples;
use typing::Typist;

/// Changes of each text.
const CHANGES: usize = 32;

/// A text that is being typed in.
struct Buffer {
    language: Language,
    parsed: Option<Parsed>,
}

impl Buffer {
    fn lower(&self, before: Option<Parsed>, text: &str) -> (Arc<Module>, Option<Parsed>) {
        again::with(before, || Arc::new(lower(self.language, text)), |module| Some(Arc::clone(module)))
    }

    /// Lowers the next text with and without what was carried over, and compares; how many functions were carried over.
    fn next(&mut self, text: &str) -> usize {
        let before = self.parsed.take();
        let (expected, _) = self.lower(before.clone().map(Parsed::without_carriage), text);
        // While somebody else still looks at the module before, and when it may be taken apart.
        let (copied, _) = self.lower(before.clone(), text);
        assert_same(&copied, &expected, text);
        let (module, parsed) = self.lower(before, text);
        assert_same(&module, &expected, text);
        if module.damaged.is_empty() {
            assert_same(&module, &lower(self.language, text), text);
        }
        self.parsed = parsed;
        self.parsed.as_ref().map_or(0, Parsed::carried)
    }
}

#[track_caller]
fn assert_same(module: &Module, expected: &Module, text: &str) {
    if format!("{module:?}") != format!("{expected:?}") {
        let (found, expected) = (format!("{module:#?}"), format!("{expected:#?}"));
        let differs = found.lines().zip(expected.lines()).position(|(a, b)| a != b).unwrap_or_default();
        let around = |all: &str| all.lines().skip(differs.saturating_sub(12)).take(24).collect::<Vec<_>>().join("\n");
        panic!("carried over:\n{}\nlowered:\n{}\nof:\n{text}", around(&found), around(&expected));
    }
}

#[test]
fn whatever_is_typed_the_module_is_what_lowering_gives() {
    let mut all: BTreeMap<Language, usize> = BTreeMap::new();
    for (number, (language, text)) in samples().into_iter().enumerate() {
        let mut buffer = Buffer { language, parsed: None };
        let mut typist = Typist::new(number as u64, &text);
        buffer.next(&text);
        *all.entry(language).or_default() += (0..CHANGES).map(|_| buffer.next(typist.change())).sum::<usize>();
    }
    // Else nothing was tested.
    for language in [Language::JavaScript, Language::TypeScript, Language::Python, Language::Go] {
        assert!(all[&language] > 200, "carried over: {all:?}");
    }
}

/// Each function is the very same text, and comes to something else, or does something to what stands around it.
#[test]
fn a_function_that_reaches_out_is_lowered_again() {
    let cases = [
        (
            Language::JavaScript,
            "function connect() {\n  client = require('ioredis').createClient('somewhere');\n}\npad();\npad();\n",
            "function connect() {\n  client = require('ioredis').createClient('somewhere');\n}\npad();\npad();\nuse(client);\n",
        ),
        (
            Language::JavaScript,
            "const all = xs.reduce((sum) => {\n  return load(sum, 'something rather long');\n});\n",
            "const all = xs.forEach((sum) => {\n  return load(sum, 'something rather long');\n});\n",
        ),
        (
            Language::TypeScript,
            "namespace A {\n  f(function () {\n    export const name = 'a rather long text in here';\n  });\n}\npad();\npad();\n",
            "namespace A {\n  f(function () {\n    export const name = 'a rather long text in here';\n  });\n}\npad();\npad();\nf();\n",
        ),
        (
            Language::Go,
            "package a\n\nvar source = make(chan int)\n\nfunc read() {\n\tfor one := range source {\n\t\tprintln(one)\n\t}\n}\n",
            "package a\n\nvar source = []int{1, 2}\n\nfunc read() {\n\tfor one := range source {\n\t\tprintln(one)\n\t}\n}\n",
        ),
        (
            Language::Python,
            "class A:\n    def f(self, other):\n        self.name: str = other.name_of_it()\n\npad()\npad()\n",
            "class A:\n    def f(self, other):\n        self.name: str = other.name_of_it()\n\npad()\npad()\nA()\n",
        ),
    ];
    for (language, old, new) in cases {
        let mut buffer = Buffer { language, parsed: None };
        buffer.next(old);
        assert_eq!(buffer.next(new), 0, "{new}");
    }
}

#[test]
fn a_function_that_rests_on_its_text_alone_is_carried_over() {
    let cases = [
        (
            Language::TypeScript,
            "export const f = async (id: string) => {\n  return redis.get(`user:${id}`);\n};\n",
            "g();\n",
        ),
        (Language::Python, "def f(id, other=g(1)):\n    return redis.get(f'user:{id}:{other}')\n", "g()\n"),
        (
            Language::Go,
            "package a\n\nfunc f(id string) any {\n\treturn rdb.Get(ctx, \"user:\"+id)\n}\n",
            "\nfunc g() {}\n",
        ),
    ];
    for (language, text, more) in cases {
        // What stands right before a change is read again.
        let between = if language == Language::Go { "\nvar a = 1\nvar b = 2\n" } else { "\na()\nb()\nc()\nd()\ne()\n" };
        let text = format!("{text}{between}");
        let mut buffer = Buffer { language, parsed: None };
        buffer.next(&text);
        assert_eq!(buffer.next(&format!("{text}{more}")), 1, "{text}");
    }
}
