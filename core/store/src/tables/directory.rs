//! The directory: for each agency and practitioner the card that counts.

use jiff::Timestamp;
use patchwork_model::{AgencyCard, AgencyKind, ContactCard, PractitionerCard};
use patchwork_protocol::{AgencyId, PractitionerId};
use rusqlite::{Row, params};

use super::{
    case::{NameKind, put_name},
    codes::code,
};
use crate::{
    Reader, Result, Writer,
    columns::{Columns, cbor, number},
    search::numbers,
};

/// Which of two cards for one subject counts: the later in the directory's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardPlace {
    /// Item n of the log.
    Item(u64),
    /// Written here and not sent: after everything that is on the relay now.
    NotSent,
}

impl CardPlace {
    /// What stands for a card that was not sent.
    pub(super) const BEHIND_ALL: i64 = i64::MAX;

    pub(super) fn column(self) -> Result<i64> {
        match self {
            Self::Item(n) => number(n),
            Self::NotSent => Ok(Self::BEHIND_ALL),
        }
    }
}

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyRow {
    /// Its card.
    pub card: AgencyCard,
    /// How many practitioners it has.
    pub practitioners: u32,
}

/// A practitioner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerRow {
    /// Their card.
    pub card: PractitionerCard,
    /// The name of their agency; empty until its card has come.
    pub agency_name: String,
    /// How to reach them, as they gave it.
    pub contact: Option<ContactCard>,
}

const FORGET_PLACES: [&str; 4] = [
    "UPDATE agency SET place = 0 WHERE place < ?1",
    "UPDATE practitioner SET place = 0 WHERE place < ?1",
    "UPDATE contact_card SET place = 0 WHERE place < ?1",
    "UPDATE partnership SET place = 0 WHERE place < ?1",
];

macro_rules! practitioner_columns {
    () => {
        "SELECT p.id, p.name, p.role, p.agency, a.name, c.card
         FROM practitioner p LEFT JOIN agency a ON a.id = p.agency
            LEFT JOIN contact_card c ON c.practitioner = p.id "
    };
    ("after") => {
        "SELECT p.id, p.name, p.role, p.agency, a.name, c.card
         FROM practitioner b CROSS JOIN practitioner p INDEXED BY practitioner_by_folded_name
            LEFT JOIN agency a ON a.id = p.agency
            LEFT JOIN contact_card c ON c.practitioner = p.id "
    };
}

// A card of one's own that was not sent gives way to the same card once it has a number, so that
// later ones can take its place.
const PUT_AGENCY: &str = "INSERT INTO agency (id, place, name, kind, sensitive)
    VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (id) DO UPDATE SET place = excluded.place, name = excluded.name,
        kind = excluded.kind, sensitive = excluded.sensitive
    WHERE excluded.place >= place OR (name = excluded.name AND kind = excluded.kind
        AND sensitive = excluded.sensitive)";
const PUT_PRACTITIONER: &str = "INSERT INTO practitioner (id, place, name, role, agency)
    VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (id) DO UPDATE SET place = excluded.place, name = excluded.name,
        role = excluded.role, agency = excluded.agency
    WHERE excluded.place >= place OR (name = excluded.name AND role = excluded.role
        AND agency = excluded.agency)";
const PUT_CONTACT: &str = "INSERT INTO contact_card (practitioner, place, at, card)
    VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (practitioner) DO UPDATE SET place = excluded.place, at = excluded.at,
        card = excluded.card
    WHERE excluded.place >= place OR (at = excluded.at AND card = excluded.card)";
pub(crate) const AGENCIES: &str = "SELECT a.id, a.name, a.kind, a.sensitive,
    (SELECT count(*) FROM practitioner p WHERE p.agency = a.id)
    FROM agency a ORDER BY a.name";
pub(crate) const AGENCY_CARDS: &str =
    "SELECT a.id, a.name, a.kind, a.sensitive FROM agency a ORDER BY a.name";
