//! The facade's plain values as the native languages see them: ids as hex
//! text, moments as milliseconds since 1970, days as `2026-03-12`.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{
    ContactDetailId, EntryId, InvolvementId, MarkerId, PersonId, RelationshipId, ResidenceId,
    TaskId,
};
use patchwork_protocol::{AgencyId, DeviceId, PractitionerId, SpaceId};
use patchwork_store::DraftKey;

macro_rules! text_ids {
    ($($name:ident,)*) => {$(
        uniffi::custom_type!($name, String, {
            remote,
            lower: |id| id.to_string(),
            try_lift: |text| Ok(text.parse::<$name>()?),
        });
    )*};
}

text_ids!(
    AgencyId,
    ContactDetailId,
    DeviceId,
    EntryId,
    InvolvementId,
    MarkerId,
    PersonId,
    PractitionerId,
    RelationshipId,
    ResidenceId,
    SpaceId,
    TaskId,
);

uniffi::custom_type!(DraftKey, String, {
    remote,
    lower: |id| data_encoding::HEXLOWER.encode(&id.0),
    try_lift: |text| {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes())?;
        Ok(DraftKey::try_from(bytes.as_slice())?)
    },
});

uniffi::custom_type!(Timestamp, i64, {
    remote,
    lower: |at| at.as_millisecond(),
    try_lift: |at| Ok(Timestamp::from_millisecond(at)?),
});

uniffi::custom_type!(Date, String, {
    remote,
    lower: |day| day.to_string(),
    try_lift: |text| Ok(text.parse::<Date>()?),
});
