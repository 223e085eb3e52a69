//! The database as a whole: one writer, many readers.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, TransactionBehavior};
use zeroize::Zeroizing;

use crate::{Reader, Result, StoreError, Writer, connection, counting::Counted, migrate};

/// Steps of SQLite's virtual machine between two looks at whether an answer is still wanted.
const STEPS_BETWEEN_LOOKS: i32 = 1_000;

/// Screens read at the same time at most this often; more wait for a moment.
const READERS: usize = 4;

/// An open database.
///
/// Cheap reads may run on many threads at once, each on a snapshot of its own; writes take
/// turns. Both block, so call them where blocking is allowed.
pub struct Store {
    path: PathBuf,
    key: Zeroizing<[u8; 32]>,
    // None after a failed commit: the next write begins on a new connection.
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Readers>,
    returned: Condvar,
    counted: Counted,
    /// Whether a simulation lets the disk be full.
    #[cfg(feature = "simulation")]
    is_full: std::sync::atomic::AtomicBool,
    /// Whether the writing connection was given less room than there may be.
    #[cfg(feature = "simulation")]
    is_limited: std::sync::atomic::AtomicBool,
    // Held while the store lives; the system lets go of it however the process ends.
    _lock: File,
}

#[derive(Default)]
struct Readers {
    idle: Vec<Connection>,
    open: usize,
}

