//! What a device keeps, encrypted at rest.
//!
//! One SQLCipher database holds everything: log items as received or sent, the case documents,
//! the journal, the rows that screens read, the outbox, keys, drafts and settings. It is opened
//! with a raw 32-byte key that the platform's keystore holds; without it, nothing in the
//! database, its write-ahead log or its temporary files can be read.
//!
//! * **One writer, many readers.** [`Store::write`] is one transaction, on the disk when it
//!   returns (one fsync). [`Store::read`] is one snapshot; screens read rows and never a document.
//! * **One truth.** Everything that belongs together is written in one transaction: an entry, what
//!   is searched and counted of it, and its place in the outbox. What screens read can be built
//!   anew from documents and entries, and [`Store::doctor`] compares.
//! * **It knows nothing of syncing.** Records, verdicts and intents are bytes of the layers that
//!   wrote them. Where a statement decides what core/sync decides too, tests of core/client compare
//!   the two. The store reads no clock and draws no randomness.
//!
//! ```
//! use patchwork_store::{DraftKey, DraftRow, Store, StoreError};
//! use zeroize::Zeroizing;
//!
//! # let folder = tempfile::tempdir()?;
//! let key = Zeroizing::new([7; 32]);
//! let store = Store::create(&folder.path().join("patchwork.db"), &key)?;
//! let draft = DraftRow {
//!     id: DraftKey([1; 16]),
//!     space: None,
//!     body: b"Ella very quiet".to_vec(),
//!     updated_at: "2026-03-12T10:42:00Z".parse()?,
//! };
//! store.write(|w| w.keep_draft(&draft))?;
//! assert_eq!(store.read(|r| r.drafts())?, [draft]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::redundant_closure_for_method_calls
    )
)]

mod census;
mod columns;
mod connection;
mod counting;
mod doctor;
mod erase;
mod error;
#[cfg(test)]
mod full_disk;
mod migrate;
#[cfg(test)]
mod plans;
mod read_only;
mod search;
mod session;
mod store;
mod tables;
#[cfg(test)]
mod testing;

pub use census::Count;
#[cfg(feature = "counting")]
pub use counting::Counts;
pub use doctor::{Ailment, Cure, Diagnosis};
pub use error::{Result, StoreError};
pub use search::is_enough_to_rank;
pub use session::{Reader, Writer};
pub use store::Store;
pub use tables::{
    access_log::AccessLogRow,
    case::Replaced,
    contacts::ContactMade,
    directory::{AgencyRow, CardPlace, PractitionerRow},
    documents::DocumentRow,
    drafts::{DraftKey, DraftRow, SavedDraft},
    entries::{EntryAbout, KindFilter, NewEntry, Seen, StoredEntry},
    for_you::{UnseenTeamPlace, UnseenTeamRow, WaitingWorryPlace, WaitingWorryRow},
    held_parts::{HeldBecause, HeldPart, PartPlace},
    keys::SpaceKeyRow,
    lists::{CaseListRow, CaseNameRow, CaseTally, TaskListRow, TaskPlace, UnansweredRow},
    log::{ItemPosition, ItemRow, ItemStanding, ItemVerdict},
    notices::Notice,
    outbox::{
        KeptEdit, NewPart, OutboxCounts, OutboxId, OutboxPart, PartState, Undone, WaitingParts,
    },
    sealing::SealedEnvelope,
    searching::{EntryHit, Found, NameHit, Who},
    settings::{Setting, SettingValue, setting},
    spaces::{SpaceRow, SpaceUse, TeamChangeRow},
    team_intents::{TeamIntentId, TeamIntentRow, TeamIntentState},
    timeline::{EntryProgress, TimelineEntry, TimelinePage, TimelinePlace},
    visits::CaseVisit,
};
