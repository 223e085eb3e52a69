//! How to reach people: what the case has, and what practitioners say of themselves.

use patchwork_model::{ContactDetailId, ContactKind, KeptField, PersonId, PhoneNumber, mailto};
use patchwork_protocol::PractitionerId;

use super::case_read::CaseRead;
use crate::{ContactDetailView, Reach};

impl CaseRead<'_> {
    pub(super) fn contacts_of(&self, person: PersonId) -> Vec<ContactDetailView> {
        self.rows
            .contact_details
            .iter()
            .filter(|row| row.person == person)
            .map(|row| (row, reach(row.kind, &row.value)))
            .map(|(row, reach)| ContactDetailView {
                detail: row.id,
                kind: row.kind,
                kind_label: row.kind.label().to_owned(),
                value: reach.value,
                link: reach.link,
                text_link: reach.text_link,
                why_not: reach.why_not,
                recorded_at: row.known.at,
                recorded_by: self.names.writer(row.known),
                others: self.values_of(KeptField::ContactDetail(row.id)),
            })
            .collect()
    }

    /// A practitioner's own card, as ways to reach them.
    pub(super) fn card_contacts(&self, id: PractitionerId) -> Vec<ContactDetailView> {
        let Some(card) = self.names.contact(id) else {
            return Vec::new();
        };
        let phones = card.phones.iter().map(|phone| (ContactKind::Work, phone));
        let emails = card.emails.iter().map(|email| (ContactKind::Email, email));
        phones
            .chain(emails)
            .map(|(kind, value)| (kind, reach(kind, value)))
            .map(|(kind, reach)| ContactDetailView {
                // Theirs to change, in the directory: no case knows it by an id.
                detail: ContactDetailId([0; 16]),
                kind,
                kind_label: kind.label().to_owned(),
                value: reach.value,
                link: reach.link,
                text_link: reach.text_link,
                why_not: reach.why_not,
                recorded_at: self.now,
                recorded_by: self.names.name(id),
                others: Vec::new(),
            })
            .collect()
    }
}

/// A value as one can call or write there.
pub(super) fn reach(kind: ContactKind, value: &str) -> Reach {
    let value = value.to_owned();
    if kind.is_phone() {
        return match PhoneNumber::read(&value) {
            Ok(number) => Reach {
                value,
                link: number.tel(),
                text_link: number.sms(),
                why_not: String::new(),
            },
            Err(why) => Reach {
                value,
                why_not: why.to_string(),
                ..Reach::default()
            },
        };
    }
    match (kind, mailto(&value)) {
        (ContactKind::Email, Ok(link)) => Reach {
            value,
            link,
            ..Reach::default()
        },
        (ContactKind::Email, Err(why)) => Reach {
            value,
            why_not: why.to_string(),
            ..Reach::default()
        },
        _ => Reach {
            value,
            ..Reach::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_email_address_becomes_a_link() {
        let link = |kind, value| reach(kind, value).link;
        assert_eq!(
            link(ContactKind::Email, " joan@health.example "),
            "mailto:joan@health.example"
        );
        assert_eq!(
            link(ContactKind::Email, "o'neill@example.org"),
            "mailto:o'neill@example.org"
        );
        for odd in [
            "joan",
            "joan@health",
            "joan@health.example?cc=x@y.example",
            "a@b@c.d",
            "joan@\u{202e}x.example",
        ] {
            assert_eq!(link(ContactKind::Email, odd), "", "{odd}");
        }
        assert_eq!(link(ContactKind::Mobile, "ask Jean"), "");
    }

    #[test]
    fn it_is_said_beside_a_value_why_nobody_is_reached_by_it() {
        let why_not = |kind, value| reach(kind, value).why_not;
        assert_eq!(
            why_not(ContactKind::Mobile, "not a number"),
            "This cannot be called: it is not a phone number."
        );
        assert_eq!(
            why_not(ContactKind::Email, "joan"),
            "This cannot be written to: it is not an email address."
        );
        assert_eq!(why_not(ContactKind::Other, "not a number"), "");
        let mobile = reach(ContactKind::Mobile, "07700 900123");
        assert_eq!(mobile.text_link, "sms:+447700900123");
        assert_eq!(mobile.why_not, "");
    }
}
