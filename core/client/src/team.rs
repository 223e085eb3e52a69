//! Opening cases and changing teams: queued here, planned against what is
//! known when they are posted.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use patchwork_model::{Born, CaseEdit};
use patchwork_protocol::{
    DeviceId, PractitionerId, Role, SpaceId, SpaceKind, http::TeamPost, team::Action,
};
use patchwork_store::{Intent, IntentState, Reader};
use patchwork_sync::{CannotPlan, Device, Plan, PlannedChange, Wish};

use crate::{
    Client, Update,
    apply::{InStore, carry_out, edit_document},
    chance,
    driver::Link,
    edits,
    error::{ClientError, Result},
    ids::CaseId,
    ledger::{Ledger, now},
    requests::NewCase,
};

/// A wish as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum QueuedWish {
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

impl QueuedWish {
    pub(crate) fn encode(&self) -> Vec<u8> {
        patchwork_protocol::encode(self)
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        minicbor::decode(bytes).map_err(ClientError::internal)
    }

    /// Whether this queued wish is the founding of a case, whose signed change
    /// exists once and is never planned anew nor dropped.
    pub(crate) fn is_founding(intent: &Intent) -> Result<bool> {
        Ok(Self::decode(&intent.wish)? == Self::Found)
    }

    /// An action to be recorded as it is.
    pub(crate) fn record(action: &Action) -> Self {
        Self::Record(patchwork_protocol::encode(action))
    }

    /// A wish as it is queued; none for what no screen of this version asks for.
    pub(crate) fn of(wish: &Wish) -> Option<Self> {
        match wish {
            Wish::Add {
                practitioner, role, ..
            } => Some(Self::Add(*practitioner, *role)),
            Wish::Record(action) => Some(Self::record(action)),
            _ => None,
        }
    }

    fn wish(&self) -> Result<Option<Wish>> {
        Ok(match self {
            Self::Found => None,
            Self::Add(practitioner, role) => Some(Wish::Add {
                practitioner: *practitioner,
                role: *role,
                until: None,
            }),
            Self::Admit(device) => Some(Wish::Record(Action::Admit { device: *device })),
            Self::Record(action) => Some(Wish::Record(
                minicbor::decode(action).map_err(ClientError::internal)?,
            )),
        })
    }
}

/// Spaces whose founding is not on the relay yet: nothing else of them can be.
pub(crate) fn unfounded(r: &Reader<'_>) -> Result<BTreeSet<SpaceId>> {
    let mut spaces = BTreeSet::new();
    for intent in r.intents()? {
        if QueuedWish::decode(&intent.wish)? == QueuedWish::Found {
            spaces.insert(intent.space);
        }
    }
    Ok(spaces)
}

/// Who is to join a team once the relay has been told.
pub(crate) fn queued_members(r: &Reader<'_>, case: CaseId) -> Result<Vec<(PractitionerId, Role)>> {
    let mut members = Vec::new();
    for intent in r.intents_of(case)? {
        if let QueuedWish::Add(practitioner, role) = QueuedWish::decode(&intent.wish)? {
            members.push((practitioner, role));
        }
    }
    Ok(members)
}

/// Whether this person may write in a case.
pub(crate) fn may_write(device: &Device, case: CaseId) -> Result<()> {
    let role = role(device, case)?;
    if let Some(team) = device.space(case).and_then(|space| space.team()) {
        if team.is_closed() {
            return Err(ClientError::invalid(
                "case",
                "This case is closed. You can read it, but nothing can be added.",
            ));
        }
        if team.is_frozen() {
            return Err(ClientError::UpdateNeeded);
        }
    }
    match role {
        Role::Manager | Role::Member => Ok(()),
        Role::Observer => Err(ClientError::NotAllowed {
            who: "members of this child's team who may write".to_owned(),
        }),
    }
}

fn may_manage(device: &Device, case: CaseId) -> Result<()> {
    match role(device, case)? {
        Role::Manager => Ok(()),
        _ => Err(ClientError::NotAllowed {
            who: "a manager of this child's team".to_owned(),
        }),
    }
}

