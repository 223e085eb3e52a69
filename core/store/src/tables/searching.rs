//! Finding children, people, practitioners and words in journals.

use jiff::Timestamp;
use patchwork_model::{Agency, EntryId, EntryKind, PersonId, PersonKind, Relation};
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::params;

use super::{
    case::NameKind,
    codes::code,
    contacts::stands,
    entries::stored,
    lists::{TaskListRow, task},
};
use crate::{
    Reader, Result, StoredEntry,
    columns::Columns,
    search::{excerpt, expression, is_enough_to_rank, sounds_like},
};

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
    /// Who they are, for someone in a child's life.
    pub who: Option<Who>,
}

/// What someone without an account is to a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Of the family, or a professional.
    pub kind: PersonKind,
    /// What they are to the child.
    pub relation: Option<Relation>,
    /// Their role.
    pub role: Option<String>,
    /// Their agency.
    pub agency: Option<Agency>,
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
    /// What it is, with what came of it or what was decided: "Sharing decision · Not shared".
    pub headline: String,
    /// The entry that it is about, if it is about one.
    pub target: Option<EntryId>,
    /// Who wrote it.
    pub author: PractitionerId,
    /// When it happened.
    pub happened: Timestamp,
    /// The name of the child.
    pub child: String,
    /// The words around what was found.
    pub excerpt: String,
    /// Whether its author struck it through.
    pub is_struck: bool,
    /// Whether its author corrected it.
    pub is_corrected: bool,
}

/// What a search found, best first in each group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Children.
    pub children: Vec<NameHit>,
    /// People in children's lives.
    pub people: Vec<NameHit>,
    /// Tasks; none by a single letter.
    pub tasks: Vec<TaskListRow>,
    /// Entries.
    pub entries: Vec<EntryHit>,
    /// Children whose names only sound like what was typed.
    pub sounding_children: Vec<NameHit>,
    /// People whose names only sound like it.
    pub sounding_people: Vec<NameHit>,
}

// The first column of `name_search` holds words, the second how names sound; a colon names the
// column, in the expression.
macro_rules! names_found {
    () => {
        "SELECT n.space, n.subject, n.label, c.name, p.kind, p.relation, p.role, p.agency
         FROM name_search f CROSS JOIN named n ON n.row = f.rowid
            CROSS JOIN case_row c ON c.space = n.space
            LEFT JOIN person p ON p.space = n.space AND p.id = n.subject
         WHERE name_search MATCH ?1 AND n.kind = ?3 "
    };
}

pub(crate) const NAMES: &str = concat!(names_found!(), "ORDER BY f.rank LIMIT ?2");
/// Those that came last: they are looked at until there are enough.
pub(crate) const NEWEST_NAMES: &str = concat!(names_found!(), "ORDER BY f.rowid DESC LIMIT ?2");
macro_rules! entries_found {
    () => {
        concat!(
            "SELECT e.space, e.id, e.author, e.body, e.unread, c.name, NOT ",
            stands!("e"),
            ", EXISTS (SELECT 1 FROM entry k INDEXED BY entry_by_target
                WHERE k.space = e.space AND k.target = e.id AND k.kind = ",
            code!(entry amendment),
            " AND k.author = e.author)
            FROM entry_search f CROSS JOIN entry e ON e.row = f.rowid
                LEFT JOIN case_row c ON c.space = e.space
            WHERE f.text MATCH ?1 "
        )
    };
}

pub(crate) const ENTRIES: &str = concat!(entries_found!(), "ORDER BY f.rank LIMIT ?2");
/// Those that came last: no more are looked at than are found.
pub(crate) const NEWEST_ENTRIES: &str = concat!(entries_found!(), "ORDER BY f.rowid DESC LIMIT ?2");
pub(crate) const TASKS: &str = concat!(
    "SELECT n.space, c.name, t.id, t.title, t.assignee, t.due, t.done_at, t.done_device,
        t.added_at, t.added_device, t.known_at, t.known_device
    FROM name_search f CROSS JOIN named n ON n.row = f.rowid
        CROSS JOIN task t ON t.space = n.space AND t.id = n.subject
        CROSS JOIN case_row c ON c.space = n.space
    WHERE name_search MATCH ?1 AND n.kind = ",
    code!(name task),
    " ORDER BY f.rank LIMIT ?2"
);
pub(crate) const PRACTITIONERS: &str = concat!(
    "SELECT n.subject
    FROM name_search f CROSS JOIN named n ON n.row = f.rowid
    WHERE name_search MATCH ?1 AND n.kind = ",
    code!(name practitioner),
    " ORDER BY f.rank LIMIT ?2"
);

