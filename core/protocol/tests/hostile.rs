//! Every decoder meets bytes that nobody should send.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::LazyLock;

use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;
use patchwork_protocol::{
    Action, AgencyId, Answer, ChainHash, ChangeHash, Cosignature, Cursor, Cursors, Cut, DeviceId,
    DeviceKeys, DirectoryHead, EnrolStatement, Envelope, Frame, FrameReader, Goodbye, Grant,
    Header, Incarnation, ItemHash, KeyId, LogItem, Malformed, Part, PartKind, PartnershipId,
    Plaintext, PractitionerId, Principal, RecoveryKey, Replica, Role, Seen, Seq, SessionReply,
    SessionRequest, SessionStatement, SpaceId, SpaceKind, SyncRequest, TeamChange,
    UnsignedEnvelope, UnsignedTeamChange, Wrap,
    http::{TeamAppended, TeamConflict, TeamPost},
    limits,
};
use proptest::{collection::vec, prelude::*};

/// A decoder, as "what it read, written again".
type Reader = fn(&[u8]) -> Result<Vec<u8>, Malformed>;

fn envelope_again(bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
    let envelope = Envelope::decode(bytes)?;
    let signature = *envelope.bytes().last_chunk::<64>().unwrap();
    Ok(
        UnsignedEnvelope::new(*envelope.header(), envelope.ciphertext())
            .with_signature(signature)
            .into_bytes(),
    )
}

/// A newer version's change keeps no actions, so it cannot be written again.
fn team_change_again(bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
    let change = TeamChange::decode(bytes)?;
    if !change.is_understood() {
        return Err(Malformed::UnknownVersion(0));
    }
    let signature = *change.bytes().last_chunk::<64>().unwrap();
    let again = UnsignedTeamChange::new(
        change.index(),
        change.previous(),
        change.author(),
        change.directory(),
        change.at(),
        change.actions().to_vec(),
    );
    Ok(again.with_signature(signature).into_bytes())
}

/// Every decoder of this crate, with bytes that it accepts.
static DECODERS: LazyLock<Vec<(&str, Reader, Vec<u8>)>> = LazyLock::new(|| {
    vec![
        ("envelope", envelope_again, an_envelope().into_bytes()),
        (
            "plaintext",
            |bytes| Plaintext::decode(bytes).map(|it| it.encode()),
            a_plaintext().encode(),
        ),
        (
            "sync request",
            |bytes| SyncRequest::decode(bytes).map(|it| it.encode()),
            a_request().encode(),
        ),
        (
            "acks",
            |bytes| Frame::decode(bytes).map(|it| it.encode()),
            some_acks().encode(),
        ),
        (
            "items",
            |bytes| Frame::decode(bytes).map(|it| it.encode()),
            some_items().encode(),
        ),
        (
            "session by a device",
            |bytes| SessionRequest::decode(bytes).map(|it| it.encode()),
            SessionRequest::Device(PartnershipId([3; 32]), a_statement()).encode(),
        ),
        (
            "session by an invited device",
            |bytes| SessionRequest::decode(bytes).map(|it| it.encode()),
            SessionRequest::Enrol(an_enrol_statement()).encode(),
        ),
        (
            "session reply",
            |bytes| SessionReply::decode(bytes).map(|it| it.encode()),
            SessionReply {
                token: [1; 32],
                expires: a_time(),
            }
            .encode(),
        ),
        (
            "team post",
            |bytes| TeamPost::decode(bytes).map(|it| it.encode()),
            TeamPost {
                change: vec![1; 300],
                wraps: vec![a_wrap()],
            }
            .encode(),
        ),
        (
            "team change",
            team_change_again,
            a_team_change(every_action()).into_bytes(),
        ),
        (
            "founding of a directory",
            team_change_again,
            a_team_change(vec![a_founding()]).into_bytes(),
        ),
        (
            "team appended",
            |bytes| TeamAppended::decode(bytes).map(|it| it.encode()),
            TeamAppended { n: 700 }.encode(),
        ),
        (
            "team conflict",
            |bytes| TeamConflict::decode(bytes).map(|it| it.encode()),
            TeamConflict {
                head: a_head(),
                cut: vec![(Replica([1; 16]), Seq(300))],
            }
            .encode(),
        ),
    ]
});

