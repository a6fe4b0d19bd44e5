//! The rules that exist, sets of them, and the words that select them.

use crate::finding::Severity;
use crate::source::suggest::did_you_mean;

/// What configuration needs to know about a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleMeta {
    /// Kebab-case.
    pub name: &'static str,
    /// The group of the catalogue that it belongs to.
    pub group: String,
}

/// All rules; their positions number the members of a [`RuleSet`].
#[derive(Debug, Clone)]
pub struct KnownRules {
    rules: Vec<RuleMeta>,
}

/// A set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleSet(u128);

impl RuleSet {
    fn contains(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }

    fn set(&mut self, index: usize, on: Switch) {
        match on {
            Switch::On => self.0 |= 1 << index,
            Switch::Off => self.0 &= !(1 << index),
        }
    }

    /// Those of `self` that are not in `other`.
    pub fn without(self, other: RuleSet) -> RuleSet {
        RuleSet(self.0 & !other.0)
    }
}

#[derive(Debug, Clone, Copy)]
enum Switch {
    On,
    Off,
}

/// One word of `select`, `ignore` and such; a narrower word beats a wider one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Selector {
    /// `ALL`.
    All,
    /// Every rule of a group.
    Group(String),
    /// One rule, by its position.
    Rule(usize),
}

/// How narrow a selector is; 0 for none at all.
type Narrowness = u8;

/// What a layer of configuration does to the set of rules.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Starts afresh with these.
    pub select: Option<Vec<Selector>>,
    /// Adds these.
    pub extend_select: Vec<Selector>,
    /// Takes these away; of equally narrow words this one wins.
    pub ignore: Vec<Selector>,
}

impl KnownRules {
    /// At most 128 rules, which is what a [`RuleSet`] holds; more are not known.
    pub fn new(mut rules: Vec<RuleMeta>) -> Self {
        rules.truncate(128);
        Self { rules }
    }

    /// Their names, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.rules.iter().map(|rule| rule.name)
    }

    /// Every rule.
    pub fn all(&self) -> RuleSet {
        let mut all = RuleSet::default();
        (0..self.rules.len()).for_each(|index| all.set(index, Switch::On));
        all
    }

    /// Whether a set has the rule of that name.
    pub fn has(&self, set: RuleSet, name: &str) -> bool {
        self.index(name).is_some_and(|index| set.contains(index))
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.name == name)
    }

    /// Reads one word: `ALL`, a rule, or a group.
    ///
    /// # Errors
    /// In words, with a suggestion, when there is neither.
    pub fn selector(&self, word: &str) -> Result<Selector, String> {
        if word == "ALL" {
            return Ok(Selector::All);
        }
        if let Some(index) = self.index(word) {
            return Ok(Selector::Rule(index));
        }
        if self.rules.iter().any(|rule| rule.group == word) {
            return Ok(Selector::Group(word.to_owned()));
        }
        let names = self.rules.iter().flat_map(|rule| [rule.name, rule.group.as_str()]).chain(["ALL"]);
        Err(format!("there is no rule or group `{word}`{}", did_you_mean(word, names)))
    }

    /// The rules that some words name together.
    pub fn expand(&self, selectors: &[Selector]) -> RuleSet {
        let mut set = RuleSet::default();
        for index in 0..self.rules.len() {
            if self.narrowest(selectors, index) > 0 {
                set.set(index, Switch::On);
            }
        }
        set
    }

    /// What a layer makes of the rules that the layers under it left on.
    pub fn select(&self, before: RuleSet, selection: &Selection) -> RuleSet {
        let mut after = before;
        for index in 0..self.rules.len() {
            let selected = selection.select.as_deref().map(|words| self.narrowest(words, index));
            let wanted = selected.unwrap_or(0).max(self.narrowest(&selection.extend_select, index));
            let unwanted = self.narrowest(&selection.ignore, index);
            if wanted > unwanted {
                after.set(index, Switch::On);
            } else if unwanted > 0 || selected.is_some() {
                after.set(index, Switch::Off);
            }
        }
        after
    }

    /// Writes the severity of each rule that the words name over what `severities` has; the narrowest word counts.
    pub fn set_severities(&self, severities: &mut [Option<Severity>], words: &[(Selector, Severity)]) {
        for (index, severity) in severities.iter_mut().enumerate() {
            let named = words.iter().filter(|(word, _)| self.narrowness(word, index) > 0);
            if let Some((_, set)) = named.max_by_key(|(word, _)| self.narrowness(word, index)) {
                *severity = Some(*set);
            }
        }
    }

    /// One severity for each rule, none set.
    pub fn no_severities(&self) -> Vec<Option<Severity>> {
        vec![None; self.rules.len()]
    }

    /// The severity that is set for a rule.
    pub fn severity_of(&self, severities: &[Option<Severity>], name: &str) -> Option<Severity> {
        severities.get(self.index(name)?).copied().flatten()
    }

    fn narrowest(&self, selectors: &[Selector], index: usize) -> Narrowness {
        selectors.iter().map(|selector| self.narrowness(selector, index)).max().unwrap_or(0)
    }

    fn narrowness(&self, selector: &Selector, index: usize) -> Narrowness {
        match selector {
            Selector::All => 1,
            Selector::Group(group) if self.rules[index].group == *group => 2,
            Selector::Rule(rule) if *rule == index => 3,
            Selector::Group(_) | Selector::Rule(_) => 0,
        }
    }
}

