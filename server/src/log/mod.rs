//! What the relay stores: one log of items per space, wraps of keys, and sessions.
//!
//! [`Log`] is the contract of a backend, and the module `conformance` has the tests that every
//! backend must pass. The only backend is SQLite.

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

/// The answer to a call, once it is there.
pub type Pending<'a, T, E = LogError> = BoxFuture<'a, Result<T, E>>;

/// A durable, append-only log per space, with wraps and sessions. Whoever opens one gives it a
/// [`CommitListener`], which is told what each commit made durable.
///
/// What a method answers with `Ok` is on disk, and survives a crash of the process and a loss of
/// power. After an error the write may have happened or not. Every call may be repeated with the
/// same arguments, so whoever gets an error asks again.
pub trait Log: Send + Sync + 'static {
    /// The identity of this database.
    fn incarnation(&self) -> Incarnation;

    /// Appends those of these envelopes that are admitted, in order, and answers each.
    fn append(
        &self,
        requester: Requester,
        space: SpaceId,
        envelopes: Vec<ReceivedEnvelope>,
    ) -> Pending<'_, Vec<Answer>>;

    /// Appends one team change and adds its wraps, if it follows the space's last team change;
    /// otherwise writes nothing. Returns the n of the change. A founding change makes its space.
    /// `author` and `space` are none where a partnership is founded.
    fn change_team(
        &self,
        author: Option<Requester>,
        space: Option<SpaceId>,
        post: TeamPost,
    ) -> Pending<'_, u64, TeamError>;

    /// Adds those of these wraps that the device may add; the others are dropped.
    fn add_wraps(&self, sender: Requester, wraps: Vec<Wrap>) -> Pending<'_, ()>;

    /// The directory of a partnership at its head.
    fn directory(&self, partnership: PartnershipId) -> Pending<'_, Option<Arc<DirectoryView>>>;

    /// The same, if it is in memory. It never waits.
    fn directory_at_hand(&self, partnership: PartnershipId) -> Option<Arc<DirectoryView>>;

    /// Stores a session unless its statement was used before.
    fn open_session(&self, session: NewSession) -> Pending<'_, (), SessionError>;

    /// A stored session, even if it has expired.
    fn session(&self, token: TokenHash) -> Pending<'_, Option<StoredSession>>;

    /// Removes sessions that expired before this time.
    fn forget_sessions(&self, before: jiff::Timestamp) -> Pending<'_, ()>;

    /// The heads of the spaces that a person may read: the directory first, then the others by
    /// their last item, newest first.
    fn heads(
        &self,
        partnership: PartnershipId,
        practitioner: PractitionerId,
    ) -> Pending<'_, Vec<Head>>;

    /// The head of the directory alone.
    fn directory_head(&self, partnership: PartnershipId) -> Pending<'_, Option<Head>>;

    /// The chain at each of these places; none where the log is shorter.
    fn chains(&self, places: Vec<(SpaceRow, u64)>) -> Pending<'_, Vec<Option<ChainHash>>>;

    /// Reads ranges in order until `budget` bytes are read. At least one item is read.
    fn items(&self, ranges: Vec<Range>, budget: usize) -> Pending<'_, Vec<Page>>;

    /// The team changes of a space from this n on, each with its n, until `budget` bytes are read.
    fn team_changes(
        &self,
        space: SpaceRow,
        from_n: u64,
        budget: usize,
    ) -> Pending<'_, Vec<(u64, Vec<u8>)>>;

    /// The team change of a space with this index, and its n.
    fn team_change(&self, space: SpaceRow, index: u64) -> Pending<'_, Option<(u64, Vec<u8>)>>;

    /// At most `limit` wraps for a device with a number greater than `after`, in order.
    fn wraps(
        &self,
        partnership: PartnershipId,
        recipient: DeviceId,
        after: u64,
        limit: usize,
    ) -> Pending<'_, Vec<(u64, Wrap)>>;

    /// The size of the database in bytes, without its write-ahead log.
    fn size(&self) -> Pending<'_, u64>;

    /// Fails if the writer does not work.
    fn probe(&self) -> Pending<'_, ()>;

    /// Finishes the writes that wait, and closes the files.
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// Bytes that an item is counted as against a page's budget.
pub(crate) fn weight(item: &LogItem) -> usize {
    match item {
        LogItem::Envelope(bytes) | LogItem::TeamChange(bytes) => bytes.len(),
        LogItem::Erased(hash) => hash.0.len(),
    }
}
