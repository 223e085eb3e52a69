//! How a partnership is founded and joined, with the facade's own calls.

use std::{sync::Arc, time::Duration};

use crate::{
    AgencyKind, Client, Founding, Invitee, PendingDeviceView, PractitionerId, Result, Standing,
};

/// Longest that anything here may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// What Priya says when she founds Northtown at this relay.
pub fn northtown(relay: String) -> Founding {
    Founding {
        relay,
        relay_token: None,
        partnership: "Northtown".to_owned(),
        front_door: "01632 960123".to_owned(),
        agency: "Children's social care".to_owned(),
        agency_kind: AgencyKind::SocialCare,
        name: "Priya Nair".to_owned(),
        role: "Social worker".to_owned(),
    }
}

/// Someone is invited to an agency, asks to join on this client, and is let in by the founder once
/// both screens show the same words. They are a member when this ends. Gives who they are.
///
/// # Errors
/// What the facade says.
///
/// # Panics
/// If the screens show different words, or a step does not come about within a minute.
pub async fn join(
    founder: &Client,
    client: &Arc<Client>,
    invitee: Invitee,
) -> Result<PractitionerId> {
    let asking = ask(founder, client, invitee).await?;
    let practitioner = asking.practitioner;
    let_in(founder, &[asking]).await?;
    Ok(practitioner)
}

/// The same for many: all ask before the first is let in.
///
/// # Errors
/// What the facade says.
///
/// # Panics
/// If the screens show different words, or a step does not come about within a minute.
pub async fn join_all(
    founder: &Client,
    people: Vec<(Arc<Client>, Invitee)>,
) -> Result<Vec<PractitionerId>> {
    let mut all = Vec::new();
    for (client, invitee) in people {
        all.push(ask(founder, &client, invitee).await?);
    }
    let_in(founder, &all).await?;
    Ok(all.iter().map(|asking| asking.practitioner).collect())
}

/// Someone who asked to join.
struct Asking {
    client: Arc<Client>,
    practitioner: PractitionerId,
    words: Vec<String>,
}

impl Asking {
    fn is(&self, device: &PendingDeviceView) -> bool {
        device.practitioner == self.practitioner
    }
}

async fn ask(founder: &Client, client: &Arc<Client>, invitee: Invitee) -> Result<Asking> {
    let invitation = founder.invite(invitee).await?;
    match client.join(invitation.code).await? {
        Standing::Waiting { words, .. } => Ok(Asking {
            client: Arc::clone(client),
            practitioner: invitation.practitioner,
            words,
        }),
        other => panic!("not waiting after joining: {other:?}"),
    }
}

async fn let_in(founder: &Client, all: &[Asking]) -> Result<()> {
    let pending = until("what they ask", async || {
        let pending = founder.pending_devices().await?;
        let has_come = |asking: &Asking| pending.iter().any(|device| asking.is(device));
        Ok(all.iter().all(has_come).then_some(pending))
    })
    .await?;
    for asking in all {
        for device in pending.iter().filter(|device| asking.is(device)) {
            assert_eq!(
                device.words, asking.words,
                "both screens show the same words"
            );
            founder.admit(device.device).await?;
        }
    }
    for asking in all {
        until("being let in", async || {
            asking.client.watch_admission().await?;
            let standing = asking.client.standing().await?;
            Ok((standing == Standing::Member).then_some(()))
        })
        .await?;
    }
    Ok(())
}

/// Waits until something is there.
async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let found = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let Ok(found) = found.await else {
        panic!("{what} did not come about within a minute");
    };
    found
}
