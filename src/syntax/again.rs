//! Parsing a text that was parsed before and has changed a little: what lies outside of the change is not parsed again.
//!
//! For a text without mistakes the tree is the same. How a mistake is got over may depend on the tree before, so whoever
//! wants what a first parse gives has to parse without one.

mod change;

use std::cell::RefCell;
use std::sync::Arc;

use tree_sitter::Tree;

use super::carry::{Carriage, Segments};
use super::ir::{Language, Module};
use super::mend;
use crate::finding::Span;
use change::Change;

/// A text, its tree, and what was made of it.
#[derive(Clone)]
pub struct Parsed {
    /// As it was read, what is blank in it left out.
    text: Arc<str>,
    tree: Tree,
    /// The last statement that was taken for blank.
    blank: Option<Span>,
    /// If there are mistakes in it, the last text that had none.
    whole: Option<Whole>,
    carriage: Option<Carriage>,
}

/// A text without mistakes, and its tree. What a mistake was got over with helps less with the next text than this does.
#[derive(Clone)]
struct Whole {
    text: Arc<str>,
    tree: Tree,
}

impl Parsed {
    /// What was parsed without help, when there is a text before that may help the next one.
    pub fn behind(self, before: Option<&Self>) -> Self {
        let whole = before.and_then(|before| before.whole_for(&self.text, &self.tree));
        Self { whole, ..self }
    }

    /// What is kept for the text that follows a tree of this one.
    fn whole_for(&self, text: &str, tree: &Tree) -> Option<Whole> {
        let last = match &self.whole {
            Some(whole) => whole.clone(),
            None => Whole { text: Arc::clone(&self.text), tree: self.tree.clone() },
        };
        let is_of_use = tree.root_node().has_error()
            && !last.tree.root_node().has_error()
            && Change::between(&last.text, text).is_small();
        is_of_use.then_some(last)
    }

    /// What there is for the one text that comes next: the module is given away, since it is taken apart when nobody else
    /// has it.
    pub fn give(&mut self) -> Self {
        let carriage = self.carriage.take();
        Self { carriage, ..self.clone() }
    }
}

#[cfg(test)]
impl Parsed {
    /// Only the text and its tree.
    pub(super) fn without_carriage(self) -> Self {
        Self { carriage: None, ..self }
    }

    /// How many functions were carried over to its module.
    pub(super) fn carried(&self) -> usize {
        self.carriage.as_ref().map_or(0, Carriage::carried)
    }
}

/// What the front ends of this thread begin with and leave behind.
#[derive(Default)]
struct Slot {
    is_on: bool,
    before: Option<Parsed>,
    carriage: Option<Carriage>,
    change: Option<Change>,
    blank: Vec<Span>,
    after: Option<Parsed>,
    segments: Option<Segments>,
}

thread_local! {
    static SLOT: RefCell<Slot> = RefCell::default();
}

/// Takes the slot back even when a front end panics.
struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        SLOT.with_borrow_mut(|slot| *slot = Slot::default());
    }
}

/// Runs something that lowers one text, with what was parsed before; gives what is to be handed in the next time.
/// `module` takes the module from what comes of it.
pub fn with<T>(
    before: Option<Parsed>,
    lower: impl FnOnce() -> T,
    module: impl FnOnce(&T) -> Option<Arc<Module>>,
) -> (T, Option<Parsed>) {
    let mut before = before;
    let carriage = before.as_mut().and_then(|before| before.carriage.take());
    SLOT.set(Slot { is_on: true, before, carriage, ..Slot::default() });
    let guard = Guard;
    let result = lower();
    let left = SLOT.take();
    drop(guard);
    let carriage = left.segments.and_then(|segments| Some(Carriage::new(module(&result)?, segments)));
    let after = left.after.map(|after| Parsed { carriage, ..after });
    (result, after)
}

/// A text to be read instead of this one, and what is blank in it: statements whose brackets are open since somebody types
/// there. Where brackets did not fit together before either, the parser knows better.
pub(super) fn mended(language: Language, text: &str) -> Option<(String, Vec<Span>)> {
    SLOT.with_borrow_mut(|slot| {
        let before = slot.before.as_ref()?;
        let typed = Change::between(&before.text, text).start;
        let was_closed = mend::unclosed(language, &before.text, typed).is_none();
        // What was left open further down stands as far from the end as before.
        let left = before.blank.and_then(|blank| (text.len() + blank.range().start).checked_sub(before.text.len()));
        let mut read = text.to_owned();
        for place in was_closed.then_some(typed).into_iter().chain(left.filter(|left| *left > typed)) {
            if let Some(blank) = mend::unclosed(language, &read, place) {
                read = mend::without(read, blank);
                slot.blank.push(blank);
            }
        }
        (!slot.blank.is_empty()).then(|| (read, slot.blank.clone()))
    })
}

