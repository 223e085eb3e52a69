//! Facts of which every value is kept until someone chooses.

use crate::{
    CaseDocument, ConflictValue, KeptField, KeptValue, Status,
    document::{Found, Key},
};

/// Every readable value of a kept fact, in the same order on every device, one marked as shown.
pub(crate) fn kept_values(document: &CaseDocument, field: KeptField) -> Vec<ConflictValue> {
    read_kept(field, &document.found(&Key::from(field).to_string())).0
}

/// The values, and how many could not be read.
pub(super) fn read_kept(field: KeptField, found: &[Found]) -> (Vec<ConflictValue>, usize) {
    let mut values: Vec<ConflictValue> = found
        .iter()
        .filter_map(|found| read_one(field, found))
        .collect();
    // If this version cannot read the one that the document shows, it shows the last it can.
    if !values.iter().any(|value| value.shown)
        && let Some(last) = values.last_mut()
    {
        last.shown = true;
    }
    let unreadable = found.len() - values.len();
    (values, unreadable)
}

fn read_one(field: KeptField, found: &Found) -> Option<ConflictValue> {
    let (value, known, id, shown) = if field == KeptField::Status {
        let read = found.read::<Status>()?;
        (
            KeptValue::Status(read.value),
            read.known,
            read.id,
            read.shown,
        )
    } else {
        let read = found.read::<KeptValue>()?;
        (read.value, read.known, read.id, read.shown)
    };
    let fits = matches!(
        (field, &value),
        (KeptField::Status, KeptValue::Status(_))
            | (KeptField::ContactDetail(_), KeptValue::ContactDetail { .. })
            | (KeptField::Address(_), KeptValue::Address(_))
            | (KeptField::Marker(_), KeptValue::Marker { .. })
    );
    fits.then_some(ConflictValue {
        id,
        value,
        known,
        shown,
    })
}

/// Whether two people really said different things.
pub(super) fn differ(values: &[ConflictValue]) -> bool {
    values.windows(2).any(|pair| match pair {
        [one, other] => one.value != other.value,
        _ => false,
    })
}
