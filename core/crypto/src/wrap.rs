//! A space key wrapped to one device: HPKE (RFC 9180) with X-Wing, HKDF-SHA256 and
//! ChaCha20-Poly1305, base mode.
//!
//! Base mode does not authenticate who wrapped. It need not: a device takes a key only if the
//! key has the id that a signed team change names.

use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::XWing,
};
use patchwork_protocol::{DeviceId, DeviceKeys, KeyId, SpaceId, Wrap};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{DeviceSecrets, SpaceKey};

const DOMAIN: &[u8] = b"patchwork/wrap/1";
const ENCAPSULATED: usize = 1_120;

/// Why a key was not wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// The recipient's keys do not vouch for each other, or are none.
    #[error("the keys of device {recipient} are not those of a device")]
    BadRecipient {
        /// The recipient.
        recipient: DeviceId,
    },
}

/// Why a wrap gave no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// Made for another device.
    #[error("the wrap is for device {recipient}, not for this one")]
    ForAnotherDevice {
        /// The device that it is for.
        recipient: DeviceId,
    },
    /// Altered, of another space or sender, or never wrapped to this device.
    #[error("the wrap does not authenticate")]
    NotAuthentic,
    /// It holds a key, but not the one that it names.
    #[error("the wrap names key {named} and holds another")]
    OtherKey {
        /// The key that it names.
        named: KeyId,
    },
}

/// Wraps a space's key to a device that the directory lists for a current member.
///
/// Each space gets wraps of its own: the same one in two spaces would link them.
pub fn wrap_key(
    key: &SpaceKey,
    space: SpaceId,
    recipient: &DeviceKeys,
    sender: DeviceId,
    rng: &mut impl CryptoRng,
) -> Result<Wrap, WrapError> {
    let bad_recipient = WrapError::BadRecipient {
        recipient: recipient.device_id(),
    };
    recipient.verify().map_err(|_| bad_recipient)?;
    let public_key =
        <XWing as Kem>::PublicKey::from_bytes(&recipient.hpke).map_err(|_| bad_recipient)?;
    let names = Names {
        space,
        key_id: key.id(),
        recipient: recipient.device_id(),
        sender,
    };
    let (encapsulated, ciphertext) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            &public_key,
            &names.info(),
            key.to_bytes().as_slice(),
            &[],
            rng,
        )
        .map_err(|_| bad_recipient)?;
    Ok(Wrap {
        space,
        key_id: names.key_id,
        recipient: names.recipient,
        sender,
        sealed: [encapsulated.to_bytes().as_slice(), &ciphertext].concat(),
    })
}

/// The key in a wrap for this device, checked against the id that the wrap names.
///
/// The caller checks that a signed team change of that space names the same id.
pub fn unwrap_key(device: &DeviceSecrets, wrap: &Wrap) -> Result<SpaceKey, UnwrapError> {
    if wrap.recipient != device.id() {
        return Err(UnwrapError::ForAnotherDevice {
            recipient: wrap.recipient,
        });
    }
    let names = Names {
        space: wrap.space,
        key_id: wrap.key_id,
        recipient: wrap.recipient,
        sender: wrap.sender,
    };
    let (encapsulated, ciphertext) = wrap
        .sealed
        .split_at_checked(ENCAPSULATED)
        .ok_or(UnwrapError::NotAuthentic)?;
    let encapsulated = <XWing as Kem>::EncappedKey::from_bytes(encapsulated)
        .map_err(|_| UnwrapError::NotAuthentic)?;
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &device.hpke_private_key(),
        &encapsulated,
        &names.info(),
        ciphertext,
        &[],
    )
    .map(Zeroizing::new)
    .map_err(|_| UnwrapError::NotAuthentic)?;
    let bytes: &[u8; 32] = opened
        .as_slice()
        .try_into()
        .map_err(|_| UnwrapError::NotAuthentic)?;
    let key = SpaceKey::from_bytes(bytes);
    if key.id() != wrap.key_id {
        return Err(UnwrapError::OtherKey { named: wrap.key_id });
    }
    Ok(key)
}

/// What a wrap is bound to.
struct Names {
    space: SpaceId,
    key_id: KeyId,
    recipient: DeviceId,
    sender: DeviceId,
}

