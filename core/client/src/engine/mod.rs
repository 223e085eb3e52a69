//! Keeps phone and relay in step while there is a connection. The middle floor
//! of the client: it works on the workspace, and no screen knows it.

mod admission_watch;
mod admitting;
mod backoff;
mod driver;
mod enrol;
mod error;
mod forgetting;
mod invitation_screen;
mod link;
mod moment;
mod outgoing;
mod relay;
mod rounds;
mod session;
mod signed_ahead;
mod stream;
mod streaming;
mod team_changes;
mod transport;
mod way_up;

pub(crate) use admitting::admit_from_screen;
pub(crate) use driver::{Connection, Driver, Signals};
pub(crate) use enrol::ask_first;
pub(crate) use error::EngineError;
pub(crate) use forgetting::forget;
pub(crate) use invitation_screen::InvitationScreen;
pub(crate) use link::Link;
pub use relay::RelayAddress;
pub(crate) use relay::{Http, came_to_nothing, in_words};
pub(crate) use session::{is_active, read_invitation};
pub(crate) use stream::SILENCE;
pub(crate) use team_changes::{is_pending, post_directory_action, to_its_end};
pub use transport::{Between, Connect, RelayError, Replies, TeamAnswer, Transport};
