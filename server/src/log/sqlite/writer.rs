//! The only thread that writes. It commits in groups.
//!
//! All writes that wait are done in one transaction, which is synced once; only then are they
//! answered. While a group is synced the next writes wait, so the disk limits the number of syncs
//! in a second, and the number of clients does not. A write that finds the rows of its space damaged
//! fails alone, and the space is set aside: one bad space stops nobody else. After any other fault
//! the whole group is rolled back, all spaces leave memory, and every write of it is answered with an
//! error, after which the clients ask again.

use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::{
    admission::Admission,
    directories::CommittedDirectories,
    job::{Fault, Job},
};
use crate::log::{CommitListener, CommitMeasure, LogError};

/// The most jobs of one group.
const GROUP: usize = 1_024;
/// A group takes no more jobs once it writes about so many bytes.
const GROUP_BYTES: usize = 16 << 20;
/// After this long without a write the write-ahead log is checkpointed and truncated, so that an
/// idle relay's files are no larger than what they hold.
const IDLE: Duration = Duration::from_millis(500);

/// A request to the writer.
pub(super) enum Request {
    Write(Box<dyn Job>),
    /// Do the writes that wait, close the files and stop.
    Close(oneshot::Sender<()>),
}

pub(super) struct Writer {
    pub(super) db: Connection,
    pub(super) jobs: Receiver<Request>,
    pub(super) admission: Admission,
    pub(super) directories: CommittedDirectories,
    pub(super) listener: Arc<dyn CommitListener>,
    /// Whether the write-ahead log may hold pages.
    pub(super) needs_checkpoint: bool,
    /// The lock on the data directory, held until the writer stops.
    pub(super) _lock: File,
}

impl Writer {
    /// Writes until it is asked to close or nobody can ask any more.
    pub(super) fn run(mut self) {
        loop {
            let first = if self.needs_checkpoint {
                match self.jobs.recv_timeout(IDLE) {
                    Ok(job) => job,
                    Err(RecvTimeoutError::Timeout) => {
                        self.checkpoint();
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
            if let Some(closed) = close {
                self.checkpoint();
                drop(self);
                let _ = closed.send(());
                return;
            }
        }
        self.checkpoint();
    }

    fn gather(&self, first: Request) -> (Vec<Box<dyn Job>>, Option<oneshot::Sender<()>>) {
        let mut group = Vec::new();
        let mut bytes = 0_usize;
        let mut next = Some(first);
        while let Some(request) = next {
            let job = match request {
                Request::Write(job) => job,
                Request::Close(closed) => return (group, Some(closed)),
            };
            bytes = bytes.saturating_add(job.weight());
            group.push(job);
            if group.len() >= GROUP || bytes >= GROUP_BYTES {
                break;
            }
            next = self.jobs.try_recv().ok();
        }
        (group, None)
    }

    fn do_group(&mut self, mut group: Vec<Box<dyn Job>>) {
        // A panic must not leave the relay without a writer.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.commit(&mut group)));
        let error = match outcome {
            Ok(Ok(measure)) => {
                self.needs_checkpoint = true;
                let (updates, mut notices) = self.admission.take_committed();
                notices.measure = measure;
                self.directories.update(updates);
                self.listener.notify(notices);
                for job in group {
                    job.answer(Ok(()));
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
        self.admission.roll_back();
        for job in group {
            job.answer(Err(&error));
        }
    }

    /// Does all jobs in one transaction. Returns measurements unless there was nothing to write.
    fn commit(&mut self, group: &mut [Box<dyn Job>]) -> Result<Option<CommitMeasure>, Fault> {
        self.admission.now = Timestamp::now();
        let before = self.db.total_changes();
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for job in group.iter_mut() {
            let before = transaction.total_changes();
            match job.perform(&transaction, &mut self.admission) {
                // A space is damaged when it is read, which is before it is changed. Nothing is to be
                // undone, and the job keeps its own answer.
                Err(Fault::Damaged(_)) if transaction.total_changes() == before => {}
                done => done?,
            }
        }
        let writes = transaction.total_changes() > before;
        let began = Instant::now();
        transaction.commit()?;
        // A commit that wrote nothing is not synced, and would be measured as a fast disk.
        Ok(writes.then(|| CommitMeasure {
            jobs: u32::try_from(group.len()).unwrap_or(u32::MAX),
            took: began.elapsed(),
        }))
    }

    pub(super) fn checkpoint(&mut self) {
        // A backup reads for long, and devices must not wait for it. What cannot be checkpointed
        // now is tried again when the writer is idle the next time.
        let finished = self.db.busy_timeout(Duration::ZERO).and_then(|()| {
            self.db
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                    row.get::<_, bool>(0)
                })
        });
        self.needs_checkpoint = matches!(finished, Ok(true));
        if let Err(error) = finished.and(self.db.busy_timeout(super::open::LOCK_TIMEOUT)) {
            tracing::debug!(%error, "the write-ahead log was not checkpointed");
        }
    }
}
