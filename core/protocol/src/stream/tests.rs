use rand_core::{Rng, SeedableRng};
use zstd::stream::raw::{CParameter, Encoder};

use super::{
    writer::{compress, flush},
    *,
};
use crate::{
    Frame, Header, Incarnation, KeyId, LogItem, Malformed, Replica, Seen, Seq, SpaceId,
    UnsignedEnvelope,
};

fn frames() -> Vec<Frame> {
    let items = (0..40u8)
        .map(|i| LogItem::Envelope([vec![7; 150], vec![i; 50]].concat()))
        .collect();
    vec![
        Frame::Hello {
            incarnation: Incarnation([1; 16]),
        },
        Frame::Items {
            space: SpaceId([2; 32]),
            first_n: 1,
            items,
        },
        Frame::Heartbeat,
    ]
}

#[test]
fn frames_arrive_whole_however_the_bytes_are_cut() {
    for cut in [1, 2, 3, 7, 64, 100_000] {
        let mut writer = FrameWriter::compressing();
        let mut bytes = Vec::new();
        for frame in frames() {
            bytes.extend(writer.write(&frame).unwrap());
        }
        bytes.extend(writer.finish_catch_up());
        bytes.extend(writer.write(&Frame::NeedCursors).unwrap());

        let mut reader = FrameReader::new();
        let mut read = Vec::new();
        for piece in bytes.chunks(cut) {
            reader.push(piece);
            while let Some(frame) = reader.next_frame().unwrap() {
                read.push(frame);
            }
        }
        let mut expected = frames();
        expected.push(Frame::NeedCursors);
        assert_eq!(read, expected);
    }
}

#[test]
fn a_frame_is_there_as_soon_as_its_block_is() {
    let mut writer = FrameWriter::compressing();
    let mut reader = FrameReader::new();
    for frame in frames() {
        reader.push(&writer.write(&frame).unwrap());
        assert_eq!(reader.next_frame().unwrap(), Some(frame));
        assert_eq!(reader.next_frame().unwrap(), None);
    }
}

#[test]
fn what_repeats_is_sent_once() {
    let mut writer = FrameWriter::compressing();
    let sent: usize = frames()
        .iter()
        .map(|frame| writer.write(frame).unwrap().len())
        .sum();
    let plain: usize = frames().iter().map(|frame| frame.encode().len()).sum();
    assert!(sent * 8 < plain, "{sent} of {plain}");
}

#[test]
fn a_decompression_bomb_is_refused() {
    let mut encoder = Encoder::new(1).unwrap();
    let mut piece = Vec::new();
    compress(&mut encoder, &vec![0; 4 * MAX_FRAME], &mut piece).unwrap();
    flush(&mut encoder, &mut piece).unwrap();
    assert!(piece.len() < 64 * 1024, "the bomb is small on the wire");
    let mut reader = FrameReader::new();
    // Length 0 frames would be refused at once: announce a long one first.
    reader.push(&block(PIECE, &piece));
    assert!(reader.next_frame().is_err());
}

#[test]
fn a_wider_window_than_ours_is_refused() {
    let mut encoder = Encoder::new(1).unwrap();
    encoder.set_parameter(CParameter::WindowLog(24)).unwrap();
    let mut piece = Vec::new();
    compress(&mut encoder, &[1; 100], &mut piece).unwrap();
    flush(&mut encoder, &mut piece).unwrap();
    let mut reader = FrameReader::new();
    reader.push(&block(PIECE, &piece));
    assert_eq!(reader.next_frame(), Err(Malformed::Compression));
}

#[test]
fn an_announced_length_beyond_the_bound_is_refused_at_once() {
    let mut reader = FrameReader::new();
    reader.push(&[0xff, 0xff, 0xff, 0xff, PLAIN]);
    assert!(matches!(
        reader.next_frame(),
        Err(Malformed::TooLarge { .. })
    ));
}

#[test]
fn after_an_error_a_reader_gives_nothing_more() {
    let mut reader = FrameReader::new();
    reader.push(&block(9, &[]));
    let failure = reader.next_frame().unwrap_err();
    reader.push(&FrameWriter::plain().write(&Frame::Heartbeat).unwrap());
    assert_eq!(reader.next_frame(), Err(failure));
}

#[test]
fn a_plain_frame_inside_an_unfinished_packed_one_is_refused() {
    let mut encoder = Encoder::new(1).unwrap();
    let mut piece = Vec::new();
    compress(&mut encoder, &[0, 0, 0, 9, 1], &mut piece).unwrap();
    flush(&mut encoder, &mut piece).unwrap();
    let mut reader = FrameReader::new();
    reader.push(&block(PIECE, &piece));
    assert_eq!(reader.next_frame(), Ok(None));
    reader.push(&FrameWriter::plain().write(&Frame::Heartbeat).unwrap());
    assert_eq!(reader.next_frame(), Err(Malformed::Compression));
}

#[test]
fn a_device_with_nothing_new_costs_no_compression() {
    let mut writer = FrameWriter::compressing();
    let hello = Frame::Hello {
        incarnation: Incarnation([1; 16]),
    };
    assert_eq!(writer.write(&hello).unwrap().len(), HEAD + 19);
    assert!(writer.finish_catch_up().is_empty());
}

#[test]
fn a_frame_beyond_the_bound_is_not_written() {
    let items = vec![LogItem::Envelope(vec![0; 250 * 1024]); 40];
    let frame = Frame::Items {
        space: SpaceId([2; 32]),
        first_n: 1,
        items,
    };
    assert!(FrameWriter::compressing().write(&frame).is_err());
    assert!(FrameWriter::plain().write(&frame).is_err());
}

/// Ten notes in each of 200 spaces, by four devices each: what a device finds after a fortnight away.
#[test]
fn ids_that_repeat_vanish_from_a_catch_up() {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let mut writer = FrameWriter::compressing();
    let (mut plain, mut sent) = (0, 0);
    for _ in 0..200 {
        let replicas: [[u8; 16]; 4] = core::array::from_fn(|_| random(&mut rng));
        let key_id = KeyId(random(&mut rng));
        let items = (0..10)
            .map(|n| {
                let header = Header {
                    replica: Replica(replicas[n % 4]),
                    seq: Seq(n as u64 / 4 + 1),
                    key_id,
                    seen: Seen {
                        n: n as u64,
                        incarnation: [5; 4],
                        chain: random(&mut rng),
                    },
                    salt: random(&mut rng),
                };
                let envelope = UnsignedEnvelope::new(header, &random::<176>(&mut rng))
                    .with_signature(random(&mut rng));
                LogItem::Envelope(envelope.into_bytes())
            })
            .collect();
        let frame = Frame::Items {
            space: SpaceId(random(&mut rng)),
            first_n: 1,
            items,
        };
        plain += frame.encode().len();
        sent += writer.write(&frame).unwrap().len();
    }
    // 264 bytes of each are random; the rest is 55 bytes plain and 27 packed.
    assert!(plain > 2000 * 310, "{plain}");
    assert!(sent < 2000 * 292, "{sent}");
}

fn random<const N: usize>(rng: &mut rand_chacha::ChaCha8Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
