//! The top of a case.

use patchwork_model::{AsKnown, Born, ChildStatus, KeptField, KeptValue};
use patchwork_store::{CaseTally, ContactMade, Reader};

use super::{
    case_read::CaseRead,
    conflicts::in_words,
    words::{self, readable},
};
use crate::{
    CaseCounts, CaseHeader, ChildView, HeaderChip, HeaderChipKind, MarkerView, Result, StatusView,
};

/// Letters of a risk marker that its chip holds: all of what is usually written, since what is cut
/// off a warning may be what it warns of.
const MARKER_LETTERS: usize = 160;

impl CaseRead<'_> {
    /// Every status that stands.
    pub(super) fn statuses(&self) -> Vec<StatusView> {
        let view = |status: ChildStatus, from, source: Option<String>, known: AsKnown| StatusView {
            status,
            label: status.label(),
            from,
            source: source.unwrap_or_default(),
            recorded_by: self.names.writer(known),
            recorded_at: known.at,
        };
        if let Some(row) = self.conflict(KeptField::Status) {
            return row
                .values
                .iter()
                .filter_map(|value| match &value.value {
                    KeptValue::Status(status) => Some(view(
                        status.status,
                        status.from,
                        status.from_whom.clone(),
                        value.known,
                    )),
                    _ => None,
                })
                .collect();
        }
        self.rows
            .status
            .iter()
            .map(|row| view(row.status, row.from, row.from_whom.clone(), row.known))
            .collect()
    }

    /// The risk markers that hold, or that not everyone says have ended.
    pub(super) fn markers(&self) -> Vec<MarkerView> {
        self.rows
            .markers
            .iter()
            .filter_map(|row| {
                let values = self.conflict(KeptField::Marker(row.id));
                let mut texts: Vec<String> = values.map_or_else(
                    || vec![readable(row.text.clone())],
                    |row| {
                        row.values
                            .iter()
                            .map(|value| in_words(&value.value))
                            .collect()
                    },
                );
                texts.dedup();
                let has_ended = row.ended.is_some_and(|ended| ended <= self.today);
                (values.is_some() || !has_ended).then(|| MarkerView {
                    marker: row.id,
                    texts,
                    review: row.review,
                    recorded_by: self.names.writer(row.known),
                    recorded_at: row.known.at,
                })
            })
            .collect()
    }

    pub(super) fn header(&self, r: &Reader<'_>) -> Result<CaseHeader> {
        let case = &self.rows.case;
        let last_seen = r.child_last_seen(self.case)?;
        let last_spoken = r.family_last_spoken_to(self.case)?;
        let tally = r.case_tally(self.case, self.today)?.unwrap_or_default();
        let team = self.names.roster.team(self.case);
        let full = [case.given.trim(), case.family.trim()]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let (statuses, markers) = (self.statuses(), self.markers());
        Ok(CaseHeader {
            case: self.case,
            child: case.name.clone(),
            full_name: if full == case.name {
                String::new()
            } else {
                full
            },
            born: case.born.label(),
            age: words::age(case.born, self.today),
            family: family(case.family_label.as_deref(), &case.family),
            chips: chips(&statuses, &markers),
            statuses,
            markers,
            last_seen: last_seen.map(|contact| contact.at),
            last_seen_by: self.author(last_seen),
            last_spoken: last_spoken.map(|contact| contact.at),
            last_spoken_by: self.author(last_spoken),
            counts: self.names.counts(self.case, tally),
            may_change_team: self.names.roster.may_change_team(self.case),
            may_write: self.names.roster.why_not_write(self.case).is_none(),
            notice: self.notice(team, r)?,
            shown: self.shown.clone(),
        })
    }

    /// What is known of the child, for a form.
    pub(super) fn child(&self) -> ChildView {
        let case = &self.rows.case;
        let (born, expected) = match case.born {
            Born::On(day) | Born::About(day) => (Some(day), None),
            Born::Expected(day) => (None, Some(day)),
            Born::Unknown => (None, None),
        };
        ChildView {
            given: case.given.clone(),
            family: case.family.clone(),
            preferred: case.preferred.clone().unwrap_or_default(),
            born,
            born_is_approximate: matches!(case.born, Born::About(_)),
            expected,
            nhs_number: case
                .nhs_number
                .map(|number| number.to_string())
                .unwrap_or_default(),
            family_label: case.family_label.clone().unwrap_or_default(),
            recorded_at: case.known.map(|known| known.at),
            recorded_by: case
                .known
                .map(|known| self.names.writer(known))
                .unwrap_or_default(),
        }
    }

    fn author(&self, contact: Option<ContactMade>) -> String {
        contact
            .map(|contact| self.names.name(contact.author))
            .unwrap_or_default()
    }

    fn notice(&self, team: Option<super::roster::Team>, r: &Reader<'_>) -> Result<String> {
        let mut notice = team.map(|team| team.notice).unwrap_or_default();
        if self.rows.unreadable > 0 || r.has_newer_parts(self.case)? {
            if !notice.is_empty() {
                notice.push(' ');
            }
            notice.push_str(
                "Update the app: a newer one wrote something here that this one cannot show.",
            );
        }
        Ok(notice)
    }
}

impl super::Names<'_> {
    /// What is new and due, with who can see it.
    pub(super) fn counts(&self, case: crate::CaseId, tally: CaseTally) -> CaseCounts {
        let members = self
            .roster
            .team(case)
            .map(|team| team.members)
            .unwrap_or_default();
        CaseCounts {
            unread: tally.unread,
            tasks_open: tally.tasks_open,
            tasks_due: tally.tasks_due,
            conflicts: tally.conflicts,
            people: tally.people,
            team: u32::try_from(members.len()).unwrap_or(u32::MAX),
            agencies: self.agencies_of(members.iter().map(|(member, _)| *member)),
        }
    }
}

/// A plan or legal status, so short that a phone shows it in one line.
fn in_a_few_words(status: ChildStatus) -> String {
    match status {
        ChildStatus::ProtectionPlan(Some(category)) => {
            format!("Protection plan: {}", category.label())
        }
        ChildStatus::ProtectionPlan(None) => "Protection plan".to_owned(),
        other => other.label(),
    }
}

/// Statuses before markers, as in the header.
fn chips(statuses: &[StatusView], markers: &[MarkerView]) -> Vec<HeaderChip> {
    let statuses = statuses.iter().map(|status| HeaderChip {
        kind: HeaderChipKind::Status,
        text: in_a_few_words(status.status),
    });
    let texts = markers.iter().flat_map(|marker| &marker.texts);
    let markers = texts.map(|text| HeaderChip {
        kind: HeaderChipKind::Marker,
        text: words::shortened(text, MARKER_LETTERS),
    });
    statuses.chain(markers).collect()
}

/// The family's name as people gave it.
pub(super) fn family(label: Option<&str>, family: &str) -> String {
    label
        .map(str::trim)
        .filter(|label| !label.is_empty())
        .unwrap_or_else(|| family.trim())
        .to_owned()
}
