//! Founding a partnership, inviting, joining, admitting.

mod admit;
mod found;
mod invite;
mod join;
mod moved;
