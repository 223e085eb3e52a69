//! Founding a partnership, inviting, joining, admitting.

mod admit;
mod found;
mod invite;
mod join;
mod kept_founding;
mod moved;

pub use join::relay_of_invitation;
