//! Building the request that opens a conversation.

use std::collections::BTreeMap;

use patchwork_protocol::{Cursor, Cursors, ShortCursors, SpaceId, SyncRequest, Wrap, limits};

use crate::Device;

/// What is to be sent, in the order in which the relay must see it. Within a
/// space, what the relay has lost comes first, in its old order; then comes the
/// outbox.
#[derive(Debug, Default)]
pub struct ToSend {
    /// Envelopes as they were sealed.
    pub envelopes: Vec<(SpaceId, Vec<u8>)>,
    /// Keys for devices that lack them.
    pub wraps: Vec<Wrap>,
}

/// What a conversation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Send and fetch, then end.
    Exchange,
    /// Send and fetch, then stay open for what comes.
    Live,
    /// Only send.
    Upload,
}

/// How a request names what this device holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorForm {
    /// By a digest of 32 bytes, if the last conversation ended in agreement, and
    /// by cursors otherwise.
    Digest,
    /// By the cursor of every space, in little room where that names each.
    Short,
    /// By the whole cursor of every space.
    Whole,
}

impl CursorForm {
    /// How to ask again when the relay has asked for cursors; `None` when it was given them whole.
    pub fn after_need_cursors(self) -> Option<Self> {
        match self {
            Self::Digest => Some(Self::Short),
            Self::Short => Some(Self::Whole),
            Self::Whole => None,
        }
    }
}

/// A request that is ready to be posted.
#[derive(Debug)]
pub struct NextRequest {
    /// The request.
    pub request: SyncRequest,
    /// Whether some envelopes found no room in it: they go with the one after it.
    pub more: bool,
}

impl Device {
    /// The next request.
    ///
    /// It does not change the device: a request without an answer has not
    /// happened, and the relay answers a repeated one alike.
    pub fn request(&self, mut send: ToSend, purpose: Purpose, form: CursorForm) -> NextRequest {
        let cursors = match (purpose, form) {
            (Purpose::Upload, _) => Cursors::UploadOnly,
            (_, CursorForm::Digest) => match self.directory.cursor {
                Some(cursor) if !self.conversation.owes_cursors => Cursors::Digest {
                    incarnation: cursor.incarnation,
                    digest: self.digest(),
                },
                _ => self.short_cursors(),
            },
            (_, CursorForm::Short) => self.short_cursors(),
            (_, CursorForm::Whole) => Cursors::All(self.cursors()),
        };
        send.wraps.truncate(limits::MAX_WRAPS);
        // Room for cursors, wraps and framing; the rest is for envelopes.
        let fixed = 4096
            + self.spaces.len().saturating_mul(128)
            + send
                .wraps
                .iter()
                .map(|wrap| wrap.sealed.len() + 128)
                .sum::<usize>();
        let mut room = limits::MAX_REQUEST.saturating_sub(fixed);
        let mut outbox: BTreeMap<SpaceId, Vec<Vec<u8>>> = BTreeMap::new();
        let mut more = false;
        for (taken, (space, bytes)) in send.envelopes.into_iter().enumerate() {
            let size = bytes.len().saturating_add(64);
            if size > room || taken == limits::MAX_OUTBOX {
                more = true;
                break;
            }
            room -= size;
            outbox.entry(space).or_default().push(bytes);
        }
        let request = SyncRequest {
            cursors,
            outbox,
            wraps: send.wraps,
            wraps_after: self.wraps_after,
            live: purpose == Purpose::Live,
        };
        NextRequest { request, more }
    }

    fn cursors(&self) -> BTreeMap<SpaceId, Cursor> {
        self.followed()
            .filter_map(|space| Some((space.id, space.cursor?)))
            .filter(|(_, cursor)| cursor.n > 0)
            .collect()
    }

    fn short_cursors(&self) -> Cursors {
        let cursors = self.cursors();
        match ShortCursors::of(&cursors) {
            Some(short) => Cursors::Short(short),
            None => Cursors::All(cursors),
        }
    }
}