impl core::fmt::Debug for Store {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Makes a new database.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`], [`StoreError::Full`], [`StoreError::Io`].
    pub fn create(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Self> {
        if Self::exists(path)? {
            return Err(StoreError::AlreadyThere(path.to_owned()));
        }
        Self::start(path, key)
    }

    /// Opens a database, bringing its tables up to date.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::WrongKey`], [`StoreError::Newer`],
    /// [`StoreError::InUse`], [`StoreError::Full`].
    pub fn open(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Self> {
        if !Self::exists(path)? {
            return Err(StoreError::Missing(path.to_owned()));
        }
        Self::start(path, key)
    }

    /// Whether there is a database. One whose making was interrupted counts as one: opening it
    /// finishes it.
    pub fn exists(path: &Path) -> Result<bool> {
        Ok(path.try_exists()?)
    }

    fn start(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Self> {
        let lock = lock(path)?;
        let mut writer = connection::writing(path, key)?;
        migrate::migrate(&mut writer)?;
        Ok(Self {
            path: path.to_owned(),
            key: key.clone(),
            writer: Mutex::new(Some(writer)),
            readers: Mutex::default(),
            returned: Condvar::new(),
            counted: Counted::default(),
            #[cfg(feature = "simulation")]
            is_full: std::sync::atomic::AtomicBool::new(false),
            #[cfg(feature = "simulation")]
            is_limited: std::sync::atomic::AtomicBool::new(false),
            _lock: lock,
        })
    }

    /// Reads, on one snapshot of the database.
    ///
    /// # Errors
    /// Whatever `f` returns, and [`StoreError`] if the database cannot be read.
    pub fn read<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = self.lend()?;
        let transaction = lent
            .connection()?
            .transaction_with_behavior(TransactionBehavior::Deferred)
            .map_err(StoreError::from)?;
        let read = f(&Reader::new(&transaction, &self.counted));
        drop(transaction);
        if read.is_err() && connection::has_failed(lent.connection()?) {
            lent.discard();
        }
        read
    }

    /// Reads as [`read`](Self::read) does, and gives up soon after nobody wants the answer any
    /// more. Other reads are not disturbed.
    ///
    /// # Errors
    /// [`StoreError::Interrupted`] if it gave up; otherwise as [`read`](Self::read).
    pub fn read_while<T, E: From<StoreError>>(
        &self,
        is_wanted: impl Fn() -> bool + Clone + Send + 'static,
        f: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = self.lend()?;
        lent.watch(is_wanted.clone())?;
        let transaction = lent
            .connection()?
            .transaction_with_behavior(TransactionBehavior::Deferred)
            .map_err(StoreError::from)?;
        let read = f(&Reader::new(&transaction, &self.counted).while_wanted(&is_wanted));
        drop(transaction);
        lent.unwatch();
        if read.is_err() && connection::has_failed(lent.connection()?) {
            lent.discard();
        }
        read
    }

    /// Writes, in one transaction that is on the disk when this returns.
    ///
    /// If `f` fails, nothing has changed.
    ///
    /// # Errors
    /// Whatever `f` returns; [`StoreError::CommitUnknown`] if the transaction was carried out
    /// but its end could not be confirmed: reload before going on.
    pub fn write<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut slot = unpoisoned(self.writer.lock());
        let connection = match &mut *slot {
            Some(connection) => connection,
            None => slot.insert(connection::writing(&self.path, &self.key)?),
        };
        #[cfg(feature = "simulation")]
        self.limit(connection)?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let value = match f(&mut Writer::new(&transaction, &self.counted)) {
            Ok(value) => value,
            Err(error) => {
                drop(transaction);
                if connection::has_failed(connection) {
                    *slot = None;
                }
                return Err(error);
            }
        };
        if let Err(error) = transaction.commit() {
            *slot = None;
            return Err(StoreError::CommitUnknown(Box::new(error.into())).into());
        }
        Ok(value)
    }

    /// Waits for no disk from now on: for simulations, whose disks are in memory.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    #[cfg(feature = "simulation")]
    pub fn wait_for_no_disk(&self) -> Result<()> {
        if let Some(connection) = &*unpoisoned(self.writer.lock()) {
            connection.execute_batch("PRAGMA synchronous = OFF")?;
        }
        Ok(())
    }

    /// From now on the disk has no room beyond what the file takes, or has room again: for
    /// simulations.
    #[cfg(feature = "simulation")]
    pub fn set_full(&self, is_full: bool) {
        let relaxed = std::sync::atomic::Ordering::Relaxed;
        self.is_full.store(is_full, relaxed);
    }

    /// Gives this connection the room that there is, where that was ever limited.
    #[cfg(feature = "simulation")]
    fn limit(&self, connection: &Connection) -> Result<()> {
        /// As many as a database of SQLite may have.
        const ANY: i64 = 4_294_967_294;
        let relaxed = std::sync::atomic::Ordering::Relaxed;
        let is_full = self.is_full.load(relaxed);
        let was_limited = self.is_limited.swap(is_full, relaxed);
        let pages = if is_full {
            connection.query_row("PRAGMA page_count", [], |row| row.get(0))?
        } else if was_limited {
            ANY
        } else {
            return Ok(());
        };
        connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        Ok(())
    }

    /// What this store was made to do since it was opened.
    #[cfg(feature = "counting")]
    pub fn counts(&self) -> crate::Counts {
        self.counted.counts()
    }

    /// Makes the next commit fail as a broken disk would: for tests.
    ///
    /// # Panics
    /// If there is no writing connection, as after a failed commit.
    #[cfg(any(test, feature = "simulation"))]
    #[allow(clippy::unwrap_used)] // compiled for tests only
    pub fn refuse_the_next_commit(&self) {
        let mut slot = unpoisoned(self.writer.lock());
        let connection = slot.as_mut().unwrap();
        connection.commit_hook(Some(|| true)).unwrap();
    }

    /// Where the database lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn lend(&self) -> Result<Lent<'_>> {
        let mut readers = unpoisoned(self.readers.lock());
        loop {
            if let Some(connection) = readers.idle.pop() {
                return Ok(self.lent(connection));
            }
            if readers.open < READERS {
                readers.open += 1;
                break;
            }
            readers = unpoisoned(self.returned.wait(readers));
        }
        drop(readers);
        match connection::reading(&self.path, &self.key) {
            Ok(connection) => Ok(self.lent(connection)),
            Err(error) => {
                unpoisoned(self.readers.lock()).open -= 1;
                self.returned.notify_one();
                Err(error)
            }
        }
    }

    fn lent(&self, connection: Connection) -> Lent<'_> {
        Lent {
            store: self,
            connection: Some(connection),
            is_watched: false,
        }
    }
}

/// A reading connection that goes back when it is dropped.
struct Lent<'s> {
    store: &'s Store,
    connection: Option<Connection>,
    /// Whether SQLite asks now and then whether to go on.
    is_watched: bool,
}

impl Lent<'_> {
    fn connection(&mut self) -> Result<&mut Connection> {
        self.connection
            .as_mut()
            .ok_or(StoreError::NotThere("a connection"))
    }
}

