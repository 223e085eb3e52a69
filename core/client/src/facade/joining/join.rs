//! Joining by invitation.

use patchwork_crypto::{ComparisonWords, DeviceSecrets, Invitation, InvitationCodeError};
use patchwork_store::setting;
use patchwork_sync::Device;
use zeroize::Zeroizing;

use crate::{
    Client, Update,
    engine::{RelayAddress, ask_first, forget, is_active, read_invitation},
    error::{ClientError, Result},
    facade::views::Standing,
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Where this installation stands.
    pub async fn standing(&self) -> Result<Standing> {
        match self.standing_of_device().await {
            // A joining that came to nothing was forgotten between the two reads.
            Err(ClientError::NotFound) if !self.has_joined().await? => Ok(Standing::New),
            standing => standing,
        }
    }

    /// The screen that waits to be admitted is open: for the next minute the relay is asked every
    /// two seconds, and more and more seldom after that. Call it again while the screen is open,
    /// every half minute.
    #[allow(clippy::unused_async)] // one shape for all calls of the facade
    pub async fn watch_admission(&self) -> Result<()> {
        self.driver.link().signals.admission_watch.look();
        Ok(())
    }

    /// Asks to join with an invitation's code, typed, pasted or scanned. Needs
    /// the relay. Afterwards an administrator compares the words and admits;
    /// with a code scanned from their own open screen that happens by itself.
    pub async fn join(&self, code: String) -> Result<Standing> {
        self.must_be_new().await?;
        let read = Invitation::read(&code).map_err(in_a_sentence)?;
        let invitation = read.invitation;
        let address = RelayAddress::parse(invitation.relay())?;
        let secrets = DeviceSecrets::generate(&mut self.rng());
        let keep = Zeroizing::new(secrets.to_bytes().to_vec());
        let code = Zeroizing::new(code.trim().as_bytes().to_vec());
        let partnership = invitation.partnership();
        let practitioner = invitation.practitioner();
        let device = Device::new(secrets, partnership, Some(invitation.head()));
        let begun = self.workspace.blocking(move |workspace| {
            workspace.blocking_begin(device, |device, w, touched| {
                w.set(&setting::DEVICE_SECRETS, &keep)?;
                w.set(&setting::PARTNERSHIP, &partnership)?;
                w.set(&setting::PRACTITIONER, &practitioner)?;
                w.set(&setting::RELAY, &address.to_string())?;
                w.set(&setting::INVITATION, &code)?;
                crate::workspace::keep_record(device, partnership.directory(), w)?;
                touched.update(Update::Directory);
                Ok(())
            })
        });
        let link = self.driver.link();
        let _woken = link.wake_in_the_end();
        begun.await?;
        let asked = link.unless_closed(ask_first(link)).await;
        // It may have asked: once it is unlocked, it asks again by itself.
        if asked == Err(ClientError::Locked) {
            return Err(ClientError::Locked);
        }
        if let Err(error) = asked {
            // Nothing of this device is anywhere yet: the person starts afresh.
            forget(link).await?;
            return Err(error);
        }
        self.standing().await
    }
}

impl Client {
    async fn standing_of_device(&self) -> Result<Standing> {
        let (joined, code, was_admitted) = self
            .read(|r| {
                Ok((
                    r.setting(&setting::DEVICE_SECRETS)?.is_some(),
                    r.setting(&setting::INVITATION)?,
                    r.setting(&setting::WAS_ADMITTED)?.unwrap_or(false),
                ))
            })
            .await?;
        if !joined {
            return Ok(Standing::New);
        }
        self.inspect(move |device| {
            if is_active(device) {
                return Ok(Standing::Member);
            }
            let listed = device
                .known_directory()
                .and_then(|directory| directory.device(device.id()));
            // No directory may forget a device: this is an old one, of a relay that was
            // put back. What is here stays readable.
            if was_admitted && listed.is_none() {
                return Ok(Standing::Member);
            }
            let Some(code) = code.filter(|_| listed.is_none()) else {
                return Ok(Standing::Removed);
            };
            let invitation = read_invitation(&code)?;
            let key = invitation.secret().public_key();
            let words = ComparisonWords::of(device.partnership(), &device.secrets().public(), &key);
            let expires = device
                .directory()
                .and_then(|directory| directory.invite(&key))
                .map(|invite| invite.expiry);
            Ok(Standing::Waiting {
                words: words
                    .as_array()
                    .iter()
                    .map(|&word| word.to_owned())
                    .collect(),
                expires,
            })
        })
        .await
    }
}

/// The relay that an invitation leads to, such as `https://relay.example.org`. Whoever made the
/// invitation chose it, so a screen names it before it asks whether to join. Nobody is called.
///
/// # Errors
/// [`ClientError::Invalid`] for what is no invitation, in the words of [`Client::join`].
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn relay_of_invitation(code: &str) -> Result<String> {
    let read = Invitation::read(code).map_err(in_a_sentence)?;
    Ok(RelayAddress::parse(read.invitation.relay())?.origin())
}

fn in_a_sentence(error: InvitationCodeError) -> ClientError {
    ClientError::invalid(
        "code",
        format!("This code cannot be used: {error}. Copy it again, or ask for a new one."),
    )
}

#[cfg(test)]
mod tests {
    use patchwork_crypto::InviteSecret;
    use patchwork_protocol::{ChangeHash, DirectoryHead, PartnershipId, PractitionerId};

    use super::*;

    fn invitation_to(relay: &str) -> String {
        let head = DirectoryHead {
            index: 7,
            hash: ChangeHash([2; 32]),
        };
        let secret = InviteSecret::from_bytes(&[3; 16]);
        Invitation::new(
            relay,
            PartnershipId([1; 32]),
            head,
            PractitionerId([4; 16]),
            secret,
        )
        .unwrap()
        .to_code()
    }

    #[test]
    fn an_invitation_says_which_relay_it_leads_to_before_anybody_is_called() {
        let code = invitation_to("https://relay.example.org:8443/area");
        let relay = relay_of_invitation(&code).unwrap();
        assert_eq!(relay, "https://relay.example.org:8443");
    }

    #[test]
    fn an_invitation_whose_relay_would_be_refused_names_none() {
        for relay in [
            "http://relay.example.org",
            "https://relay.example.org@elsewhere.example",
        ] {
            let refused = relay_of_invitation(&invitation_to(relay)).unwrap_err();
            assert!(
                matches!(&refused, ClientError::Invalid { field, .. } if field == "relay"),
                "{refused:?}"
            );
        }
        let refused = relay_of_invitation("no invitation").unwrap_err();
        assert!(
            matches!(&refused, ClientError::Invalid { field, .. } if field == "code"),
            "{refused:?}"
        );
    }
}
