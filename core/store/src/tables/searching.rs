//! Finding children, people, practitioners and words in journals.

use jiff::Timestamp;
use patchwork_model::{EntryId, EntryKind, PersonId};
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::params;

use super::{case::NameKind, codes::code};
use crate::{Reader, Result, columns::Columns, search::expression};

/// A child, or someone in a child's life, that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameHit {
    /// The case.
    pub space: SpaceId,
    /// The person; `None` for the child.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: String,
    /// The name of the child whose case it is.
    pub child: String,
}

/// An entry that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryHit {
    /// The case.
    pub space: SpaceId,
    /// The entry.
    pub entry: EntryId,
    /// Its kind.
    pub kind: EntryKind,
    /// When it happened.
    pub happened: Timestamp,
    /// The name of the child.
    pub child: String,
    /// The words around what was found.
    pub excerpt: String,
}

/// What a search found, best first in each group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Children.
    pub children: Vec<NameHit>,
    /// People in children's lives.
    pub people: Vec<NameHit>,
    /// Entries.
    pub entries: Vec<EntryHit>,
}

pub(crate) const NAMES: &str = "SELECT n.space, n.subject, n.label, c.name
    FROM name_search f CROSS JOIN named n ON n.row = f.rowid
        CROSS JOIN case_row c ON c.space = n.space
    WHERE f.text MATCH ?1 AND n.kind = ?3 ORDER BY f.rank LIMIT ?2";
pub(crate) const ENTRIES: &str = "SELECT e.space, e.id, e.kind, e.happened, c.name,
    snippet(entry_search, 0, '', '', '…', 12)
    FROM entry_search f CROSS JOIN entry e ON e.row = f.rowid
        LEFT JOIN case_row c ON c.space = e.space
    WHERE f.text MATCH ?1 ORDER BY f.rank LIMIT ?2";
pub(crate) const PRACTITIONERS: &str = concat!(
    "SELECT n.subject
    FROM name_search f CROSS JOIN named n ON n.row = f.rowid
    WHERE f.text MATCH ?1 AND n.kind = ",
    code!(name practitioner),
    " ORDER BY f.rank LIMIT ?2"
);

impl Reader<'_> {
    /// Children, people and entries by the beginnings of words, whatever their case and accents.
    pub fn search(&self, typed: &str, limit: u32) -> Result<Found> {
        let mut found = Found::default();
        let Some(expression) = expression(typed) else {
            return Ok(found);
        };
        found.children = self.named(&expression, NameKind::Child, limit)?;
        found.people = self.named(&expression, NameKind::Person, limit)?;
        found.entries = self.all(ENTRIES, params![expression, limit], |row| {
            let child: Option<String> = row.get(4)?;
            Ok(EntryHit {
                space: row.id(0)?,
                entry: row.id(1)?,
                kind: row.code(2, EntryKind::from_code)?,
                happened: row.time(3)?,
                child: child.unwrap_or_default(),
                excerpt: row.get(5)?,
            })
        })?;
        Ok(found)
    }

    /// The cases whose child, or someone in whose life, is found: for the search on top of
    /// *My cases*.
    pub fn cases_named(&self, typed: &str, limit: u32) -> Result<Vec<SpaceId>> {
        let Some(expression) = expression(typed) else {
            return Ok(Vec::new());
        };
        let mut spaces = Vec::new();
        for kind in [NameKind::Child, NameKind::Person] {
            for hit in self.named(&expression, kind, limit)? {
                if !spaces.contains(&hit.space) {
                    spaces.push(hit.space);
                }
            }
        }
        Ok(spaces)
    }

    fn named(&self, expression: &str, kind: NameKind, limit: u32) -> Result<Vec<NameHit>> {
        self.all(NAMES, params![expression, limit, kind.code()], |row| {
            let subject: PersonId = row.id(1)?;
            Ok(NameHit {
                space: row.id(0)?,
                person: (kind == NameKind::Person).then_some(subject),
                name: row.get(2)?,
                child: row.get(3)?,
            })
        })
    }

    /// Practitioners by name, role, agency, phone or email.
    pub fn search_directory(&self, typed: &str, limit: u32) -> Result<Vec<PractitionerId>> {
        let Some(expression) = expression(typed) else {
            return Ok(Vec::new());
        };
        self.all(PRACTITIONERS, params![expression, limit], |row| row.id(0))
    }
}
