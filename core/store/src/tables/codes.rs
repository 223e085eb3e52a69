//! The numbers of closed lists, by name, for statements: an index with a
//! condition serves only a statement that holds the same number.

use patchwork_model::{EntryKind, PersonKind};
use patchwork_protocol::{KeyId, PartKind};

use super::{
    case::NameKind,
    directory::CardPlace,
    log::{ItemStanding, item_kind},
    team_intents::TeamIntentState,
};

/// `code!(part access)` is the number of that kind of part, as text.
macro_rules! code {
    (item envelope) => {
        "0"
    };
    (item team_change) => {
        "1"
    };
    (item erased) => {
        "2"
    };

    (standing applied) => {
        "0"
    };
    (standing applied_in_part) => {
        "1"
    };
    (standing locked) => {
        "2"
    };
    (standing waiting) => {
        "3"
    };
    (standing refused) => {
        "4"
    };

    (part access) => {
        "3"
    };

    (intent waiting) => {
        "0"
    };

    (entry worry) => {
        "3"
    };
    (entry amendment) => {
        "9"
    };
    (entry strike_through) => {
        "10"
    };
    (entry response) => {
        "11"
    };

    (person family) => {
        "1"
    };

    (name child) => {
        "0"
    };
    (name person) => {
        "1"
    };
    (name practitioner) => {
        "2"
    };
    (name task) => {
        "3"
    };

    // Behind every number of the directory's log.
    (place not_sent) => {
        "9223372036854775807"
    };
}
pub(crate) use code;

/// The number that stands in this text.
pub(super) const fn number(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut number = 0;
    let mut at = 0;
    while at < bytes.len() {
        #[allow(clippy::indexing_slicing, reason = "within the length")]
        let digit = bytes[at];
        assert!(digit.is_ascii_digit());
        number = number * 10 + (digit - b'0') as u64;
        at += 1;
    }
    number
}

macro_rules! same {
    ($($list:ident $name:ident = $code:expr;)*) => {
        $(const _: () = assert!(number(code!($list $name)) == $code as u64);)*
    };
}

same! {
    standing applied = ItemStanding::Applied.code();
    standing applied_in_part = ItemStanding::AppliedInPart.code();
    standing waiting = ItemStanding::Waiting.code();
    standing refused = ItemStanding::Refused.code();
    standing locked = ItemStanding::Locked(KeyId([0; 16])).code();
    item envelope = item_kind::ENVELOPE;
    item team_change = item_kind::TEAM_CHANGE;
    item erased = item_kind::ERASED;
    part access = PartKind::Access.code();
    intent waiting = TeamIntentState::Waiting.code();
    entry worry = EntryKind::Worry.code();
    entry amendment = EntryKind::Amendment.code();
    entry strike_through = EntryKind::StrikeThrough.code();
    entry response = EntryKind::Response.code();
    person family = PersonKind::Family.code();
    name child = NameKind::Child.code();
    name person = NameKind::Person.code();
    name practitioner = NameKind::Practitioner.code();
    name task = NameKind::Task.code();
    place not_sent = CardPlace::BEHIND_ALL;
}
