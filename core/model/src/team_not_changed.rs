//! Why a change of a team was not made.

use crate::codes::closed_list;

closed_list!(
    /// Why a change of a team that was asked for on this device was not made. The code name is
    /// what a database keeps.
    TeamNotChanged {
        /// Somebody else gave this person another access before this change could be posted.
        AccessChanged, "access-changed", "someone else changed this person's access meanwhile";
        /// The person of this device is not listed in the partnership.
        NotAdmitted, "not-admitted", "this device is not admitted";
        /// The rules of teams refuse it; the detail says which of them.
        AgainstTheRules, "against-the-rules", "the rules of teams do not allow it";
        /// The relay refused it; the detail is what the relay said.
        RefusedByRelay, "refused-by-relay", "the relay refused it";
        /// It is damaged in this device's database, or a newer version asked for it.
        Unreadable, "unreadable", "it cannot be read on this device";
        /// A reason that this version has no code for; the detail is what it said.
        Unknown, "unknown", "this version does not know why";
    }
);

impl TeamNotChanged {
    /// What a screen says: what happened, and what to do where that is known. `detail` is what the
    /// rules, the relay or a reason without a code said; it may be empty.
    pub fn in_words(self, detail: &str) -> String {
        let detail = detail.trim();
        match self {
            Self::AccessChanged => {
                "Someone else changed this person's access meanwhile. Look at the team and decide \
                 again."
                    .to_owned()
            }
            Self::RefusedByRelay | Self::Unknown if !detail.is_empty() => detail.to_owned(),
            _ => {
                let why = match self {
                    Self::AgainstTheRules if !detail.is_empty() => detail,
                    _ => self.label(),
                };
                format!(
                    "This change of the team is not possible any more: {why}. Look at the team and \
                     decide again."
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_a_whole_sentence_and_says_what_to_do() {
        for why in TeamNotChanged::ALL {
            let said = why.in_words("");
            assert!(
                said.ends_with(". Look at the team and decide again."),
                "{said}"
            );
        }
    }

    #[test]
    fn what_the_rules_or_the_relay_said_is_passed_on() {
        let rule = TeamNotChanged::AgainstTheRules.in_words("its author may not do this");
        assert_eq!(
            rule,
            "This change of the team is not possible any more: its author may not do this. Look at \
             the team and decide again."
        );
        for why in [TeamNotChanged::RefusedByRelay, TeamNotChanged::Unknown] {
            assert_eq!(why.in_words("the space is closed"), "the space is closed");
        }
    }
}
