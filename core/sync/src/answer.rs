//! What follows from the relay's answer to one envelope.

use patchwork_protocol::Seq;

/// What the client does with an envelope of its outbox after the relay's answer.
///
/// Without an answer nothing changes: the same bytes are posted again, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterAnswer {
    /// It is on the relay, durably, as item `n`.
    Acked {
        /// Its number in the relay's log.
        n: u64,
    },
    /// Nothing is decided: post the same bytes again.
    Repost,
    /// The relay lacks earlier envelopes of the series (it was restored from a
    /// backup): first offer it the kept ones from here on, then repost.
    OfferFrom(Seq),
    /// The series is given up: drop these bytes and seal the parts again; the
    /// next [`seal`](crate::Device::seal) starts a fresh series. The document's
    /// actor stays.
    SealAgain,
    /// The relay holds other bytes, or more, of this series: this installation
    /// was restored or copied. Do as for [`Effect::Copied`](crate::Effect::Copied).
    Copied,
    /// Refused for good. The parts stay in the outbox and are shown; they are
    /// not sealed again by themselves.
    NeedsAttention(Attention),
    /// Someone else's item that was offered to a relay that lacked it, and that
    /// it may not take: keep it, offer it no more.
    OfferRefused,
}

/// Why something in the outbox needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Attention {
    /// No longer (or not yet) a writing member of this team.
    #[error("you are not on this team any more")]
    NotOnTeam,
    /// The space is closed.
    #[error("this case is closed")]
    Closed,
    /// Too large for the relay.
    #[error("this is too large to send")]
    TooLarge,
    /// The relay could not read or verify what this version wrote.
    #[error("the relay did not understand this; update the app")]
    NotUnderstood,
}
