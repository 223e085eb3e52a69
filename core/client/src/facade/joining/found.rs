//! Founding a partnership.

use std::sync::Arc;

use jiff::Timestamp;
use patchwork_model::{
    AgencyCard, AgencyKind, Card, CardBody, PractitionerCard, has_visible, typed,
};
use patchwork_protocol::{
    AgencyId, PartnershipId, PractitionerId,
    http::{TeamPost, problem},
    team::Action,
};
use patchwork_store::setting;
use patchwork_sync::Device;
use zeroize::Zeroizing;

use super::kept_founding::{KeptFounding, PlannedFounding};
use crate::{
    Client, Update,
    engine::{RelayAddress, TeamAnswer, came_to_nothing, post_directory_action, to_its_end},
    error::{ClientError, Result},
    facade::{
        partnership,
        reads::listed_agency,
        requests::{Founding, PartnershipDetails},
    },
    workspace::{StoredTeamIntent, Workspace, queue_card, take_planned_change},
};

/// With these a relay says that it has not taken this founding change and never will. Others may
/// come from before it has looked: that it takes no new partnership now, or is busy.
const FOR_GOOD: [&str; 5] = [
    problem::MALFORMED,
    problem::TOO_LARGE,
    problem::NOT_FOUND,
    problem::REFUSED,
    problem::NOT_UNDERSTOOD,
];

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Founds a partnership with this person as its first administrator. Needs
    /// the relay. Where it is not known whether the relay took the founding (the connection broke,
    /// the app was locked or ended), the same call with the same relay goes on with the same
    /// partnership; the other fields may differ.
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
        let address = RelayAddress::parse(&founding.relay)?;
        let relay = self.driver.link().connect(address.clone())?;
        let token = founding.relay_token.clone();
        // Kept before the relay is asked: it may take the founding and its answer be lost.
        let (planned, cards) = self.plan_founding(founding, &address).await?;
        let post = TeamPost {
            change: planned.change.change.bytes().to_vec(),
            wraps: planned.change.wraps.clone(),
        };
        let founded = async { Ok(relay.found(&post, token.as_deref()).await) };
        match self.driver.link().unless_closed(founded).await? {
            Ok(TeamAnswer::Appended) => {}
            // Posted before, and the answer was lost.
            Ok(TeamAnswer::Conflict(conflict))
                if conflict.head.hash == planned.change.change.hash() => {}
            Ok(TeamAnswer::Conflict(_)) => {
                self.drop_planned_founding().await?;
                return Err(ClientError::internal("a new partnership met an old one"));
            }
            Err(error) => {
                if FOR_GOOD.iter().any(|refusal| error.is(refusal)) {
                    self.drop_planned_founding().await?;
                }
                let then = "Check the address, or try again when there is one.";
                return Err(came_to_nothing(&error, then));
            }
        }
        let link = self.driver.link();
        let _woken = link.wake_in_the_end();
        let address = address.to_string();
        let begun = self
            .workspace
            .blocking(move |workspace| begin(workspace, planned, &address, cards));
        begun.await
    }

    /// What was typed of a founding that the relay has not taken, so far as this device knows:
    /// [`found`](Self::found) goes on with it. None once the device has joined.
    pub async fn founding_begun(&self) -> Result<Option<Founding>> {
        self.read(|r| {
            if r.setting(&setting::DEVICE_SECRETS)?.is_some() {
                return Ok(None);
            }
            let kept = r.setting(&setting::FOUNDING)?;
            kept.map(|kept| KeptFounding::decode(&kept)?.typed())
                .transpose()
        })
        .await
    }

    /// Lists an agency. Needs the relay, and an administrator. Who stops waiting for it does not
    /// take it back.
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
        let link = Arc::clone(self.driver.link());
        let listed = to_its_end(async move {
            post_directory_action(&link, intent).await?;
            let card = link.workspace.change(move |device, w, touched| {
                queue_card(device, w, touched, agency_card(agency, &name, kind))
            });
            card.await?;
            link.wake();
            Ok(agency)
        });
        listed.await
    }
}

