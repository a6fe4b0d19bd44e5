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
