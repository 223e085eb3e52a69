//! What tests of this crate, and of whatever is built on it, have in common: a keystore, and a
//! partnership of people who really joined. Apps are built without it.

#[cfg(test)]
mod elsewhere;
#[cfg(test)]
mod kitchen;
mod partnership;
#[cfg(unix)]
mod protected;
#[cfg(test)]
mod scripted_relay;
mod vault;

#[cfg(test)]
pub(crate) use elsewhere::{hear, written_elsewhere};
#[cfg(test)]
pub(crate) use kitchen::Kitchen;
pub use partnership::{join, join_all, northtown};
#[cfg(unix)]
pub use protected::{Protected, permissions_hold};
#[cfg(test)]
pub(crate) use scripted_relay::{Request, ScriptedRelay, SyncReply, bytes_of, takes_all, told_all};
pub use vault::TestVault;