/// The tree of the text before, told what has changed.
pub(super) fn before(text: &str) -> Option<Tree> {
    SLOT.with_borrow_mut(|slot| {
        let before = slot.before.as_ref()?;
        let change = Change::between(&before.text, text);
        slot.change = Some(change);
        let told = |old: &str, tree: &Tree, change: Change| {
            let mut tree = tree.clone();
            tree.edit(&change.edit(old, text));
            tree
        };
        Some(match &before.whole {
            Some(whole) => told(&whole.text, &whole.tree, Change::between(&whole.text, text)),
            None => told(&before.text, &before.tree, change),
        })
    })
}

/// Whether the text that is being lowered on this thread is expected to change soon.
pub(super) fn is_expected() -> bool {
    SLOT.with_borrow(|slot| slot.is_on)
}

/// Where something that stands apart from what has changed stood in the text before.
pub(super) fn place_before(span: Span) -> Option<Span> {
    SLOT.with_borrow(|slot| slot.change)?.place_before(span)
}

/// What may be carried over from the module before.
pub(super) fn carriage() -> Option<Carriage> {
    SLOT.with_borrow_mut(|slot| slot.carriage.take())
}

/// Keeps what the next module may carry over from this one.
pub(super) fn leave(segments: Segments) {
    SLOT.with_borrow_mut(|slot| slot.segments = Some(segments));
}

/// Keeps a tree for the next time, if there will be one.
pub(super) fn after(text: &str, tree: &Tree) {
    SLOT.with_borrow_mut(|slot| {
        if slot.is_on {
            let blank = slot.blank.last().copied();
            let whole = slot.before.as_ref().and_then(|before| before.whole_for(text, tree));
            slot.after = Some(Parsed { text: Arc::from(text), tree: tree.clone(), blank, whole, carriage: None });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::ir::Language;
    use super::super::lower;
    use super::*;

    #[test]
    fn a_changed_text_is_lowered_as_if_it_were_new() {
        let cases = [
            (Language::TypeScript, "const a = `x:${b}`;\nf(a);\n", "const a = `x:${b}:é`;\nf(a);\n"),
            (Language::TypeScript, "f();\n", "\nclass A { m() { return g('x') } }\nf();\n"),
            (
                Language::Python,
                "def f(a):\n    return a\n",
                "def f(a):\n    if a:\n        return g(a)\n    return a\n",
            ),
            (Language::Go, "package a\n\nfunc f() { g() }\n", "package a\n\nfunc f() {}\n"),
            (Language::JavaScript, "é('é');", "é('éé');"),
        ];
        for (language, old, new) in cases {
            let lowered = |text| Arc::new(lower(language, text));
            let (_, parsed) = with(None, || lowered(old), |module| Some(Arc::clone(module)));
            let (again, _) = with(parsed.clone(), || lowered(new), |_| None);
            assert!(parsed.is_some());
            assert_eq!(format!("{again:?}"), format!("{:?}", lower(language, new)), "{new}");
        }
    }

    /// What comes of the last of some texts, each typed over the one before.
    fn typed(language: Language, texts: &[&str]) -> Module {
        let mut parsed = None;
        let mut modules = Vec::new();
        for text in texts {
            let (module, after) = with(parsed, || Arc::new(lower(language, text)), |module| Some(Arc::clone(module)));
            modules.push(module);
            parsed = after;
        }
        Module::clone(&modules[texts.len() - 1])
    }

    #[test]
    fn an_open_bracket_costs_its_statement_and_no_more() {
        let whole = "{\n  f('é');\n}\ng(1);\n";
        let open = "{\n  f('é');\n  a = b(c\n}\ng(1);\n";
        let read = "{\n  f('é');\n  a = b  \n}\ng(1);\n";
        let above = (open.replace("'é'", "'éé'"), read.replace("'é'", "'éé'"));
        let cases: [(&[&str], &str); 4] = [
            (&[whole, open], read),
            (&[whole, open, &above.0], &above.1),
            (&[whole, &whole.replace("\n}", "\n  a = b(\n}"), open], read),
            (&[whole, open, &open.replace("c\n", "c)\n")], &open.replace("c\n", "c)\n")),
        ];
        for (texts, expected) in cases {
            let mut module = typed(Language::TypeScript, texts);
            assert_eq!(module.damaged.is_empty(), texts.last() == Some(&expected), "{texts:?}");
            module.damaged.clear();
            assert_eq!(format!("{module:?}"), format!("{:?}", lower(Language::TypeScript, expected)), "{texts:?}");
        }
    }
}
