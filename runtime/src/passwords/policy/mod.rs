//! What a new password has to be.

use std::{collections::HashSet, error::Error, fmt};

use zeroize::Zeroizing;

use super::MAX_PASSWORD;
use crate::misconfiguration::Misconfiguration;

mod common;

/// NIST SP 800-63B-4, section 3.1.1.2, where the password is the only factor.
const DEFAULT_MINIMUM: usize = 15;

/// There too, beside a second factor; OWASP ASVS 5.0, 6.2.1.
const LEAST_MINIMUM: usize = 8;

/// OWASP ASVS 5.0, 6.2.9: so long a password must be possible, so none longer may be asked for.
const GREATEST_MINIMUM: usize = 64;

/// A shorter word stands in too much by chance. In characters.
const SHORTEST_WORD: usize = 3;

/// Fewer letters beside a name, and the password is no more than that name. Digits, spaces and signs
/// are what people add to it first.
const FEWEST_LETTERS: usize = 4;

/// Decides whether a new password is good enough, and says what is wrong with one that is not.
///
/// It asks for length and refuses what attackers try first; it asks for no mixture of characters
/// (OWASP ASVS 5.0, 6.2.1, 6.2.4, 6.2.5, 6.2.9 and 6.2.11; NIST SP 800-63B-4, section 3.1.1.2).
/// A password is refused that
///
/// - has fewer than 15 characters, or another [minimum](Self::minimum), counted in Unicode code points;
/// - has more than [`MAX_PASSWORD`] bytes, which 256 characters never have: nothing is cut off;
/// - holds a control character (a tab, a line break, NUL), as HTTP Basic cannot carry one (RFC 7617);
/// - repeats fewer than eight characters over and over;
/// - is one of the 15,131 common ones that come with this crate, or one of the application's [own
///   list](Self::blocked), compared as a whole and without regard to case. For each minimum of 8 to 15
///   characters, these hold the 3,000 most common that meet it;
/// - consists of the user's name, or another [word](Self::words) that could be expected, and fewer than
///   four letters besides. Of a name of several parts, `ann.smith@example.com`, each part counts; words
///   under three characters do not.
///
/// Use it where passwords are set, not where they are verified: who has a weak one since long has to
/// be able to sign in and change it. Passwords are neither changed nor normalised, here or anywhere
/// in this crate: where `é` is typed in one character and later in two, it is another password. An
/// application that wants them alike normalises before it calls anything here.
///
/// ```
/// use axum_secured::passwords::{PasswordPolicy, WeakPassword};
///
/// let policy = PasswordPolicy::new().words(["Example Shop"]);
/// assert_eq!(policy.check("correct horse battery", &["ann"]), Ok(()));
///
/// let weak = policy.check("tr0ub4dor&3", &["ann"]).unwrap_err();
/// assert_eq!(weak, WeakPassword::TooShort { minimum: 15 });
/// assert_eq!(weak.to_string(), "This password is too short: use at least 15 characters.");
/// assert_eq!(policy.check("exampleshop-2026", &["ann"]), Err(WeakPassword::Expected));
/// assert_eq!(policy.check("Annabelle-1999-11", &["annabelle"]), Err(WeakPassword::Expected));
/// assert_eq!(policy.check("1qaz2wsx3edc4rfv", &["ann"]), Err(WeakPassword::Common));
/// ```
#[derive(Clone)]
pub struct PasswordPolicy {
    minimum: usize,
    words: Vec<String>,
    blocked: HashSet<String>,
}

impl PasswordPolicy {
    /// At least 15 characters; no words and no list but the crate's own.
    pub fn new() -> Self {
        Self {
            minimum: DEFAULT_MINIMUM,
            words: Vec::new(),
            blocked: HashSet::new(),
        }
    }

    /// With at least so many `characters`. Under 15 is for passwords that only count together with
    /// another factor.
    ///
    /// # Errors
    /// If these are fewer than 8 or more than 64.
    pub fn minimum(mut self, characters: usize) -> Result<Self, Misconfiguration> {
        if !(LEAST_MINIMUM..=GREATEST_MINIMUM).contains(&characters) {
            return Err(Misconfiguration::new(format!(
                "a password policy asks for {LEAST_MINIMUM} to {GREATEST_MINIMUM} characters, \
                 not {characters}"
            )));
        }
        self.minimum = characters;
        Ok(self)
    }

