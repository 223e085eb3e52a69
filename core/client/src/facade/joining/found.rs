//! Founding a partnership.

use std::sync::Arc;

use patchwork_crypto::DeviceSecrets;
use patchwork_model::{
    AgencyCard, AgencyKind, Card, CardBody, PractitionerCard, has_visible, typed,
};
use patchwork_protocol::{AgencyId, PartnershipId, PractitionerId, http::TeamPost, team::Action};
use patchwork_store::setting;
use patchwork_sync::{Device, found_partnership};

use crate::{
    Client, Update,
    engine::{RelayAddress, RelayError, TeamAnswer, in_words, post_directory_action},
    error::{ClientError, Result},
    facade::{
        partnership,
        reads::listed_agency,
        requests::{Founding, PartnershipDetails},
    },
    workspace::{StoredTeamIntent, queue_card, take_planned_change},
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Founds a partnership with this person as its first administrator. Needs
    /// the relay.
    pub async fn found(&self, founding: Founding) -> Result<()> {
        self.must_be_new().await?;
        for (field, value) in [
            ("partnership", &founding.partnership),
            ("agency", &founding.agency),
            ("name", &founding.name),
            ("role", &founding.role),
        ] {
            if !has_visible(value) {
                return Err(ClientError::invalid(field, "Fill this in first."));
            }
        }
        let details = PartnershipDetails {
            name: founding.partnership.clone(),
            front_door: founding.front_door.clone(),
            front_door_hours: String::new(),
        };
        let now = self.now();
        let partnership_card = partnership::card(&details, now)?;
        let me = PractitionerId(self.bytes());
        let agency = AgencyId(self.bytes());
        let cards = [
            partnership_card,
            agency_card(agency, &founding.agency, founding.agency_kind),
            CardBody::Practitioner(PractitionerCard {
                practitioner: me,
                name: typed(&founding.name),
                role: typed(&founding.role),
                agency,
            }),
        ];
        // Before the relay is asked: nothing typed may be refused afterwards.
        for body in &cards {
            let body = body.clone();
            Card { at: now, body }.encode()?;
        }
        let address = RelayAddress::parse(&founding.relay)?;
        let relay = self.driver.link().connect(address.clone())?;
        let secrets = DeviceSecrets::generate(&mut self.rng());
        let planned =
            found_partnership(&secrets, me, now, &mut self.rng()).map_err(ClientError::internal)?;
        let post = TeamPost {
            change: planned.change.bytes().to_vec(),
            wraps: planned.wraps.clone(),
        };
        let token = founding.relay_token.as_deref();
        let founded = async { Ok(relay.found(&post, token).await) };
        match self.driver.link().unless_closed(founded).await? {
            Ok(TeamAnswer::Appended) => {}
            Ok(TeamAnswer::Conflict(_)) => {
                return Err(ClientError::internal("a new partnership met an old one"));
            }
            Err(RelayError::Unreachable) => {
                return Err(ClientError::Offline {
                    what: "Check the address, or try again when there is one.".to_owned(),
                });
            }
            Err(error @ RelayError::Between { .. }) => {
                return Err(ClientError::Offline {
                    what: in_words(&error),
                });
            }
            Err(error) => {
                return Err(ClientError::Refused {
                    reason: error.to_string(),
                });
            }
        }
        let partnership = PartnershipId::from(planned.space);
        let keep = secrets.to_bytes().to_vec();
        let device = Device::new(secrets, partnership, None);
        let address = address.to_string();
        let link = Arc::clone(self.driver.link());
        let begun = self.workspace.blocking(move |workspace| {
            workspace.blocking_begin(device, |device, w, touched| {
                w.set(&setting::DEVICE_SECRETS, &zeroize::Zeroizing::new(keep))?;
                w.set(&setting::PARTNERSHIP, &partnership)?;
                w.set(&setting::PRACTITIONER, &me)?;
                w.set(&setting::RELAY, &address)?;
                take_planned_change(planned, device, w, touched)?;
                // All of it waits here, whatever becomes of the connection now.
                let intent = StoredTeamIntent::record(&Action::AddAgency { agency });
                w.queue_intent(
                    partnership.directory(),
                    &intent.encode(),
                    None,
                    touched.now(),
                )?;
                for card in cards {
                    queue_card(device, w, touched, card)?;
                }
                touched.update(Update::Cases);
                Ok(())
            })?;
            link.wake();
            Ok(())
        });
        begun.await
    }

    /// Lists an agency. Needs the relay, and an administrator.
    pub async fn add_agency(&self, name: String, kind: AgencyKind) -> Result<AgencyId> {
        let name = typed(&name);
        if name.is_empty() {
            return Err(ClientError::invalid("name", "Write the agency's name."));
        }
        let agency = AgencyId(self.bytes());
        let intent = StoredTeamIntent::record(&Action::AddAgency { agency });
        self.must_be_administrator().await?;
        let same = name.clone();
        if self.read(move |r| listed_agency(&same, r)).await?.is_some() {
            return Err(ClientError::invalid(
                "name",
                "An agency of this name is listed already. Choose it from the list.",
            ));
        }
        post_directory_action(self.driver.link(), intent).await?;
        self.change(move |device, w, touched| {
            queue_card(device, w, touched, agency_card(agency, &name, kind))
        })
        .await?;
        Ok(agency)
    }
}

impl Client {
    /// Whether this device belongs to a partnership, or asks to.
    pub(crate) async fn has_joined(&self) -> Result<bool> {
        self.read(|r| Ok(r.setting(&setting::DEVICE_SECRETS)?.is_some()))
            .await
    }

    pub(super) async fn must_be_new(&self) -> Result<()> {
        if self.has_joined().await? {
            return Err(ClientError::invalid(
                "standing",
                "This Patchwork belongs to a partnership already. Use another folder for another one.",
            ));
        }
        Ok(())
    }

    pub(crate) async fn must_be_administrator(&self) -> Result<()> {
        self.inspect(|device| {
            let is_one = device
                .practitioner()
                .zip(device.directory())
                .is_some_and(|(me, directory)| directory.is_administrator(me));
            if is_one {
                return Ok(());
            }
            Err(ClientError::NotAllowed {
                who: "an administrator of the partnership".to_owned(),
            })
        })
        .await
    }
}

fn agency_card(agency: AgencyId, name: &str, kind: AgencyKind) -> CardBody {
    CardBody::Agency(AgencyCard {
        agency,
        name: typed(name),
        kind,
        sensitive: kind.is_sensitive_by_default(),
    })
}
