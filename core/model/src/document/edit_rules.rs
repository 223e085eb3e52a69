//! What an edit must satisfy before it is saved. Others' edits are never judged by these.

use jiff::civil::Date;

use super::CaseEdit;
use crate::{
    Agency, ContactKind, Invalid, KeptField, KeptValue, PersonId, Problem, Status,
    invalid::{line, list, optional_line},
    text::has_visible,
};

impl CaseEdit {
    /// What a person should put right before this can be saved.
    pub fn validate(&self) -> Result<(), Invalid> {
        match self {
            Self::NameChild {
                given,
                family,
                preferred,
            } => {
                let preferred_alone = preferred.as_deref().is_some_and(has_visible);
                if !has_visible(given) && !has_visible(family) && !preferred_alone {
                    return Err(Invalid::new("name", Problem::Empty));
                }
                crate::invalid::at_most("given name", given, crate::MAX_LINE)?;
                crate::invalid::at_most("family name", family, crate::MAX_LINE)?;
                optional_line("preferred name", preferred.as_deref())
            }
            Self::SetStatus(status) => status_is_valid(status),
            Self::LabelFamily(label) => optional_line("family", label.as_deref()),
            Self::AddPerson(new) => {
                not_the_child(new.id)?;
                line("name", &new.name)?;
                work_is_valid(new.role.as_deref(), new.agency.as_ref())?;
                optional_line("notes", new.contact_notes.as_deref())
            }
            Self::RenamePerson { person, name } => {
                not_the_child(*person)?;
                line("name", name)
            }
            Self::SetWork { role, agency, .. } | Self::SetInvolvementRole { role, agency, .. } => {
                work_is_valid(role.as_deref(), agency.as_ref())
            }
            Self::NoteContact { notes, .. } => optional_line("notes", notes.as_deref()),
            Self::SetPersonRemoved { person, .. } | Self::SetRelation { person, .. } => {
                not_the_child(*person)
            }
            Self::SetContactDetail { kind, value, .. } => detail_is_valid(*kind, value),
            Self::SetRelationship { from, to, .. } if from == to => {
                Err(Invalid::new("relationship", Problem::SamePerson))
            }
            Self::AddResidence(new) => {
                line("address", &new.address)?;
                list("withheld from", &new.withheld_from)?;
                optional_line("days", new.pattern.as_deref())?;
                in_order(new.from, new.until)
            }
            Self::SetAddress { address, .. } => line("address", address),
            Self::SetResidencePeriod {
                from,
                until,
                pattern,
                ..
            } => {
                optional_line("days", pattern.as_deref())?;
                in_order(*from, *until)
            }
            Self::AddInvolvement(new) => {
                work_is_valid(new.role.as_deref(), new.agency.as_ref())?;
                in_order(new.from, new.until)
            }
            Self::SetInvolvementPeriod { from, until, .. } => in_order(*from, *until),
            Self::AddTask { title, .. } | Self::RetitleTask { title, .. } => line("task", title),
            Self::SetMarker { text, .. } => line("marker", text),
            Self::ChooseValue { field, value } => value_fits(*field, value),
            Self::SetBorn(_)
            | Self::SetNhsNumber(_)
            | Self::SetDeceased { .. }
            | Self::RemoveContactDetail(_)
            | Self::SetRelationship { .. }
            | Self::RemoveRelationship(_)
            | Self::SetWithheld { .. }
            | Self::RemoveResidence(_)
            | Self::SetBasis { .. }
            | Self::RemoveInvolvement(_)
            | Self::AssignTask { .. }
            | Self::SetTaskDue { .. }
            | Self::SetTaskDone { .. }
            | Self::RemoveTask(_) => Ok(()),
        }
    }
}

fn not_the_child(person: PersonId) -> Result<(), Invalid> {
    if person == PersonId::CHILD {
        return Err(Invalid::new("person", Problem::Child));
    }
    Ok(())
}

fn status_is_valid(status: &Status) -> Result<(), Invalid> {
    optional_line("from whom", status.from_whom.as_deref())
}

fn detail_is_valid(kind: ContactKind, value: &str) -> Result<(), Invalid> {
    let field = match kind {
        ContactKind::Email => "email",
        ContactKind::Other => "contact",
        ContactKind::Phone | ContactKind::Mobile | ContactKind::Work => "phone",
    };
    line(field, value)
}

fn work_is_valid(role: Option<&str>, agency: Option<&Agency>) -> Result<(), Invalid> {
    optional_line("role", role)?;
    match agency {
        Some(Agency::Named(name)) => line("agency", name),
        Some(Agency::Listed(_)) | None => Ok(()),
    }
}

fn in_order(from: Option<Date>, until: Option<Date>) -> Result<(), Invalid> {
    match (from, until) {
        (Some(from), Some(until)) if until < from => {
            Err(Invalid::new("until", Problem::EndsBeforeItBegins))
        }
        _ => Ok(()),
    }
}

fn value_fits(field: KeptField, value: &KeptValue) -> Result<(), Invalid> {
    match (field, value) {
        (KeptField::Status, KeptValue::Status(status)) => status_is_valid(status),
        (KeptField::ContactDetail(_), KeptValue::ContactDetail { kind, value, .. }) => {
            detail_is_valid(*kind, value)
        }
        (KeptField::Address(_), KeptValue::Address(address)) => line("address", address),
        (KeptField::Marker(_), KeptValue::Marker { text, .. }) => line("marker", text),
        _ => Err(Invalid::new("value", Problem::WrongSort)),
    }
}
