//! The one thread that writes, in groups.
//!
//! Whatever waits is done in one transaction and synced once; only then is
//! anybody answered. While a group is synced the next one gathers, so the
//! number of syncs a second is bounded by the disk and not by the clients.
//! If anything in a group fails, all of it is rolled back, what is kept in
//! memory is forgotten, and everybody is told to ask again.

use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use patchwork_protocol::{Answer, PartnershipId, SpaceId, Wrap};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::{people, shared::Shared, shelf::Shelf};
use crate::log::{
    Appended, LogError, NewSession, SessionError, TeamError, TeamPosted, Upload, Uploader,
};

/// Jobs that share one transaction at most.
const GROUP: usize = 1_024;
/// Bytes that share one transaction, about.
const GROUP_BYTES: usize = 16 << 20;
/// After this long without work the write-ahead log is folded in, so that an
/// idle relay's directory is as small as what it holds.
const IDLE: Duration = Duration::from_millis(500);

type Reply<T, E = LogError> = oneshot::Sender<Result<T, E>>;

/// What the writer can be asked for.
pub(super) enum Job {
    Append(Upload, Reply<Vec<Answer>>),
    ChangeTeam {
        author: Option<Uploader>,
        space: Option<SpaceId>,
        post: TeamPosted,
        reply: Reply<Appended, TeamError>,
    },
    AddWraps(Uploader, Vec<Wrap>, Reply<()>),
    OpenSession(NewSession, Reply<(), SessionError>),
    ForgetSessions(Timestamp, Reply<()>),
    /// Brings a directory into memory, where readers find it.
    LoadDirectory(PartnershipId, Reply<()>),
    Probe(Reply<()>),
    Close(oneshot::Sender<()>),
}

/// A job that was done but is not durable yet.
enum Done {
    Append(Vec<Answer>, Reply<Vec<Answer>>),
    ChangeTeam(Result<Appended, TeamError>, Reply<Appended, TeamError>),
    Unit(Reply<()>),
    Session(Result<(), SessionError>, Reply<(), SessionError>),
}

/// What goes wrong inside a group, and takes all of it down.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
    /// What is stored contradicts itself.
    #[error("the log is damaged: {0}")]
    Damaged(String),
}

impl From<&Fault> for LogError {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Sql(error) => Self::from(error),
            Fault::Damaged(_) => Self::Failed(fault.to_string().into()),
        }
    }
}

impl From<&rusqlite::Error> for LogError {
    fn from(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Failed(error.to_string().into()),
        }
    }
}

pub(super) struct Writer {
    pub(super) db: Connection,
    pub(super) jobs: Receiver<Job>,
    pub(super) shelf: Shelf,
    pub(super) shared: Shared,
    /// Whether the write-ahead log holds something.
    pub(super) unfolded: bool,
    /// Keeps other relays off the directory for as long as somebody writes.
    pub(super) _lock: File,
}

impl Writer {
    /// Works until told to close.
    pub(super) fn run(mut self) {
        loop {
            let first = if self.unfolded {
                match self.jobs.recv_timeout(IDLE) {
                    Ok(job) => job,
                    Err(RecvTimeoutError::Timeout) => {
                        self.fold();
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            } else {
                match self.jobs.recv() {
                    Ok(job) => job,
                    Err(_) => break,
                }
            };
            let (group, close) = self.gather(first);
            if !group.is_empty() {
                self.do_group(group);
            }
            if let Some(told) = close {
                self.fold();
                drop(self);
                let _ = told.send(());
                return;
            }
        }
        self.fold();
    }

    fn gather(&self, first: Job) -> (Vec<Job>, Option<oneshot::Sender<()>>) {
        let mut group = Vec::new();
        let mut bytes = 0_usize;
        let mut next = Some(first);
        while let Some(job) = next {
            if let Job::Close(told) = job {
                return (group, Some(told));
            }
            bytes = bytes.saturating_add(job.weight());
            group.push(job);
            if group.len() >= GROUP || bytes >= GROUP_BYTES {
                break;
            }
            next = self.jobs.try_recv().ok();
        }
        (group, None)
    }

    fn do_group(&mut self, group: Vec<Job>) {
        let measures = &self.shared.measures;
        let together = u32::try_from(group.len()).unwrap_or(u32::MAX);
        let before = self.db.total_changes();
        let mut refused = Vec::new();
        let mut done = Vec::with_capacity(group.len());
        self.shelf.now = Timestamp::now();
        let shelf = &mut self.shelf;
        let db = &mut self.db;
        // A panic must not leave the relay without a writer.
        let outcome = catch_unwind(AssertUnwindSafe(|| -> Result<(), Fault> {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut jobs = group.into_iter();
            while let Some(job) = jobs.next() {
                match job.perform(&transaction, shelf) {
                    Ok(one) => done.push(one),
                    Err((fault, job)) => {
                        refused.push(job);
                        refused.extend(jobs.map(Refusable::from));
                        return Err(fault);
                    }
                }
            }
            let writes = transaction.total_changes() > before;
            let asked = Instant::now();
            transaction.commit()?;
            // With nothing written there is nothing to sync: it would pass for a fast disk.
            if writes {
                measures.commit_jobs.observe(f64::from(together));
                measures
                    .commit_seconds
                    .observe(asked.elapsed().as_secs_f64());
            }
            Ok(())
        }));
        let error = match outcome {
            Ok(Ok(())) => {
                self.unfolded = true;
                let tidings = self.shelf.take_tidings();
                self.shared.publish(tidings);
                for one in done {
                    one.answer();
                }
                return;
            }
            Ok(Err(fault)) => {
                let error = LogError::from(&fault);
                tracing::error!(%fault, "a group of writes failed");
                error
            }
            Err(_) => {
                tracing::error!("a group of writes panicked");
                LogError::Failed("a fault in the relay".into())
            }
        };
        self.shelf.forget();
        for one in done {
            one.refuse(&error);
        }
        for job in refused {
            job.refuse(&error);
        }
    }

    pub(super) fn fold(&mut self) {
        // A backup reads for long. Devices must not wait for it: what cannot be
        // folded in now is tried again when the writer is idle next.
        let folded = self.db.busy_timeout(Duration::ZERO).and_then(|()| {
            self.db
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                    row.get::<_, bool>(0)
                })
        });
        self.unfolded = matches!(folded, Ok(true));
        if let Err(error) = folded.and(self.db.busy_timeout(super::open::PATIENCE)) {
            tracing::debug!(%error, "the write-ahead log was not folded in");
        }
    }
}

