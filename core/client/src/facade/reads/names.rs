//! Names: from a device to its person to their card in the directory.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use patchwork_model::{Agency, AsKnown, ContactCard, same_words};
use patchwork_protocol::{AgencyId, DeviceId, PractitionerId};
use patchwork_store::{PractitionerRow, Reader};

use super::roster::Roster;
use crate::Result;

/// For someone whose card has not come yet.
const UNNAMED: &str = "A colleague";

/// Who is who, at one moment. A card is read when it is asked for, and once: a screen names a few
/// of all colleagues.
#[derive(Default)]
pub(crate) struct Names<'r> {
    pub(crate) roster: Roster,
    /// None in tests of words alone, where nobody has a card.
    reader: Option<&'r Reader<'r>>,
    cards: RefCell<BTreeMap<PractitionerId, Option<Rc<PractitionerRow>>>>,
}

impl core::fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Names").finish_non_exhaustive()
    }
}

impl<'r> Names<'r> {
    pub(crate) fn of(roster: Roster, reader: &'r Reader<'r>) -> Self {
        Self {
            roster,
            reader: Some(reader),
            cards: RefCell::default(),
        }
    }

    /// Someone's name, as the directory has it.
    pub(crate) fn name(&self, practitioner: PractitionerId) -> String {
        self.card(practitioner)
            .map_or_else(|| UNNAMED.to_owned(), |row| row.card.name.clone())
    }

    /// Someone's role in their agency; empty until their card has come.
    pub(crate) fn role(&self, practitioner: PractitionerId) -> String {
        self.card(practitioner)
            .map(|row| row.card.role.clone())
            .unwrap_or_default()
    }

    /// The name of someone's agency; empty until its card has come.
    pub(crate) fn agency(&self, practitioner: PractitionerId) -> String {
        self.card(practitioner)
            .map(|row| row.agency_name.clone())
            .unwrap_or_default()
    }

    /// How to reach someone, as they gave it.
    pub(crate) fn contact(&self, practitioner: PractitionerId) -> Option<ContactCard> {
        self.card(practitioner)?.contact.clone()
    }

    /// The person whose device this is, by name.
    pub(crate) fn owner(&self, device: DeviceId) -> String {
        self.roster
            .owner(device)
            .map_or_else(|| UNNAMED.to_owned(), |owner| self.name(owner))
    }

    /// Who wrote something down.
    pub(crate) fn writer(&self, known: AsKnown) -> String {
        self.owner(known.device)
    }

    /// An agency as a case names it.
    pub(crate) fn agency_named(&self, agency: &Agency) -> String {
        match agency {
            Agency::Named(name) => name.clone(),
            Agency::Listed(id) => {
                let read = self.reader.map(|r| r.agency_name(*id));
                read.and_then(readable).flatten().unwrap_or_default()
            }
        }
    }

    /// How many agencies these people belong to.
    pub(crate) fn agencies_of(&self, people: impl IntoIterator<Item = PractitionerId>) -> u32 {
        let agencies: BTreeSet<AgencyId> = people
            .into_iter()
            .filter_map(|person| self.card(person))
            .map(|row| row.card.agency)
            .collect();
        u32::try_from(agencies.len()).unwrap_or(u32::MAX)
    }

    /// Someone's card.
    pub(crate) fn card(&self, practitioner: PractitionerId) -> Option<Rc<PractitionerRow>> {
        let mut cards = self.cards.borrow_mut();
        let card = cards.entry(practitioner).or_insert_with(|| {
            let read = self.reader.map(|r| r.practitioner(practitioner));
            read.and_then(readable).flatten().map(Rc::new)
        });
        card.clone()
    }
}

/// A card that cannot be read must not take the screen away on which it is named.
fn readable<T>(read: patchwork_store::Result<T>) -> Option<T> {
    read.inspect_err(|error| tracing::error!(%error, "a card of the directory cannot be read"))
        .ok()
}

/// The agency of the partnership that has this name, however it is typed.
pub(crate) fn listed_agency(name: &str, r: &Reader<'_>) -> Result<Option<AgencyId>> {
    Ok(r.agency_cards()?
        .into_iter()
        .find(|card| same_words(&card.name, name))
        .map(|card| card.agency))
}
