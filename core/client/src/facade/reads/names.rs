//! Names: from a device to its person to their card in the directory.

use patchwork_model::{Agency, AsKnown, ContactCard, same_words};
use patchwork_protocol::{AgencyId, DeviceId, PractitionerId};
use patchwork_store::{PractitionerRow, Reader};

use super::roster::Roster;
use crate::Result;

/// For someone whose card has not come yet.
const UNNAMED: &str = "A colleague";

/// Who is who, at one moment.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) roster: Roster,
}

impl Names {
    pub(crate) const fn of(roster: Roster) -> Self {
        Self { roster }
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
    pub(crate) fn contact(&self, practitioner: PractitionerId) -> Option<&ContactCard> {
        self.card(practitioner)?.contact.as_ref()
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
            Agency::Listed(id) => self
                .roster
                .cards
                .agencies
                .get(id)
                .cloned()
                .unwrap_or_default(),
        }
    }

    /// How many agencies these people belong to.
    pub(crate) fn agencies_of(&self, people: impl IntoIterator<Item = PractitionerId>) -> u32 {
        let agencies: std::collections::BTreeSet<AgencyId> = people
            .into_iter()
            .filter_map(|person| self.card(person))
            .map(|row| row.card.agency)
            .collect();
        u32::try_from(agencies.len()).unwrap_or(u32::MAX)
    }

    /// Every card, by name.
    pub(crate) fn cards(&self) -> Vec<&PractitionerRow> {
        let mut cards: Vec<_> = self.roster.cards.practitioners.values().collect();
        cards.sort_by_cached_key(|row| row.card.name.to_lowercase());
        cards
    }

    /// Someone's card.
    pub(crate) fn card(&self, practitioner: PractitionerId) -> Option<&PractitionerRow> {
        self.roster.cards.practitioners.get(&practitioner)
    }
}

/// The agency of the partnership that has this name, however it is typed.
pub(crate) fn listed_agency(name: &str, r: &Reader<'_>) -> Result<Option<AgencyId>> {
    Ok(r.agencies()?
        .into_iter()
        .find(|row| same_words(&row.card.name, name))
        .map(|row| row.card.agency))
}
