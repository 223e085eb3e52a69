//! The log in one SQLite file, with one connection that writes and a few that read.

mod admission;
mod backup;
mod directories;
mod founding;
mod items;
mod job;
mod members;
mod open;
mod quota;
mod sessions;
mod space;
mod space_cache;
mod teams;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use self::tests::small_log;
mod wraps;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
};

use futures_util::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use patchwork_protocol::{
    Answer, ChainHash, DeviceId, Incarnation, PartnershipId, PractitionerId, SpaceId, Wrap,
    http::TeamPost,
};
use rusqlite::Connection;
use tokio::sync::{Semaphore, oneshot};

pub(crate) use self::open::DATABASE_FILE;
use self::{
    admission::{Admission, Bounds},
    directories::CommittedDirectories,
    job::{NotDone, Outcome, job},
    writer::{Request, Writer},
};
pub use self::{backup::BackupError, open::OpenError};
use super::{
    CommitListener, DirectoryView, Head, Log, LogError, NewSession, Page, Pending, Range,
    ReceivedEnvelope, Requester, SessionError, SpaceRow, StoredSession, TeamError, TokenHash,
};
use crate::config::Config;

/// Writes that may wait for the writer; more are refused with [`LogError::Busy`].
const WAITING: usize = 8_192;
/// Connections that may read at once.
const READERS: usize = 4;
/// About how many bytes a wrap's row has.
const WRAP_WEIGHT: usize = 1_300;
/// About how many bytes a write has that is neither an envelope nor a wrap.
const SMALL_WEIGHT: usize = 128;

/// A log in one SQLite file.
#[derive(Debug)]
pub struct SqliteLog {
    incarnation: Incarnation,
    directories: CommittedDirectories,
    jobs: SyncSender<Request>,
    readers: Arc<Readers>,
}

#[derive(Debug)]
struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    places: Semaphore,
}

impl SqliteLog {
    /// Opens the log in `config.data_dir`, and makes it if there is none. The listener is told what
    /// each commit made durable.
    pub fn open(config: &Config, listener: Arc<dyn CommitListener>) -> Result<Self, OpenError> {
        let bounds = Bounds {
            spaces: config.spaces_in_memory,
            bytes_per_device_per_day: config.bytes_per_device_per_day,
        };
        Self::open_with(&config.data_dir, bounds, listener, |_| Ok(()))
    }

    /// Makes a log in `config.data_dir` if there is none, and closes it again.
    pub fn create(config: &Config) -> Result<(), OpenError> {
        let held = open::lock_directory(&config.data_dir)?;
        let db = open::writer(&held.file)?;
        open::incarnation(&db, &held.file).map(drop)
    }

    fn open_with(
        directory: &Path,
        bounds: Bounds,
        listener: Arc<dyn CommitListener>,
        prepare: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<Self, OpenError> {
        let held = open::lock_directory(directory)?;
        let db = open::writer(&held.file)?;
        let incarnation = open::incarnation(&db, &held.file)?;
        prepare(&db).map_err(|source| OpenError::Database {
            path: held.file.clone(),
            source,
        })?;
        let directories = CommittedDirectories::default();
        let (jobs, waiting) = sync_channel(WAITING);
        let writer = Writer {
            db,
            jobs: waiting,
            admission: Admission::new(bounds, listener.clone()),
            directories: directories.clone(),
            listener,
            needs_checkpoint: true,
            _lock: held.lock,
        };
        std::thread::Builder::new()
            .name("log-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(OpenError::Thread)?;
        Ok(Self {
            incarnation,
            directories,
            jobs,
            readers: Arc::new(Readers {
                file: held.file,
                idle: Mutex::new(Vec::new()),
                places: Semaphore::new(READERS),
            }),
        })
    }

    /// Gives the database in this directory a new incarnation, so that devices compare it with what
    /// they have. That is necessary after it was put back from a backup.
    pub fn renew_incarnation(directory: &Path) -> Result<Incarnation, OpenError> {
        if !directory.join(open::DATABASE_FILE).exists() {
            return Err(OpenError::Missing {
                path: directory.to_owned(),
            });
        }
        let held = open::lock_directory(directory)?;
        let db = open::writer(&held.file)?;
        open::draw_incarnation(&db, &held.file)
    }

    /// Gives a write of about `weight` bytes to the writer and waits for its answer.
    fn write<T: Send + 'static, E: From<LogError> + Send + 'static>(
        &self,
        weight: usize,
        work: impl FnOnce(&Connection, &mut Admission) -> Outcome<T, E> + Send + 'static,
    ) -> Pending<'static, T, E> {
        let (reply, answer) = oneshot::channel();
        if let Err(refused) = self.jobs.try_send(Request::Write(job(weight, work, reply))) {
            let error = match refused {
                TrySendError::Full(_) => LogError::Busy,
                TrySendError::Disconnected(_) => LogError::Closed,
            };
            return std::future::ready(Err(error.into())).boxed();
        }
        // If the writer stopped without an answer, the write may have been done or not.
        async move { answer.await.unwrap_or_else(|_| Err(LogError::Busy.into())) }.boxed()
    }

    fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Pending<'_, T> {
        let readers = self.readers.clone();
        async move {
            let place = readers.places.acquire().await;
            let Ok(_place) = place else {
                return Err(LogError::Closed);
            };
            let shared = readers.clone();
            tokio::task::spawn_blocking(move || shared.with(read))
                .await
                .unwrap_or_else(|_| Err(LogError::Failed("a reader stopped".into())))
        }
        .boxed()
    }
}