impl Client {
    /// The founding to post to this relay, which is kept with what was typed. One that was kept
    /// for the same relay goes on: the relay may have taken it. Nothing that was typed may be
    /// refused afterwards.
    async fn plan_founding(
        &self,
        founding: Founding,
        address: &RelayAddress,
    ) -> Result<(PlannedFounding, [CardBody; 3])> {
        let (address, mut rng) = (address.to_string(), self.rng());
        let (founder, agency) = (PractitionerId(self.bytes()), AgencyId(self.bytes()));
        let planned = self.workspace.write(move |w, touched| {
            let kept = match w.setting(&setting::FOUNDING)? {
                Some(kept) => KeptFounding::decode(&kept)?.planned(&address)?,
                None => None,
            };
            let planned = match kept {
                Some(planned) => planned,
                None => PlannedFounding::draw(founder, agency, touched.now(), &mut rng)?,
            };
            let cards = first_cards(&founding, &planned, touched.now())?;
            let kept = KeptFounding::new(&founding, Some((&address, &planned)));
            w.set(&setting::FOUNDING, &kept.encode())?;
            Ok((planned, cards))
        });
        planned.await
    }

    /// The relay does not take this founding, and never will. What was typed stays.
    async fn drop_planned_founding(&self) -> Result<()> {
        let dropped = self.workspace.write(|w, _| {
            if let Some(kept) = w.setting(&setting::FOUNDING)? {
                let typed = KeptFounding::decode(&kept)?.typed()?;
                w.set(
                    &setting::FOUNDING,
                    &KeptFounding::new(&typed, None).encode(),
                )?;
            }
            Ok(())
        });
        dropped.await
    }

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

/// Makes this device the first of the partnership that the relay has taken.
fn begin(
    workspace: &Workspace,
    planned: PlannedFounding,
    address: &String,
    cards: [CardBody; 3],
) -> Result<()> {
    let PlannedFounding {
        secrets,
        founder,
        agency,
        change,
    } = planned;
    let partnership = PartnershipId::from(change.space);
    let keep = Zeroizing::new(secrets.to_bytes().to_vec());
    let device = Device::new(secrets, partnership, None);
    workspace.blocking_begin(device, |device, w, touched| {
        w.clear(&setting::FOUNDING)?;
        w.set(&setting::DEVICE_SECRETS, &keep)?;
        w.set(&setting::PARTNERSHIP, &partnership)?;
        w.set(&setting::PRACTITIONER, &founder)?;
        w.set(&setting::RELAY, address)?;
        take_planned_change(change, device, w, touched)?;
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
    })
}

/// The cards of the partnership, of the founder's agency and of the founder.
fn first_cards(
    founding: &Founding,
    planned: &PlannedFounding,
    now: Timestamp,
) -> Result<[CardBody; 3]> {
    let agency = planned.agency;
    let details = PartnershipDetails {
        name: founding.partnership.clone(),
        front_door: founding.front_door.clone(),
        front_door_hours: String::new(),
    };
    let cards = [
        partnership::card(&details, now)?,
        agency_card(agency, &founding.agency, founding.agency_kind),
        CardBody::Practitioner(PractitionerCard {
            practitioner: planned.founder,
            name: typed(&founding.name),
            role: typed(&founding.role),
            agency,
        }),
    ];
    for body in &cards {
        let body = body.clone();
        Card { at: now, body }.encode()?;
    }
    Ok(cards)
}

fn agency_card(agency: AgencyId, name: &str, kind: AgencyKind) -> CardBody {
    CardBody::Agency(AgencyCard {
        agency,
        name: typed(name),
        kind,
        sensitive: kind.is_sensitive_by_default(),
    })
}

#[cfg(test)]
mod tests;
