//! What follows for the conversation from what the relay said in it.

use patchwork_protocol::{Replica, Seq, SpaceId};

/// Whether the relay has told everything that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum CaughtUp {
    /// More may come.
    #[default]
    NotYet,
    /// It has, and both sides hold the same.
    Agreed,
    /// It has, and still it holds something else than this device.
    Differs,
}

/// What one or more frames ask of whoever holds the conversation.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// Own series of which the relay lacks the beginning.
    pub(crate) offer_from: Vec<(SpaceId, Replica, Seq)>,
    /// The relay wants cursors instead of a digest.
    pub(crate) wants_cursors: bool,
    pub(crate) caught_up: CaughtUp,
    /// The relay ended the conversation, and why.
    pub(crate) goodbye: Option<String>,
    /// Something that could not go may go now: a key came, a team changed, an
    /// envelope was given back.
    pub(crate) try_again: bool,
    /// The directory changed.
    pub(crate) directory: bool,
    /// A space has its team again, of which something is to be judged by this version of the app.
    pub(crate) judges_again: bool,
}

impl Heard {
    /// Adds what was heard after this.
    pub(crate) fn append(&mut self, later: Self) {
        let Self {
            offer_from,
            wants_cursors,
            caught_up,
            goodbye,
            try_again,
            directory,
            judges_again,
        } = later;
        self.offer_from.extend(offer_from);
        self.wants_cursors |= wants_cursors;
        if caught_up != CaughtUp::NotYet {
            self.caught_up = caught_up;
        }
        self.goodbye = goodbye.or(self.goodbye.take());
        self.try_again |= try_again;
        self.directory |= directory;
        self.judges_again |= judges_again;
    }
}
