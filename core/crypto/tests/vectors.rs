//! Known answers for every format of this crate: what was once written must open for ever.
//!
//! The files under `vectors/` are frozen. To add one, write it with
//! `cargo test -p patchwork-crypto --test vectors -- --ignored` and read the diff.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{fs, path::PathBuf};

use data_encoding::HEXLOWER;
use patchwork_crypto::{
    ComparisonWords, DeviceSecrets, EnvelopePlace, Invitation, InviteSecret, PassphraseCost,
    ScreenSecrets, SpaceKey, VaultSecret, lock_vault, open_envelope, open_previous_key,
    seal_envelope, seal_previous_key, unlock_vault, unwrap_key, wrap_key,
};
use patchwork_protocol::{
    ChangeHash, DeviceId, DirectoryHead, Envelope, Part, PartKind, PartnershipId, Plaintext,
    PractitionerId, Replica, Seen, Seq, SpaceId, Wrap,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Value, json};

const SPACE: SpaceId = SpaceId([0x51; 32]);
const PARTNERSHIP: PartnershipId = PartnershipId([0x60; 32]);

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().unwrap()
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(format!("{name}.json"))
}

fn read(name: &str) -> Value {
    serde_json::from_slice(&fs::read(file(name)).unwrap()).unwrap()
}

fn device() -> DeviceSecrets {
    DeviceSecrets::generate(&mut rng(1))
}

fn space_key() -> SpaceKey {
    SpaceKey::generate(&mut rng(2))
}

fn place() -> EnvelopePlace {
    EnvelopePlace {
        replica: Replica::new(device().id(), [7; 8]),
        seq: Seq(300),
        seen: Seen {
            n: 4_711,
            incarnation: [1, 2, 3, 4],
            chain: [5; 16],
        },
    }
}

fn plaintext(body: Vec<u8>) -> Plaintext {
    Plaintext {
        directory: DirectoryHead {
            index: 9,
            hash: ChangeHash([8; 32]),
        },
        parts: vec![
            Part {
                kind: PartKind::Entry,
                body,
            },
            Part {
                kind: PartKind::Unknown(99),
                body: vec![1, 2, 3],
            },
        ],
    }
}

fn noise() -> Vec<u8> {
    (0..200_u8)
        .map(|at| blake3::hash(&[at]).as_bytes()[0])
        .collect()
}

fn invitation() -> Invitation {
    Invitation::new(
        "https://relay.example.org:8443",
        PARTNERSHIP,
        DirectoryHead {
            index: 9,
            hash: ChangeHash([8; 32]),
        },
        PractitionerId([4; 16]),
        InviteSecret::from_bytes(&[3; 16]),
    )
    .unwrap()
}

#[test]
#[ignore = "writes the files that the other tests read"]
fn write_the_vectors() {
    let write = |name: &str, value: Value| {
        let text = serde_json::to_string_pretty(&value).unwrap() + "\n";
        fs::write(file(name), text).unwrap();
    };
    let (device, key) = (device(), space_key());
    let keys = device.public();
    write(
        "device",
        json!({
            "secrets": hex(device.to_bytes().as_slice()),
            "id": hex(device.id().as_bytes()),
            "signing": hex(&keys.signing),
            "hpke": hex(&keys.hpke),
            "hpke_signature": hex(&keys.hpke_signature),
        }),
    );
    write(
        "space_key",
        json!({ "key": hex(key.to_bytes().as_slice()), "id": hex(key.id().as_bytes()) }),
    );
    let words = b"Home visit on Tuesday. Mum was well, the house was warm and tidy.";
    let envelopes: Vec<Value> = [words.to_vec(), noise(), Vec::new()]
        .into_iter()
        .map(|body| {
            let plaintext = plaintext(body);
            let envelope =
                seal_envelope(&key, &device, SPACE, place(), &plaintext, &mut rng(3)).unwrap();
            json!({
                "space": hex(SPACE.as_bytes()),
                "plaintext": hex(&plaintext.encode()),
                "envelope": hex(envelope.bytes()),
            })
        })
        .collect();
    write("envelopes", json!(envelopes));
    let wrap = wrap_key(&key, SPACE, &keys, DeviceId([9; 8]), &mut rng(4)).unwrap();
    write(
        "wrap",
        json!({ "wrap": hex(&patchwork_protocol::encode(&wrap)) }),
    );
    let new = SpaceKey::generate(&mut rng(5));
    write(
        "previous_key",
        json!({
            "new": hex(new.to_bytes().as_slice()),
            "space": hex(SPACE.as_bytes()),
            "sealed": hex(&seal_previous_key(&new, &key, SPACE)),
        }),
    );
    let screen_secret = ScreenSecrets::default().renew(jiff::Timestamp::UNIX_EPOCH, &mut rng(6));
    let invite_key = invitation().secret().public_key();
    write(
        "invitation",
        json!({
            "code": invitation().to_code(),
            "screen_code": invitation().to_screen_code(&screen_secret),
            "invite_key": hex(&invite_key),
            "enrol_mac": hex(&screen_secret.enrol_mac(PARTNERSHIP, &keys, &invite_key)),
            "words": ComparisonWords::of(PARTNERSHIP, &keys, &invite_key).to_string(),
        }),
    );
    let vault = lock_vault(
        "four plain words here",
        &VaultSecret::from_bytes(&[5; 32]),
        PassphraseCost::LEAST,
        &mut rng(7),
    );
    write(
        "vault",
        json!({
            "passphrase": "four plain words here",
            "file": hex(&vault.unwrap()),
            "secret": hex(&[5; 32]),
        }),
    );
}

