//! Known answers for every wire format: `tests/vectors/*.json`.
//!
//! Each case gives bytes in hex and what they mean. The bytes are decoded and
//! compared with the meaning, and encoded again and compared with themselves.
//! The files are the format: a change that breaks this test breaks every phone.
//! New cases are written by `PATCHWORK_WRITE_VECTORS=1 cargo test -p patchwork-protocol --test vectors`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{collections::BTreeMap, path::PathBuf};

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;
use patchwork_protocol::{
    Answer, Chain, ChainHash, ChangeHash, Cursor, CursorDigest, Cursors, DeviceId, DirectoryHead,
    EnrolStatement, Envelope, Frame, FrameReader, FrameWriter, Goodbye, Header, Incarnation,
    ItemHash, KeyId, LogItem, Part, PartKind, PartnershipId, Plaintext, Replica, Seen, Seq,
    SessionReply, SessionRequest, SessionStatement, ShortCursors, SpaceId, SyncRequest,
    UnsignedEnvelope, Wrap, cursor_digest,
    http::{TeamAppended, TeamConflict, TeamPost},
    limits,
};
use serde_json::{Value, json};

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

fn unhex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

/// The committed file; written first when the environment asks for it.
fn vectors(name: &str, written: &Value) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(format!("{name}.json"));
    if std::env::var_os("PATCHWORK_WRITE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(written).unwrap();
        std::fs::write(&path, text + "\n").unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(&kept, written, "{name}.json is not what this code writes");
    kept["cases"].as_array().unwrap().clone()
}

// Fixed values. Keys are public by being here: they sign nothing but these cases.

fn key(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32])
}

fn device(byte: u8) -> DeviceId {
    DeviceId::of(key(byte).verifying_key().as_bytes())
}

const SPACE: SpaceId = SpaceId([0x51; 32]);
const INCARNATION: Incarnation = Incarnation([0x1c; 16]);

fn envelope(author: u8, seq: u64, seen: Seen, ciphertext: &[u8]) -> Envelope {
    let header = Header {
        replica: Replica::new(device(author), [0xab; 8]),
        seq: Seq(seq),
        key_id: KeyId([0x4b; 16]),
        seen,
        salt: [0x5a; 8],
    };
    let unsigned = UnsignedEnvelope::new(header, ciphertext);
    let signature = key(author).sign(&unsigned.signing_input(SPACE)).to_bytes();
    unsigned.with_signature(signature)
}

fn wrap() -> Wrap {
    Wrap {
        space: SPACE,
        key_id: KeyId([0x4b; 16]),
        recipient: device(2),
        sender: device(1),
        sealed: vec![0xee; limits::WRAP_SEALED],
    }
}

// What the bytes mean, as JSON.

fn envelope_fields(envelope: &Envelope) -> Value {
    let header = envelope.header();
    json!({
        "replica": hex(header.replica.0),
        "seq": header.seq.0,
        "key_id": hex(header.key_id.0),
        "seen_n": header.seen.n,
        "seen_incarnation": hex(header.seen.incarnation),
        "seen_chain": hex(header.seen.chain),
        "salt": hex(header.salt),
        "ciphertext": hex(envelope.ciphertext()),
    })
}

fn wrap_fields(wrap: &Wrap) -> Value {
    json!({
        "space": hex(wrap.space.0),
        "key_id": hex(wrap.key_id.0),
        "recipient": hex(wrap.recipient.0),
        "sender": hex(wrap.sender.0),
        "sealed": hex(&wrap.sealed),
    })
}

fn item_fields(item: &LogItem) -> Value {
    match item {
        LogItem::Envelope(bytes) => json!({ "envelope": hex(bytes) }),
        LogItem::TeamChange(bytes) => json!({ "team_change": hex(bytes) }),
        LogItem::Erased(hash) => json!({ "erased": hex(hash.0) }),
    }
}

