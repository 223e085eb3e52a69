//! What the relay keeps: one log per space, wraps, sessions.
//!
//! [`Log`] is what any backend promises; `conformance` is the one suite that
//! all of them pass. SQLite is the backend of today.

#[cfg(test)]
pub(crate) mod conformance;
mod notices;
mod space_row;
mod sqlite;
mod types;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use patchwork_protocol::{
    Answer, ChainHash, DeviceId, Incarnation, LogItem, PartnershipId, PractitionerId, SpaceId,
    Wrap, http::TeamPost,
};

pub(crate) use self::sqlite::DATABASE_FILE;
#[cfg(test)]
pub(crate) use self::sqlite::small_log;
pub use self::{
    notices::{AppendedItems, Audience, CommitListener, CommitMeasure, CommitNotices, Notice},
    space_row::SpaceRow,
    sqlite::{BackupError, OpenError, SqliteLog},
    types::{
        DirectoryView, Head, LogError, NewSession, Page, Range, ReceivedEnvelope, Requester,
        SessionError, StoredSession, TeamError, TokenHash,
    },
};

/// What a call to the log comes to.
pub type Pending<'a, T, E = LogError> = BoxFuture<'a, Result<T, E>>;

/// A durable, append-only log per space, and the rows around it. Whoever opens one gives it a
/// [`CommitListener`], which hears what each commit made durable.
///
/// Whatever a method answers with `Ok` is on disk and survives the loss of the
/// process and of power. An error says nothing about what happened: whoever
/// gets one asks again with the same bytes, and every call may be repeated.
pub trait Log: Send + Sync + 'static {
    /// The identity of this database.
    fn incarnation(&self) -> Incarnation;

    /// Appends what passes of these envelopes for one space, in order, and answers each.
    fn append(
        &self,
        requester: Requester,
        space: SpaceId,
        envelopes: Vec<ReceivedEnvelope>,
    ) -> Pending<'_, Vec<Answer>>;

    /// Appends one team change by compare-and-swap, with its wraps, or nothing, and returns its
    /// n. A `Found` makes its space. `author` is none where a partnership is founded.
    fn change_team(
        &self,
        author: Option<Requester>,
        space: Option<SpaceId>,
        post: TeamPost,
    ) -> Pending<'_, u64, TeamError>;

    /// Keeps the wraps that this device may add; the others are dropped.
    fn add_wraps(&self, sender: Requester, wraps: Vec<Wrap>) -> Pending<'_, ()>;

    /// The directory of a partnership at its head.
    fn directory(&self, partnership: PartnershipId) -> Pending<'_, Option<Arc<DirectoryView>>>;

    /// The same if it is at hand; never waits.
    fn directory_at_hand(&self, partnership: PartnershipId) -> Option<Arc<DirectoryView>>;

    /// Keeps a session unless its statement was used before.
    fn open_session(&self, session: NewSession) -> Pending<'_, (), SessionError>;

    /// A session that was kept, even if it is over by now.
    fn session(&self, token: TokenHash) -> Pending<'_, Option<StoredSession>>;

    /// Forgets sessions that ended before this time.
    fn forget_sessions(&self, before: jiff::Timestamp) -> Pending<'_, ()>;

    /// The spaces that a person may read: the directory first, then the others,
    /// newest activity first.
    fn heads(
        &self,
        partnership: PartnershipId,
        practitioner: PractitionerId,
    ) -> Pending<'_, Vec<Head>>;

    /// The head of the directory alone.
    fn directory_head(&self, partnership: PartnershipId) -> Pending<'_, Option<Head>>;

    /// The chain at each of these places; none where the log is not that long.
    fn chains(&self, places: Vec<(SpaceRow, u64)>) -> Pending<'_, Vec<Option<ChainHash>>>;

    /// Reads ranges in order until the budget of bytes is used; at least one item.
    fn items(&self, ranges: Vec<Range>, budget: usize) -> Pending<'_, Vec<Page>>;

    /// The team changes of a space, from this n on, as many as fit the budget.
    fn team_changes(
        &self,
        space: SpaceRow,
        from_n: u64,
        budget: usize,
    ) -> Pending<'_, Vec<(u64, Vec<u8>)>>;

    /// Wraps for a device after this number, in order.
    fn wraps(
        &self,
        partnership: PartnershipId,
        recipient: DeviceId,
        after: u64,
        limit: usize,
    ) -> Pending<'_, Vec<(u64, Wrap)>>;

    /// Bytes that the database takes.
    fn size(&self) -> Pending<'_, u64>;

    /// Whether it can be read and written.
    fn probe(&self) -> Pending<'_, ()>;

    /// Finishes what is under way and closes the files.
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// What an item weighs in a page.
pub(crate) fn weight(item: &LogItem) -> usize {
    match item {
        LogItem::Envelope(bytes) | LogItem::TeamChange(bytes) => bytes.len(),
        LogItem::Erased(_) => 32,
    }
}
