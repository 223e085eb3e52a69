//! A client with a partnership of its own and no relay, for tests of what
//! screens read and write.

use std::sync::Arc;

use patchwork_crypto::DeviceSecrets;
use patchwork_model::{AgencyCard, AgencyKind, CardBody, NotSent, PractitionerCard};
use patchwork_protocol::{AgencyId, PartnershipId, PractitionerId};
use patchwork_store::{Writer, setting};
use patchwork_sync::{Device, found_partnership};
use tempfile::TempDir;

use super::{ScriptedRelay, TestVault};
use crate::{
    CaseId, Client, ClientError, ConnectionOptions, EntryId, EntryKind, NewCase, Options, Result,
    workspace::{Touched, queue_card, take_planned_change},
};

/// Priya's phone in the kitchen: no signal.
pub(crate) struct Kitchen {
    pub(crate) client: Arc<Client>,
    pub(crate) priya: PractitionerId,
    pub(crate) folder: TempDir,
    pub(crate) vault: Arc<TestVault>,
}

impl Kitchen {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            data_dir: folder.path().display().to_string(),
            undo_seconds: 10,
            connection: ConnectionOptions::default(),
        };
        let vault = Arc::new(TestVault::default());
        let client = Client::open(options, vault.clone()).await.unwrap();
        let priya = PractitionerId(client.bytes());
        found(&client, priya).await;
        Self {
            client,
            priya,
            folder,
            vault,
        }
    }

    /// Closes the client and opens it again on what is in its folder and its vault.
    pub(crate) async fn reopen(&mut self) -> Result<()> {
        self.client.lock().await;
        let options = Options {
            data_dir: self.folder.path().display().to_string(),
            undo_seconds: 10,
            connection: ConnectionOptions::default(),
        };
        self.client = Client::open(options, self.vault.clone()).await?;
        Ok(())
    }

    /// The same phone under a paused clock, with this relay within reach. The connection is
    /// switched off until [`switch_on`](Self::switch_on).
    pub(crate) async fn beside(relay: &ScriptedRelay) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            data_dir: folder.path().display().to_string(),
            undo_seconds: 10,
            connection: ConnectionOptions::default(),
        };
        let vault = Arc::new(TestVault::default());
        let client = Client::open_with(
            options,
            vault.clone(),
            relay.environment(),
            Arc::new(relay.clone()),
        )
        .await
        .unwrap();
        let priya = PractitionerId(client.bytes());
        found(&client, priya).await;
        let address = |w: &mut Writer<'_>, _: &mut Touched| {
            Ok(w.set(&setting::RELAY, &"https://relay.example".to_owned())?)
        };
        client.write(address).await.unwrap();
        Self {
            client,
            priya,
            folder,
            vault,
        }
    }

    /// Lets the phone connect.
    pub(crate) async fn switch_on(&self) {
        self.client.set_offline(false).await.unwrap();
    }

    pub(crate) async fn ella(&self) -> CaseId {
        let ella = NewCase {
            given: "Gabriella".to_owned(),
            family: "Marsh".to_owned(),
            preferred: "Ella".to_owned(),
            ..NewCase::default()
        };
        self.client.open_case(ella).await.unwrap()
    }

    /// Something that Priya wrote and that could not be sent.
    pub(crate) async fn unsent(&self, case: CaseId) -> EntryId {
        let entry = self
            .write(case, EntryKind::Note, "same clothes", None)
            .await;
        let set_aside = self.client.write(move |w, _| {
            let parts = w.unsent()?;
            let part = parts.iter().find(|part| part.entry == Some(entry));
            let part = part.ok_or(ClientError::NotFound)?.id;
            Ok(w.part_needs_attention(part, NotSent::NotOnTeam)?)
        });
        set_aside.await.unwrap();
        entry
    }

    /// Saves an entry, about another if there is one.
    pub(crate) async fn write(
        &self,
        case: CaseId,
        kind: EntryKind,
        text: &str,
        target: Option<EntryId>,
    ) -> EntryId {
        let mut draft = self.client.new_draft(Some(case)).await.unwrap();
        draft.kind = kind;
        draft.text = text.to_owned();
        draft.target = target;
        draft.response = Some(crate::ResponseKind::Talked);
        draft.mode = Some(crate::ContactMode::Visit);
        draft.outcome = Some(crate::ContactOutcome::SeenAlone);
        draft.sharing = Some(crate::SharingChoice::Share);
        self.client.save_entry(draft).await.unwrap().entry
    }
}

async fn found(client: &Arc<Client>, me: PractitionerId) {
    let (mut rng, now) = (client.rng(), client.now());
    let begun = client.workspace.blocking(move |workspace| {
        let secrets = DeviceSecrets::generate(&mut rng);
        let planned = found_partnership(&secrets, me, now, &mut rng).unwrap();
        let partnership = PartnershipId::from(planned.space);
        let keep = zeroize::Zeroizing::new(secrets.to_bytes().to_vec());
        let device = Device::new(secrets, partnership, None);
        let agency = AgencyId([0xa9; 16]);
        workspace.blocking_begin(device, |device, w, touched| {
            w.set(&setting::DEVICE_SECRETS, &keep)?;
            w.set(&setting::PARTNERSHIP, &partnership)?;
            w.set(&setting::PRACTITIONER, &me)?;
            w.set(&setting::IS_OFFLINE, &true)?;
            take_planned_change(planned, device, w, touched)?;
            let agency_card = AgencyCard {
                agency,
                name: "Millbrook children’s services".to_owned(),
                kind: AgencyKind::SocialCare,
                sensitive: false,
            };
            queue_card(device, w, touched, CardBody::Agency(agency_card))?;
            let card = PractitionerCard {
                practitioner: me,
                name: "Priya Nair".to_owned(),
                role: "Social worker".to_owned(),
                agency,
            };
            queue_card(device, w, touched, CardBody::Practitioner(card))
        })
    });
    begun.await.unwrap();
}