fn a_key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

const SPACE: SpaceId = SpaceId([5; 32]);

fn an_envelope() -> Envelope {
    let header = Header {
        replica: Replica::new(DeviceId([1; 8]), [2; 8]),
        seq: Seq(300),
        key_id: KeyId([3; 16]),
        seen: Seen {
            n: 70_000,
            incarnation: [4; 4],
            chain: [5; 16],
        },
        salt: [6; 8],
    };
    let unsigned = UnsignedEnvelope::new(header, &[0xcc; 176]);
    let signature = a_key().sign(&unsigned.signing_input(SPACE)).to_bytes();
    unsigned.with_signature(signature)
}

fn a_head() -> DirectoryHead {
    DirectoryHead {
        index: 24,
        hash: ChangeHash([9; 32]),
    }
}

fn a_plaintext() -> Plaintext {
    Plaintext {
        directory: a_head(),
        parts: vec![
            Part {
                kind: PartKind::Entry,
                body: vec![1; 30],
            },
            Part {
                kind: PartKind::Unknown(500),
                body: vec![],
            },
        ],
    }
}

fn a_wrap() -> Wrap {
    Wrap {
        space: SPACE,
        key_id: KeyId([3; 16]),
        recipient: DeviceId([1; 8]),
        sender: DeviceId([2; 8]),
        sealed: vec![8; limits::WRAP_SEALED],
    }
}

fn a_cursor() -> Cursor {
    Cursor {
        incarnation: Incarnation([1; 16]),
        n: 256,
        chain: ChainHash([2; 32]),
    }
}

fn a_request() -> SyncRequest {
    SyncRequest {
        cursors: Cursors::All([(SPACE, a_cursor())].into()),
        outbox: [(SPACE, vec![an_envelope().into_bytes(), vec![]])].into(),
        wraps: vec![a_wrap()],
        wraps_after: 24,
        live: true,
    }
}

fn some_acks() -> Frame {
    Frame::Acks {
        space: SPACE,
        answers: vec![
            (Replica([1; 16]), Seq(1), Answer::Accepted { n: 1000 }),
            (Replica([1; 16]), Seq(2), Answer::Busy),
        ],
    }
}

fn some_items() -> Frame {
    Frame::Items {
        space: SPACE,
        first_n: 1,
        items: vec![
            LogItem::Envelope(an_envelope().into_bytes()),
            LogItem::TeamChange(vec![7; 40]),
            LogItem::Erased(ItemHash([6; 32])),
        ],
    }
}

fn some_keys() -> DeviceKeys {
    DeviceKeys {
        signing: a_key().verifying_key().to_bytes(),
        hpke: vec![6; DeviceKeys::HPKE_LEN],
        hpke_signature: [7; 64],
    }
}

fn a_founding() -> Action {
    Action::Found {
        kind: SpaceKind::Directory,
        partnership: None,
        nonce: [1; 16],
        founder: PractitionerId([2; 16]),
        founder_device: Some(some_keys()),
        key_id: KeyId([3; 16]),
    }
}