    /// With `words` that are to be expected in everybody's password: the name of the service, of the
    /// company. Each password is compared with them as with the words given to [`Self::check`].
    #[must_use]
    pub fn words<W: AsRef<str>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.words
            .extend(words.into_iter().map(|word| word.as_ref().to_owned()));
        self
    }

    /// With a list of the application's own beside that of the crate: passwords known from a breach,
    /// say.
    #[must_use]
    pub fn blocked<W: AsRef<str>>(mut self, passwords: impl IntoIterator<Item = W>) -> Self {
        self.blocked.extend(
            passwords
                .into_iter()
                .map(|password| folded(password.as_ref()).to_string()),
        );
        self
    }

    /// Whether `password` may be set by somebody of whom `words` are known: user name, e-mail address,
    /// real name.
    ///
    /// # Errors
    /// What is wrong with it, to be shown to who chose it; the first fault is told.
    pub fn check(&self, password: &str, words: &[&str]) -> Result<(), WeakPassword> {
        // Before anything is computed of it.
        if password.len() > MAX_PASSWORD {
            return Err(WeakPassword::TooLong);
        }
        if password.chars().count() < self.minimum {
            return Err(WeakPassword::TooShort {
                minimum: self.minimum,
            });
        }
        if password.chars().any(char::is_control) {
            return Err(WeakPassword::ControlCharacter);
        }
        let folded = folded(password);
        if is_repeated(&folded) {
            return Err(WeakPassword::Repeated);
        }
        if common::holds(common::LIST, &folded) || self.blocked.contains(folded.as_str()) {
            return Err(WeakPassword::Common);
        }
        let own = self.words.iter().map(String::as_str);
        if is_expected(&folded, own.chain(words.iter().copied())) {
            return Err(WeakPassword::Expected);
        }
        Ok(())
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PasswordPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordPolicy")
            .field("minimum", &self.minimum)
            .field("words", &self.words)
            .field("blocked", &self.blocked.len())
            .finish()
    }
}

/// What is wrong with a new password, in words for who chose it (`Display`), and never the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WeakPassword {
    /// It has fewer characters than the policy asks for.
    TooShort {
        /// How many that is.
        minimum: usize,
    },
    /// It has more than [`MAX_PASSWORD`] bytes.
    TooLong,
    /// It holds a tab, a line break or another control character.
    ControlCharacter,
    /// It is a few characters over and over.
    Repeated,
    /// Many people use it, or it stands on the application's own list.
    Common,
    /// It is made of a word that could be expected: the user's name, the name of the service.
    Expected,
}

impl fmt::Display for WeakPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { minimum } => write!(
                f,
                "This password is too short: use at least {minimum} characters."
            ),
            Self::TooLong => write!(
                f,
                "This password is too long: it takes more than {MAX_PASSWORD} bytes."
            ),
            Self::ControlCharacter => f.write_str(
                "This password holds a tab, a line break or another character that cannot be sent: \
                 use letters, digits, spaces and signs.",
            ),
            Self::Repeated => f.write_str(
                "This password repeats a few characters: use several words that have nothing to do \
                 with each other.",
            ),
            Self::Common => f.write_str(
                "This password is one of those that are tried first, as many people use it: choose \
                 another.",
            ),
            Self::Expected => f.write_str(
                "This password is little more than your name or the name of this service: add words \
                 that have nothing to do with them.",
            ),
        }
    }
}

impl Error for WeakPassword {}

/// Whether `password` is on the list of this crate.
pub(super) fn is_common(password: &str) -> bool {
    common::holds(common::LIST, &folded(password))
}

/// In lower case, for comparisons only.
fn folded(text: &str) -> Zeroizing<String> {
    // Lower case takes half as much again at most, so no buffer is outgrown and left behind.
    let mut folded = Zeroizing::new(String::with_capacity(text.len() * 3 / 2));
    folded.extend(text.chars().flat_map(char::to_lowercase));
    folded
}

/// Whether it is one unit of fewer than eight characters again and again; the last may be cut off.
fn is_repeated(folded: &str) -> bool {
    let count = folded.chars().count();
    (1..LEAST_MINIMUM)
        .take_while(|unit| 2 * unit <= count)
        .any(|unit| {
            let shifted = folded.chars().skip(unit);
            folded.chars().zip(shifted).all(|(one, other)| one == other)
        })
}

/// Whether it consists of some of `words` and few letters besides.
fn is_expected<'w>(folded: &str, words: impl Iterator<Item = &'w str>) -> bool {
    let mut is_covered = vec![false; folded.len()];
    for word in words {
        let word = self::folded(word);
        cover(folded, &word, &mut is_covered);
        for part in word.split(|character: char| !character.is_alphanumeric()) {
            cover(folded, part, &mut is_covered);
        }
    }
    let others = folded
        .char_indices()
        .filter(|(at, character)| !is_covered[*at] && character.is_alphabetic());
    is_covered.contains(&true) && others.count() < FEWEST_LETTERS
}

/// Marks where `word` stands.
fn cover(folded: &str, word: &str, is_covered: &mut [bool]) {
    if word.chars().count() >= SHORTEST_WORD {
        for (at, _) in folded.match_indices(word) {
            is_covered[at..at + word.len()].fill(true);
        }
    }
}

#[cfg(test)]
mod tests;
