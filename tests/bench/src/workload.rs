//! What is written: read from a file, or invented here when there is none.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde::Deserialize;

use crate::{Canaries, Result};

/// Someone who writes.
#[derive(Debug, Clone, Deserialize)]
pub struct Practitioner {
    /// Names them in the other records.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// Agency.
    pub agency: String,
}

/// A child's case as it stands before the fortnight.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// Names it in the other records.
    pub id: String,
    /// The child.
    pub child: String,
    /// Date of birth.
    pub born: jiff::civil::Date,
    /// Practitioners on the team; the first one opens the case.
    pub team: Vec<String>,
    /// The child's network.
    pub people: Vec<Person>,
    /// Earlier notes.
    pub notes: Vec<Note>,
}

/// Someone in a child's network.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// What they are or do.
    pub role: String,
    /// Agency, or "Family".
    pub agency: String,
    /// Phone.
    pub phone: String,
    /// Email.
    pub email: String,
}

/// Something written down.
#[derive(Debug, Clone, Deserialize)]
pub struct Note {
    /// Its case; empty where it stands inside one.
    #[serde(default)]
    pub case: String,
    /// Who wrote it.
    pub author: String,
    /// When it happened.
    pub at: jiff::Timestamp,
    /// observation, visit, call, concern, …
    pub kind: String,
    /// The words.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
enum Line {
    Practitioner(Practitioner),
    Case(Case),
    Note(Note),
    Probe(Note),
}

/// How much to invent.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Practitioners.
    pub practitioners: usize,
    /// Cases.
    pub cases: usize,
    /// People in each case.
    pub people: usize,
    /// Earlier notes in each case.
    pub notes: usize,
    /// Notes of the fortnight, in all.
    pub fortnight: usize,
    /// Notes of 80 characters for latency.
    pub probes: usize,
}

/// Everything that is written.
#[derive(Debug, Clone, Default)]
pub struct Workload {
    /// Who writes.
    pub practitioners: Vec<Practitioner>,
    /// The cases.
    pub cases: Vec<Case>,
    /// A fortnight, in time order.
    pub notes: Vec<Note>,
    /// For latency.
    pub probes: Vec<Note>,
}

impl Workload {
    /// Reads a file with one JSON object a line. Its member `t` says what it is: `practitioner`,
    /// `case`, `note` (of the fortnight) or `probe` (a note of 80 characters).
    pub fn read(path: &Path) -> Result<Self> {
        let mut all = Self::default();
        let file = std::fs::File::open(path)
            .map_err(|error| format!("cannot read the workload {}: {error}", path.display()))?;
        for (at, line) in BufReader::new(file).lines().enumerate() {
            let line: Line = serde_json::from_str(&line?)
                .map_err(|error| format!("{}, line {}: {error}", path.display(), at + 1))?;
            match line {
                Line::Practitioner(practitioner) => all.practitioners.push(practitioner),
                Line::Case(mut case) => {
                    for note in &mut case.notes {
                        note.case.clone_from(&case.id);
                    }
                    all.cases.push(case);
                }
                Line::Note(note) => all.notes.push(note),
                Line::Probe(note) => all.probes.push(note),
            }
        }
        Ok(all)
    }

    /// This share of the cases, and those that the canaries are in, with what belongs to them.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )]
    pub fn scaled(mut self, scale: f64, canaries: &Canaries) -> Self {
        let share = |count: usize| ((count as f64 * scale.clamp(0.0, 1.0)).ceil() as usize).max(1);
        let with_canary: BTreeSet<_> = self
            .notes
            .iter()
            .filter(|note| canaries.are_in_note(note))
            .map(|note| note.case.clone())
            .collect();
        let (first, rest) = self
            .cases
            .split_at(share(self.cases.len()).min(self.cases.len()));
        let kept_too = rest
            .iter()
            .filter(|case| canaries.are_in(case) || with_canary.contains(&case.id));
        self.cases = first.iter().chain(kept_too).cloned().collect();
        let ids: BTreeSet<_> = self.cases.iter().map(|case| case.id.clone()).collect();
        let writers: BTreeSet<_> = self
            .cases
            .iter()
            .flat_map(|case| case.team.clone())
            .collect();
        self.notes.retain(|note| ids.contains(&note.case));
        self.practitioners.retain(|one| writers.contains(&one.id));
        self.probes.truncate(share(self.probes.len()).max(40));
        self
    }

