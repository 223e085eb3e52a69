//! Whatever can be said arrives as it was said, whole, in pieces, or not at all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_protocol::{
    Answer, ChainHash, ChangeHash, Cursor, CursorDigest, Cursors, DeviceId, DirectoryHead, Frame,
    FrameReader, FrameWriter, Goodbye, Incarnation, ItemHash, KeyId, LogItem, Part, PartKind,
    Plaintext, Replica, Seq, ShortCursor, ShortCursors, SpaceId, SpacePrefix, SyncRequest, Wrap,
    limits,
};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};

fn bytes<const N: usize>() -> impl Strategy<Value = [u8; N]> {
    proptest::array::uniform::<_, N>(any::<u8>())
}

fn cursors() -> impl Strategy<Value = Cursor> {
    (bytes(), any::<u64>(), bytes()).prop_map(|(incarnation, n, chain)| Cursor {
        incarnation: Incarnation(incarnation),
        n,
        chain: ChainHash(chain),
    })
}

fn wraps() -> impl Strategy<Value = Wrap> {
    (bytes(), bytes(), bytes(), bytes(), any::<u8>()).prop_map(
        |(space, key_id, recipient, sender, fill)| Wrap {
            space: SpaceId(space),
            key_id: KeyId(key_id),
            recipient: DeviceId(recipient),
            sender: DeviceId(sender),
            sealed: vec![fill; limits::WRAP_SEALED],
        },
    )
}

fn items() -> impl Strategy<Value = LogItem> {
    prop_oneof![
        vec(any::<u8>(), 0..400).prop_map(LogItem::Envelope),
        vec(any::<u8>(), 0..400).prop_map(LogItem::TeamChange),
        bytes().prop_map(|hash| LogItem::Erased(ItemHash(hash))),
    ]
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        any::<u64>().prop_map(|n| Answer::Accepted { n }),
        any::<u64>().prop_map(|n| Answer::Duplicate { n }),
        any::<u64>().prop_map(|seq| Answer::Gap { expected: Seq(seq) }),
        proptest::sample::select(vec![
            Answer::Fork,
            Answer::NotMember,
            Answer::StaleKey,
            Answer::TooLarge,
            Answer::Quota,
            Answer::BadSignature,
            Answer::Malformed,
            Answer::Closed,
            Answer::Held,
            Answer::Busy,
        ]),
    ]
}

fn frames() -> impl Strategy<Value = Frame> {
    let acks = (bytes(), any::<u64>(), answers())
        .prop_map(|(replica, seq, answer)| (Replica(replica), Seq(seq), answer));
    prop_oneof![
        bytes().prop_map(|it| Frame::Hello {
            incarnation: Incarnation(it)
        }),
        (bytes(), vec(acks, 0..9)).prop_map(|(space, answers)| Frame::Acks {
            space: SpaceId(space),
            answers
        }),
        vec((any::<u64>(), wraps()), 0..3).prop_map(Frame::Wraps),
        (bytes(), 1..u64::MAX / 2, vec(items(), 0..9)).prop_map(|(space, first_n, items)| {
            Frame::Items {
                space: SpaceId(space),
                first_n,
                items,
            }
        }),
        (bytes(), vec(vec(any::<u8>(), 0..99), 0..9)).prop_map(|(space, changes)| {
            Frame::TeamChanges {
                space: SpaceId(space),
                changes,
            }
        }),
        (bytes(), cursors()).prop_map(|(space, head)| Frame::Contradiction {
            space: SpaceId(space),
            head
        }),
        bytes().prop_map(|it| Frame::CaughtUp {
            digest: CursorDigest(it)
        }),
        proptest::sample::select(vec![
            Frame::NeedCursors,
            Frame::Heartbeat,
            Frame::Goodbye {
                reason: Goodbye::TooSlow
            },
        ]),
    ]
}

fn plaintexts() -> impl Strategy<Value = Plaintext> {
    let part = (any::<u64>(), vec(any::<u8>(), 0..60)).prop_map(|(code, body)| Part {
        kind: PartKind::from_code(code),
        body,
    });
    (any::<u64>(), bytes(), vec(part, 0..20)).prop_map(|(index, hash, parts)| Plaintext {
        directory: DirectoryHead {
            index,
            hash: ChangeHash(hash),
        },
        parts,
    })
}

fn short_cursors() -> impl Strategy<Value = ShortCursor> {
    (1..1_u64 << 63, bytes()).prop_map(|(n, chain)| ShortCursor { n, chain })
}

fn requests() -> impl Strategy<Value = SyncRequest> {
    let held = prop_oneof![
        btree_map(bytes().prop_map(SpaceId), cursors(), 0..5).prop_map(Cursors::All),
        (bytes(), bytes()).prop_map(|(incarnation, digest)| Cursors::Digest {
            incarnation: Incarnation(incarnation),
            digest: CursorDigest(digest),
        }),
        Just(Cursors::UploadOnly),
        (
            bytes(),
            btree_map(bytes().prop_map(SpacePrefix), short_cursors(), 0..5)
        )
            .prop_map(|(incarnation, cursors)| Cursors::Short(ShortCursors {
                incarnation: Incarnation(incarnation),
                cursors,
            })),
    ];
    let outbox = btree_map(
        bytes().prop_map(SpaceId),
        vec(vec(any::<u8>(), 0..300), 0..4),
        0..4,
    );
    (
        held,
        outbox,
        vec(wraps(), 0..3),
        any::<u64>(),
        any::<bool>(),
    )
        .prop_map(|(cursors, outbox, wraps, wraps_after, live)| SyncRequest {
            cursors,
            outbox,
            wraps,
            wraps_after,
            live,
        })
}

proptest! {
    #[test]
    fn a_frame_survives_the_way(frame in frames()) {
        prop_assert_eq!(Frame::decode(&frame.encode()), Ok(frame));
    }

    #[test]
    fn a_request_survives_the_way(request in requests()) {
        prop_assert_eq!(SyncRequest::decode(&request.encode()), Ok(request));
    }

    #[test]
    fn a_plaintext_survives_the_way(plaintext in plaintexts()) {
        prop_assert_eq!(Plaintext::decode(&plaintext.encode()), Ok(plaintext));
    }

    #[test]
    fn a_stream_survives_the_way_in_any_pieces(
        frames in vec(frames(), 0..8),
        live in vec(frames(), 0..4),
        cut in 1..3000_usize,
    ) {
        let mut writer = FrameWriter::compressing();
        let mut bytes: Vec<u8> = frames.iter().flat_map(|it| writer.write(it).unwrap()).collect();
        bytes.extend(writer.finish_catch_up());
        bytes.extend(live.iter().flat_map(|it| writer.write(it).unwrap()));
        let mut reader = FrameReader::new();
        let mut read = Vec::new();
        for piece in bytes.chunks(cut) {
            reader.push(piece);
            while let Some(frame) = reader.next_frame().unwrap() {
                read.push(frame);
            }
        }
        prop_assert_eq!(read, [frames, live].concat());
    }

    #[test]
    fn a_damaged_stream_ends_in_an_error_or_in_frames(
        frames in vec(frames(), 1..5),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut writer = FrameWriter::compressing();
        let mut bytes: Vec<u8> = frames.iter().flat_map(|it| writer.write(it).unwrap()).collect();
        for (at, byte) in damage {
            *at.get_mut(&mut bytes) = byte;
        }
        let mut reader = FrameReader::new();
        reader.push(&bytes);
        let mut read = 0;
        while let Ok(Some(_)) = reader.next_frame() {
            read += 1;
            prop_assert!(read <= bytes.len(), "more frames than bytes");
        }
    }
}