pub(crate) const PRACTITIONERS: &str = concat!(
    practitioner_columns!(),
    "ORDER BY p.name COLLATE NOCASE, p.id LIMIT ?1"
);
/// Those after ?2.
pub(crate) const PRACTITIONERS_AFTER: &str = concat!(
    practitioner_columns!("after"),
    "WHERE b.id = ?2 AND p.name COLLATE NOCASE >= b.name
        AND (p.name COLLATE NOCASE > b.name OR p.id > b.id)
     ORDER BY p.name COLLATE NOCASE, p.id LIMIT ?1"
);
const PRACTITIONER: &str = concat!(practitioner_columns!(), "WHERE p.id = ?1");
const AGENCY_NAME: &str = "SELECT name FROM agency WHERE id = ?1";
const OF_AGENCY: &str = "SELECT id FROM practitioner WHERE agency = ?1";
const DROP_SEARCH: &str = concat!(
    "DELETE FROM name_search WHERE rowid IN
    (SELECT row FROM named WHERE space = x'' AND kind = ",
    code!(name practitioner),
    " AND subject = ?1)"
);
const DROP_NAME: &str = concat!(
    "DELETE FROM named WHERE space = x'' AND kind = ",
    code!(name practitioner),
    " AND subject = ?1"
);

impl Reader<'_> {
    /// All agencies, by name.
    pub fn agencies(&self) -> Result<Vec<AgencyRow>> {
        self.all(AGENCIES, [], |row| {
            Ok(AgencyRow {
                card: agency_card(row)?,
                practitioners: row.count(4)?,
            })
        })
    }

    /// The agencies of the partnership by name, without counting who works there.
    pub fn agency_cards(&self) -> Result<Vec<AgencyCard>> {
        self.all(AGENCY_CARDS, [], agency_card)
    }

    /// Practitioners by name, whatever the case of its letters: the first ones, or those after
    /// one. Nobody comes after someone who is not here.
    pub fn practitioners(
        &self,
        after: Option<PractitionerId>,
        limit: u32,
    ) -> Result<Vec<PractitionerRow>> {
        match after {
            Some(after) => self.all(PRACTITIONERS_AFTER, params![limit, after.0], practitioner),
            None => self.all(PRACTITIONERS, [limit], practitioner),
        }
    }

    /// The name of an agency, once its card has come.
    pub fn agency_name(&self, id: AgencyId) -> Result<Option<String>> {
        self.one(AGENCY_NAME, [id.0], |row| Ok(row.get(0)?))
    }

    /// One practitioner.
    pub fn practitioner(&self, id: PractitionerId) -> Result<Option<PractitionerRow>> {
        self.one(PRACTITIONER, [id.0], practitioner)
    }
}

impl Writer<'_> {
    /// The directory's log is another one, with numbers of its own: whatever stands in it counts
    /// after the cards that are kept, but for those that were not sent yet.
    pub fn forget_card_places(&mut self) -> Result<()> {
        for forget in FORGET_PLACES {
            self.run(forget, [CardPlace::BEHIND_ALL])?;
        }
        Ok(())
    }

    /// Keeps the card of an agency, unless a later one is kept.
    pub fn put_agency(&mut self, card: &AgencyCard, place: CardPlace) -> Result<()> {
        let params = params![
            card.agency.0,
            place.column()?,
            card.name,
            card.kind.code(),
            card.sensitive
        ];
        self.run(PUT_AGENCY, params)?;
        self.find_agency(card.agency)
    }

    /// Keeps the card of a practitioner, unless a later one is kept.
    pub fn put_practitioner(&mut self, card: &PractitionerCard, place: CardPlace) -> Result<()> {
        let params = params![
            card.practitioner.0,
            place.column()?,
            card.name,
            card.role,
            card.agency.0
        ];
        self.run(PUT_PRACTITIONER, params)?;
        self.find_practitioner(card.practitioner)
    }

    /// Keeps how to reach a practitioner, unless a later card is kept.
    pub fn put_contact_card(
        &mut self,
        practitioner: PractitionerId,
        card: &ContactCard,
        at: Timestamp,
        place: CardPlace,
    ) -> Result<()> {
        let params = params![
            practitioner.0,
            place.column()?,
            at.as_millisecond(),
            cbor(card)
        ];
        self.run(PUT_CONTACT, params)?;
        self.find_practitioner(practitioner)
    }

    fn find_agency(&mut self, agency: AgencyId) -> Result<()> {
        for practitioner in self.all(OF_AGENCY, [agency.0], |row| row.id(0))? {
            self.find_practitioner(practitioner)?;
        }
        Ok(())
    }

    /// Makes the words under which a practitioner is found those of the cards that count.
    pub(crate) fn find_practitioner(&mut self, id: PractitionerId) -> Result<()> {
        self.run(DROP_SEARCH, [id.0])?;
        self.run(DROP_NAME, [id.0])?;
        // A contact card may come before the practitioner's own.
        let Some(row) = self.practitioner(id)? else {
            return Ok(());
        };
        let mut texts = vec![row.card.name.clone(), row.card.role, row.agency_name];
        if let Some(contact) = row.contact {
            texts.extend(contact.phones.iter().flat_map(|phone| numbers(phone)));
            texts.extend(contact.phones);
            texts.extend(contact.emails);
        }
        let text = texts.join("\n");
        put_name(
            self,
            &[],
            NameKind::Practitioner,
            &id.0,
            &row.card.name,
            &text,
        )
    }
}

fn agency_card(row: &Row<'_>) -> Result<AgencyCard> {
    Ok(AgencyCard {
        agency: row.id(0)?,
        name: row.get(1)?,
        kind: row.code(2, AgencyKind::from_code)?,
        sensitive: row.get(3)?,
    })
}

fn practitioner(row: &Row<'_>) -> Result<PractitionerRow> {
    let agency_name: Option<String> = row.get(4)?;
    Ok(PractitionerRow {
        card: PractitionerCard {
            practitioner: row.id(0)?,
            name: row.get(1)?,
            role: row.get(2)?,
            agency: row.id(3)?,
        },
        agency_name: agency_name.unwrap_or_default(),
        contact: row.cbor_or_none(5)?,
    })
}
