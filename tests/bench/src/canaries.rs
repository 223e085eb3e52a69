//! Names and words of a workload that may not be found in any file of the relay.
//!
//! They are read out of the workload that is played, so that no run passes by searching for the
//! words of another one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use patchwork_client::Client;

use crate::{Case, Note, Result, Workload};

/// How the word of a canary ends.
const ENDING: &str = "canary";
/// Shorter names may be found in sealed bytes by chance.
const LEAST_LETTERS: usize = 6;

/// A person and words that a search can tell from everything else that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canaries {
    /// Someone in a child's network. No part of the name is in any other name.
    pub person: String,
    /// Words of notes, in lower case, in order.
    pub words: Vec<String>,
}

impl Canaries {
    /// Finds them in a workload: the person with the longest name of which no part, of six
    /// letters or more each, is in another name; and all words of notes that end in `canary`.
    ///
    /// # Errors
    /// Where the workload has no such person or no such word.
    pub fn of(workload: &Workload) -> Result<Self> {
        let person = person(workload).ok_or_else(|| {
            format!(
                "the workload names no canary: in no case is a person whose names, each of \
                 {LEAST_LETTERS} letters or more, are in no other name"
            )
        })?;
        let words: BTreeSet<_> = notes(workload).flat_map(|note| words(&note.text)).collect();
        if words.is_empty() {
            return Err(format!(
                "the workload names no canary: in no note is a word that ends in \"{ENDING}\""
            )
            .into());
        }
        Ok(Self {
            person,
            words: words.into_iter().collect(),
        })
    }

    /// What to search for: each part of the name, and each word.
    pub fn all(&self) -> Vec<&str> {
        let names = self.person.split_whitespace();
        names.chain(self.words.iter().map(String::as_str)).collect()
    }

    /// Whether this case or its earlier notes have one of them.
    pub fn are_in(&self, case: &Case) -> bool {
        case.people.iter().any(|person| person.name == self.person)
            || case.notes.iter().any(|note| self.are_in_note(note))
    }

    /// Whether this note has one of the words.
    pub fn are_in_note(&self, note: &Note) -> bool {
        words(&note.text).any(|word| self.words.contains(&word))
    }

    /// Checks that all of them are in what is played.
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn check_written(&self, workload: &Workload) -> Result<()> {
        let people = workload.cases.iter().flat_map(|case| &case.people);
        if !people.into_iter().any(|person| person.name == self.person) {
            return Err(
                format!("the canary {:?} is in no case that is played", self.person).into(),
            );
        }
        let written: BTreeSet<_> = notes(workload).flat_map(|note| words(&note.text)).collect();
        match self.words.iter().find(|word| !written.contains(*word)) {
            Some(word) => Err(format!("the canary {word:?} is in no note that is played").into()),
            None => Ok(()),
        }
    }

    /// Checks that this person, who is on every team, can find all of them.
    ///
    /// # Errors
    /// Names the first that is not found.
    pub async fn check_readable(&self, client: &Client) -> Result<()> {
        for canary in self.all() {
            if client.search(canary.to_owned()).await?.is_empty() {
                return Err(format!("the reader does not find the canary {canary:?}").into());
            }
        }
        Ok(())
    }

    /// How often any of them stands in any file below this path, in letters of either case.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn count_in(&self, path: &Path) -> Result<usize> {
        count_in(path, &self.all())
    }
}

fn count_in(path: &Path, words: &[&str]) -> Result<usize> {
    if path.is_dir() {
        let mut found = 0;
        for entry in fs::read_dir(path)? {
            found += count_in(&entry?.path(), words)?;
        }
        return Ok(found);
    }
    let bytes = fs::read(path)?;
    Ok(words
        .iter()
        .map(|word| {
            bytes
                .windows(word.len())
                .filter(|window| window.eq_ignore_ascii_case(word.as_bytes()))
                .count()
        })
        .sum())
}