/// Each kind once, its optional fields present. Together they mean nothing.
fn every_action() -> Vec<Action> {
    let practitioner = PractitionerId([2; 16]);
    let principal = Principal::Practitioner(practitioner);
    let device = DeviceId([4; 8]);
    let agency = AgencyId([5; 16]);
    let cut = Cut::new([(Replica([1; 16]), Seq(300)), (Replica([2; 16]), Seq(1))]);
    let cosigned = Some(Cosignature {
        device,
        seen: a_head(),
        signature: [9; 64],
    });
    vec![
        Action::Add {
            principal,
            role: Role::Member,
            until: Some(a_time()),
        },
        Action::Add {
            principal: Principal::Recovery(device),
            role: Role::Observer,
            until: None,
        },
        Action::SetRole {
            principal,
            role: Role::Manager,
            cut: Cut::NONE,
        },
        Action::Remove {
            principal,
            cut: cut.clone(),
        },
        Action::Rotate {
            key_id: KeyId([3; 16]),
            previous: vec![8; 60],
            cut: cut.clone(),
        },
        Action::ConfirmDevice { device },
        Action::Close,
        Action::Redact {
            replica: Replica([1; 16]),
            seq: Seq(300),
            item: ItemHash([4; 32]),
            part: 70_000,
        },
        Action::Erase,
        Action::AddAgency { agency },
        Action::Invite {
            invite_key: [1; 32],
            practitioner,
            agency,
            expiry: a_time(),
        },
        Action::Enrol {
            device: some_keys(),
            invite_key: [1; 32],
            invite_signature: [2; 64],
            mac: Some([3; 32]),
        },
        Action::Admit { device },
        Action::LinkDevice {
            device: some_keys(),
            device_signature: [2; 64],
        },
        Action::RevokeDevice {
            device,
            cut: cut.clone(),
        },
        Action::RemovePractitioner { practitioner, cut },
        Action::SetAdministrator {
            practitioner,
            grant: Grant::Given,
            cosigned: cosigned.clone(),
        },
        Action::Recovery {
            keys: vec![RecoveryKey {
                agency: Some(agency),
                keys: some_keys(),
            }],
            cosigned,
        },
    ]
}

fn a_team_change(actions: Vec<Action>) -> TeamChange {
    let unsigned = UnsignedTeamChange::new(
        7,
        ChangeHash([1; 32]),
        DeviceId([4; 8]),
        a_head(),
        a_time(),
        actions,
    );
    let signature = a_key().sign(&unsigned.signing_input(SPACE)).to_bytes();
    unsigned.with_signature(signature)
}

fn a_time() -> Timestamp {
    Timestamp::from_millisecond(1_700_000_000_000).unwrap()
}

fn a_statement() -> SessionStatement {
    SessionStatement {
        origin: "https://relay.example".to_owned(),
        device: DeviceId([1; 8]),
        at: a_time(),
        nonce: [3; 16],
        signature: [4; 64],
    }
}

fn an_enrol_statement() -> EnrolStatement {
    EnrolStatement {
        origin: "https://relay.example".to_owned(),
        partnership: PartnershipId([3; 32]),
        signing_key: a_key().verifying_key().to_bytes(),
        invite_key: SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes(),
        at: a_time(),
        nonce: [3; 16],
        invite_signature: [4; 64],
        signature: [5; 64],
    }
}

/// Where the heads of CBOR values lie: (offset, length of the head).
fn heads(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut heads = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let more = match bytes[at] & 0x1f {
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => 0,
        };
        let value = match more {
            0 => u64::from(bytes[at] & 0x1f),
            _ => bytes[at + 1..=at + more]
                .iter()
                .fold(0, |value, byte| value << 8 | u64::from(*byte)),
        };
        heads.push((at, 1 + more));
        at += 1 + more;
        if matches!(bytes[at - 1 - more] >> 5, 2 | 3) {
            at += usize::try_from(value).unwrap();
        }
    }
    heads
}

/// The same values, spelled otherwise: longer integers, indefinite lengths, tags, trailing bytes.
fn respellings(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![[bytes, &[0]].concat(), [bytes, &[0xf6]].concat()];
    for (at, length) in heads(bytes) {
        let (before, rest) = bytes.split_at(at);
        let (head, after) = rest.split_at(length);
        let major = head[0] & 0xe0;
        if major == 0xe0 {
            continue;
        }
        let value = match head[1..] {
            [] => u64::from(head[0] & 0x1f),
            _ => head[1..]
                .iter()
                .fold(0, |value, byte| value << 8 | u64::from(*byte)),
        };
        for (info, width) in [(24, 1), (25, 2), (26, 4), (27, 8)] {
            if width >= length {
                let wide = value.to_be_bytes();
                all.push([before, &[major | info], &wide[8 - width..], after].concat());
            }
        }
        // A tag before it; and, for arrays and strings, an indefinite length.
        all.push([before, &[0xc1], rest].concat());
        match major {
            0x80 => all.push([before, &[0x9f], after, &[0xff]].concat()),
            0x40 | 0x60 => {
                let (content, after) = after.split_at(usize::try_from(value).unwrap());
                all.push([before, &[major | 0x1f], head, content, &[0xff], after].concat());
            }
            _ => {}
        }
    }
    all
}

