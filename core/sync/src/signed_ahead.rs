//! Signatures that are verified on another thread, ahead of the judging.
//!
//! Most of what a first sync costs is the verification of signatures, and none of them depends on
//! another. While one thread judges, opens and stores the envelopes of some frames, a second one
//! calls [`SignedAhead::verify_all`]. The judging takes each result from here, and verifies what is
//! not there yet itself, so that it decides the same with and without a second thread.

use std::{
    collections::HashMap,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use ed25519_dalek::VerifyingKey;
use patchwork_protocol::{Envelope, Frame, ItemHash, LogItem, SpaceId};

use crate::Device;

/// The envelopes of some frames whose author the device knows, each with what its signature is
/// verified against.
#[derive(Default)]
pub struct SignedAhead {
    order: Vec<ItemHash>,
    checks: HashMap<ItemHash, Check>,
    is_stopped: AtomicBool,
}

struct Check {
    space: SpaceId,
    key: VerifyingKey,
    envelope: Envelope,
    is_signed: OnceLock<bool>,
}

impl Check {
    fn is_signed(&self) -> bool {
        *self
            .is_signed
            .get_or_init(|| self.envelope.verify(self.space, &self.key).is_ok())
    }
}

impl SignedAhead {
    /// Lists the envelopes of frames that `device` has not taken yet.
    ///
    /// Who wrote them is looked up in the directory as it is now. Those of a device that only
    /// these frames introduce are not listed.
    pub fn of(frames: &[Frame], device: &Device) -> Self {
        let mut ahead = Self::default();
        for frame in frames {
            let Frame::Items { space, items, .. } = frame else {
                continue;
            };
            for item in items {
                ahead.list(*space, item, device);
            }
        }
        ahead
    }

    fn list(&mut self, space: SpaceId, item: &LogItem, device: &Device) {
        let LogItem::Envelope(bytes) = item else {
            return;
        };
        let Ok(envelope) = Envelope::decode(bytes) else {
            return;
        };
        let directory = device.directory();
        let Some(record) = directory.and_then(|known| known.device(envelope.device())) else {
            return;
        };
        let hash = item.hash();
        let check = Check {
            space,
            key: record.verifying_key,
            envelope,
            is_signed: OnceLock::new(),
        };
        if self.checks.insert(hash, check).is_none() {
            self.order.push(hash);
        }
    }

    /// How many envelopes are listed.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Verifies all that is listed, in the order of the log, until [`SignedAhead::stop`]. For a
    /// second thread.
    pub fn verify_all(&self) {
        for hash in &self.order {
            if self.is_stopped.load(Ordering::Relaxed) {
                return;
            }
            if let Some(check) = self.checks.get(hash) {
                check.is_signed();
            }
        }
    }

    /// Nobody asks any more: [`SignedAhead::verify_all`] ends after the signature it is at.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Whether an envelope of this space, whose bytes have this hash, is signed by this key.
    ///
    /// What was listed counts only for the same bytes, space and key; anything else is verified
    /// here.
    pub(crate) fn is_signed(
        &self,
        envelope: &Envelope,
        hash: ItemHash,
        space: SpaceId,
        key: &VerifyingKey,
    ) -> bool {
        match self.checks.get(&hash) {
            Some(check) if check.space == space && check.key == *key => check.is_signed(),
            _ => envelope.verify(space, key).is_ok(),
        }
    }
}
