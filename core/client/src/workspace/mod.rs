//! Store and state machine, changed together or not at all. The lowest floor of
//! the client: it knows nothing of connections, and nothing of screens.

pub(crate) mod access_log;
mod apply;
mod cards;
mod clock;
mod fresh_series;
mod given_wraps;
mod heard;
mod noted_spaces;
mod open_documents;
mod planned_change;
mod records;
mod rights;
mod team_intent;
mod touched;
#[allow(clippy::module_inception)] // a file is named for its type
mod workspace;

#[cfg(test)]
pub(crate) use apply::give_up;
pub(crate) use apply::{
    StoreLogView, carry_out, edit_document, edits_of, is_to_be_judged_again, judge_all_again,
    keep_item, kept_item,
};
pub(crate) use cards::queue_card;
pub use clock::zone;
pub(crate) use clock::{TOLERANCE, best_time, clock_trouble, note_relay_time, today};
pub(crate) use fresh_series::{end_series, keep_given_up, write_as_new_installation};
pub(crate) use given_wraps::owe_wraps;
pub(crate) use heard::{CaughtUp, Heard};
pub(crate) use planned_change::{keep_own_key, take_planned_change};
pub(crate) use records::keep_record;
pub(crate) use rights::{may_manage, may_write};
pub(crate) use team_intent::{
    StoredTeamIntent, awaiting_founding, queued_members, set_aside_unreadable,
};
pub(crate) use touched::Touched;
pub(crate) use workspace::Workspace;
