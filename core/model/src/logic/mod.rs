//! Small rules of the domain, as pure functions over rows.

mod contact;
mod duplicates;
mod email;
mod families;
mod kinship;
mod names;
mod nudge;
mod phone;
mod threads;
mod typed_relation;
mod worries;

pub use contact::{
    Contact, ContactFacts, LastContact, ReceivedEntry, last_contact, last_contact_with, took_part,
};
pub use duplicates::{ChildLikeness, same_name, sounds_the_same};
pub use email::{NotAnEmailAddress, mailto};
pub use families::{Family, group_by_family};
pub use kinship::Kin;
pub use names::{age_on, display_name, family_key};
pub use nudge::{SensitiveWord, sensitive_words};
pub use phone::{NotCallable, PhoneNumber, e164};
pub use threads::{Thread, threads};
pub use worries::{UnansweredWorry, unanswered_worries};