    /// Earlier notes of all cases, in the order of the cases.
    pub fn earlier(&self) -> Vec<Note> {
        self.cases
            .iter()
            .flat_map(|case| case.notes.clone())
            .collect()
    }

    /// A workload of the same shape, the same at every call.
    pub fn invented(size: Size) -> Self {
        let mut chance = Chance(ChaCha20Rng::seed_from_u64(2_026));
        let practitioners: Vec<_> = (0..size.practitioners)
            .map(|number| Practitioner {
                id: format!("w{number:02}"),
                name: chance.name(),
                role: chance.one_of(&ROLES),
                agency: chance.one_of(&AGENCIES),
            })
            .collect();
        let start: jiff::Timestamp =
            jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(490_000);
        let mut cases = Vec::new();
        for number in 0..size.cases {
            let team_size = (3 + chance.below(4)).min(practitioners.len());
            let mut team = BTreeSet::new();
            while team.len() < team_size {
                team.insert(format!("w{:02}", chance.below(practitioners.len())));
            }
            let team: Vec<_> = team.into_iter().collect();
            let id = format!("k{number:03}");
            let people = (0..size.people).map(|_| chance.person()).collect();
            let notes = (0..size.notes)
                .map(|_| chance.note(&id, &team, start, 100, 140))
                .collect();
            cases.push(Case {
                id,
                child: chance.name(),
                born: jiff::civil::Date::constant(2012, 3, 14).saturating_add(
                    jiff::Span::new().days(i64::try_from(number * 17 % 4000).unwrap_or(0)),
                ),
                team,
                people,
                notes,
            });
        }
        if let Some(case) = cases.first_mut() {
            plant_canaries(case);
        }
        let mut notes = Vec::new();
        for number in 0..size.fortnight {
            let at =
                start + jiff::SignedDuration::from_mins(i64::try_from(number * 10).unwrap_or(0));
            let case = chance.below(cases.len());
            if let Some(case) = cases.get(case) {
                notes.push(chance.note(&case.id, &case.team, at, 80, 200));
            }
        }
        let mut probes = Vec::new();
        for number in 0..size.probes {
            if let Some(case) = cases.get(number % cases.len().max(1)) {
                probes.push(chance.note(&case.id, &case.team, start, 80, 80));
            }
        }
        Self {
            practitioners,
            cases,
            notes,
            probes,
        }
    }
}

/// Gives a case a person and a word that are nowhere else.
fn plant_canaries(case: &mut Case) {
    if let Some(person) = case.people.first_mut() {
        "Philomena Quillfeather".clone_into(&mut person.name);
        "philomena.quillfeather@example.org".clone_into(&mut person.email);
    }
    if let Some(note) = case.notes.first_mut() {
        let length = note.text.len();
        note.text = format!("Larkspurcanary {}", note.text);
        note.text.truncate(length.saturating_sub(1));
        note.text.push('.');
    }
}