impl Lent<'_> {
    /// Has SQLite stop soon after this is not wanted any more.
    fn watch(&mut self, is_wanted: impl Fn() -> bool + Send + 'static) -> Result<()> {
        self.is_watched = true;
        let is_over = move || !is_wanted();
        self.connection()?
            .progress_handler(STEPS_BETWEEN_LOOKS, Some(is_over))?;
        Ok(())
    }

    fn unwatch(&mut self) {
        if !core::mem::take(&mut self.is_watched) {
            return;
        }
        let ended = self
            .connection
            .as_mut()
            .map(|connection| connection.progress_handler(0, None::<fn() -> bool>));
        if let Some(Err(_)) = ended {
            self.discard();
        }
    }

    /// Closes it in place of giving it back: the next read begins on a new one.
    fn discard(&mut self) {
        if self.connection.take().is_some() {
            unpoisoned(self.store.readers.lock()).open -= 1;
            self.store.returned.notify_one();
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.unwatch();
        if let Some(connection) = self.connection.take() {
            unpoisoned(self.store.readers.lock()).idle.push(connection);
            self.store.returned.notify_one();
        }
    }
}

/// Two processes on one database would write as one device and fork its series.
pub(crate) fn lock(path: &Path) -> Result<File> {
    let path = lock_path(path);
    loop {
        if let Some(lock) = hold(open_lock(&path)?, &path)? {
            return Ok(lock);
        }
    }
}

/// Where the file lies that is locked for the database at this path.
pub(crate) fn lock_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-lock");
    PathBuf::from(name)
}

pub(crate) fn open_lock(lock_path: &Path) -> Result<File> {
    let mut options = File::options();
    let file = options.create(true).truncate(false).write(true);
    Ok(file.open(lock_path)?)
}

/// Locks the file. `None` if it was removed between opening and locking, as by an erasure:
/// whoever comes next would lock another file.
pub(crate) fn hold(file: File, lock_path: &Path) -> Result<Option<File>> {
    match file.try_lock() {
        Ok(()) => Ok(is_at(&file, lock_path)?.then_some(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Whether the file at this path is this file.
fn is_at(file: &File, path: &Path) -> Result<bool> {
    let there = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        there => there?,
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let here = file.metadata()?;
        Ok((here.dev(), here.ino()) == (there.dev(), there.ino()))
    }
    // Elsewhere the standard library does not tell which file it is.
    #[cfg(not(unix))]
    {
        let _ = (file, there);
        Ok(true)
    }
}

/// A panic in a closure has rolled its transaction back: the connection is as good as before.
fn unpoisoned<'m, T>(
    guard: core::result::Result<MutexGuard<'m, T>, PoisonError<MutexGuard<'m, T>>>,
) -> MutexGuard<'m, T> {
    guard.unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use crate::{StoreError, testing};

    /// Takes minutes where nothing stops it.
    const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
        WHERE i < 1000000000) SELECT count(*) FROM n";

    #[test]
    fn a_read_that_nobody_wants_stops_amid_a_statement_and_disturbs_no_other() {
        let store = testing::store();
        let looks = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&looks);
        let is_wanted = move || counted.fetch_add(1, Ordering::Relaxed) < 5;
        let stopped = store.read_while(is_wanted, |r| {
            store.read(|other| other.drafts())?;
            r.all(ENDLESS, [], |row| Ok(row.get::<_, i64>(0)?))
        });
        assert!(
            matches!(stopped, Err(StoreError::Interrupted)),
            "{stopped:?}"
        );
        assert_eq!(looks.load(Ordering::Relaxed), 6);
        // The connection is lent again, to someone who waits.
        for _ in 0..3 {
            let long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
                WHERE i < 5000) SELECT count(*) FROM n";
            let read = store.read(|r| r.only(long, [], |row| Ok(row.get::<_, i64>(0)?)));
            assert_eq!(read.unwrap(), 5_000);
        }
        assert_eq!(looks.load(Ordering::Relaxed), 6, "nobody is asked any more");
    }

    #[test]
    fn a_read_that_nobody_wants_asks_no_further_question() {
        let store = testing::store();
        let stopped = store.read_while(|| false, |r| r.drafts());
        assert!(
            matches!(stopped, Err(StoreError::Interrupted)),
            "{stopped:?}"
        );
    }
}
