//! The words under which a case and its people are found.

use std::collections::BTreeSet;

use patchwork_model::{
    Agency, CaseProjection, KeptField, KeptValue, PersonId, PersonRow, has_visible,
};
use patchwork_protocol::SpaceId;
use rusqlite::params;

use crate::{
    Result, Writer,
    search::{indexed, indexed_sounds, numbers},
    tables::codes::code,
};

/// Kind, subject, label and words of a row.
type Named = (u8, [u8; 16], String, String);

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NameKind {
    /// A child: everything of their case that is nobody else's.
    Child,
    /// Someone in a child's life.
    Person,
    /// A practitioner of the partnership.
    Practitioner,
    /// A task of a child.
    Task,
}

impl NameKind {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Child => 0,
            Self::Person => 1,
            Self::Practitioner => 2,
            Self::Task => 3,
        }
    }
}

const EMPTY_SEARCH: &str = concat!(
    "DELETE FROM name_search WHERE rowid IN
    (SELECT row FROM named WHERE space = ?1 AND kind IN (",
    code!(name child),
    ", ",
    code!(name person),
    ", ",
    code!(name task),
    "))"
);
const EMPTY: &str = concat!(
    "DELETE FROM named WHERE space = ?1 AND kind IN (",
    code!(name child),
    ", ",
    code!(name person),
    ", ",
    code!(name task),
    ")"
);
const NAMED: &str = concat!(
    "SELECT row, kind, subject, label, words FROM named WHERE space = ?1 AND kind IN (",
    code!(name child),
    ", ",
    code!(name person),
    ", ",
    code!(name task),
    ")"
);
const DROP_SEARCH: &str = "DELETE FROM name_search WHERE rowid = ?1";
const DROP: &str = "DELETE FROM named WHERE row = ?1";
const PUT: &str =
    "INSERT INTO named (space, kind, subject, label, words) VALUES (?1, ?2, ?3, ?4, ?5)";
const PUT_SEARCH: &str = "INSERT INTO name_search (rowid, text, sound) VALUES (?1, ?2, ?3)";

impl Writer<'_> {
    /// Writes the words that differ.
    pub(super) fn replace_names(&mut self, space: SpaceId, case: &CaseProjection) -> Result<()> {
        let mut kept = self.all(NAMED, [space.0], |row| {
            let name = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok((row.get(0)?, name))
        })?;
        let mut new = Vec::new();
        for name in names(case) {
            let wanted: Named = (name.kind.code(), name.subject, name.label, name.text);
            match kept.iter().position(|(_, kept)| *kept == wanted) {
                Some(place) => {
                    kept.swap_remove(place);
                }
                None => new.push((name.kind, wanted)),
            }
        }
        for (row, _) in kept {
            let row: i64 = row;
            self.run(DROP_SEARCH, [row])?;
            self.run(DROP, [row])?;
        }
        for (kind, (_, subject, label, text)) in new {
            put_name(self, &space.0, kind, &subject, &label, &text)?;
        }
        Ok(())
    }

    /// Writes all words anew, whatever is there.
    pub(crate) fn rewrite_names(&mut self, space: SpaceId, case: &CaseProjection) -> Result<()> {
        self.run(EMPTY_SEARCH, [space.0])?;
        self.run(EMPTY, [space.0])?;
        for name in names(case) {
            put_name(
                self,
                &space.0,
                name.kind,
                &name.subject,
                &name.label,
                &name.text,
            )?;
        }
        Ok(())
    }
}

/// Adds one subject to the search: its words, and how its name sounds if it is somebody.
pub(crate) fn put_name(
    writer: &mut Writer<'_>,
    space: &[u8],
    kind: NameKind,
    subject: &[u8],
    label: &str,
    text: &str,
) -> Result<()> {
    let row = writer.insert(PUT, params![space, kind.code(), subject, label, text])?;
    let sounds = match kind {
        NameKind::Task => String::new(),
        NameKind::Child | NameKind::Person | NameKind::Practitioner => indexed_sounds(label),
    };
    writer.run(PUT_SEARCH, params![row, indexed(text), sounds])?;
    Ok(())
}

struct Name {
    kind: NameKind,
    /// The id of the person or the task.
    subject: [u8; 16],
    label: String,
    text: String,
}

/// What core/model says may be searched, shared out: to each person and each task what is theirs,
/// the rest to the child. So a withheld address is nowhere, and every value in conflict somewhere.
fn names(case: &CaseProjection) -> Vec<Name> {
    let searchable = case.search_texts();
    let mut of_others = BTreeSet::new();
    let mut names = Vec::new();
    for person in case.people.iter().filter(|person| !person.removed) {
        let texts: Vec<String> = texts_of(case, person)
            .into_iter()
            .filter(|text| searchable.contains(text))
            .collect();
        names.push(Name {
            kind: NameKind::Person,
            subject: person.id.0,
            label: person.name.clone(),
            text: joined(&texts),
        });
        of_others.extend(texts);
    }
    for task in &case.tasks {
        if !searchable.contains(&task.title) {
            continue;
        }
        names.push(Name {
            kind: NameKind::Task,
            subject: task.id.0,
            label: task.title.clone(),
            text: joined(std::slice::from_ref(&task.title)),
        });
        of_others.insert(task.title.clone());
    }
    let child = &case.case;
    let own = [&child.given, &child.family]
        .into_iter()
        .chain(&child.preferred);
    let own = own.filter(|text| has_visible(text)).cloned();
    let rest = searchable
        .into_iter()
        .filter(|text| !of_others.contains(text));
    let texts: BTreeSet<String> = own.chain(rest).collect();
    let child = Name {
        kind: NameKind::Child,
        subject: PersonId::CHILD.0,
        label: child.name.clone(),
        text: joined(&texts.into_iter().collect::<Vec<_>>()),
    };
    names.insert(0, child);
    names
}

fn texts_of(case: &CaseProjection, person: &PersonRow) -> Vec<String> {
    let mut texts = vec![person.name.clone()];
    texts.extend(person.role.clone());
    if let Some(Agency::Named(agency)) = &person.agency {
        texts.push(agency.clone());
    }
    texts.extend(person.contact_notes.clone());
    for detail in &case.contact_details {
        if detail.person == person.id {
            texts.push(detail.value.clone());
            texts.extend(detail.e164.clone());
        }
    }
    for conflict in &case.conflicts {
        if !matches!(conflict.field, KeptField::ContactDetail(_)) {
            continue;
        }
        for value in &conflict.values {
            match &value.value {
                KeptValue::ContactDetail {
                    person: of, value, ..
                } if *of == person.id => {
                    texts.push(value.clone());
                }
                _ => {}
            }
        }
    }
    texts
}

fn joined(texts: &[String]) -> String {
    let numbers: BTreeSet<String> = texts.iter().flat_map(|text| numbers(text)).collect();
    let mut all: Vec<String> = texts.to_vec();
    all.extend(numbers);
    all.join("\n")
}