/// The notes that are written before the reader comes and while the reader is away.
fn notes(workload: &Workload) -> impl Iterator<Item = &Note> {
    let earlier = workload.cases.iter().flat_map(|case| &case.notes);
    earlier.chain(&workload.notes)
}

/// The words of a text that may be canaries, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphabetic())
        .map(str::to_lowercase)
        .filter(|word| word.ends_with(ENDING) && word.len() > ENDING.len())
}

fn person(workload: &Workload) -> Option<String> {
    let people = || workload.cases.iter().flat_map(|case| &case.people);
    let practitioners = workload.practitioners.iter().map(|one| &one.name);
    let children = workload.cases.iter().map(|case| &case.child);
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in people()
        .map(|person| &person.name)
        .chain(practitioners)
        .chain(children)
    {
        for part in name.split_whitespace() {
            *uses.entry(part).or_default() += 1;
        }
    }
    let is_canary = |name: &&String| {
        name.split_whitespace()
            .all(|part| uses.get(part) == Some(&1) && part.chars().count() >= LEAST_LETTERS)
    };
    people()
        .map(|person| &person.name)
        .filter(is_canary)
        .max_by_key(|name| name.len())
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;

    fn invented() -> Workload {
        Workload::invented(Size {
            practitioners: 5,
            cases: 8,
            people: 4,
            notes: 6,
            fortnight: 10,
            probes: 7,
        })
    }

    #[test]
    fn canaries_are_read_out_of_the_workload_that_is_played() {
        let mut workload = invented();
        let invented = Canaries::of(&workload).unwrap();
        workload.cases[3].people[2].name = "Wilhelmina Featherstonehaughs".to_owned();
        workload.notes[4].text = "Asked about Gooseberrycanary, and left.".to_owned();
        let canaries = Canaries::of(&workload).unwrap();
        assert_eq!(canaries.person, "Wilhelmina Featherstonehaughs");
        assert!(canaries.words.contains(&"gooseberrycanary".to_owned()));
        assert!(!invented.words.contains(&"gooseberrycanary".to_owned()));
        canaries.check_written(&workload).unwrap();
    }

    #[test]
    fn a_workload_that_names_no_canary_is_refused_with_what_is_missing() {
        let mut nobody = invented();
        for case in &mut nobody.cases {
            case.people.truncate(0);
        }
        let error = Canaries::of(&nobody).unwrap_err().to_string();
        assert!(error.contains("in no case is a person"), "{error}");

        let mut wordless = invented();
        for case in &mut wordless.cases {
            case.notes.truncate(0);
        }
        let error = Canaries::of(&wordless).unwrap_err().to_string();
        assert!(error.contains("in no note is a word"), "{error}");
    }

    #[test]
    fn canaries_of_another_workload_are_refused() {
        let workload = invented();
        let own = Canaries::of(&workload).unwrap();
        let person = Canaries {
            person: "Marigold Featherstonehaugh".to_owned(),
            ..own.clone()
        };
        let error = person.check_written(&workload).unwrap_err().to_string();
        assert!(error.contains("Marigold Featherstonehaugh"), "{error}");
        let words = Canaries {
            words: vec!["gooseberrycanary".to_owned()],
            ..own
        };
        let error = words.check_written(&workload).unwrap_err().to_string();
        assert!(error.contains("gooseberrycanary"), "{error}");
    }

    #[test]
    fn a_share_of_a_workload_keeps_its_canaries() {
        let mut workload = invented();
        workload.cases.reverse();
        let canaries = Canaries::of(&workload).unwrap();
        let small = workload.scaled(0.1, &canaries);
        assert!(small.cases.len() < 4);
        canaries.check_written(&small).unwrap();
    }

    #[test]
    fn a_canary_is_found_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("below");
        fs::create_dir(&below).unwrap();
        fs::write(below.join("a"), b"xx GooseberryCanary yy").unwrap();
        let found = |words: &[&str]| count_in(folder.path(), words).unwrap();
        assert_eq!(found(&["gooseberrycanary"]), 1);
        assert_eq!(found(&["marigold"]), 0);
    }
}