fn cursor_fields(cursor: &Cursor) -> Value {
    json!({
        "incarnation": hex(cursor.incarnation.0),
        "n": cursor.n,
        "chain": hex(cursor.chain.0),
    })
}

fn frame_fields(frame: &Frame) -> Value {
    match frame {
        Frame::Hello { incarnation } => json!({ "hello": hex(incarnation.0) }),
        Frame::Acks { space, answers } => {
            let answers: Vec<_> = answers
                .iter()
                .map(|(replica, seq, answer)| json!([hex(replica.0), seq.0, format!("{answer:?}")]))
                .collect();
            json!({ "acks": { "space": hex(space.0), "answers": answers } })
        }
        Frame::Wraps(wraps) => {
            let wraps: Vec<_> = wraps
                .iter()
                .map(|(number, wrap)| json!([number, wrap_fields(wrap)]))
                .collect();
            json!({ "wraps": wraps })
        }
        Frame::Items {
            space,
            first_n,
            items,
        } => {
            let items: Vec<_> = items.iter().map(item_fields).collect();
            json!({ "items": { "space": hex(space.0), "first_n": first_n, "items": items } })
        }
        Frame::TeamChanges { space, changes } => {
            let changes: Vec<_> = changes.iter().map(hex).collect();
            json!({ "team_changes": { "space": hex(space.0), "changes": changes } })
        }
        Frame::Contradiction { space, head } => {
            json!({ "contradiction": { "space": hex(space.0), "head": cursor_fields(head) } })
        }
        Frame::NeedCursors => json!("need_cursors"),
        Frame::CaughtUp { digest } => json!({ "caught_up": hex(digest.0) }),
        Frame::Heartbeat => json!("heartbeat"),
        Frame::Goodbye { reason } => json!({ "goodbye": format!("{reason:?}") }),
        Frame::Unknown => json!("unknown"),
    }
}

fn request_fields(request: &SyncRequest) -> Value {
    let cursors = match &request.cursors {
        Cursors::All(cursors) => {
            let cursors: Vec<_> = cursors
                .iter()
                .map(|(space, cursor)| json!([hex(space.0), cursor_fields(cursor)]))
                .collect();
            json!({ "all": cursors })
        }
        Cursors::Digest {
            incarnation,
            digest,
        } => json!({ "incarnation": hex(incarnation.0), "digest": hex(digest.0) }),
        Cursors::UploadOnly => json!("upload_only"),
        Cursors::Short(short) => {
            let cursors: Vec<_> = short
                .cursors
                .iter()
                .map(|(space, cursor)| json!([hex(space.0), cursor.n, hex(cursor.chain)]))
                .collect();
            json!({ "incarnation": hex(short.incarnation.0), "short": cursors })
        }
    };
    let outbox: Vec<_> = request
        .outbox
        .iter()
        .map(|(space, envelopes)| {
            json!([hex(space.0), envelopes.iter().map(hex).collect::<Vec<_>>()])
        })
        .collect();
    json!({
        "cursors": cursors,
        "outbox": outbox,
        "wraps": request.wraps.iter().map(wrap_fields).collect::<Vec<_>>(),
        "wraps_after": request.wraps_after,
        "live": request.live,
    })
}

fn session_fields(request: &SessionRequest) -> Value {
    match request {
        SessionRequest::Device(partnership, statement) => json!({ "device": {
            "partnership": hex(partnership.0),
            "origin": statement.origin,
            "device": hex(statement.device.0),
            "at_ms": statement.at.as_millisecond(),
            "nonce": hex(statement.nonce),
            "signature": hex(statement.signature),
        }}),
        SessionRequest::Enrol(statement) => json!({ "enrol": {
            "origin": statement.origin,
            "partnership": hex(statement.partnership.0),
            "signing_key": hex(statement.signing_key),
            "invite_key": hex(statement.invite_key),
            "at_ms": statement.at.as_millisecond(),
            "nonce": hex(statement.nonce),
            "invite_signature": hex(statement.invite_signature),
            "signature": hex(statement.signature),
        }}),
    }
}