struct Chance(ChaCha20Rng);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u32()).unwrap_or(0) % end.max(1)
    }

    fn one_of(&mut self, words: &[&str]) -> String {
        let at = self.below(words.len());
        words.get(at).copied().unwrap_or_default().to_owned()
    }

    fn name(&mut self) -> String {
        format!("{} {}", self.one_of(&GIVEN), self.one_of(&FAMILY))
    }

    fn person(&mut self) -> Person {
        let name = self.name();
        // The range that is kept free for drama: 07700 900000 to 900999.
        let phone = format!("07700 900{:03}", self.below(1000));
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        Person {
            name,
            role: self.one_of(&ROLES),
            agency: self.one_of(&AGENCIES),
            phone,
            email,
        }
    }

    fn note(
        &mut self,
        case: &str,
        team: &[String],
        at: jiff::Timestamp,
        least: usize,
        most: usize,
    ) -> Note {
        let wanted = least + self.below(most - least + 1);
        let mut text = String::new();
        while text.len() < wanted {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&self.one_of(&WORDS));
        }
        text.truncate(wanted - 1);
        text.push('.');
        let author = self.below(team.len());
        Note {
            case: case.to_owned(),
            author: team.get(author).cloned().unwrap_or_default(),
            at,
            kind: self.one_of(&[
                "observation",
                "visit",
                "call",
                "concern",
                "school",
                "health",
            ]),
            text,
        }
    }
}

const GIVEN: [&str; 12] = [
    "Ines", "Marlow", "Tamsin", "Oskar", "Wren", "Jory", "Dilys", "Kester", "Safiya", "Lorcan",
    "Pippa", "Anselm",
];
const FAMILY: [&str; 12] = [
    "Thistlewood",
    "Okonjo",
    "Pemberley",
    "Vasquez",
    "Hartigan",
    "Mirza",
    "Quill",
    "Sandoval",
    "Brackley",
    "Yilmaz",
    "Ferris",
    "Tregear",
];
const ROLES: [&str; 8] = [
    "health visitor",
    "teacher",
    "school nurse",
    "housing officer",
    "grandmother",
    "uncle",
    "social worker",
    "youth worker",
];
const AGENCIES: [&str; 5] = [
    "Family",
    "Millbrook Primary",
    "Lakeside Surgery",
    "Harbour Housing",
    "Fenwick Family Centre",
];
const WORDS: [&str; 48] = [
    "kettle",
    "arrived",
    "lantern",
    "before",
    "quietly",
    "harbour",
    "again",
    "breakfast",
    "with",
    "pencil",
    "under",
    "garden",
    "smiled",
    "rehearsal",
    "three",
    "buses",
    "agreed",
    "plan",
    "ladder",
    "after",
    "Monday",
    "window",
    "letter",
    "called",
    "back",
    "sketches",
    "gran",
    "tired",
    "uniform",
    "warm",
    "appointment",
    "moved",
    "Thursday",
    "football",
    "inhaler",
    "stairs",
    "worried",
    "about",
    "rent",
    "settled",
    "reading",
    "club",
    "asked",
    "for",
    "help",
    "new",
    "shoes",
    "played",
];

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size {
        practitioners: 5,
        cases: 3,
        people: 4,
        notes: 6,
        fortnight: 10,
        probes: 7,
    };

    #[test]
    fn what_is_invented_is_the_same_every_time_and_keeps_its_lengths() {
        let one = Workload::invented(SMALL);
        let two = Workload::invented(SMALL);
        assert_eq!(format!("{one:?}"), format!("{two:?}"));
        assert!(one.probes.iter().all(|probe| probe.text.len() == 80));
        assert!(
            one.earlier()
                .iter()
                .all(|note| (100..=140).contains(&note.text.len()))
        );
        assert_eq!(
            (one.cases.len(), one.notes.len(), one.earlier().len()),
            (3, 10, 18)
        );
        for case in &one.cases {
            assert!(
                case.notes
                    .iter()
                    .all(|note| case.team.contains(&note.author))
            );
        }
    }

    #[test]
    fn a_smaller_scale_keeps_only_what_belongs_together() {
        let workload = Workload::invented(SMALL);
        let canaries = Canaries::of(&workload).unwrap();
        let small = workload.scaled(0.3, &canaries);
        assert_eq!(small.cases.len(), 1);
        let case = &small.cases[0];
        assert!(small.notes.iter().all(|note| note.case == case.id));
        assert_eq!(small.practitioners.len(), case.team.len());
    }
}
