//! Changes of a team that wait on this device until they are posted.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use patchwork_protocol::{DeviceId, PractitionerId, Role, SpaceId, team::Action};
use patchwork_store::{Reader, TeamIntentRow};
use patchwork_sync::TeamIntent;

use crate::error::{ClientError, Result};

/// An intent as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum StoredTeamIntent {
    /// A space that was opened here; its change is signed already.
    #[n(0)]
    Found,
    /// Someone joins the team.
    #[n(1)]
    Add(#[n(0)] PractitionerId, #[n(1)] Role),
    /// A device is let in.
    #[n(2)]
    Admit(#[n(0)] DeviceId),
    /// Anything else: the bytes of one action.
    #[n(3)]
    Record(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
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
    pub(crate) fn is_founding(intent: &TeamIntentRow) -> Result<bool> {
        Ok(Self::decode(&intent.bytes)? == Self::Found)
    }

    /// An action to be recorded as it is.
    pub(crate) fn record(action: &Action) -> Self {
        Self::Record(patchwork_protocol::encode(action))
    }

    /// An intent as it is queued; none for what no screen of this version asks for.
    pub(crate) fn of(intent: &TeamIntent) -> Option<Self> {
        match intent {
            TeamIntent::Add {
                practitioner, role, ..
            } => Some(Self::Add(*practitioner, *role)),
            TeamIntent::Record(action) => Some(Self::record(action)),
            _ => None,
        }
    }

    pub(crate) fn to_intent(&self) -> Result<Option<TeamIntent>> {
        Ok(match self {
            Self::Found => None,
            Self::Add(practitioner, role) => Some(TeamIntent::Add {
                practitioner: *practitioner,
                role: *role,
                until: None,
            }),
            Self::Admit(device) => Some(TeamIntent::Record(Action::Admit { device: *device })),
            Self::Record(action) => Some(TeamIntent::Record(
                minicbor::decode(action).map_err(ClientError::internal)?,
            )),
        })
    }
}

/// Spaces whose founding is not on the relay yet: nothing else of them can be.
pub(crate) fn awaiting_founding(r: &Reader<'_>) -> Result<BTreeSet<SpaceId>> {
    let mut spaces = BTreeSet::new();
    for intent in r.intents()? {
        if StoredTeamIntent::decode(&intent.bytes)? == StoredTeamIntent::Found {
            spaces.insert(intent.space);
        }
    }
    Ok(spaces)
}

/// Who is to join a team once the relay has been told.
pub(crate) fn queued_members(r: &Reader<'_>, case: SpaceId) -> Result<Vec<(PractitionerId, Role)>> {
    let mut members = Vec::new();
    for intent in r.intents_of(case)? {
        if let StoredTeamIntent::Add(practitioner, role) = StoredTeamIntent::decode(&intent.bytes)?
        {
            members.push((practitioner, role));
        }
    }
    Ok(members)
}