/// Cases of one format, from values.
fn cases_of<T>(
    about: &str,
    values: &[(&str, T)],
    encode: impl Fn(&T) -> Vec<u8>,
    fields: impl Fn(&T) -> Value,
) -> Value {
    let cases: Vec<_> = values
        .iter()
        .map(|(name, value)| {
            json!({ "name": name, "fields": fields(value), "hex": hex(encode(value)) })
        })
        .collect();
    json!({ "about": about, "cases": cases })
}

/// Decodes every case, compares the meaning, encodes again and compares the bytes.
fn check<T, E: core::fmt::Debug>(
    cases: &[Value],
    decode: impl Fn(&[u8]) -> Result<T, E>,
    encode: impl Fn(&T) -> Vec<u8>,
    fields: impl Fn(&T) -> Value,
) {
    assert!(!cases.is_empty());
    for case in cases {
        let bytes = unhex(&case["hex"]);
        let value = decode(&bytes).unwrap_or_else(|error| panic!("{}: {error:?}", case["name"]));
        assert_eq!(fields(&value), case["fields"], "{}", case["name"]);
        assert_eq!(encode(&value), bytes, "{}", case["name"]);
    }
}

#[test]
fn envelopes() {
    let seen = Seen::at(INCARNATION, 300, ChainHash([0xc4; 32]));
    let values = [
        (
            "the first of a replica, sealed before the first sync",
            envelope(1, 1, Seen::NONE, &[0xc1; 176]),
        ),
        (
            "the 1000th, by one who saw item 300",
            envelope(2, 1000, seen, &[0xc2; 192]),
        ),
    ];
    let mut written = cases_of(
        "[version, replica, seq, key_id, seen_n, seen_incarnation, seen_chain, salt, ciphertext, signature]; \
         signature = Ed25519 over \"patchwork/envelope-signature/1\" | space | bytes before the signature's field; \
         associated data = \"patchwork/envelope/1\" | space | the header's fields without the array's head",
        &values,
        |envelope| envelope.bytes().to_vec(),
        envelope_fields,
    );
    for (case, (author, (_, envelope))) in written["cases"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip([1, 2].into_iter().zip(&values))
    {
        case["space"] = json!(hex(SPACE.0));
        case["author_secret"] = json!(hex(key(author).to_bytes()));
        case["author_public"] = json!(hex(key(author).verifying_key().to_bytes()));
        case["associated_data"] = json!(hex(envelope.header().associated_data(SPACE)));
        case["item_hash"] = json!(hex(LogItem::Envelope(envelope.bytes().to_vec()).hash().0));
    }
    let cases = vectors("envelope", &written);
    check(
        &cases,
        Envelope::decode,
        |envelope| {
            let before = UnsignedEnvelope::new(*envelope.header(), envelope.ciphertext());
            let signature = envelope.bytes().last_chunk::<64>().unwrap();
            before.with_signature(*signature).into_bytes()
        },
        envelope_fields,
    );
    for case in &cases {
        let envelope = Envelope::decode(&unhex(&case["hex"])).unwrap();
        let public: [u8; 32] = unhex(&case["author_public"]).try_into().unwrap();
        let public = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
        assert_eq!(envelope.verify(SPACE, &public), Ok(()));
        assert!(envelope.verify(SpaceId([0; 32]), &public).is_err());
        assert!(envelope.verify(SPACE, &key(9).verifying_key()).is_err());
    }
}

#[test]
fn plaintexts() {
    let directory = DirectoryHead {
        index: 24,
        hash: ChangeHash([0xd1; 32]),
    };
    let part = |kind, body: &[u8]| Part {
        kind,
        body: body.to_vec(),
    };
    let values = [
        (
            "no part",
            Plaintext {
                directory,
                parts: vec![],
            },
        ),
        (
            "one of each kind, and one of a newer version",
            Plaintext {
                directory,
                parts: vec![
                    part(PartKind::Entry, b"e"),
                    part(PartKind::Change, b"c"),
                    part(PartKind::Access, b"a"),
                    part(PartKind::Card, b""),
                    part(PartKind::Carried, &[0; 30]),
                    part(PartKind::Unknown(77), b"?"),
                ],
            },
        ),
    ];
    let fields = |plaintext: &Plaintext| {
        let parts: Vec<_> = plaintext
            .parts
            .iter()
            .map(|part| json!([part.kind.code(), hex(&part.body)]))
            .collect();
        json!({
            "directory_index": plaintext.directory.index,
            "directory_hash": hex(plaintext.directory.hash.0),
            "parts": parts,
        })
    };
    let written = cases_of(
        "[directory index, directory hash, [kind, body] ...]",
        &values,
        Plaintext::encode,
        fields,
    );
    check(
        &vectors("plaintext", &written),
        Plaintext::decode,
        Plaintext::encode,
        fields,
    );
}

fn every_answer() -> Vec<Answer> {
    vec![
        Answer::Accepted { n: 300 },
        Answer::Duplicate { n: 7 },
        Answer::Fork,
        Answer::NotMember,
        Answer::StaleKey,
        Answer::Gap { expected: Seq(5) },
        Answer::TooLarge,
        Answer::Quota,
        Answer::BadSignature,
        Answer::Malformed,
        Answer::Closed,
        Answer::Held,
        Answer::Busy,
    ]
}

#[test]
fn frames() {
    let replica = Replica::new(device(1), [0xab; 8]);
    let answers = every_answer()
        .into_iter()
        .zip(1..)
        .map(|(answer, seq)| (replica, Seq(seq), answer))
        .collect();
    let envelope = envelope(1, 1, Seen::NONE, &[0xc1; 176]).into_bytes();
    let head = Cursor {
        incarnation: INCARNATION,
        n: 70_000,
        chain: ChainHash([0xc4; 32]),
    };
    let mut values = vec![
        (
            "hello",
            Frame::Hello {
                incarnation: INCARNATION,
            },
        ),
        (
            "every answer",
            Frame::Acks {
                space: SPACE,
                answers,
            },
        ),
        ("wraps", Frame::Wraps(vec![(3, wrap())])),
        (
            "items of each kind",
            Frame::Items {
                space: SPACE,
                first_n: 255,
                items: vec![
                    LogItem::Envelope(envelope),
                    LogItem::TeamChange(vec![0x80]),
                    LogItem::Erased(ItemHash([0xe0; 32])),
                ],
            },
        ),
        (
            "team changes for a device that waits",
            Frame::TeamChanges {
                space: SPACE,
                changes: vec![vec![1, 2, 3], vec![]],
            },
        ),
        ("contradiction", Frame::Contradiction { space: SPACE, head }),
        ("need cursors", Frame::NeedCursors),
        (
            "caught up",
            Frame::CaughtUp {
                digest: CursorDigest([0xdd; 32]),
            },
        ),
        ("heartbeat", Frame::Heartbeat),
    ];
    for (name, reason) in [
        ("goodbye, shutting down", Goodbye::ShuttingDown),
        ("goodbye, session ended", Goodbye::SessionEnded),
        ("goodbye, too slow", Goodbye::TooSlow),
        ("goodbye, fault", Goodbye::Fault),
    ] {
        values.push((name, Frame::Goodbye { reason }));
    }
    let written = cases_of("[kind, fields ...]", &values, Frame::encode, frame_fields);
    check(
        &vectors("frames", &written),
        Frame::decode,
        Frame::encode,
        frame_fields,
    );
}

#[test]
fn sync_requests() {
    let cursor = |n| Cursor {
        incarnation: INCARNATION,
        n,
        chain: ChainHash([0xc4; 32]),
    };
    let values = [
        (
            "all cursors, an outbox of one, one wrap, live",
            SyncRequest {
                cursors: Cursors::All(
                    [(SPACE, cursor(24)), (SpaceId([0x52; 32]), cursor(0))].into(),
                ),
                outbox: BTreeMap::from([(
                    SPACE,
                    vec![envelope(1, 1, Seen::NONE, &[0xc1; 176]).into_bytes()],
                )]),
                wraps: vec![wrap()],
                wraps_after: 12,
                live: true,
            },
        ),
        (
            "a digest",
            SyncRequest {
                cursors: Cursors::Digest {
                    incarnation: INCARNATION,
                    digest: CursorDigest([0xdd; 32]),
                },
                outbox: BTreeMap::new(),
                wraps: vec![],
                wraps_after: 0,
                live: false,
            },
        ),
        (
            "short cursors",
            SyncRequest {
                cursors: Cursors::Short(
                    ShortCursors::of(
                        &[(SPACE, cursor(24)), (SpaceId([0x52; 32]), cursor(300))].into(),
                    )
                    .unwrap(),
                ),
                outbox: BTreeMap::new(),
                wraps: vec![],
                wraps_after: 3,
                live: true,
            },
        ),
        (
            "upload only",
            SyncRequest {
                cursors: Cursors::UploadOnly,
                outbox: BTreeMap::new(),
                wraps: vec![],
                wraps_after: u64::MAX,
                live: false,
            },
        ),
    ];
    let written = cases_of(
        "[cursors, [[space, [envelope ...]] ...], [wrap ...], wraps_after, live]",
        &values,
        SyncRequest::encode,
        request_fields,
    );
    check(
        &vectors("sync_request", &written),
        SyncRequest::decode,
        SyncRequest::encode,
        request_fields,
    );
}

#[test]
fn the_chain() {
    let items = [
        LogItem::TeamChange(b"the first item".to_vec()),
        LogItem::Envelope(b"the second item".to_vec()),
        LogItem::Envelope(Vec::new()),
        LogItem::Erased(ItemHash([0xe0; 32])),
    ];
    let mut chain = Chain::START;
    let cases: Vec<_> = items
        .iter()
        .map(|item| {
            chain = chain.extend(&item.hash());
            json!({
                "item": item_fields(item),
                "item_hash": hex(item.hash().0),
                "n": chain.n,
                "chain": hex(chain.hash.0),
            })
        })
        .collect();
    let written = json!({
        "about": "item hash = BLAKE3(\"patchwork/item/1\" | kind byte 0 envelope, 1 team change | bytes); \
                  chain = BLAKE3(\"patchwork/chain/1\" | chain before, 32 zero bytes at first | item hash)",
        "cases": cases,
    });
    let cases = vectors("chain", &written);
    let mut chain = Chain::START;
    for case in &cases {
        let hash = ItemHash(unhex(&case["item_hash"]).try_into().unwrap());
        // An item may be erased at any time: the chain stays.
        chain = chain.extend(&LogItem::Erased(hash).hash());
        assert_eq!(json!(hex(chain.hash.0)), case["chain"]);
        assert_eq!(json!(chain.n), case["n"]);
    }
}

#[test]
fn digests() {
    let entry = |byte, n| (SpaceId([byte; 32]), n, ChainHash([byte ^ 0xff; 32]));
    let sets = [
        ("nothing", vec![]),
        ("one space", vec![entry(1, 7)]),
        (
            "three, sorted",
            vec![entry(1, 7), entry(2, 300), entry(9, 1)],
        ),
        (
            "the same three, in another order",
            vec![entry(9, 1), entry(1, 7), entry(2, 300)],
        ),
    ];
    let cases: Vec<_> = sets
        .iter()
        .map(|(name, set)| {
            let cursors: Vec<_> = set
                .iter()
                .map(|(space, n, chain)| json!([hex(space.0), n, hex(chain.0)]))
                .collect();
            json!({ "name": name, "cursors": cursors, "digest": hex(cursor_digest(set.clone()).0) })
        })
        .collect();
    let written = json!({
        "about": "BLAKE3(\"patchwork/cursors/1\" | for each, sorted by space: space | n as 8 bytes, big endian | chain)",
        "cases": cases,
    });
    let cases = vectors("digest", &written);
    assert_eq!(cases[2]["digest"], cases[3]["digest"]);
    assert_ne!(cases[0]["digest"], cases[1]["digest"]);
}

fn session_requests() -> Vec<(&'static str, SessionRequest)> {
    let partnership = PartnershipId([0x9a; 32]);
    let at: Timestamp = "2026-03-12T10:42:00.123Z".parse().unwrap();
    let statement = SessionStatement {
        origin: "https://relay.example".to_owned(),
        device: device(1),
        at,
        nonce: [0x0c; 16],
        signature: [0; 64],
    };
    let signature = key(1)
        .sign(&statement.signing_input(partnership))
        .to_bytes();
    let enrol = EnrolStatement {
        origin: "http://127.0.0.1:8080".to_owned(),
        partnership,
        signing_key: key(2).verifying_key().to_bytes(),
        invite_key: key(3).verifying_key().to_bytes(),
        at: Timestamp::from_millisecond(-1).unwrap(),
        nonce: [0x0d; 16],
        invite_signature: [0; 64],
        signature: [0; 64],
    };
    let input = enrol.signing_input();
    let enrol = enrol.with_signatures(
        key(3).sign(&input).to_bytes(),
        key(2).sign(&input).to_bytes(),
    );
    vec![
        (
            "a device of the directory",
            SessionRequest::Device(partnership, statement.with_signature(signature)),
        ),
        (
            "an invited device, whose clock stands before 1970",
            SessionRequest::Enrol(enrol),
        ),
    ]
}

#[test]
fn sessions() {
    let written = cases_of(
        "device: [0, partnership, [version, origin, device, at_ms, nonce, signature]], \
         signature over \"patchwork/session/1\" | partnership | the statement with a signature of zeros; \
         enrol: [1, [version, origin, partnership, signing key, invite key, at_ms, nonce, invite signature, signature]], \
         both over \"patchwork/enrol-session/1\" | the statement with signatures of zeros. \
         Secret keys: 32 times 01 (device), 02 (enrolling device), 03 (invitation)",
        &session_requests(),
        SessionRequest::encode,
        session_fields,
    );
    let cases = vectors("session", &written);
    check(
        &cases,
        SessionRequest::decode,
        SessionRequest::encode,
        session_fields,
    );
    for case in &cases {
        match SessionRequest::decode(&unhex(&case["hex"])).unwrap() {
            SessionRequest::Device(partnership, statement) => {
                let key = key(1).verifying_key();
                assert_eq!(statement.verify(partnership, &key), Ok(()));
                let other = PartnershipId([0; 32]);
                assert!(statement.verify(other, &key).is_err());
            }
            SessionRequest::Enrol(statement) => {
                assert_eq!(statement.verify(), Ok(()));
                assert_eq!(statement.device(), device(2));
            }
        }
    }
}

#[test]
fn bodies() {
    let replies = [(
        "a session",
        SessionReply {
            token: [0x70; 32],
            expires: Timestamp::from_millisecond(1_773_398_520_000).unwrap(),
        },
    )];
    let fields = |reply: &SessionReply| json!({ "token": hex(reply.token), "expires_ms": reply.expires.as_millisecond() });
    let written = cases_of(
        "[token, expires_ms]",
        &replies,
        SessionReply::encode,
        fields,
    );
    check(
        &vectors("session_reply", &written),
        SessionReply::decode,
        SessionReply::encode,
        fields,
    );

    let posts = [(
        "a change with a wrap",
        TeamPost {
            change: vec![1, 2, 3],
            wraps: vec![wrap()],
        },
    )];
    let fields = |post: &TeamPost| json!({ "change": hex(&post.change), "wraps": post.wraps.iter().map(wrap_fields).collect::<Vec<_>>() });
    let written = cases_of(
        "[change, [[space, key_id, recipient, sender, sealed] ...]]",
        &posts,
        TeamPost::encode,
        fields,
    );
    check(
        &vectors("team_post", &written),
        TeamPost::decode,
        TeamPost::encode,
        fields,
    );

    let appended = [("appended", TeamAppended { n: 12 })];
    let fields = |appended: &TeamAppended| json!({ "n": appended.n });
    let written = cases_of("[n]", &appended, TeamAppended::encode, fields);
    check(
        &vectors("team_appended", &written),
        TeamAppended::decode,
        TeamAppended::encode,
        fields,
    );

    let conflicts = [(
        "a conflict, with the true cut",
        TeamConflict {
            head: DirectoryHead {
                index: 3,
                hash: ChangeHash([0xd1; 32]),
            },
            cut: vec![(Replica::new(device(1), [0xab; 8]), Seq(41))],
        },
    )];
    let fields = |conflict: &TeamConflict| {
        let cut: Vec<_> = conflict
            .cut
            .iter()
            .map(|(replica, seq)| json!([hex(replica.0), seq.0]))
            .collect();
        json!({ "index": conflict.head.index, "hash": hex(conflict.head.hash.0), "cut": cut })
    };
    let written = cases_of(
        "[[index, hash], [[replica, seq] ...]]",
        &conflicts,
        TeamConflict::encode,
        fields,
    );
    check(
        &vectors("team_conflict", &written),
        TeamConflict::decode,
        TeamConflict::encode,
        fields,
    );
}

#[test]
fn an_envelope_of_a_short_note_stays_within_its_budget() {
    let seen = Seen::at(INCARNATION, 70_000, ChainHash([0xc4; 32]));
    // 80 characters: padded to the floor of 160 bytes, and the tag.
    let note = envelope(1, 70_000, seen, &[0; 160 + 16]);
    assert!(note.bytes().len() <= 330, "{}", note.bytes().len());
}

/// What zstd makes of the same frames may change with its version; what is read may not.
#[test]
fn a_stream_kept_as_a_file_reads_as_ever() {
    let items = (0..8)
        .map(|n| LogItem::Envelope(envelope(1, n + 1, Seen::NONE, &[0xc1; 176]).into_bytes()))
        .collect();
    let caught_up = Frame::CaughtUp {
        digest: CursorDigest([0xdd; 32]),
    };
    let frames = [
        Frame::Hello {
            incarnation: INCARNATION,
        },
        Frame::Items {
            space: SPACE,
            first_n: 1,
            items,
        },
        Frame::Wraps(vec![(3, wrap())]),
        caught_up,
    ];
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/stream.hex");
    if std::env::var_os("PATCHWORK_WRITE_VECTORS").is_some() && !path.exists() {
        let mut writer = FrameWriter::compressing();
        let mut bytes: Vec<u8> = frames
            .iter()
            .flat_map(|frame| writer.write(frame).unwrap())
            .collect();
        bytes.extend(writer.finish_catch_up());
        bytes.extend(writer.write(&Frame::Heartbeat).unwrap());
        std::fs::write(&path, hex(bytes) + "\n").unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    let mut reader = FrameReader::new();
    reader.push(&HEXLOWER.decode(kept.trim().as_bytes()).unwrap());
    for frame in frames.into_iter().chain([Frame::Heartbeat]) {
        assert_eq!(reader.next_frame().unwrap(), Some(frame));
    }
    assert_eq!(reader.next_frame().unwrap(), None);
}
