//! How to reach people: what the case has, and what practitioners say of themselves.

use patchwork_model::{ContactDetailId, ContactKind, KeptField, PersonId, e164};
use patchwork_protocol::PractitionerId;

use super::case_read::CaseRead;
use crate::ContactDetailView;

impl CaseRead<'_> {
    pub(super) fn contacts_of(&self, person: PersonId) -> Vec<ContactDetailView> {
        self.rows
            .contact_details
            .iter()
            .filter(|row| row.person == person)
            .map(|row| ContactDetailView {
                detail: row.id,
                kind: row.kind,
                kind_label: row.kind.label().to_owned(),
                value: row.value.clone(),
                link: link(row.kind, &row.value, row.e164.as_deref()),
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
            .map(|(kind, value)| ContactDetailView {
                // Theirs to change, in the directory: no case knows it by an id.
                detail: ContactDetailId([0; 16]),
                kind,
                kind_label: kind.label().to_owned(),
                value: value.clone(),
                link: link(kind, value, e164(value).as_deref()),
                recorded_at: self.now,
                recorded_by: self.names.name(id),
                others: Vec::new(),
            })
            .collect()
    }
}

/// What a dialler or mail program takes; nothing but what surely is one.
fn link(kind: ContactKind, value: &str, e164: Option<&str>) -> String {
    if kind.is_phone() {
        return e164
            .map(|number| format!("tel:{number}"))
            .unwrap_or_default();
    }
    let value = value.trim();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
    let is_email = kind == ContactKind::Email
        && value.chars().all(is_plain)
        && matches!(value.split_once('@'), Some((name, host))
            if !name.is_empty() && host.contains('.') && !host.contains('@'));
    if is_email {
        format!("mailto:{value}")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_email_address_becomes_a_link() {
        assert_eq!(
            link(ContactKind::Email, " joan@health.example ", None),
            "mailto:joan@health.example"
        );
        for odd in [
            "joan",
            "joan@health",
            "joan@health.example?cc=x@y.example",
            "a@b@c.d",
            "joan@\u{202e}x.example",
        ] {
            assert_eq!(link(ContactKind::Email, odd, None), "", "{odd}");
        }
        assert_eq!(link(ContactKind::Mobile, "ask Jean", None), "");
    }
}
