//! Entries of the journal: written once, never changed, signed by their author.

mod body;
mod codec;
mod filter;
mod newer;
mod state;

pub use body::{
    ContactMode, ContactOutcome, EntryBody, EntryKind, HowKnown, ResponseKind, SharingChoice,
};
pub use codec::MAX_ENTRY;
pub use filter::TimelineFilter;
pub use state::EntryState;

use jiff::Timestamp;
use patchwork_protocol::DeviceId;

use crate::{EntryId, Participant, PersonId, When};

/// One entry. Its author is whoever signed the envelope that carries it, and so never a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Eight bytes drawn at save; with the author's device they are the entry's id.
    pub number: [u8; 8],
    /// When it was written down, by the author's clock.
    pub written_at: Timestamp,
    /// When it happened.
    pub happened_at: When,
    /// Whom it is about; nobody named means the child.
    pub about: Vec<PersonId>,
    /// Who took part.
    pub with: Vec<Participant>,
    /// How the author knows.
    pub known: Option<HowKnown>,
    /// What it says.
    pub body: EntryBody,
}

impl Entry {
    /// Its id, when `author` signed it.
    pub fn id(&self, author: DeviceId) -> EntryId {
        EntryId::new(author, self.number)
    }
}
