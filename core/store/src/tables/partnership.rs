//! The partnership's own card: one row, the card that counts.

use patchwork_model::{FrontDoor, PartnershipCard};
use rusqlite::params;

use super::{codes::code, directory::CardPlace};
use crate::{Reader, Result, Writer};

const GET: &str = "SELECT name, number, hours FROM partnership";
// As with the cards of agencies: a card of one's own gives way to itself once it has a number.
const PUT: &str = concat!(
    "INSERT INTO partnership (one, place, name, number, hours)
    VALUES (1, ?1, ?2, ?3, ?4)
    ON CONFLICT (one) DO UPDATE SET place = excluded.place, name = excluded.name,
        number = excluded.number, hours = excluded.hours
    WHERE excluded.place >= place OR (place = ",
    code!(place not_sent),
    " AND name = excluded.name AND number IS excluded.number
        AND hours IS excluded.hours)"
);

impl Reader<'_> {
    /// The partnership, once its card has come.
    pub fn partnership(&self) -> Result<Option<PartnershipCard>> {
        self.one(GET, [], |row| {
            let number: Option<String> = row.get(1)?;
            let hours = row.get(2)?;
            Ok(PartnershipCard {
                name: row.get(0)?,
                front_door: number.map(|number| FrontDoor { number, hours }),
            })
        })
    }
}

impl Writer<'_> {
    /// Keeps the card of the partnership, unless a later one is kept.
    pub fn put_partnership(&mut self, card: &PartnershipCard, place: CardPlace) -> Result<()> {
        let door = card.front_door.as_ref();
        let params = params![
            place.column()?,
            card.name,
            door.map(|door| &door.number),
            door.and_then(|door| door.hours.as_ref()),
        ];
        self.run(PUT, params)?;
        Ok(())
    }
}