impl Names {
    fn info(&self) -> Vec<u8> {
        [
            DOMAIN,
            self.space.as_bytes(),
            self.key_id.as_bytes(),
            self.recipient.as_bytes(),
            self.sender.as_bytes(),
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{SPACE, rng};

    fn made() -> (SpaceKey, DeviceSecrets, Wrap) {
        let key = SpaceKey::generate(&mut rng(1));
        let device = DeviceSecrets::generate(&mut rng(2));
        let wrap = wrap_key(&key, SPACE, &device.public(), DeviceId([9; 8]), &mut rng(3)).unwrap();
        (key, device, wrap)
    }

    #[test]
    fn the_device_that_it_is_for_gets_the_key() {
        let (key, device, wrap) = made();
        assert_eq!(unwrap_key(&device, &wrap), Ok(key));
        assert_eq!(wrap.sealed.len(), ENCAPSULATED + 48);
    }

    #[test]
    fn another_device_gets_nothing() {
        let (_, _, wrap) = made();
        let other = DeviceSecrets::generate(&mut rng(4));
        assert_eq!(
            unwrap_key(&other, &wrap),
            Err(UnwrapError::ForAnotherDevice {
                recipient: wrap.recipient
            })
        );
        let relabelled = Wrap {
            recipient: other.id(),
            ..wrap
        };
        assert_eq!(
            unwrap_key(&other, &relabelled),
            Err(UnwrapError::NotAuthentic)
        );
    }

    #[test]
    fn each_field_that_a_wrap_names_is_bound() {
        let (_, device, wrap) = made();
        let changed = [
            Wrap {
                space: SpaceId([8; 32]),
                ..wrap.clone()
            },
            Wrap {
                key_id: KeyId([8; 16]),
                ..wrap.clone()
            },
            Wrap {
                sender: DeviceId([8; 8]),
                ..wrap.clone()
            },
            Wrap {
                sealed: wrap.sealed[..wrap.sealed.len() - 1].to_vec(),
                ..wrap.clone()
            },
            Wrap {
                sealed: Vec::new(),
                ..wrap
            },
        ];
        for wrap in changed {
            assert_eq!(unwrap_key(&device, &wrap), Err(UnwrapError::NotAuthentic));
        }
    }

    #[test]
    fn a_flipped_bit_in_the_sealed_part_is_refused() {
        let (_, device, wrap) = made();
        for at in (0..wrap.sealed.len()).step_by(7) {
            let mut other = wrap.clone();
            other.sealed[at] ^= 0x10;
            assert_eq!(
                unwrap_key(&device, &other),
                Err(UnwrapError::NotAuthentic),
                "byte {at}"
            );
        }
    }

    #[test]
    fn a_wrap_that_names_another_key_than_it_holds_is_refused() {
        let device = DeviceSecrets::generate(&mut rng(2));
        let names = Names {
            space: SPACE,
            key_id: KeyId([1; 16]),
            recipient: device.id(),
            sender: DeviceId([9; 8]),
        };
        let public_key = <XWing as Kem>::PublicKey::from_bytes(&device.public().hpke).unwrap();
        let (encapsulated, ciphertext) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
                &OpModeS::Base,
                &public_key,
                &names.info(),
                &[7; 32],
                &[],
                &mut rng(3),
            )
            .unwrap();
        let wrap = Wrap {
            space: names.space,
            key_id: names.key_id,
            recipient: names.recipient,
            sender: names.sender,
            sealed: [encapsulated.to_bytes().as_slice(), &ciphertext].concat(),
        };
        assert_eq!(
            unwrap_key(&device, &wrap),
            Err(UnwrapError::OtherKey {
                named: KeyId([1; 16])
            })
        );
    }

    #[test]
    fn nothing_is_wrapped_to_keys_that_do_not_vouch_for_each_other() {
        let mut keys = DeviceSecrets::generate(&mut rng(2)).public();
        keys.hpke = DeviceSecrets::generate(&mut rng(4)).public().hpke;
        let result = wrap_key(
            &SpaceKey::generate(&mut rng(1)),
            SPACE,
            &keys,
            DeviceId([9; 8]),
            &mut rng(3),
        );
        assert_eq!(
            result.unwrap_err(),
            WrapError::BadRecipient {
                recipient: keys.device_id()
            }
        );
    }
}