#[test]
fn every_decoder_accepts_its_own_bytes() {
    for (name, again, bytes) in DECODERS.iter() {
        assert_eq!(again(bytes), Ok(bytes.clone()), "{name}");
    }
}

#[test]
fn no_value_has_a_second_spelling() {
    for (name, again, bytes) in DECODERS.iter() {
        for other in respellings(bytes) {
            assert!(again(&other).is_err(), "{name}: {other:02x?}");
        }
    }
}

#[test]
fn no_decoder_accepts_less_than_the_whole() {
    for (name, again, bytes) in DECODERS.iter() {
        for length in 0..bytes.len() {
            assert!(again(&bytes[..length]).is_err(), "{name} cut to {length}");
        }
    }
}

#[test]
fn a_flipped_bit_is_refused_or_means_something_else() {
    for (name, again, bytes) in DECODERS.iter() {
        for bit in 0..bytes.len() * 8 {
            let mut other = bytes.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            match again(&other) {
                Err(_) => {}
                // A frame of an unknown kind is skipped, an unknown answer decides
                // nothing; all else says what it said.
                Ok(read) if is_of_a_newer_relay(&other) => drop(read),
                Ok(read) => assert_eq!(read, other, "{name}, bit {bit}"),
            }
        }
    }
}

#[test]
fn an_envelope_with_any_bit_flipped_is_refused() {
    let bytes = an_envelope().into_bytes();
    let key = a_key().verifying_key();
    assert!(
        Envelope::decode(&bytes)
            .unwrap()
            .verify(SPACE, &key)
            .is_ok()
    );
    for bit in 0..bytes.len() * 8 {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        let accepted = Envelope::decode(&other).is_ok_and(|it| it.verify(SPACE, &key).is_ok());
        assert!(!accepted, "bit {bit}");
    }
}

#[test]
fn a_team_change_with_any_bit_flipped_is_refused() {
    let key = a_key().verifying_key();
    let actions = vec![
        Action::Close,
        Action::Unknown {
            kind: 500,
            bytes: vec![0x82, 0x19, 0x01, 0xf4, 0x60],
        },
    ];
    let bytes = a_team_change(actions).into_bytes();
    let accepted =
        |bytes: &[u8]| TeamChange::decode(bytes).is_ok_and(|it| it.verify(SPACE, &key).is_ok());
    assert!(accepted(&bytes));
    for bit in 0..bytes.len() * 8 {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(!accepted(&other), "bit {bit}");
    }
}

#[test]
fn nesting_in_what_a_newer_version_wrote_exhausts_nothing() {
    // An unknown action, and a newer version's field, of arrays in arrays in arrays …
    for nest in [0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0xd8] {
        let deep = vec![nest; 60_000];
        let action = Action::Unknown {
            kind: 500,
            bytes: [&[0x82, 0x19, 0x01, 0xf4], &deep[..]].concat(),
        };
        let bytes = a_team_change(vec![action]).into_bytes();
        assert!(TeamChange::decode(&bytes).is_err());
        let mut newer = bytes;
        assert_eq!(newer[1], 1);
        newer[1] = 2;
        assert!(TeamChange::decode(&newer).is_err());
    }
}

#[test]
fn a_statement_with_any_bit_flipped_is_refused() {
    let partnership = PartnershipId([3; 32]);
    let unsigned = a_statement();
    let signature = a_key()
        .sign(&unsigned.signing_input(partnership))
        .to_bytes();
    let bytes = SessionRequest::Device(partnership, unsigned.with_signature(signature)).encode();
    let accepted = |bytes: &[u8]| {
        matches!(SessionRequest::decode(bytes), Ok(SessionRequest::Device(partnership, it))
            if it.verify(partnership, &a_key().verifying_key()).is_ok())
    };
    assert!(accepted(&bytes));
    for bit in 0..bytes.len() * 8 {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(!accepted(&other), "bit {bit}");
    }
}

