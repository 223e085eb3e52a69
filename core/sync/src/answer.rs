//! What follows from the relay's answer to one envelope.

use patchwork_protocol::Seq;

/// What the client does with an envelope that it posted after the relay's answer.
///
/// Without an answer nothing changes: the client posts the same bytes again.
///
/// An own envelope may have left the outbox already, because the relay
/// acknowledged it before it was put back to an older state. Then the client
/// takes [the parts](crate::Device::own_parts) from the kept bytes, and offers the
/// envelope no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterAnswer {
    /// The relay holds it durably, as item `n`.
    Acked {
        /// Its number in the relay's log.
        n: u64,
    },
    /// Nothing was decided: post the same bytes again.
    Repost,
    /// The relay was restored from a backup and lacks earlier envelopes of the
    /// series: first offer it the kept ones from this number on, then post again.
    OfferFrom(Seq),
    /// The device gave up the series: drop these bytes and seal their parts again.
    /// The next [`seal`](crate::Device::seal) starts a fresh series; the
    /// document's actor stays.
    SealAgain,
    /// The relay holds other bytes, or more, of this series: this installation
    /// was restored or copied. Do as for [`Effect::Copied`](crate::Effect::Copied).
    Copied,
    /// The relay refused it for good. Its parts stay in the outbox and are shown to
    /// the person, who decides whether they are sealed again.
    NeedsAttention(Attention),
    /// It is someone else's envelope, offered to a relay that lacked it, and the
    /// relay may not take it: keep it and do not offer it again.
    OfferRefused,
}

/// Why something in the outbox needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Attention {
    /// The person is not a writing member of this team, or not any more.
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
