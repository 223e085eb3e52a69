//! What apps call: the client, what screens read of it and write through it.
//! The highest floor of the client.

mod capture;
mod client;
mod dates;
mod doctor;
mod edits;
mod half_states;
#[cfg(test)]
mod half_states_tests;
mod in_words;
mod joining;
mod kept_draft;
mod last_try;
mod lifecycle;
mod log_sink;
#[cfg(feature = "uniffi")]
mod native;
mod note_access;
mod notice;
mod opened_cases;
mod partnership;
#[cfg(all(test, unix))]
mod read_only_tests;
mod reads;
mod requests;
mod screen_lock;
mod support;
mod sync_now;
mod team;
mod typed_words;
mod views;
#[cfg(test)]
mod withheld_tests;

pub use client::{Client, draw_id, erase_device};
pub use doctor::DoctorView;
pub use edits::{
    AccessRoleChoice, AgencyKindChoice, AnswerKindChoice, BasisChoice, Choices, ContactKindChoice,
    ContactModeChoice, ContactOutcomeChoice, EntryKindChoice, EntryStateChoice, HowKnownChoice,
    LegalStatusChoice, LineStyleChoice, PersonKindChoice, PlanCategoryChoice, RelationChoice,
    RelationshipKindChoice, ResidenceKindChoice, ResponseKindChoice, SharingDecisionChoice,
    StatusKindChoice, TimelineFilterChoice, answer_that_made, choices, task_made_in,
};
pub use in_words::{
    clock_time, day_heading, day_in_words, day_of, due_in_words, initials_of, is_written_later,
    last_contact_in_a_list, last_contact_in_words, last_contact_label, lately_in_words,
    moment_in_words, nudge_about, role_in_a_list, since_in_words, task_in_words, today,
    what_becomes_of_values,
};
pub use joining::relay_of_invitation;
pub use log_sink::{LogLevel, LogSink, log_to};
pub use notice::{Notice, NoticeAction, describe_error};
pub use requests::*;
pub use screen_lock::{PinTried, ScreenLock, ScreenWatch};
pub use typed_words::longest_text;
pub use views::*;
