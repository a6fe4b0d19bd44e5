//! Somebody who types: the same keys in every run.

/// What is typed, a character at a time.
const WORDS: [&str; 24] = [
    "await redis.get(key)",
    "if (a) { return b; }",
    "const x = `a:${id}`;\n",
    "// a note\n",
    "/* a note */",
    "# a note\n",
    "'text'",
    "\"\"\"text\"\"\"",
    "})",
    "{",
    "function f(a, b = 1) { return a + b; }\n",
    "def f(a, b=1):\n    return a + b\n",
    "func f(a string) error { return nil }\n",
    "if x:\n    ",
    "for k, v := range xs {\n",
    "class A { m(x) { this.x = x; } }\n",
    "x := <-ch\n",
    "var string = 1;\n",
    "export ",
    "=> {",
    "string",
    "é",
    "    ",
    "\n",
];

pub(super) struct Typist {
    random: u64,
    original: String,
    text: String,
    /// What is still to be typed, and where.
    word: Vec<char>,
    at: usize,
    /// To be gone back to.
    before: Option<String>,
}

impl Typist {
    pub(super) fn new(seed: u64, text: &str) -> Self {
        let random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
        Self { random, original: text.to_owned(), text: text.to_owned(), word: Vec::new(), at: 0, before: None }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as usize % bound.max(1)
    }

    /// A place between two characters.
    fn place(&mut self) -> usize {
        let mut at = self.below(self.text.len() + 1);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The bytes of some rows.
    fn rows(&mut self, most: usize) -> std::ops::Range<usize> {
        let ends: Vec<usize> = self.text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let starts: Vec<usize> = std::iter::once(0).chain(ends.iter().copied()).collect();
        let first = self.below(starts.len());
        let last = first + 1 + self.below(most);
        starts[first]..starts.get(last).copied().unwrap_or(self.text.len())
    }

    /// The text after the next change.
    pub(super) fn change(&mut self) -> &str {
        if !self.word.is_empty() {
            let character = self.word.remove(0);
            self.text.insert(self.at, character);
            self.at += character.len_utf8();
        } else {
            self.next_change();
        }
        &self.text
    }

    fn next_change(&mut self) {
        if let Some(before) = self.before.take().filter(|_| self.random & 3 > 0) {
            self.text = before;
            return;
        }
        self.before = Some(self.text.clone());
        match self.below(10) {
            0..=2 => {
                let word = WORDS[self.below(WORDS.len())];
                self.at = self.place();
                self.word = word.chars().collect();
            }
            3 => {
                let at = self.place();
                let count = 1 + self.below(4);
                let end = self.text[at..].chars().take(count).map(char::len_utf8).sum::<usize>() + at;
                self.text.replace_range(at..end, "");
            }
            4 => {
                let at = self.place();
                self.text
                    .insert_str(at, ["x", ";", "(", ")", "{", "}", "\"", "`", ",", "\n"][self.random as usize % 10]);
            }
            5 => {
                let rows = self.rows(3);
                self.text.replace_range(rows, "");
            }
            6 | 7 => {
                let rows = self.rows(30);
                let moved = self.text[rows.clone()].to_owned();
                if self.random & 1 == 0 {
                    self.text.replace_range(rows, "");
                }
                let to = self.rows(1).start;
                self.text.insert_str(to, &moved);
            }
            8 => {
                // All rows further in, or none.
                let deeper: String = self.text.lines().map(|row| format!("  {row}\n")).collect();
                self.text = if self.random & 1 == 0 { format!("{{\n{deeper}}}\n") } else { format!("if x:\n{deeper}") };
            }
            _ => {
                self.text = self.original.clone();
                self.before = None;
            }
        }
    }
}