#[test]
fn an_enrolment_with_any_bit_flipped_is_refused() {
    let unsigned = an_enrol_statement();
    let input = unsigned.signing_input();
    let invite = SigningKey::from_bytes(&[8; 32]).sign(&input).to_bytes();
    let own = a_key().sign(&input).to_bytes();
    let bytes = SessionRequest::Enrol(unsigned.with_signatures(invite, own)).encode();
    let accepted = |bytes: &[u8]| {
        matches!(SessionRequest::decode(bytes), Ok(SessionRequest::Enrol(it))
            if it.verify().is_ok())
    };
    assert!(accepted(&bytes));
    for bit in 0..bytes.len() * 8 {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(!accepted(&other), "bit {bit}");
    }
}

#[test]
fn an_envelope_before_the_first_is_refused() {
    let header = Header {
        seq: Seq(0),
        ..*an_envelope().header()
    };
    let envelope = UnsignedEnvelope::new(header, b"sealed").with_signature([0; 64]);
    assert!(matches!(
        Envelope::decode(envelope.bytes()),
        Err(Malformed::Cbor(_))
    ));
}

#[test]
fn an_envelope_of_a_newer_version_says_so() {
    let mut bytes = an_envelope().into_bytes();
    assert_eq!(bytes[1], 1);
    bytes[1] = 2;
    assert_eq!(Envelope::decode(&bytes), Err(Malformed::UnknownVersion(2)));
}

#[test]
fn an_envelope_beyond_its_bound_is_refused() {
    let header = *an_envelope().header();
    let sealed = vec![0; limits::MAX_ENVELOPE];
    let bytes = UnsignedEnvelope::new(header, &sealed).with_signature([0; 64]);
    assert!(matches!(
        Envelope::decode(bytes.bytes()),
        Err(Malformed::TooLarge { .. })
    ));
}

#[test]
fn a_count_that_promises_more_than_is_there_reserves_no_memory() {
    // An array of 2^60 parts, cursors, answers or items, and nothing behind it.
    let count = [0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0];
    assert!(Plaintext::decode(&count).is_err());
    assert!(SyncRequest::decode(&[&[0x85, 0x82, 0x00], &count[..]].concat()).is_err());
    let space = [&[0x58, 0x20][..], &[5; 32]].concat();
    for head in [[0x83, 0x01], [0x83, 0x04]] {
        assert!(Frame::decode(&[&head, &space[..], &count].concat()).is_err());
    }
    assert!(Frame::decode(&[&[0x84, 0x03], &space[..], &[1], &count].concat()).is_err());
}

#[test]
fn a_frame_of_a_newer_version_is_skipped() {
    for bytes in [
        vec![0x81, 10],
        vec![0x82, 0x18, 200, 0x60],
        vec![0x81, 0x18, 255],
    ] {
        assert_eq!(Frame::decode(&bytes), Ok(Frame::Unknown));
    }
}

/// Frames in which unknown codes are read as others, and so not written as they came.
fn is_of_a_newer_relay(bytes: &[u8]) -> bool {
    matches!(
        Frame::decode(bytes),
        Ok(Frame::Unknown | Frame::Acks { .. } | Frame::Goodbye { .. })
    )
}

#[test]
fn an_answer_of_a_newer_relay_decides_nothing_and_the_others_keep_their_meaning() {
    let replica = Replica([7; 16]);
    let known = |answer| Frame::Acks {
        space: SPACE,
        answers: vec![
            (replica, Seq(1), Answer::Accepted { n: 9 }),
            (replica, Seq(2), answer),
            (replica, Seq(3), Answer::StaleKey),
        ],
    };
    let bytes = known(Answer::Held).encode();
    let held = [0x81, 11];
    let at = bytes.windows(2).position(|window| window == held).unwrap();
    let (before, after) = (&bytes[..at], &bytes[at + 2..]);
    // [13], [200], [40, 5], [99, "later", [1, 2]]
    for answer in [
        &[0x81, 13][..],
        &[0x81, 0x18, 200],
        &[0x82, 0x18, 40, 5],
        &[
            0x83, 0x18, 99, 0x65, b'l', b'a', b't', b'e', b'r', 0x82, 1, 2,
        ],
    ] {
        let newer = [before, answer, after].concat();
        assert_eq!(Frame::decode(&newer), Ok(known(Answer::Busy)));
    }
    // Everything around it stays strict: another spelling, a known answer with
    // fields it does not have, bytes behind the end.
    for wrong in [
        [before, &[0x81, 0x18, 3], after].concat(),
        [before, &[0x82, 2, 1], after].concat(),
        [before, &[0x81, 13], after, &[0]].concat(),
        [&[0x98, 3], &before[1..], &[0x81, 13], after].concat(),
    ] {
        assert!(Frame::decode(&wrong).is_err());
    }
}

