//! Bytes that each target accepts, for the damage to begin with: the frozen vectors of the
//! crates, and what their own verbs make where damage has to get behind a seal.

use std::{fs, path::PathBuf};

use patchwork_crypto::{DeviceSecrets, SpaceKey, seal_previous_key, wrap_key};
use patchwork_model::{
    CaseEdit,
    testing::{MUMS_MOBILE, PRIYA, Phone, TASK, TOM, ellas_case, minute, mums_mobile},
};
use patchwork_protocol::{DeviceId, SpaceId};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

use crate::keys::DEVICE;

/// What the target of this name accepts; empty for a name that is none.
pub(crate) fn seeds(target: &str) -> Vec<Vec<u8>> {
    match target {
        "envelope" => protocol("envelope"),
        "plaintext" => protocol("plaintext"),
        "team_change" => [
            "team-case",
            "team-case-directory",
            "team-directory",
            "team-unknown",
        ]
        .into_iter()
        .flat_map(protocol)
        .collect(),
        "team_post" => protocol("team_post"),
        "team_appended" => protocol("team_appended"),
        "team_conflict" => protocol("team_conflict"),
        "session_request" => protocol("session"),
        "session_reply" => protocol("session_reply"),
        "sync_request" => protocol("sync_request"),
        "frame" => protocol("frames"),
        "space_id" => vec![SpaceId([0xa5; 32]).to_string().into_bytes()],
        "stream" => vec![hex(read("core/protocol/tests/vectors/stream.hex").trim())],
        "packed_stream" => packed_frames(),
        "sealed_padding" => contents().iter().map(|content| padded(content)).collect(),
        "sealed_content" => contents(),
        "invitation" => invitations(),
        "previous_key" => {
            let [new, old] = [7, 8].map(|byte| SpaceKey::from_bytes(&[byte; 32]));
            vec![seal_previous_key(&new, &old, SpaceId([5; 32]))]
        }
        "wrap" => vec![sealed_wrap(&DEVICE)],
        "entry" => model("entries", |_| true),
        "card" => model("cards", |name| name != "access"),
        "access" => model("cards", |name| name == "access"),
        "change" => changes(),
        "document" => documents(),
        _ => Vec::new(),
    }
}

fn read(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// The vectors of core/protocol: `cases`, each with its bytes as `hex` or `bytes`.
fn protocol(name: &str) -> Vec<Vec<u8>> {
    let text = read(&format!("core/protocol/tests/vectors/{name}.json"));
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    vectors["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|case| case["hex"].as_str().or(case["bytes"].as_str()))
        .map(hex)
        .collect()
}

/// The vectors of core/model: `name: hex` on each line.
fn model(file: &str, wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    read(&format!("core/model/tests/vectors/{file}.txt"))
        .lines()
        .filter_map(|line| line.rsplit_once(": "))
        .filter(|(name, _)| wanted(name))
        .map(|(_, bytes)| hex(bytes))
        .collect()
}

fn packed_frames() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for frame in protocol("frames") {
        let length = u32::try_from(frame.len()).unwrap();
        all.extend([&length.to_be_bytes(), frame.as_slice()].concat());
    }
    vec![all]
}

/// Plaintexts behind a method byte, stored and compressed.
fn contents() -> Vec<Vec<u8>> {
    let dictionary = include_bytes!("../../../core/crypto/dictionary/dictionary-1.zdict");
    let mut compressor = zstd::bulk::Compressor::with_dictionary(3, dictionary).unwrap();
    compressor.include_dictid(false).unwrap();
    let mut all = Vec::new();
    for content in protocol("plaintext") {
        all.push([&[0], content.as_slice()].concat());
        let frame = compressor.compress(&content).unwrap();
        // Without zstd's four magic bytes, as in the format.
        all.push([&[1], &frame[4..]].concat());
    }
    all
}

/// Padded to the floor, which all of the seeds are below.
fn padded(content: &[u8]) -> Vec<u8> {
    let mut padded = [content, &[0x80]].concat();
    assert!(padded.len() <= 160);
    padded.resize(160, 0);
    padded
}

fn invitations() -> Vec<Vec<u8>> {
    let text = read("core/crypto/tests/vectors/invitation.json");
    let vector: serde_json::Value = serde_json::from_str(&text).unwrap();
    let codes = vector.as_object().unwrap().values();
    codes
        .filter_map(|value| value.as_str())
        .filter(|text| text.starts_with("PATCHWORK-"))
        .flat_map(|code| {
            let quoted = format!("Hello Tom, here it is:\n“{}”", code.to_lowercase());
            [code.as_bytes().to_vec(), quoted.into_bytes()]
        })
        .collect()
}

fn sealed_wrap(device: &DeviceSecrets) -> Vec<u8> {
    let key = SpaceKey::from_bytes(&[7; 32]);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (space, sender) = (SpaceId([5; 32]), DeviceId([2; 8]));
    wrap_key(&key, space, &device.public(), sender, &mut rng)
        .unwrap()
        .sealed
}

/// Tom's first changes on Ella's case.
fn changes() -> Vec<Vec<u8>> {
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    let edits = [
        vec![mums_mobile("07700 900222")],
        vec![CaseEdit::RemoveTask(TASK)],
        vec![
            CaseEdit::LabelFamily(Some("Marsh".to_owned())),
            CaseEdit::RemoveContactDetail(MUMS_MOBILE),
        ],
    ];
    edits
        .into_iter()
        .map(|edits| {
            let mut tom = Phone::new(TOM);
            assert!(tom.hears(&priya));
            tom.edits(&edits, minute(1)).unwrap().part
        })
        .collect()
}

fn documents() -> Vec<Vec<u8>> {
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    let before = priya.case.save();
    priya
        .edits(&[mums_mobile("07700 900222")], minute(1))
        .unwrap();
    vec![before, priya.case.save()]
}
