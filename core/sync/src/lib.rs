//! The state machine of one device that syncs: what to send, and what to do
//! with what arrived. Sans-IO.
//!
//! [`Device`] knows, of every space that it is in, the team, the keys, how far
//! the relay's log was followed and what it wrote itself. It takes the relay's
//! frames one by one and answers each with [`Effect`]s: items to keep, parts to
//! apply, keys, answers for the outbox, evidence. The caller carries them out in
//! one transaction; so a frame happens wholly or not at all, and a crash at any
//! point loses nothing that was acknowledged and repeats nothing.
//!
//! It never does I/O, reads no clock and draws no randomness: the store is a
//! [`LogView`] of four reads, time and chance are arguments. What a part says is
//! opaque here; entries and documents are applied by the caller.
//!
//! # How an item is judged
//!
//! By what is known, never by when it came. An item whose author, directory
//! head or predecessor is unknown **waits**; one without a key is **locked**;
//! both are judged again when team, directory, keys or series progress. Only
//! what is wrong in itself is **refused** for good. So all devices that hold
//! the same items and keys agree, whatever the order and however often they
//! crashed, and one hostile item holds up nothing but its own series (invariants 3
//! and 10 of `docs/protocol.md`).
//!
//! # One conversation
//!
//! ```text
//! device.begin_conversation();
//! let (request, taken) = device.request(to_send, Purpose::Live, CursorForm::Digest);
//! for frame in post(request) {
//!     let mut transaction = store.begin();
//!     for effect in device.handle(frame, &transaction)? {
//!         transaction.carry_out(effect);
//!     }
//!     transaction.commit();          // on failure: Device::restore
//! }
//! ```
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod answer;
mod changes;
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
mod receive;
mod record;
mod request;
mod seal;
mod space;
mod team;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod wraps;

pub use answer::{AfterAnswer, Attention};
pub use device::{CannotRestore, Device, StoredSpace};
pub use effect::{Effect, Opened, PartRefusal, TeamChanged};
pub use evidence::Evidence;
pub use fault::{Fault, StreamFault};
pub use item::{
    ItemState, KeptItem, LogEpoch, LogPosition, PendingItem, Refusal, SeriesPlace, WaitingFor,
};
pub use keys::KeyRing;
pub use log_view::LogView;
pub use record::{SpaceRecord, UnreadableRecord};
pub use request::{CursorForm, Purpose, ToSend};
pub use seal::{CannotSeal, MAX_TOGETHER, SealedParts, WaitingPart, is_worth_sealing};
pub use space::Space;
pub use team::{CannotPlan, Plan, PlannedChange, TeamIntent, found_partnership};
