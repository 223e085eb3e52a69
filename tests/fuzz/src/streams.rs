//! The relay's reply, as a device reads it. The relay may be hostile.

use patchwork_protocol::{Frame, FrameReader, Malformed, limits::MAX_FRAME};
use zstd::stream::raw::{CParameter, Encoder, InBuffer, Operation, OutBuffer};

use crate::Verdict;

/// The kind of a block that holds a piece of the compressed stream.
const PIECE: u8 = 1;

/// The bytes as they would come, in one piece and in many.
pub(crate) fn stream(bytes: &[u8]) -> Verdict {
    let whole = read_in(bytes, bytes.len().max(1));
    let crumbs = read_in(bytes, bytes.len() / 64 + 1);
    assert_eq!(whole, crumbs, "where the network cuts makes a difference");
    verdict(&whole)
}

/// The bytes as what the stream unpacks to: behind the compression that nothing damaged passes.
pub(crate) fn packed_stream(bytes: &[u8]) -> Verdict {
    let payload = packed(bytes);
    let mut block = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    block.push(PIECE);
    block.extend(payload);
    verdict(&read_in(&block, block.len()))
}

/// What a device reads, and the error that ended it.
type Read = (Vec<Frame>, Option<Malformed>);

fn verdict((frames, end): &Read) -> Verdict {
    for frame in frames {
        assert!(frame.encode().len() <= MAX_FRAME);
    }
    match end {
        None if !frames.is_empty() => Verdict::Accepted,
        _ => Verdict::Refused,
    }
}

fn read_in(bytes: &[u8], pieces_of: usize) -> Read {
    let mut reader = FrameReader::new();
    let mut frames = Vec::new();
    for piece in bytes.chunks(pieces_of) {
        reader.push(piece);
        loop {
            match reader.next_frame() {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(end) => {
                    assert_eq!(reader.next_frame(), Err(end.clone()), "it went on");
                    return (frames, Some(end));
                }
            }
        }
    }
    (frames, None)
}

/// One flushed piece, as the relay writes it.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new(1).unwrap();
    encoder.set_parameter(CParameter::WindowLog(19)).unwrap();
    let mut packed = Vec::new();
    let mut chunk = [0; 16 * 1024];
    let mut input = InBuffer::around(bytes);
    while input.pos() < bytes.len() {
        let mut output = OutBuffer::around(&mut chunk[..]);
        encoder.run(&mut input, &mut output).unwrap();
        packed.extend_from_slice(output.as_slice());
    }
    loop {
        let mut output = OutBuffer::around(&mut chunk[..]);
        let left = encoder.flush(&mut output).unwrap();
        packed.extend_from_slice(output.as_slice());
        if left == 0 {
            return packed;
        }
    }
}