impl Reader<'_> {
    /// Children, people, tasks and entries by the beginnings of words, whatever their case, accents
    /// and hyphens; then children and people whose names sound like it.
    pub fn search(&self, typed: &str, limit: u32) -> Result<Found> {
        let mut found = Found::default();
        let Some(expression) = expression(typed) else {
            return Ok(found);
        };
        found.children = self.named(typed, NameKind::Child, limit)?;
        found.people = self.named(typed, NameKind::Person, limit)?;
        found.sounding_children = self.sounding(typed, NameKind::Child, limit, &found.children)?;
        found.sounding_people = self.sounding(typed, NameKind::Person, limit, &found.people)?;
        let entries = if is_enough_to_rank(typed) {
            found.tasks = self.all(TASKS, params![in_column("text", &expression), limit], task)?;
            ENTRIES
        } else {
            NEWEST_ENTRIES
        };
        found.entries = self.all(entries, params![expression, limit], |row| {
            let StoredEntry {
                space,
                row: entry,
                author,
                ..
            } = stored(row, 0)?;
            let child: Option<String> = row.get(5)?;
            Ok(EntryHit {
                space,
                entry: entry.id,
                kind: entry.kind,
                headline: entry.body.headline(),
                target: entry.target,
                author,
                happened: entry.happened_sort,
                child: child.unwrap_or_default(),
                excerpt: excerpt(&entry.search, typed),
                is_struck: row.get(6)?,
                is_corrected: row.get(7)?,
            })
        })?;
        Ok(found)
    }

    /// The cases whose child, or someone in whose life, is found: for the search on top of
    /// *My cases*.
    pub fn cases_named(&self, typed: &str, limit: u32) -> Result<Vec<SpaceId>> {
        let mut spaces = Vec::new();
        for kind in [NameKind::Child, NameKind::Person] {
            for hit in self.named(typed, kind, limit)? {
                if !spaces.contains(&hit.space) {
                    spaces.push(hit.space);
                }
            }
        }
        Ok(spaces)
    }

    fn named(&self, typed: &str, kind: NameKind, limit: u32) -> Result<Vec<NameHit>> {
        match expression(typed) {
            Some(words) => {
                let sql = if is_enough_to_rank(typed) {
                    NAMES
                } else {
                    NEWEST_NAMES
                };
                self.names(sql, &in_column("text", &words), kind, limit)
            }
            None => Ok(Vec::new()),
        }
    }

    /// Those of whom only the sound is found.
    fn sounding(
        &self,
        typed: &str,
        kind: NameKind,
        limit: u32,
        found: &[NameHit],
    ) -> Result<Vec<NameHit>> {
        let Some(sounds) = sounds_like(typed) else {
            return Ok(Vec::new());
        };
        let mut sounding = self.names(NAMES, &in_column("sound", &sounds), kind, limit)?;
        sounding.retain(|hit| !found.contains(hit));
        Ok(sounding)
    }

    fn names(
        &self,
        sql: &'static str,
        expression: &str,
        kind: NameKind,
        limit: u32,
    ) -> Result<Vec<NameHit>> {
        self.all(sql, params![expression, limit, kind.code()], |row| {
            let subject: PersonId = row.id(1)?;
            Ok(NameHit {
                space: row.id(0)?,
                person: (kind == NameKind::Person).then_some(subject),
                name: row.get(2)?,
                child: row.get(3)?,
                who: match row.code_or_none(4, PersonKind::from_code)? {
                    Some(kind) => Some(Who {
                        kind,
                        relation: row.code_or_none(5, Relation::from_code)?,
                        role: row.get(6)?,
                        agency: row.cbor_or_none(7)?,
                    }),
                    None => None,
                },
            })
        })
    }

    /// Practitioners by name, role, agency, phone or email.
    pub fn search_directory(&self, typed: &str, limit: u32) -> Result<Vec<PractitionerId>> {
        match expression(typed) {
            Some(words) => self.practitioners_found(&in_column("text", &words), limit),
            None => Ok(Vec::new()),
        }
    }

    /// Practitioners whose names sound like what was typed.
    pub fn practitioners_sounding(&self, typed: &str, limit: u32) -> Result<Vec<PractitionerId>> {
        match sounds_like(typed) {
            Some(sounds) => self.practitioners_found(&in_column("sound", &sounds), limit),
            None => Ok(Vec::new()),
        }
    }

    fn practitioners_found(&self, expression: &str, limit: u32) -> Result<Vec<PractitionerId>> {
        self.all(PRACTITIONERS, params![expression, limit], |row| row.id(0))
    }
}

fn in_column(column: &str, expression: &str) -> String {
    format!("{column} : ({expression})")
}