impl Readers {
    fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LogError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let db = match idle {
            Some(db) => db,
            None => open::reader(&self.file).map_err(|error| LogError::from(&error))?,
        };
        let found = read(&db).map_err(|error| LogError::from(&error))?;
        // A connection is dropped after an error, and not put back.
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(db);
        Ok(found)
    }
}

impl Log for SqliteLog {
    fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    fn append(
        &self,
        requester: Requester,
        space: SpaceId,
        envelopes: Vec<ReceivedEnvelope>,
    ) -> Pending<'_, Vec<Answer>> {
        let weight = envelopes.iter().map(ReceivedEnvelope::weight).sum();
        self.write(weight, move |db, admission| {
            Ok(admission.append(db, requester, space, envelopes)?)
        })
    }

    fn change_team(
        &self,
        author: Option<Requester>,
        space: Option<SpaceId>,
        post: TeamPost,
    ) -> Pending<'_, u64, TeamError> {
        let weight = post.change.len() + weight_of(&post.wraps);
        self.write(weight, move |db, admission| {
            admission.change_team(db, author, space, &post)
        })
    }

    fn add_wraps(&self, sender: Requester, wraps: Vec<Wrap>) -> Pending<'_, ()> {
        self.write(weight_of(&wraps), move |db, admission| {
            Ok(admission.add_wraps(db, sender, &wraps)?)
        })
    }

    fn directory(&self, partnership: PartnershipId) -> Pending<'_, Option<Arc<DirectoryView>>> {
        if let Some(view) = self.directories.get(partnership) {
            return std::future::ready(Ok(Some(view))).boxed();
        }
        let loaded: Pending<'_, ()> = self.write(SMALL_WEIGHT, move |db, admission| {
            Ok(admission.spaces.load_directory(db, partnership)?)
        });
        async move {
            loaded.await?;
            Ok(self.directories.get(partnership))
        }
        .boxed()
    }

    fn directory_at_hand(&self, partnership: PartnershipId) -> Option<Arc<DirectoryView>> {
        self.directories.get(partnership)
    }

    fn open_session(&self, session: NewSession) -> Pending<'_, (), SessionError> {
        self.write(SMALL_WEIGHT, move |db, _| {
            let is_new = sessions::add(db, &session)?;
            is_new
                .then_some(())
                .ok_or(NotDone::Refused(SessionError::Replayed))
        })
    }

    fn session(&self, token: TokenHash) -> Pending<'_, Option<StoredSession>> {
        self.read(move |db| sessions::find(db, token))
    }

    fn forget_sessions(&self, before: Timestamp) -> Pending<'_, ()> {
        self.write(SMALL_WEIGHT, move |db, _| {
            sessions::remove_expired(db, before)?;
            Ok(())
        })
    }

    fn heads(
        &self,
        partnership: PartnershipId,
        practitioner: PractitionerId,
    ) -> Pending<'_, Vec<Head>> {
        let now = Timestamp::now().as_millisecond();
        self.read(move |db| {
            let Some(key) = items::find_space(db, partnership.directory())? else {
                return Ok(Vec::new());
            };
            let mut heads = Vec::from_iter(items::head_of(db, key.row)?);
            heads.extend(items::heads(db, key.row, practitioner.as_bytes(), now)?);
            Ok(heads)
        })
    }

    fn directory_head(&self, partnership: PartnershipId) -> Pending<'_, Option<Head>> {
        self.read(
            move |db| match items::find_space(db, partnership.directory())? {
                Some(key) => items::head_of(db, key.row),
                None => Ok(None),
            },
        )
    }

    fn chains(&self, places: Vec<(SpaceRow, u64)>) -> Pending<'_, Vec<Option<ChainHash>>> {
        self.read(move |db| {
            places
                .into_iter()
                .map(|(space, n)| items::chain_at(db, space, n))
                .collect()
        })
    }

    fn items(&self, ranges: Vec<Range>, budget: usize) -> Pending<'_, Vec<Page>> {
        self.read(move |db| items::pages(db, &ranges, budget))
    }

    fn team_changes(
        &self,
        space: SpaceRow,
        from_n: u64,
        budget: usize,
    ) -> Pending<'_, Vec<(u64, Vec<u8>)>> {
        self.read(move |db| items::team_changes(db, space, from_n, budget))
    }

    fn team_change(&self, space: SpaceRow, index: u64) -> Pending<'_, Option<(u64, Vec<u8>)>> {
        self.read(move |db| items::find_team_change(db, space, index))
    }

    fn wraps(
        &self,
        partnership: PartnershipId,
        recipient: DeviceId,
        after: u64,
        limit: usize,
    ) -> Pending<'_, Vec<(u64, Wrap)>> {
        self.read(move |db| {
            wraps::of_recipient(db, partnership.directory(), recipient, after, limit)
        })
    }

    fn size(&self) -> Pending<'_, u64> {
        self.read(|db| {
            db.query_row(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
                [],
                |row| row.get(0),
            )
        })
    }

    fn probe(&self) -> Pending<'_, ()> {
        self.write(SMALL_WEIGHT, |_, _| Ok(()))
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.readers.places.close();
        self.readers
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        let (closed, is_closed) = oneshot::channel();
        let sent = self.jobs.try_send(Request::Close(closed));
        async move {
            if sent.is_ok() {
                // An error here means that the writer has stopped already.
                drop(is_closed.await);
            }
        }
        .boxed()
    }
}

fn weight_of(wraps: &[Wrap]) -> usize {
    wraps.len().saturating_mul(WRAP_WEIGHT)
}
