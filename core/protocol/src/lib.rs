//! What relay and devices say to each other: the bytes, what they mean, and who may have said them.
//!
//! Everything here is public or sealed: a relay links this crate and can read no case.
//!
//! | | |
//! |---|---|
//! | [`SpaceId`], [`DeviceId`], [`Replica`] … | ids: fixed bytes, each kind a type |
//! | [`Envelope`], [`Header`], [`Seen`] | what the relay orders and cannot read |
//! | [`Plaintext`], [`Part`] | what is inside, once opened |
//! | [`LogItem`], [`Chain`], [`Cursor`], [`cursor_digest`] | the log of a space, and where a device stands in it |
//! | [`Wrap`] | a space key on its way to one device |
//! | [`team`] | team changes, and the one pure function that relay and devices judge them by |
//! | [`SessionRequest`], [`EnrolStatement`] | how a device proves itself |
//! | [`SyncRequest`], [`Frame`], [`Answer`] | `POST /v1/sync` |
//! | [`FrameWriter`], [`FrameReader`] | its streamed reply |
//! | [`http`], [`limits`] | paths, bodies, problem types; every bound |
//!
//! # Rules
//!
//! - **One spelling.** Values are CBOR arrays, read by position and written again to compare:
//!   longer integers, indefinite lengths, tags and trailing bytes are refused ([`decode_strict`]).
//! - **As received.** What is signed or hashed is kept as the bytes that came.
//! - **Domains.** Whatever is hashed or signed begins with `patchwork/<what>/<version>`, then
//!   fields of fixed length: no signature means anything elsewhere.
//! - **Bounds first.** No length or count from outside reserves memory. Nothing recurses.
//! - **Verifying, never signing.** A type that is signed gives its `signing_input`; core/crypto
//!   holds the keys. Signatures are strict Ed25519: one key, one signature, no small orders.
//! - **Decoded is not trusted.** That an [`Envelope`] could be read says nothing about its author:
//!   see [`Envelope::verify`]; nor that a device may write: see [`team`].
//!
//! This crate does no I/O, reads no clock and draws no randomness.
//!
//! # Example
//!
//! ```
//! use ed25519_dalek::{Signer, SigningKey};
//! use patchwork_protocol::{
//!     BadSignature, Chain, DeviceId, Envelope, Frame, FrameReader, FrameWriter, Header, KeyId,
//!     LogItem, Replica, Seen, Seq, SpaceId, UnsignedEnvelope,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = SigningKey::from_bytes(&[1; 32]);
//! let space = SpaceId([2; 32]);
//! let header = Header {
//!     replica: Replica::new(DeviceId::of(key.verifying_key().as_bytes()), [3; 8]),
//!     seq: Seq::FIRST,
//!     key_id: KeyId([4; 16]),
//!     seen: Seen::NONE,
//!     salt: [5; 8],
//! };
//! let unsigned = UnsignedEnvelope::new(header, b"sealed by core/crypto");
//! let signature = key.sign(&unsigned.signing_input(space)).to_bytes();
//! let envelope = unsigned.with_signature(signature);
//!
//! // The relay appends it and streams it to the team.
//! let item = LogItem::Envelope(envelope.into_bytes());
//! let chain = Chain::START.extend(&item.hash());
//! let block = FrameWriter::compressing().write(&Frame::Items { space, first_n: 1, items: vec![item] })?;
//!
//! // A device reads it.
//! let mut reader = FrameReader::new();
//! reader.push(&block);
//! let Some(Frame::Items { items, .. }) = reader.next_frame()? else { panic!("no items") };
//! let [item @ LogItem::Envelope(bytes)] = items.as_slice() else { panic!("no envelope") };
//! assert_eq!(Chain::START.extend(&item.hash()), chain);
//! let envelope = Envelope::decode(bytes)?;
//! assert_eq!(envelope.verify(space, &key.verifying_key()), Ok(()));
//! assert_eq!(envelope.verify(SpaceId([6; 32]), &key.verifying_key()), Err(BadSignature));
//! # Ok(())
//! # }
//! ```
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod answer;
mod device_keys;
mod envelope;
mod head;
pub mod http;
mod ids;
pub mod limits;
mod log;
mod part;
mod session;
mod signature;
mod stream;
mod sync;
pub mod team;
pub mod wire;
mod wrap;

pub use answer::Answer;
pub use device_keys::DeviceKeys;
pub use envelope::{BadSignature, Envelope, Header, Seen, UnsignedEnvelope};
pub use head::DirectoryHead;
pub use ids::*;
pub use log::{Chain, Cursor, LogItem, cursor_digest};
pub use part::{Part, PartKind, Plaintext};
pub use session::{EnrolStatement, SessionReply, SessionRequest, SessionStatement};
#[cfg(feature = "testing")]
pub use signature::counting;
pub use stream::{FrameReader, FrameWriter};
pub use sync::{Cursors, Frame, Goodbye, ShortCursor, ShortCursors, SpacePrefix, SyncRequest};
pub use team::{
    Action, Cosignature, Cut, CutClaim, DeviceRecord, Directory, Enrolment, Grant, InviteRecord,
    KeyRecord, Member, PractitionerRecord, Principal, RecoveryKey, RecoveryRecord, Refusal, Role,
    SpaceKind, SpaceState, Standing, TeamChange, TeamState, UnsignedTeamChange, WrapRecipient,
    enrol_signing_input, link_signing_input,
};
pub use wire::{Malformed, decode_strict, encode};
pub use wrap::Wrap;
