//! Small rules of the domain, as pure functions over rows.

mod contact;
mod families;
mod names;
mod nudge;
mod phone;
mod threads;
mod typed_relation;
mod worries;

pub use contact::{Contact, LastContact, last_contact, last_contact_with};
pub use families::{Family, group_by_family};
pub use names::{age_on, display_name, family_key};
pub use nudge::{SensitiveWord, sensitive_words};
pub use phone::e164;
pub use threads::{Thread, threads};
pub use worries::{UnansweredWorry, unanswered_worries};
