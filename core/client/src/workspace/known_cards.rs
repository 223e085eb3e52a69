//! The cards of the directory, read once for everybody until one of them changes.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use patchwork_protocol::{AgencyId, PractitionerId};
use patchwork_store::{PractitionerRow, Reader};

use crate::error::Result;

/// The cards that count, at one moment.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    pub(crate) practitioners: BTreeMap<PractitionerId, PractitionerRow>,
    /// The names of agencies.
    pub(crate) agencies: BTreeMap<AgencyId, String>,
}

impl Cards {
    /// All cards of the store.
    pub(crate) fn read(r: &Reader<'_>) -> Result<Self> {
        let practitioners = r.practitioners()?.into_iter();
        let agencies = r.agencies()?.into_iter();
        Ok(Self {
            practitioners: practitioners
                .map(|row| (row.card.practitioner, row))
                .collect(),
            agencies: agencies
                .map(|row| (row.card.agency, row.card.name))
                .collect(),
        })
    }
}

/// The cards as they were read last, unless one has changed since.
#[derive(Default)]
pub(crate) struct KnownCards {
    slot: RwLock<Slot>,
}

#[derive(Default)]
struct Slot {
    /// How often a commit has changed cards.
    changes: u64,
    cards: Option<Arc<Cards>>,
}

impl KnownCards {
    /// The cards; read with `read` if one has changed.
    pub(crate) fn get(&self, read: impl FnOnce() -> Result<Cards>) -> Result<Arc<Cards>> {
        let slot = self.slot.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(cards) = &slot.cards {
            return Ok(Arc::clone(cards));
        }
        let changes = slot.changes;
        drop(slot);
        let cards = Arc::new(read()?);
        let mut slot = self.slot.write().unwrap_or_else(PoisonError::into_inner);
        // What was read before a change that is committed by now is good for this once.
        if slot.changes == changes {
            slot.cards = Some(Arc::clone(&cards));
        }
        Ok(cards)
    }

    /// A commit has changed cards, or may have.
    pub(crate) fn changed(&self) {
        let mut slot = self.slot.write().unwrap_or_else(PoisonError::into_inner);
        slot.changes = slot.changes.wrapping_add(1);
        slot.cards = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_read_once_until_one_changes() {
        let known = KnownCards::default();
        let first = known.get(|| Ok(Cards::default())).unwrap();
        let again = known.get(|| panic!("they were read already")).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        known.changed();
        let anew = known.get(|| Ok(Cards::default())).unwrap();
        assert!(!Arc::ptr_eq(&first, &anew));
    }

    #[test]
    fn cards_that_change_while_they_are_read_are_read_again() {
        let known = KnownCards::default();
        let old = known.get(|| {
            known.changed();
            Ok(Cards::default())
        });
        let anew = known.get(|| Ok(Cards::default())).unwrap();
        assert!(!Arc::ptr_eq(&old.unwrap(), &anew));
    }
}