#[test]
fn two_seeds_give_the_device_that_they_gave_before() {
    let known = read("device");
    let device = DeviceSecrets::from_bytes(&array(&known["secrets"]));
    let keys = device.public();
    assert_eq!(hex(device.id().as_bytes()), known["id"]);
    assert_eq!(hex(&keys.signing), known["signing"]);
    assert_eq!(hex(&keys.hpke), known["hpke"]);
    assert_eq!(hex(&keys.hpke_signature), known["hpke_signature"]);
    assert!(keys.verify().is_ok());
}

#[test]
fn a_space_key_keeps_its_id() {
    let known = read("space_key");
    let key = SpaceKey::from_bytes(&array(&known["key"]));
    assert_eq!(hex(key.id().as_bytes()), known["id"]);
}

#[test]
fn envelopes_of_format_1_open() {
    let verifying = device().public().verify().unwrap();
    for known in read("envelopes").as_array().unwrap() {
        let space = SpaceId(array(&known["space"]));
        let envelope = Envelope::decode(&bytes(&known["envelope"])).unwrap();
        assert!(envelope.verify(space, &verifying).is_ok());
        assert_eq!(envelope.header().seq, Seq(300));
        let plaintext = open_envelope(&space_key(), space, &envelope).unwrap();
        assert_eq!(hex(&plaintext.encode()), known["plaintext"]);
    }
}

#[test]
fn a_wrap_of_format_1_gives_its_key() {
    let wrap: Wrap =
        patchwork_protocol::decode_strict(&bytes(&read("wrap")["wrap"]), 4_096).unwrap();
    assert_eq!(unwrap_key(&device(), &wrap), Ok(space_key()));
}

#[test]
fn a_previous_key_of_format_1_opens_and_is_sealed_the_same() {
    let known = read("previous_key");
    let new = SpaceKey::from_bytes(&array(&known["new"]));
    let space = SpaceId(array(&known["space"]));
    let previous = open_previous_key(&new, space_key().id(), space, &bytes(&known["sealed"]));
    assert_eq!(previous, Ok(space_key()));
    assert_eq!(
        hex(&seal_previous_key(&new, &space_key(), space)),
        known["sealed"]
    );
}

#[test]
fn invitation_codes_of_format_1_read_and_are_written_the_same() {
    let known = read("invitation");
    let read = Invitation::read(known["code"].as_str().unwrap()).unwrap();
    assert!(read.screen_secret.is_none());
    assert_eq!(read.invitation.to_code(), known["code"]);
    assert_eq!(read.invitation.relay(), "https://relay.example.org:8443");
    assert_eq!(read.invitation.partnership(), PARTNERSHIP);
    assert_eq!(read.invitation.head().index, 9);
    assert_eq!(read.invitation.practitioner(), PractitionerId([4; 16]));
    let invite_key = read.invitation.secret().public_key();
    assert_eq!(hex(&invite_key), known["invite_key"]);

    let scanned = Invitation::read(known["screen_code"].as_str().unwrap()).unwrap();
    let mac =
        scanned
            .screen_secret
            .unwrap()
            .enrol_mac(PARTNERSHIP, &device().public(), &invite_key);
    assert_eq!(hex(&mac), known["enrol_mac"]);
}

#[test]
fn two_phones_of_any_version_show_the_same_words() {
    let known = read("invitation");
    let words = ComparisonWords::of(
        PARTNERSHIP,
        &device().public(),
        &array(&known["invite_key"]),
    );
    assert_eq!(words.to_string(), known["words"]);
}

#[test]
fn a_vault_of_format_1_opens() {
    let known = read("vault");
    let secret = unlock_vault(
        known["passphrase"].as_str().unwrap(),
        &bytes(&known["file"]),
    )
    .unwrap();
    assert_eq!(hex(secret.to_bytes().as_slice()), known["secret"]);
}