/// What this person may do in a case.
pub(crate) fn role(device: &Device, case: CaseId) -> Result<Role> {
    let me = device.practitioner().ok_or(ClientError::NotOnTeam)?;
    device
        .space(case)
        .and_then(|space| space.team())
        .and_then(|team| team.role_of(me))
        .ok_or(ClientError::NotOnTeam)
}

/// The change to post for a queued wish, signed; none when there is nothing
/// left to post. Keeps a key that was made for it before anything is posted.
pub(crate) fn planned(ledger: &Ledger, intent: &Intent) -> Result<Option<TeamPost>> {
    let stored = ledger.read(|r| {
        Ok(r.intents_of(intent.space)?
            .into_iter()
            .find(|known| known.id == intent.id))
    })?;
    let Some(stored) = stored else {
        return Ok(None);
    };
    if let Some(planned) = stored.planned {
        return TeamPost::decode(&planned)
            .map(Some)
            .map_err(ClientError::internal);
    }
    let Some(wish) = QueuedWish::decode(&stored.wish)?.wish()? else {
        return Err(ClientError::internal(
            "an opened case has lost its founding",
        ));
    };
    let queued = QueuedWish::decode(&stored.wish)?;
    ledger.change(|device, w, touched| {
        if let QueuedWish::Admit(asking) = queued
            && !is_pending(device, asking)
        {
            w.drop_intent(intent.id)?;
            touched.update(Update::Directory);
            return Ok(None);
        }
        let state = match device.plan(intent.space, &wish, touched.now(), &mut chance::rng()) {
            Plan::Post(planned) => {
                let post = TeamPost {
                    change: planned.change.bytes().to_vec(),
                    wraps: planned.wraps.clone(),
                };
                keep_key(*planned, device, w, touched)?;
                w.plan_intent(intent.id, Some(&post.encode()))?;
                return Ok(Some(post));
            }
            Plan::Moot => {
                w.drop_intent(intent.id)?;
                touched.update(Update::Sync);
                touched.case(intent.space);
                return Ok(None);
            }
            // Its case or key has not come yet: it waits.
            Plan::Impossible(CannotPlan::NotKnown | CannotPlan::NoKey) => return Ok(None),
            Plan::AskAgain => IntentState::AskAgain(
                "Someone else changed this person's access meanwhile. Look at the team and decide again."
                    .to_owned(),
            ),
            Plan::Impossible(why) => IntentState::NeedsAttention(format!(
                "This change of the team is not possible any more: {why}. Look at the team and decide again."
            )),
        };
        w.set_intent_state(intent.id, &state)?;
        touched.update(Update::Sync);
        touched.case(intent.space);
        Ok(None)
    })
}

/// Whether a device asked to join and was neither let in nor turned away.
pub(crate) fn is_pending(device: &Device, asking: DeviceId) -> bool {
    device
        .directory()
        .is_some_and(|directory| directory.pending_device(asking).is_some())
}

