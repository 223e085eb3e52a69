//! A write that waits for the writer, with the channel for its answer.

use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use super::admission::Admission;
use crate::log::LogError;

/// An error of a write that is no answer to it. Its group is rolled back, unless the write found a
/// damaged space before it wrote anything: then it fails alone.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
    /// The stored rows of a space contradict each other.
    #[error("the log is damaged: {0}")]
    Damaged(String),
    /// The relay asks for what it never does.
    #[error("a fault in the relay: {0}")]
    Impossible(&'static str),
}

impl From<&Fault> for LogError {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Sql(error) => Self::from(error),
            Fault::Damaged(_) | Fault::Impossible(_) => Self::Failed(fault.to_string().into()),
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

/// Why a write has no result.
#[derive(Debug)]
pub(super) enum NotDone<E> {
    /// It may not be done; this is the answer. The group goes on.
    Refused(E),
    /// Its group is rolled back.
    Fault(Fault),
}

impl<E> From<Fault> for NotDone<E> {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<E> From<rusqlite::Error> for NotDone<E> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Fault(error.into())
    }
}

/// What a write came to.
pub(super) type Outcome<T, E> = Result<T, NotDone<E>>;

/// One write, whatever its answer is.
pub(super) trait Job: Send {
    /// About how many bytes it writes.
    fn weight(&self) -> usize;

    /// Writes within the group's transaction, and keeps the answer. A fault is kept as the answer
    /// too, for where the group goes on without this write.
    fn perform(&mut self, db: &Connection, admission: &mut Admission) -> Result<(), Fault>;

    /// Sends the answer, or the reason why the group was not committed.
    fn answer(self: Box<Self>, committed: Result<(), &LogError>);
}

/// Makes a job of a closure; the answer goes to `reply`.
pub(super) fn job<T, E>(
    weight: usize,
    work: impl FnOnce(&Connection, &mut Admission) -> Outcome<T, E> + Send + 'static,
    reply: oneshot::Sender<Result<T, E>>,
) -> Box<dyn Job>
where
    T: Send + 'static,
    E: From<LogError> + Send + 'static,
{
    Box::new(WaitingJob {
        weight,
        work: Some(work),
        outcome: None,
        reply,
    })
}

struct WaitingJob<W, T, E> {
    weight: usize,
    /// None once it was called.
    work: Option<W>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> Job for WaitingJob<W, T, E>
where
    W: FnOnce(&Connection, &mut Admission) -> Outcome<T, E> + Send,
    T: Send,
    E: From<LogError> + Send,
{
    fn weight(&self) -> usize {
        self.weight
    }

    fn perform(&mut self, db: &Connection, admission: &mut Admission) -> Result<(), Fault> {
        if let Some(work) = self.work.take() {
            self.outcome = Some(match work(db, admission) {
                Ok(done) => Ok(done),
                Err(NotDone::Refused(refusal)) => Err(refusal),
                Err(NotDone::Fault(fault)) => {
                    self.outcome = Some(Err(LogError::from(&fault).into()));
                    return Err(fault);
                }
            });
        }
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<(), &LogError>) {
        let answer = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            // A committed group has performed all its jobs, so this does not happen.
            (Ok(()), None) => Err(LogError::Busy.into()),
            (Err(error), _) => Err(error.clone().into()),
        };
        // Whoever asked may have stopped waiting. The write stays.
        drop(self.reply.send(answer));
    }
}