#[cfg(test)]
pub(super) fn sample() -> KnownRules {
    let meta = |name, group: &str| RuleMeta { name, group: group.to_owned() };
    KnownRules::new(vec![
        meta("cross-slot-command", "slots"),
        meta("cross-slot-pipeline", "slots"),
        meta("key-prefix", "hash-tags"),
        meta("unused-suppression", "suppressions"),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(known: &KnownRules, words: &[&str]) -> Vec<Selector> {
        words.iter().map(|word| known.selector(word).unwrap()).collect()
    }

    fn left(select: Option<&[&str]>, extend: &[&str], ignore: &[&str]) -> Vec<&'static str> {
        let known = sample();
        let selection = Selection {
            select: select.map(|select| words(&known, select)),
            extend_select: words(&known, extend),
            ignore: words(&known, ignore),
        };
        let before = known.expand(&words(&known, &["slots", "unused-suppression"]));
        let after = known.select(before, &selection);
        known.names().filter(|name| known.has(after, name)).collect()
    }

    #[test]
    fn select_starts_afresh_and_extend_select_adds() {
        assert_eq!(left(Some(&["key-prefix"]), &[], &[]), ["key-prefix"]);
        assert_eq!(
            left(None, &["hash-tags"], &[]),
            ["cross-slot-command", "cross-slot-pipeline", "key-prefix", "unused-suppression"]
        );
    }

    #[test]
    fn the_narrower_word_wins() {
        assert_eq!(left(Some(&["slots"]), &[], &["cross-slot-command"]), ["cross-slot-pipeline"]);
        assert_eq!(left(Some(&["cross-slot-command"]), &[], &["slots"]), ["cross-slot-command"]);
        assert_eq!(left(Some(&["ALL"]), &[], &["slots"]), ["key-prefix", "unused-suppression"]);
        assert!(left(Some(&["slots"]), &[], &["slots"]).is_empty());
    }

    #[test]
    fn ignore_alone_takes_away() {
        assert_eq!(left(None, &[], &["slots"]), ["unused-suppression"]);
    }

    #[test]
    fn an_unknown_word_gets_a_suggestion() {
        let error = |word| sample().selector(word).unwrap_err();
        assert_eq!(
            error("cross-slot-comand"),
            "there is no rule or group `cross-slot-comand`; did you mean `cross-slot-command`?"
        );
        assert_eq!(error("slot"), "there is no rule or group `slot`; did you mean `slots`?");
        assert_eq!(error("all"), "there is no rule or group `all`; did you mean `ALL`?");
    }
}
