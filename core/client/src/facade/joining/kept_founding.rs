//! A founding as the store keeps it until the relay has answered.

use jiff::Timestamp;
use minicbor::{Decode, Encode};
use patchwork_crypto::{DeviceSecrets, SpaceKey};
use patchwork_model::AgencyKind;
use patchwork_protocol::{AgencyId, PractitionerId, SpaceId, TeamChange};
use patchwork_sync::{PlannedChange, found_partnership};
use rand_core::CryptoRng;
use zeroize::{Zeroize as _, Zeroizing};

use crate::{
    error::{ClientError, Result},
    facade::requests::Founding,
};

/// What is posted to found a partnership, and what the founder's device needs once it is founded.
pub(super) struct PlannedFounding {
    pub(super) secrets: DeviceSecrets,
    pub(super) founder: PractitionerId,
    pub(super) agency: AgencyId,
    pub(super) change: PlannedChange,
}

impl PlannedFounding {
    /// A new partnership.
    pub(super) fn draw(
        founder: PractitionerId,
        agency: AgencyId,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Self> {
        let secrets = DeviceSecrets::generate(rng);
        let change =
            found_partnership(&secrets, founder, now, rng).map_err(ClientError::internal)?;
        Ok(Self {
            secrets,
            founder,
            agency,
            change,
        })
    }
}

/// What was typed, and what was planned for it unless the relay refused that for good.
#[derive(Encode, Decode)]
#[cbor(map)]
pub(super) struct KeptFounding {
    #[n(0)]
    relay: String,
    #[n(1)]
    relay_token: Option<String>,
    #[n(2)]
    partnership: String,
    #[n(3)]
    front_door: String,
    #[n(4)]
    agency: String,
    /// Its number on the wire.
    #[n(5)]
    agency_kind: u8,
    #[n(6)]
    name: String,
    #[n(7)]
    role: String,
    #[n(8)]
    plan: Option<KeptPlan>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct KeptPlan {
    /// The relay's address, in the one form in which addresses are compared.
    #[n(0)]
    address: String,
    #[cbor(n(1), with = "minicbor::bytes")]
    secrets: [u8; 64],
    #[n(2)]
    founder: PractitionerId,
    #[n(3)]
    agency: AgencyId,
    #[n(4)]
    space: SpaceId,
    #[cbor(n(5), with = "minicbor::bytes")]
    change: Vec<u8>,
    /// The directory's first key.
    #[cbor(n(6), with = "minicbor::bytes")]
    key: [u8; 32],
}

impl Drop for KeptPlan {
    fn drop(&mut self) {
        self.secrets.zeroize();
        self.key.zeroize();
    }
}

impl KeptFounding {
    pub(super) fn new(typed: &Founding, plan: Option<(&String, &PlannedFounding)>) -> Self {
        let plan = plan.and_then(|(address, planned)| {
            Some(KeptPlan {
                address: address.clone(),
                secrets: *planned.secrets.to_bytes(),
                founder: planned.founder,
                agency: planned.agency,
                space: planned.change.space,
                change: planned.change.change.bytes().to_vec(),
                key: *planned.change.key.as_ref()?.to_bytes(),
            })
        });
        Self {
            relay: typed.relay.clone(),
            relay_token: typed.relay_token.clone(),
            partnership: typed.partnership.clone(),
            front_door: typed.front_door.clone(),
            agency: typed.agency.clone(),
            agency_kind: typed.agency_kind.code(),
            name: typed.name.clone(),
            role: typed.role.clone(),
            plan,
        }
    }

    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(patchwork_protocol::encode(self))
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self> {
        minicbor::decode(bytes).map_err(ClientError::internal)
    }

    /// What was typed.
    pub(super) fn typed(self) -> Result<Founding> {
        let agency_kind = AgencyKind::from_code(self.agency_kind)
            .ok_or_else(|| ClientError::internal("a kept founding names no kind of agency"))?;
        Ok(Founding {
            relay: self.relay,
            relay_token: self.relay_token,
            partnership: self.partnership,
            front_door: self.front_door,
            agency: self.agency,
            agency_kind,
            name: self.name,
            role: self.role,
        })
    }

    /// What was planned for the relay at this address, if anything.
    pub(super) fn planned(&self, address: &str) -> Result<Option<PlannedFounding>> {
        let Some(plan) = self.plan.as_ref().filter(|plan| plan.address == address) else {
            return Ok(None);
        };
        let change = PlannedChange {
            space: plan.space,
            change: TeamChange::decode(&plan.change).map_err(ClientError::internal)?,
            wraps: Vec::new(),
            key: Some(SpaceKey::from_bytes(&plan.key)),
        };
        Ok(Some(PlannedFounding {
            secrets: DeviceSecrets::from_bytes(&plan.secrets),
            founder: plan.founder,
            agency: plan.agency,
            change,
        }))
    }
}
