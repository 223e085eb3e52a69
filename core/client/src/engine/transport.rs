//! The requests that a relay answers, whatever carries them.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};
use jiff::Timestamp;
use patchwork_protocol::{
    SessionReply, SessionRequest, SpaceId, SyncRequest,
    http::{TeamConflict, TeamPost, problem},
};

use super::RelayAddress;
use crate::error::Result;

/// Makes the transport to a relay's address.
pub trait Connect: Send + Sync {
    /// The transport to this address. Nothing is sent yet.
    fn connect(&self, address: RelayAddress) -> Result<Arc<dyn Transport>>;
}

/// A relay, as the engine speaks to it.
///
/// A request that was dropped half way may have reached the relay or not.
pub trait Transport: Send + Sync {
    /// How session statements name this relay: scheme, host and port.
    fn origin(&self) -> String;

    /// Founds a partnership; `token` is the permission that the relay's operator gave, if any.
    fn found<'t>(
        &'t self,
        post: &'t TeamPost,
        token: Option<&'t str>,
    ) -> BoxFuture<'t, Result<TeamAnswer, RelayError>>;

    /// Opens a session.
    fn session<'t>(
        &'t self,
        statement: &'t SessionRequest,
    ) -> BoxFuture<'t, Result<SessionReply, RelayError>>;

    /// Posts a team change.
    fn team<'t>(
        &'t self,
        token: &'t str,
        space: SpaceId,
        post: &'t TeamPost,
    ) -> BoxFuture<'t, Result<TeamAnswer, RelayError>>;

    /// Opens a conversation. The reply begins once the relay has taken the request in.
    fn sync<'t>(
        &'t self,
        token: &'t str,
        request: &'t SyncRequest,
    ) -> BoxFuture<'t, Result<Replies, RelayError>>;
}

/// The bytes of a reply to a sync, as they arrive. Dropping the wait for the next loses none.
pub type Replies = BoxStream<'static, Result<Bytes, RelayError>>;

/// The answer to a team change.
#[derive(Debug)]
pub enum TeamAnswer {
    /// It is in the log.
    Appended,
    /// Another one came first.
    Conflict(TeamConflict),
}

/// Why a request came to nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RelayError {
    /// No answer.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// A refusal that says what it is.
    #[error("{detail}")]
    Problem {
        /// One of [`patchwork_protocol::http::problem`].
        kind: String,
        /// In words.
        detail: String,
        /// The relay's time, where it told it.
        relay_time: Option<Timestamp>,
        /// Seconds after which to try again, where it told that.
        retry_after: Option<u64>,
    },
    /// Something between this device and the relay answered in the relay's place.
    #[error("something between this device and the relay answered in its place")]
    Between {
        /// What it said.
        what: Between,
        /// Seconds after which to try again, where it told that.
        retry_after: Option<u64>,
    },
    /// Something that no relay of ours says.
    #[error("what answered is not a Patchwork relay, or one of another version ({0})")]
    Nonsense(String),
}

/// What something between this device and the relay says: a proxy, or a network's sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// This network asks people to sign in first.
    SignIn,
    /// A proxy asks for a name and password.
    ProxySignIn,
    /// The request is larger than it lets through.
    TooLarge,
    /// It does not reach the relay now.
    Unavailable,
    /// It shows a certificate that this device does not trust.
    Certificate,
    /// It keeps the relay's reply until that has ended.
    KeepsReplies,
}

impl RelayError {
    /// Whether it says that this request is larger than what lets it through.
    pub(crate) fn is_too_large(&self) -> bool {
        self.is(problem::TOO_LARGE)
            || matches!(
                self,
                Self::Between {
                    what: Between::TooLarge,
                    ..
                }
            )
    }

    /// Whether the request was refused for what it carried, where another may be taken.
    pub(crate) fn is_about_the_request(&self) -> bool {
        const OTHERS: [&str; 4] = [
            problem::UNAUTHENTICATED,
            problem::CLOCK,
            problem::RATE,
            problem::UNAVAILABLE,
        ];
        match self {
            Self::Problem { kind, .. } => !OTHERS.contains(&kind.as_str()),
            error => error.is_too_large(),
        }
    }

    /// How long to leave it alone, where it told that.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Problem { retry_after, .. } | Self::Between { retry_after, .. } => {
                retry_after.map(Duration::from_secs)
            }
            Self::Unreachable | Self::Nonsense(_) => None,
        }
    }

    pub(crate) fn is(&self, problem: &str) -> bool {
        matches!(self, Self::Problem { kind, .. } if kind == problem)
    }
}