fn keep_key(
    planned: PlannedChange,
    device: &mut Device,
    w: &mut patchwork_store::Writer<'_>,
    touched: &mut crate::touched::Touched,
) -> Result<()> {
    if let Some(key) = planned.key {
        let effects = device.take_own_key(planned.space, key, &InStore(w))?;
        carry_out(effects, device, w, touched)?;
    }
    Ok(())
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Opens a child's case. Works without a connection.
    pub async fn open_case(&self, case: NewCase) -> Result<CaseId> {
        let edits = child_edits(&case)?;
        let members: Vec<_> = case
            .team
            .iter()
            .map(|member| (member.practitioner, member.access))
            .collect();
        self.change(move |device, w, touched| {
            let now = touched.now();
            let me = device.practitioner();
            let members: Vec<_> = members
                .into_iter()
                .filter(|(practitioner, _)| Some(*practitioner) != me)
                .collect();
            let planned = device
                .open_space(SpaceKind::Case, &members, now, &mut chance::rng())
                .map_err(cannot_plan)?;
            let space = planned.space;
            let post = TeamPost {
                change: planned.change.bytes().to_vec(),
                wraps: planned.wraps.clone(),
            };
            let effects = device.take_change(space, &planned.change, &InStore(w))?;
            carry_out(effects, device, w, touched)?;
            keep_key(planned, device, w, touched)?;
            w.queue_intent(
                space,
                &QueuedWish::Found.encode(),
                Some(&post.encode()),
                now,
            )?;
            edit_document(space, &edits, None, now, device, w, touched)?;
            Ok(space)
        })
        .await
    }

    /// Adds a practitioner to a case's team. Without a connection it is queued,
    /// and the team is told once there is one.
    pub async fn add_to_team(
        &self,
        case: CaseId,
        practitioner: PractitionerId,
        access: Role,
    ) -> Result<()> {
        self.change(move |device, w, touched| {
            may_manage(device, case)?;
            let admitted = device
                .directory()
                .and_then(|directory| directory.practitioner(practitioner))
                .is_some_and(patchwork_protocol::PractitionerRecord::is_active);
            if !admitted {
                return Err(ClientError::invalid(
                    "practitioner",
                    "They have not joined yet. Add them once they have been let in.",
                ));
            }
            let wish = QueuedWish::Add(practitioner, access);
            let is_queued = queued_members(w, case)?
                .iter()
                .any(|(queued, _)| *queued == practitioner);
            if !is_queued {
                w.queue_intent(case, &wish.encode(), None, touched.now())?;
            }
            touched.case(case);
            touched.update(Update::Sync);
            Ok(())
        })
        .await
    }
}

fn cannot_plan(why: CannotPlan) -> ClientError {
    match why {
        CannotPlan::NotAdmitted | CannotPlan::NotKnown => ClientError::Refused {
            reason: "this device has not been let into the partnership yet.".to_owned(),
        },
        CannotPlan::Refused(reason) => {
            ClientError::invalid("team", format!("This team cannot be made: {reason}."))
        }
        CannotPlan::NoKey => ClientError::internal(why),
    }
}

fn child_edits(case: &NewCase) -> Result<Vec<CaseEdit>> {
    let given = case.given.trim();
    let family = case.family.trim();
    if given.is_empty() && family.is_empty() && case.preferred.trim().is_empty() {
        return Err(ClientError::invalid(
            "given",
            "Write at least one name of the child.",
        ));
    }
    let mut writes = vec![CaseEdit::NameChild {
        given: given.to_owned(),
        family: family.to_owned(),
        preferred: some_text(&case.preferred),
    }];
    let born = edits::birth(case.born, case.born_is_approximate, case.expected);
    if born != Born::Unknown {
        writes.push(CaseEdit::SetBorn(born));
    }
    if let Some(number) = edits::nhs_number(&case.nhs_number)? {
        writes.push(CaseEdit::SetNhsNumber(Some(number)));
    }
    Ok(writes)
}

/// A text that holds something.
pub(crate) fn some_text(typed: &str) -> Option<String> {
    let text = typed.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Queues an action in the directory and posts it at once. What the relay
/// cannot take now is taken back: the person tries again.
pub(crate) async fn post_directory_action(link: &Link, wish: QueuedWish) -> Result<()> {
    let ledger = std::sync::Arc::clone(&link.ledger);
    let id = crate::client::blocking(move || {
        ledger.change(|device, w, _| {
            let directory = device.partnership().directory();
            Ok(w.queue_intent(directory, &wish.encode(), None, now())?)
        })
    })
    .await?;
    let posted = link.post_now().await;
    let ledger = std::sync::Arc::clone(&link.ledger);
    let left = crate::client::blocking(move || {
        ledger.write(|w, _| {
            let left = w.intents()?.into_iter().find(|intent| intent.id == id);
            if left.is_some() {
                w.drop_intent(id)?;
            }
            Ok(left)
        })
    })
    .await?;
    posted?;
    match left {
        None => Ok(()),
        Some(Intent {
            state: IntentState::AskAgain(reason) | IntentState::NeedsAttention(reason),
            ..
        }) => Err(ClientError::Refused { reason }),
        Some(_) => Err(ClientError::Refused {
            reason: "the directory is being changed by others at this moment. Try again."
                .to_owned(),
        }),
    }
}
