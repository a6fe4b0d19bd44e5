//! One suppression comment on its own: for whoever points at it.

use super::directive::{self, Directive, Reach};
use crate::finding::Span;
use crate::source::SourceFile;

/// What a suppression comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// From the mark to the end of the reason.
    pub span: Span,
    /// How far it reaches.
    pub reach: Reach,
    /// The rules as they are written.
    pub rules: Vec<String>,
    /// May be empty.
    pub reason: String,
}

/// The suppression comment around a byte offset; `comments` are those of the file.
pub fn told(file: &SourceFile, comments: &[Span], offset: u32) -> Option<Told> {
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    let comment = comments.iter().copied().find(|comment| holds(*comment))?;
    directive::parse(file.slice(comment), comment.start as usize).into_iter().find_map(|found| match found {
        Directive::Ignore { reach, rules, reason, span } if holds(span) => {
            Some(Told { span, reach, rules: rules.into_iter().map(|rule| rule.name).collect(), reason })
        }
        Directive::Ignore { .. } | Directive::Broken { .. } => None,
    })
}