#[test]
fn a_newer_reason_for_goodbye_is_a_fault_of_the_relay() {
    let fault = Frame::Goodbye {
        reason: Goodbye::Fault,
    };
    assert_eq!(Frame::decode(&[0x82, 9, 4]), Ok(fault.clone()));
    assert_eq!(Frame::decode(&[0x82, 9, 0x18, 77]), Ok(fault));
    assert!(Frame::decode(&[0x82, 9, 0x60]).is_err());
    assert!(Frame::decode(&[0x82, 9, 4, 0]).is_err());
}

#[test]
fn a_request_names_each_space_once_and_in_order() {
    let (low, high) = (SpaceId([1; 32]), SpaceId([2; 32]));
    let cursor = Cursor {
        incarnation: Incarnation([3; 16]),
        n: 4,
        chain: ChainHash([5; 32]),
    };
    let asks = |cursors: &[SpaceId], outbox: &[SpaceId]| SyncRequest {
        cursors: Cursors::All(cursors.iter().map(|space| (*space, cursor)).collect()),
        outbox: outbox.iter().map(|space| (*space, vec![])).collect(),
        wraps: vec![],
        wraps_after: 0,
        live: false,
    };
    for good in [asks(&[low, high], &[]), asks(&[], &[low, high])] {
        let bytes = good.encode();
        assert_eq!(SyncRequest::decode(&bytes), Ok(good));
        let places = [low, high].map(|space| place_of(&bytes, &space.0));
        for (first, second) in [(low, low), (high, high), (high, low)] {
            let mut bad = bytes.clone();
            bad[places[0].clone()].copy_from_slice(&first.0);
            bad[places[1].clone()].copy_from_slice(&second.0);
            let read = SyncRequest::decode(&bad);
            assert!(matches!(read, Err(Malformed::Cbor(_))), "{read:?}");
        }
    }
}

/// Where these bytes are within others.
fn place_of(within: &[u8], bytes: &[u8]) -> std::ops::Range<usize> {
    let at = within
        .windows(bytes.len())
        .position(|window| window == bytes)
        .unwrap();
    at..at + bytes.len()
}

#[test]
fn items_are_numbered_from_one() {
    for first_n in [0, u64::MAX] {
        let frame = Frame::Items {
            space: SPACE,
            first_n,
            items: vec![LogItem::Erased(ItemHash([0; 32]))],
        };
        assert!(Frame::decode(&frame.encode()).is_err());
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..700)) {
        for (name, again, _) in DECODERS.iter() {
            if let Ok(read) = again(&bytes)
                && !is_of_a_newer_relay(&bytes) {
                prop_assert_eq!(read, bytes.clone(), "{}", name);
            }
        }
    }

    #[test]
    fn damaged_bytes_never_panic(
        which in any::<prop::sample::Index>(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let (name, again, bytes) = which.get(&DECODERS);
        let mut bytes = bytes.clone();
        for (at, byte) in damage {
            *at.get_mut(&mut bytes) = byte;
        }
        if let Ok(read) = again(&bytes)
            && !is_of_a_newer_relay(&bytes) {
            prop_assert_eq!(read, bytes, "{}", name);
        }
    }

    #[test]
    fn arbitrary_bytes_in_a_stream_never_panic(pieces in vec(vec(any::<u8>(), 0..200), 0..8)) {
        let mut reader = FrameReader::new();
        for piece in pieces {
            // A believable head, so that the payload is looked at.
            let kind = piece.first().map_or(0, |byte| byte % 3);
            reader.push(&u32::try_from(piece.len()).unwrap().to_be_bytes());
            reader.push(&[kind]);
            reader.push(&piece);
            while let Ok(Some(_)) = reader.next_frame() {}
        }
    }
}
