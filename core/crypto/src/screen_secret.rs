//! The second secret of an invitation shown on an administrator's own screen.
//!
//! Whoever scanned it stood before that screen within the last two minutes, so their device may
//! be admitted without comparing words. It exists only in the code on the screen: it is renewed
//! every minute, and nothing here puts it into a link or a message.

use core::fmt;

use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::{DeviceKeys, PartnershipId};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// How long a secret counts after it was first shown: a minute on the screen, and as much again
/// to scan it and to reach the relay.
pub const SCREEN_SECRET_LASTS: SignedDuration = SignedDuration::from_secs(120);

/// 16 bytes that are on the screen now.
#[derive(Clone)]
pub struct ScreenSecret(Zeroizing<[u8; 16]>);

impl ScreenSecret {
    /// Length in bytes.
    pub const LEN: usize = 16;

    fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) fn from_bytes(bytes: &[u8; 16]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// What `Enrol` carries as proof that the code was scanned from the screen.
    pub fn enrol_mac(
        &self,
        partnership: PartnershipId,
        device: &DeviceKeys,
        invite_key: &[u8; 32],
    ) -> [u8; 32] {
        let key = Zeroizing::new(blake3::derive_key(
            "patchwork/enrol-mac/1",
            self.0.as_slice(),
        ));
        let mut mac = blake3::Hasher::new_keyed(&key);
        mac.update(partnership.as_bytes());
        mac.update(invite_key);
        mac.update(&device.signing);
        mac.update(&device.hpke);
        *mac.finalize().as_bytes()
    }
}

impl fmt::Debug for ScreenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScreenSecret(…)")
    }
}

/// The secrets that the screen showed lately. It lives in memory while the screen is open and
/// goes with it.
#[derive(Debug, Default)]
pub struct ScreenSecrets {
    shown: Vec<(Timestamp, ScreenSecret)>,
}

impl ScreenSecrets {
    /// The secret to show from `now` on; call it again within the minute.
    pub fn renew(&mut self, now: Timestamp, rng: &mut impl CryptoRng) -> ScreenSecret {
        self.shown.retain(|(shown_at, _)| lasts(*shown_at, now));
        let secret = ScreenSecret::generate(rng);
        self.shown.push((now, secret.clone()));
        secret
    }

    /// Whether the device that sent `mac` scanned a secret that still counts at `now`.
    pub fn recognise(
        &self,
        now: Timestamp,
        mac: &[u8; 32],
        partnership: PartnershipId,
        device: &DeviceKeys,
        invite_key: &[u8; 32],
    ) -> bool {
        self.shown
            .iter()
            .filter(|(shown_at, _)| lasts(*shown_at, now))
            .any(|(_, secret)| {
                secret
                    .enrol_mac(partnership, device, invite_key)
                    .ct_eq(mac)
                    .into()
            })
    }
}

fn lasts(shown_at: Timestamp, now: Timestamp) -> bool {
    let age = now.duration_since(shown_at);
    age >= SignedDuration::ZERO && age <= SCREEN_SECRET_LASTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeviceSecrets, testing::rng};

    const PARTNERSHIP: PartnershipId = PartnershipId([1; 32]);
    const INVITE_KEY: [u8; 32] = [2; 32];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    #[test]
    fn a_device_that_scanned_the_screen_is_recognised_for_two_minutes() {
        let device = DeviceSecrets::generate(&mut rng(1)).public();
        let mut screen = ScreenSecrets::default();
        let scanned = screen.renew(at(0), &mut rng(2));
        screen.renew(at(60), &mut rng(3));
        let mac = scanned.enrol_mac(PARTNERSHIP, &device, &INVITE_KEY);
        let recognised =
            |second| screen.recognise(at(second), &mac, PARTNERSHIP, &device, &INVITE_KEY);
        assert!(recognised(0));
        assert!(recognised(61));
        assert!(recognised(120));
        assert!(!recognised(121));
        assert!(!recognised(-1));
        assert!(!ScreenSecrets::default().recognise(
            at(0),
            &mac,
            PARTNERSHIP,
            &device,
            &INVITE_KEY
        ));
    }

    #[test]
    fn a_mac_is_good_for_one_device_one_invitation_and_one_partnership() {
        let device = DeviceSecrets::generate(&mut rng(1)).public();
        let other = DeviceSecrets::generate(&mut rng(9)).public();
        let mut screen = ScreenSecrets::default();
        let mac = screen
            .renew(at(0), &mut rng(2))
            .enrol_mac(PARTNERSHIP, &device, &INVITE_KEY);
        assert!(!screen.recognise(at(1), &mac, PARTNERSHIP, &other, &INVITE_KEY));
        assert!(!screen.recognise(at(1), &mac, PARTNERSHIP, &device, &[3; 32]));
        assert!(!screen.recognise(at(1), &mac, PartnershipId([4; 32]), &device, &INVITE_KEY));
        let mut flipped = mac;
        flipped[31] ^= 1;
        assert!(!screen.recognise(at(1), &flipped, PARTNERSHIP, &device, &INVITE_KEY));
    }

    #[test]
    fn the_screen_keeps_only_what_still_counts() {
        let mut screen = ScreenSecrets::default();
        for second in 0..1_000 {
            screen.renew(at(second * 30), &mut rng(2));
        }
        assert_eq!(screen.shown.len(), 5);
    }
}
