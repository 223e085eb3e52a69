//! Who was last seen, and who was last spoken to. As core/model counts it: what its own author
//! struck through does not count, nor does what lies in the future.

use jiff::Timestamp;
use patchwork_model::{EntryId, Participant};
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::Row;

use super::codes::code;
use crate::{Reader, Result, columns::Columns};

/// Not struck through by its own author.
macro_rules! stands {
    ($entry:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM entry k INDEXED BY entry_by_target WHERE k.space = ",
            $entry,
            ".space AND k.target = ",
            $entry,
            ".id AND k.kind = ",
            crate::tables::codes::code!(entry strike_through),
            " AND k.author = ",
            $entry,
            ".author)"
        )
    };
}
pub(crate) use stands;

/// A visit or call that came to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactMade {
    /// The entry.
    pub entry: EntryId,
    /// When it was.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: PractitionerId,
}

pub(crate) const LAST_SEEN: &str = concat!(
    "SELECT e.id, e.contact_at, e.author FROM entry e INDEXED BY entry_saw
     WHERE e.space = ?1 AND e.saw = 1 AND ",
    stands!("e"),
    " ORDER BY e.contact_at DESC, e.id DESC LIMIT 1"
);
pub(crate) const LAST_SPOKEN: &str = concat!(
    "SELECT e.id, e.contact_at, e.author FROM entry e INDEXED BY entry_spoke
     WHERE e.space = ?1 AND e.spoke = 1 AND (e.family = 1 OR EXISTS (
        SELECT 1 FROM contact_made m INDEXED BY contact_made_by_entry
            JOIN person p ON p.space = m.space AND p.id = m.person
        WHERE m.space = e.space AND m.entry = e.id AND p.kind = ",
    code!(person family),
    ")) AND ",
    stands!("e"),
    " ORDER BY e.contact_at DESC, e.id DESC LIMIT 1"
);
pub(crate) const BY_PARTICIPANT: &str = concat!(
    "WITH RECURSIVE each (participant) AS (
        SELECT min(participant) FROM contact_made WHERE space = ?1
        UNION ALL
        SELECT (SELECT min(m.participant) FROM contact_made m
            WHERE m.space = ?1 AND m.participant > each.participant)
        FROM each WHERE each.participant IS NOT NULL
     )
     SELECT e.id, e.contact_at, e.author, each.participant
     FROM each CROSS JOIN entry e INDEXED BY entry_by_id
        ON e.space = ?1 AND e.id = (
            SELECT m.entry FROM contact_made m CROSS JOIN entry l INDEXED BY entry_by_id
                ON l.space = m.space AND l.id = m.entry
            WHERE m.space = ?1 AND m.participant = each.participant AND ",
    stands!("l"),
    "       ORDER BY m.at DESC, m.entry DESC LIMIT 1)
     WHERE each.participant IS NOT NULL"
);
pub(crate) const BY_AUTHOR: &str = concat!(
    "WITH RECURSIVE each (author) AS (
        SELECT min(author) FROM entry INDEXED BY entry_spoke_by WHERE space = ?1 AND spoke = 1
        UNION ALL
        SELECT (SELECT min(n.author) FROM entry n INDEXED BY entry_spoke_by
            WHERE n.space = ?1 AND n.spoke = 1 AND n.author > each.author)
        FROM each WHERE each.author IS NOT NULL
     )
     SELECT e.id, e.contact_at, e.author
     FROM each CROSS JOIN entry e INDEXED BY entry_by_id
        ON e.space = ?1 AND e.id = (
            SELECT l.id FROM entry l INDEXED BY entry_spoke_by
            WHERE l.space = ?1 AND l.spoke = 1 AND l.author = each.author AND ",
    stands!("l"),
    "       ORDER BY l.contact_at DESC, l.id DESC LIMIT 1)
     WHERE each.author IS NOT NULL"
);

impl Reader<'_> {
    /// When the child was last seen.
    pub fn child_last_seen(&self, space: SpaceId) -> Result<Option<ContactMade>> {
        self.one(LAST_SEEN, [space.0], contact)
    }

    /// When the family was last spoken to.
    pub fn family_last_spoken_to(&self, space: SpaceId) -> Result<Option<ContactMade>> {
        self.one(LAST_SPOKEN, [space.0], contact)
    }

    /// The last visit or call with each person and practitioner who took part.
    pub fn last_contacts(&self, space: SpaceId) -> Result<Vec<(Participant, ContactMade)>> {
        self.all(BY_PARTICIPANT, [space.0], |row| {
            Ok((row.cbor(3)?, contact(row)?))
        })
    }

    /// The last visit or call that each practitioner wrote down.
    pub fn last_contacts_by(&self, space: SpaceId) -> Result<Vec<ContactMade>> {
        self.all(BY_AUTHOR, [space.0], contact)
    }
}

fn contact(row: &Row<'_>) -> Result<ContactMade> {
    Ok(ContactMade {
        entry: row.id(0)?,
        at: row.time(1)?,
        author: row.id(2)?,
    })
}
