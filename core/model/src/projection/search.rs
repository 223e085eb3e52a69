//! What of a case can be searched: every value that stands, and no withheld address.

use super::rows::{CaseProjection, KeptField, KeptValue};
use crate::Agency;

impl CaseProjection {
    /// The words under which this case should be found, each value once.
    ///
    /// Values in conflict are all among them; withheld addresses are not, in conflict or not.
    pub fn search_texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        let case = &self.case;
        texts.extend([case.given.clone(), case.family.clone()]);
        texts.extend(case.preferred.clone());
        texts.extend(case.family_label.clone());
        texts.extend(
            case.nhs_number
                .map(|number| number.to_string().replace(' ', "")),
        );
        for person in &self.people {
            texts.push(person.name.clone());
            texts.extend(person.role.clone());
            texts.extend(named(person.agency.as_ref()));
            texts.extend(person.contact_notes.clone());
        }
        for detail in &self.contact_details {
            texts.push(detail.value.clone());
            texts.extend(detail.e164.clone());
        }
        for residence in self.residences.iter().filter(|row| !row.withheld) {
            texts.push(residence.address.clone());
        }
        for involvement in &self.involvements {
            texts.extend(involvement.role.clone());
            texts.extend(named(involvement.agency.as_ref()));
        }
        texts.extend(self.tasks.iter().map(|task| task.title.clone()));
        texts.extend(self.markers.iter().map(|marker| marker.text.clone()));
        for conflict in self.conflicts.iter().filter(|row| !row.withheld) {
            if conflict.field == KeptField::Status {
                continue;
            }
            for value in &conflict.values {
                match &value.value {
                    KeptValue::Marker { text, .. } => texts.push(text.clone()),
                    other => texts.push(other.text()),
                }
            }
        }
        texts.retain(|text| !text.trim().is_empty());
        texts.sort_unstable();
        texts.dedup();
        texts
    }
}

fn named(agency: Option<&Agency>) -> Option<String> {
    match agency {
        Some(Agency::Named(name)) => Some(name.clone()),
        Some(Agency::Listed(_)) | None => None,
    }
}