impl Job {
    fn weight(&self) -> usize {
        match self {
            Self::Append(upload, _) => upload.weight(),
            Self::ChangeTeam { post, .. } => {
                post.change.len() + post.wraps.len().saturating_mul(1_300)
            }
            Self::AddWraps(_, wraps, _) => wraps.len().saturating_mul(1_300),
            _ => 128,
        }
    }

    fn perform(self, db: &Transaction<'_>, shelf: &mut Shelf) -> Result<Done, (Fault, Refusable)> {
        match self {
            Self::Append(upload, reply) => match shelf.append(db, upload) {
                Ok(answers) => Ok(Done::Append(answers, reply)),
                Err(fault) => Err((fault, Refusable::Append(reply))),
            },
            Self::ChangeTeam {
                author,
                space,
                post,
                reply,
            } => match shelf.change_team(db, author, space, &post) {
                Ok(outcome) => Ok(Done::ChangeTeam(outcome, reply)),
                Err(fault) => Err((fault, Refusable::ChangeTeam(reply))),
            },
            Self::AddWraps(sender, wraps, reply) => match shelf.add_wraps(db, sender, &wraps) {
                Ok(()) => Ok(Done::Unit(reply)),
                Err(fault) => Err((fault, Refusable::Unit(reply))),
            },
            Self::OpenSession(new, reply) => match people::add_session(db, &new) {
                Ok(true) => Ok(Done::Session(Ok(()), reply)),
                Ok(false) => Ok(Done::Session(Err(SessionError::Replayed), reply)),
                Err(error) => Err((error.into(), Refusable::Session(reply))),
            },
            Self::ForgetSessions(before, reply) => match people::forget_sessions(db, before) {
                Ok(_) => Ok(Done::Unit(reply)),
                Err(error) => Err((error.into(), Refusable::Unit(reply))),
            },
            Self::LoadDirectory(partnership, reply) => {
                match shelf.load_directory(db, partnership) {
                    Ok(()) => Ok(Done::Unit(reply)),
                    Err(fault) => Err((fault, Refusable::Unit(reply))),
                }
            }
            Self::Probe(reply) => Ok(Done::Unit(reply)),
            Self::Close(_) => Err((
                Fault::Damaged("closing is not a write".to_owned()),
                Refusable::Nobody,
            )),
        }
    }
}

impl Done {
    fn answer(self) {
        // Whoever asked may have gone; what was done stays done.
        match self {
            Self::Append(answers, reply) => drop(reply.send(Ok(answers))),
            Self::ChangeTeam(outcome, reply) => drop(reply.send(outcome)),
            Self::Unit(reply) => drop(reply.send(Ok(()))),
            Self::Session(outcome, reply) => drop(reply.send(outcome)),
        }
    }

    fn refuse(self, error: &LogError) {
        match self {
            Self::Append(_, reply) => Refusable::Append(reply),
            Self::ChangeTeam(_, reply) => Refusable::ChangeTeam(reply),
            Self::Unit(reply) => Refusable::Unit(reply),
            Self::Session(_, reply) => Refusable::Session(reply),
        }
        .refuse(error);
    }
}

/// Who waits for a job that will not be done.
enum Refusable {
    Append(Reply<Vec<Answer>>),
    ChangeTeam(Reply<Appended, TeamError>),
    Unit(Reply<()>),
    Session(Reply<(), SessionError>),
    Nobody,
}

impl From<Job> for Refusable {
    fn from(job: Job) -> Self {
        match job {
            Job::Append(_, reply) => Self::Append(reply),
            Job::ChangeTeam { reply, .. } => Self::ChangeTeam(reply),
            Job::OpenSession(_, reply) => Self::Session(reply),
            Job::AddWraps(_, _, reply)
            | Job::ForgetSessions(_, reply)
            | Job::LoadDirectory(_, reply)
            | Job::Probe(reply) => Self::Unit(reply),
            Job::Close(_) => Self::Nobody,
        }
    }
}

impl Refusable {
    fn refuse(self, error: &LogError) {
        match self {
            Self::Append(reply) => drop(reply.send(Err(error.clone()))),
            Self::ChangeTeam(reply) => drop(reply.send(Err(error.clone().into()))),
            Self::Unit(reply) => drop(reply.send(Err(error.clone()))),
            Self::Session(reply) => drop(reply.send(Err(error.clone().into()))),
            Self::Nobody => {}
        }
    }
}
