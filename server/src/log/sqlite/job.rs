//! A write that waits for the writer, and whoever waits for its answer.

use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use super::admission::Admission;
use crate::log::LogError;

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

/// What a write comes to: an answer or a refusal, unless there is a fault.
pub(super) type Outcome<T, E> = Result<Result<T, E>, Fault>;

/// One write.
pub(super) trait Job: Send {
    /// Bytes to be written, about.
    fn weight(&self) -> usize;

    /// Does it within the group's transaction, and keeps the outcome.
    fn perform(&mut self, db: &Connection, admission: &mut Admission) -> Result<(), Fault>;

    /// Answers with the outcome once the group is committed, or with why it is not.
    fn answer(self: Box<Self>, committed: Result<(), &LogError>);
}

/// Makes a job of what is to be done; the answer goes to `reply`.
pub(super) fn job<T, E>(
    weight: usize,
    work: impl FnOnce(&Connection, &mut Admission) -> Outcome<T, E> + Send + 'static,
    reply: oneshot::Sender<Result<T, E>>,
) -> Box<dyn Job>
where
    T: Send + 'static,
    E: From<LogError> + Send + 'static,
{
    Box::new(Waiting {
        weight,
        work: Some(work),
        outcome: None,
        reply,
    })
}

struct Waiting<W, T, E> {
    weight: usize,
    /// Taken when it is done.
    work: Option<W>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> Job for Waiting<W, T, E>
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
            self.outcome = Some(work(db, admission)?);
        }
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<(), &LogError>) {
        let answer = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            // Never committed without being performed.
            (Ok(()), None) => Err(LogError::Busy.into()),
            (Err(error), _) => Err(error.clone().into()),
        };
        // Whoever asked may have gone; what was done stays done.
        drop(self.reply.send(answer));
    }
}
