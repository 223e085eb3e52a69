//! The state machine of one device that syncs: what to send, and what to do
//! with what arrived. Sans-IO.
//!
//! For every space that it is in, [`Device`] knows the team, the keys, how far
//! it has followed the relay's log, and what it wrote itself. It takes the
//! relay's frames one by one and answers each with [`Effect`]s: items to keep,
//! parts to apply, keys, what follows from answers to the outbox, evidence. The
//! caller carries them out in one transaction. So a frame happens wholly or not
//! at all, and a crash at any point loses nothing that was acknowledged and
//! repeats nothing.
//!
//! It does no I/O, reads no clock and draws no randomness: the store is a
//! [`LogView`] of four reads, and time and randomness are arguments. It does not
//! read what a part says; the caller applies entries and changes of documents.
//!
//! # How an item is judged
//!
//! An item is judged by what the device knows, never by when it came. An item
//! whose author, directory head or predecessor is unknown **waits**. An item
//! whose key is missing is **locked**. Both are judged again when team,
//! directory, keys or series progress. Only what is wrong in itself is
//! **refused** for good. So all devices that hold the same items and keys agree,
//! in whatever order the items came and however often the devices crashed; and
//! one hostile item holds up nothing but its own series
//! (`docs/protocol.md#judging`, `docs/protocol.md#invariants`).
//!
//! # Epochs of a log
//!
//! A relay that is restored from a backup contradicts what it sent before. Then
//! the device reads the log from its beginning again: a new [`LogEpoch`] begins.
//! The epoch is **completed** when the relay has sent everything that it holds.
//! An item whose position is still of an earlier epoch is then one that the
//! relay has lost, and it is offered again ([`Space::is_to_be_offered`]). A team
//! change is **confirmed** in an epoch once it came with the log.
//!
//! # One conversation
//!
//! ```text
//! device.begin_conversation();
//! let NextRequest { request, .. } = device.request(to_send, Purpose::Live, CursorForm::Digest);
//! for frame in post(request) {
//!     let mut next = device.clone();
//!     let mut transaction = store.begin();
//!     for effect in next.handle(frame, &transaction)? {
//!         transaction.carry_out(effect);
//!     }
//!     transaction.commit();          // on failure: `device` is as before
//!     device = next;
//! }
//! ```
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod after_update;
mod answer;
mod changes;
mod conversation;
mod device;
mod effect;
mod evidence;
mod fault;
mod frames;
mod item;
mod item_bytes;
mod judge;
mod keys;
mod log_view;
mod offering;
mod overlay;
mod padding_room;
mod receive;
mod record;
mod request;
mod seal;
mod set_aside;
mod signed_ahead;
mod space;
mod team;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod wraps;

pub use answer::{AfterAnswer, Attention};
pub use conversation::ConversationState;
pub use device::{Device, StoredSpace};
pub use effect::{Effect, Opened, PartRefusal, TeamChanged};
pub use evidence::Evidence;
pub use fault::{Fault, StreamFault};
pub use item::{
    ItemState, KeptItem, LogEpoch, LogPosition, PendingItem, Refusal, SeriesPlace, WaitingFor,
};
pub use keys::KeyRing;
pub use log_view::LogView;
pub use record::{SpaceRecord, UnreadableRecord};
pub use request::{CursorForm, NextRequest, Purpose, ToSend};
pub use seal::{CannotSeal, MAX_TOGETHER, SealedParts, WaitingPart, is_worth_sealing};
pub use set_aside::SetAside;
pub use signed_ahead::SignedAhead;
pub use space::Space;
pub use team::{CannotPlan, Plan, PlannedChange, TeamIntent, found_partnership};
