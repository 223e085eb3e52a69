//! What a notice about a space tells.

use crate::codes::closed_list;

closed_list!(
    /// What a notice about a space tells. The code name is what a database keeps, beside a detail
    /// that says which device, item or change it is about.
    NoticeKind {
        /// The relay lacks what it once had, and is given it back. No detail.
        RelayChanged, "relay-changed", "the relay was restored from a backup, or replaced";
        /// The relay has only the hash of an item. No detail.
        ItemWithheld, "item-withheld", "the relay no longer has an item that nobody took back";
        /// A member's device signed that it saw another log. The detail is the device and, after a
        /// slash, up to which item.
        ForkedLog, "forked-log", "a device saw another log";
        /// Two signed envelopes have one place. The detail is the place.
        TwoEnvelopes, "two-envelopes", "two different envelopes have one place";
        /// The relay sent two team changes with one number. The detail is the number.
        TwoTeamChanges, "two-team-changes", "two different team changes have one number";
        /// A member's device signed that it holds another directory. The detail is the device.
        ForkedDirectory, "forked-directory", "a device was shown another directory";
        /// The directory is not the one that the invitation named. No detail.
        OtherDirectory, "other-directory", "the directory is not the one that the invitation named";
        /// The restored relay refused words that it had acknowledged, and they cannot be sealed
        /// again here. No detail.
        NotTakenAgain, "not-taken-again", "the restored relay refused what it had taken before";
        /// A notice that this version has no code for. The detail is what it said, in words.
        Unknown, "unknown", "this version does not know what";
    }
);

impl NoticeKind {
    /// What a screen says: what happened, and what to do. `detail` is the one that is kept beside
    /// the code.
    pub fn in_words(self, detail: &str) -> String {
        let detail = detail.trim();
        let contradiction = match self {
            Self::RelayChanged => {
                return "The relay was restored from a backup, or replaced. Nothing was lost here; \
                        this device gives back what the relay lacks."
                    .to_owned();
            }
            Self::ItemWithheld => {
                return "The relay no longer has an item that it once took, though nobody on the \
                        team took it back. What this device holds stays. Tell your administrator."
                    .to_owned();
            }
            Self::NotTakenAgain => {
                return "Something that you wrote was on the relay. The relay was restored from a \
                        backup and did not take it again, and this device cannot send it anew. It \
                        is kept here. Tell your administrator."
                    .to_owned();
            }
            Self::Unknown if detail.is_empty() => {
                return "Something happened that this version of the app cannot name. Tell your \
                        administrator."
                    .to_owned();
            }
            Self::Unknown => return detail.to_owned(),
            _ if detail.is_empty() => self.label().to_owned(),
            Self::ForkedLog => match detail.split_once('/') {
                Some((device, n)) => format!("device {device} saw another log up to {n}"),
                None => format!("device {detail} saw another log"),
            },
            Self::TwoEnvelopes => format!("two different envelopes under {detail}"),
            Self::TwoTeamChanges => format!("two different team changes with number {detail}"),
            Self::ForkedDirectory => format!("device {detail} was shown another directory"),
            Self::OtherDirectory => self.label().to_owned(),
        };
        format!(
            "The relay shows different things to different people ({contradiction}). Tell your \
             administrator."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_is_a_whole_sentence_and_asks_for_an_administrator_unless_nothing_is_lost() {
        for kind in NoticeKind::ALL {
            for detail in ["", "0101010101010101/7"] {
                let said = kind.in_words(detail);
                let is_passed_on = *kind == NoticeKind::Unknown && !detail.is_empty();
                assert_eq!(
                    said.ends_with(". Tell your administrator."),
                    *kind != NoticeKind::RelayChanged && !is_passed_on,
                    "{said}"
                );
            }
        }
    }

    #[test]
    fn a_contradiction_says_what_contradicts_what() {
        let said = |kind: NoticeKind, detail: &str| kind.in_words(detail);
        assert_eq!(
            said(NoticeKind::ForkedLog, "0101010101010101/7"),
            "The relay shows different things to different people (device 0101010101010101 saw \
             another log up to 7). Tell your administrator."
        );
        assert!(said(NoticeKind::TwoTeamChanges, "3").contains("team changes with number 3)"));
        assert_eq!(said(NoticeKind::Unknown, "a notice"), "a notice");
    }
}
