//! Changes of a team that wait on this device until they are posted.

use std::collections::BTreeSet;

use jiff::Timestamp;
use minicbor::{Decode, Encode};
use patchwork_model::TeamNotChanged;
use patchwork_protocol::{
    DeviceId, KeyId, PractitionerId, Role, SpaceId, TeamChange, http::TeamPost, team::Action,
};
use patchwork_store::{Reader, TeamIntentRow, TeamIntentState, Writer};
use patchwork_sync::TeamIntent;

use super::Touched;
use crate::{
    Update,
    error::{ClientError, Result},
};

/// An intent as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum StoredTeamIntent {
    /// A space that was opened here; its change is signed already.
    #[n(0)]
    Found,
    /// Someone joins the team, until then if there is an end, in milliseconds since 1970.
    #[n(1)]
    Add(#[n(0)] PractitionerId, #[n(1)] Role, #[n(2)] Option<i64>),
    /// A device is let in.
    #[n(2)]
    Admit(#[n(0)] DeviceId),
    /// Anything else: the bytes of one action.
    #[n(3)]
    Record(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// Someone's role changes: from what the person saw to what they chose.
    #[n(4)]
    ChangeRole(#[n(0)] PractitionerId, #[n(1)] Role, #[n(2)] Role),
    /// Someone leaves the team.
    #[n(5)]
    Remove(#[n(0)] PractitionerId),
    /// The space gets a new key in place of this one.
    #[n(6)]
    Rotate(#[n(0)] KeyId),
}

impl StoredTeamIntent {
    pub(crate) fn encode(&self) -> Vec<u8> {
        patchwork_protocol::encode(self)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        minicbor::decode(bytes).map_err(ClientError::internal)
    }

    /// Whether this queued intent is the founding of a case, whose signed change
    /// exists once and is never planned anew nor dropped.
    pub(crate) fn is_founding(intent: &TeamIntentRow) -> bool {
        match minicbor::decode::<Self>(&intent.bytes) {
            Ok(queued) => queued == Self::Found,
            // The signed change says it too.
            Err(_) => intent.planned.as_deref().is_some_and(founds),
        }
    }

    /// Whether a queued intent can be planned by this version, if it is undamaged.
    fn is_readable(intent: &TeamIntentRow) -> bool {
        minicbor::decode::<Self>(&intent.bytes).is_ok_and(|queued| match queued {
            Self::Record(action) => minicbor::decode::<Action>(&action).is_ok(),
            _ => true,
        })
    }

    /// An action to be recorded as it is.
    pub(crate) fn record(action: &Action) -> Self {
        Self::Record(patchwork_protocol::encode(action))
    }

    /// An intent as it is queued.
    pub(crate) fn of(intent: &TeamIntent) -> Self {
        match intent {
            TeamIntent::Add {
                practitioner,
                role,
                until,
            } => Self::Add(*practitioner, *role, until.map(Timestamp::as_millisecond)),
            TeamIntent::ChangeRole {
                practitioner,
                from,
                to,
            } => Self::ChangeRole(*practitioner, *from, *to),
            TeamIntent::Remove { practitioner } => Self::Remove(*practitioner),
            TeamIntent::Rotate { old } => Self::Rotate(*old),
            TeamIntent::Record(action) => Self::record(action),
        }
    }

    pub(crate) fn to_intent(&self) -> Result<Option<TeamIntent>> {
        Ok(Some(match self {
            Self::Found => return Ok(None),
            Self::Add(practitioner, role, until) => TeamIntent::Add {
                practitioner: *practitioner,
                role: *role,
                until: until
                    .map(Timestamp::from_millisecond)
                    .transpose()
                    .map_err(ClientError::internal)?,
            },
            Self::Admit(device) => TeamIntent::Record(Action::Admit { device: *device }),
            Self::Record(action) => {
                TeamIntent::Record(minicbor::decode(action).map_err(ClientError::internal)?)
            }
            Self::ChangeRole(practitioner, from, to) => TeamIntent::ChangeRole {
                practitioner: *practitioner,
                from: *from,
                to: *to,
            },
            Self::Remove(practitioner) => TeamIntent::Remove {
                practitioner: *practitioner,
            },
            Self::Rotate(old) => TeamIntent::Rotate { old: *old },
        }))
    }
}

/// Whether this planned post is the founding of a space.
fn founds(planned: &[u8]) -> bool {
    TeamPost::decode(planned)
        .ok()
        .and_then(|post| TeamChange::decode(&post.change).ok())
        .is_some_and(|change| change.index() == 0)
}

/// Spaces whose founding is not on the relay yet: nothing else of them can be.
pub(crate) fn awaiting_founding(r: &Reader<'_>) -> Result<BTreeSet<SpaceId>> {
    let intents = r.intents()?;
    Ok(intents
        .iter()
        .filter(|intent| StoredTeamIntent::is_founding(intent))
        .map(|intent| intent.space)
        .collect())
}

/// Sets aside queued intents that cannot be read: they are kept and told to the
/// person, and hold up nothing else. One that is signed already needs no reading.
pub(crate) fn set_aside_unreadable(w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    for intent in w.intents()? {
        let waits = intent.state == TeamIntentState::Waiting && intent.planned.is_none();
        if waits && !StoredTeamIntent::is_readable(&intent) {
            let state = TeamIntentState::NotMade {
                why: TeamNotChanged::Unreadable,
                detail: String::new(),
            };
            w.set_intent_state(intent.id, &state)?;
            touched.case(intent.space);
            touched.update(Update::Sync);
        }
    }
    Ok(())
}

/// Who is to join a team once the relay has been told.
pub(crate) fn queued_members(r: &Reader<'_>, case: SpaceId) -> Result<Vec<(PractitionerId, Role)>> {
    let mut members = Vec::new();
    for intent in r.intents_of(case)? {
        // One that cannot be read is told in *Sync*.
        if let Ok(StoredTeamIntent::Add(practitioner, role, _)) = minicbor::decode(&intent.bytes) {
            members.push((practitioner, role));
        }
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOM: PractitionerId = PractitionerId([7; 16]);

    fn stored_and_read(intent: &TeamIntent) -> TeamIntent {
        let bytes = StoredTeamIntent::of(intent).encode();
        let stored = StoredTeamIntent::decode(&bytes).unwrap();
        stored.to_intent().unwrap().unwrap()
    }

    #[test]
    fn every_intent_is_kept_whole() {
        let add = |until: Option<&str>| TeamIntent::Add {
            practitioner: TOM,
            role: Role::Manager,
            until: until.map(|until| until.parse().unwrap()),
        };
        for intent in [
            add(None),
            add(Some("2026-03-12T10:42:00Z")),
            TeamIntent::ChangeRole {
                practitioner: TOM,
                from: Role::Member,
                to: Role::Observer,
            },
            TeamIntent::Remove { practitioner: TOM },
            TeamIntent::Rotate {
                old: KeyId([3; 16]),
            },
            TeamIntent::Record(Action::Close),
        ] {
            assert_eq!(stored_and_read(&intent), intent);
        }
    }

    #[test]
    fn an_intent_to_add_somebody_that_an_older_version_kept_reads_back() {
        let mut bytes = vec![0x83, 1, 0x50];
        bytes.extend(TOM.0);
        bytes.extend(patchwork_protocol::encode(&Role::Member));
        let kept = StoredTeamIntent::decode(&bytes).unwrap();
        assert_eq!(kept, StoredTeamIntent::Add(TOM, Role::Member, None));
        assert_eq!(kept.encode(), bytes);
    }
}
