//! Changes of a team that wait on this device until they are posted.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use patchwork_protocol::{
    DeviceId, PractitionerId, Role, SpaceId, TeamChange, http::TeamPost, team::Action,
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
            let reason = "A change of a team that was asked for on this device cannot be read \
                          any more. Look at the team and decide again.";
            let state = TeamIntentState::NeedsAttention(reason.to_owned());
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
        if let Ok(StoredTeamIntent::Add(practitioner, role)) = minicbor::decode(&intent.bytes) {
            members.push((practitioner, role));
        }
    }
    Ok(members)
}
