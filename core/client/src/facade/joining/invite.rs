//! Inviting someone: a code that lets them ask, and no key.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use patchwork_crypto::{Invitation, InviteSecret, ScreenSecrets};
use patchwork_model::{CardBody, PractitionerCard, typed};
use patchwork_protocol::{PractitionerId, team::Action};
use patchwork_store::{Reader, Setting, setting};
use zeroize::Zeroizing;

use crate::{
    Client,
    engine::{post_directory_action, to_its_end},
    error::{ClientError, Result},
    facade::{requests::Invitee, views::InvitationView},
    workspace::{StoredTeamIntent, queue_card},
};

/// An invitation lasts a week: long enough for leave, short enough to matter.
const LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The secrets of invitations that were made here, so that they can be shown again.
const INVITATIONS: Setting<Zeroizing<Vec<u8>>> = Setting::named("invitations");
/// Practitioner, secret, expiry in milliseconds.
const ROW: usize = 16 + 16 + 8;

struct Kept {
    practitioner: PractitionerId,
    secret: InviteSecret,
    expires: Timestamp,
}

fn kept(r: &Reader<'_>) -> Result<Vec<Kept>> {
    let Some(bytes) = r.setting(&INVITATIONS)? else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for row in bytes.chunks_exact(ROW) {
        let (practitioner, rest) = row.split_at(16);
        let (secret, expires) = rest.split_at(16);
        let damaged = || ClientError::internal("a kept invitation is damaged");
        let secret: &[u8; 16] = secret.try_into().map_err(|_| damaged())?;
        let expires = expires
            .try_into()
            .map(i64::from_be_bytes)
            .map_err(|_| damaged())?;
        rows.push(Kept {
            practitioner: PractitionerId::try_from(practitioner).map_err(|_| damaged())?,
            secret: InviteSecret::from_bytes(secret),
            expires: Timestamp::from_millisecond(expires).map_err(|_| damaged())?,
        });
    }
    Ok(rows)
}

fn bytes_of(rows: &[Kept]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(rows.len() * ROW));
    for row in rows {
        bytes.extend_from_slice(&row.practitioner.0);
        bytes.extend_from_slice(row.secret.to_bytes().as_slice());
        bytes.extend_from_slice(&row.expires.as_millisecond().to_be_bytes());
    }
    bytes
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Invites someone. Needs the relay, and an administrator. The same invitee asked for again
    /// is invited once. Who stops waiting for it does not take it back.
    pub async fn invite(&self, invitee: Invitee) -> Result<InvitationView> {
        let (name, role) = (typed(&invitee.name), typed(&invitee.role));
        if name.is_empty() {
            return Err(ClientError::invalid("name", "Write their name."));
        }
        self.must_be_administrator().await?;
        let practitioner = invitee.id.unwrap_or_else(|| PractitionerId(self.bytes()));
        let card = PractitionerCard {
            practitioner,
            name,
            role,
            agency: invitee.agency,
        };
        // Kept before the relay knows of it: nobody else has the secret.
        let (invite_key, expires) = self.keep_invitation(practitioner).await?;
        let is_known = self.inspect(move |device| {
            let directory = device.directory().ok_or(ClientError::NotFound)?;
            Ok(directory.invite(&invite_key).is_some())
        });
        let is_known = is_known.await?;
        let link = Arc::clone(self.driver.link());
        let invited = to_its_end(async move {
            if !is_known {
                let intent = StoredTeamIntent::record(&Action::Invite {
                    invite_key,
                    practitioner,
                    agency: card.agency,
                    expiry: expires,
                });
                post_directory_action(&link, intent).await?;
            }
            let named = link.workspace.change(move |device, w, touched| {
                if w.practitioner(practitioner)?.is_some() {
                    return Ok(());
                }
                queue_card(device, w, touched, CardBody::Practitioner(card))
            });
            named.await?;
            link.wake();
            Ok(())
        });
        invited.await?;
        self.invitation(practitioner, None).await
    }

    /// An invitation for showing on this screen, with a secret that lasts a
    /// minute or two. Call it again every half minute while the screen is open,
    /// and [`hide_invitation`](Self::hide_invitation) when it closes.
    pub async fn show_invitation(&self, practitioner: PractitionerId) -> Result<InvitationView> {
        self.must_be_administrator().await?;
        let secret = {
            let mut screen = self.screen.lock();
            let keep = screen.take().filter(|(shown, _)| *shown == practitioner);
            let (_, secrets) =
                screen.insert(keep.unwrap_or_else(|| (practitioner, ScreenSecrets::default())));
            secrets.renew(self.now(), &mut self.rng())
        };
        self.invitation(practitioner, Some(secret)).await
    }

    /// The screen with an invitation was closed: nobody is let in by it any more.
    #[allow(clippy::unused_async)] // one shape for all calls of the facade
    pub async fn hide_invitation(&self) -> Result<()> {
        self.screen.close();
        Ok(())
    }
}

impl Client {
    /// The public key and the end of the invitation that was made here for this person, drawn and
    /// kept now if there is none that still holds.
    async fn keep_invitation(&self, practitioner: PractitionerId) -> Result<([u8; 32], Timestamp)> {
        let secret = InviteSecret::generate(&mut self.rng());
        self.write(move |w, touched| {
            let now = touched.now();
            let mut rows = kept(w)?;
            rows.retain(|row| row.expires > now);
            if let Some(row) = rows.iter().find(|row| row.practitioner == practitioner) {
                return Ok((row.secret.public_key(), row.expires));
            }
            let expires = now
                .checked_add(LASTS)
                .and_then(|at| Timestamp::from_millisecond(at.as_millisecond()))
                .map_err(ClientError::internal)?;
            let invite_key = secret.public_key();
            rows.push(Kept {
                practitioner,
                secret,
                expires,
            });
            w.set(&INVITATIONS, &bytes_of(&rows))?;
            Ok((invite_key, expires))
        })
        .await
    }

    async fn invitation(
        &self,
        practitioner: PractitionerId,
        screen: Option<patchwork_crypto::ScreenSecret>,
    ) -> Result<InvitationView> {
        let (partnership, head) = self
            .inspect(|device| {
                let directory = device.directory().ok_or(ClientError::NotFound)?;
                Ok((device.partnership(), directory.head()))
            })
            .await?;
        self.read(move |r| {
            let kept = kept(r)?
                .into_iter()
                .find(|row| row.practitioner == practitioner)
                .ok_or(ClientError::NotFound)?;
            let relay = r.setting(&setting::RELAY)?.ok_or(ClientError::NotFound)?;
            let name = r
                .practitioner(practitioner)?
                .map(|row| row.card.name)
                .unwrap_or_default();
            let invitation = Invitation::new(&relay, partnership, head, practitioner, kept.secret)
                .map_err(ClientError::internal)?;
            Ok(InvitationView {
                practitioner,
                name,
                code: invitation.to_code(),
                screen_code: screen.map(|secret| invitation.to_screen_code(&secret)),
                expires: kept.expires,
            })
        })
        .await
    }
}
