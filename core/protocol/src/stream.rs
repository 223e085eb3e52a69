//! The reply to a sync, as bytes: blocks that carry frames.
//!
//! A block is a length (4 bytes, big endian), a kind (1 byte) and so many bytes:
//!
//! | kind | payload |
//! |---|---|
//! | 0 | one frame, as it is |
//! | 1 | the next flushed piece of one zstd stream, whose output is frames, each after its length (4 bytes) |
//! | 2 | empty: that zstd stream ends, both sides free it |
//!
//! Catching up is compressed, since replica and key ids repeat; live frames are
//! plain, since an open zstd context costs the relay about a megabyte a device.
//! What is compressed is ciphertext and public: it holds no secret.

use std::io;

use zstd::{
    stream::raw::{CParameter, DParameter, Decoder, Encoder, Operation, OutBuffer},
    zstd_safe::InBuffer,
};

use crate::{Frame, Malformed, limits::MAX_FRAME};

const PLAIN: u8 = 0;
const PIECE: u8 = 1;
const END: u8 = 2;

const HEAD: usize = 5;
/// A little more than a frame: incompressible data grows by its block headers.
const MAX_BLOCK: usize = MAX_FRAME + MAX_FRAME / 128 + 1024;
/// 512 KiB: bounds the memory of both sides.
const WINDOW_LOG: u32 = 19;
const LEVEL: i32 = 1;
const CHUNK: usize = 32 * 1024;

/// Turns frames into blocks.
#[derive(Default)]
pub struct FrameWriter {
    encoder: Option<Encoder<'static>>,
}

impl core::fmt::Debug for FrameWriter {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("FrameWriter")
            .field("compresses", &self.encoder.is_some())
            .finish()
    }
}

impl FrameWriter {
    /// A writer that compresses until [`finish_catch_up`](Self::finish_catch_up).
    pub fn compressing() -> io::Result<Self> {
        let mut encoder = Encoder::new(LEVEL)?;
        encoder.set_parameter(CParameter::WindowLog(WINDOW_LOG))?;
        Ok(Self {
            encoder: Some(encoder),
        })
    }

    /// A writer that sends frames as they are.
    pub fn plain() -> Self {
        Self::default()
    }

    /// The block for this frame. A reader has the frame when it has the block.
    pub fn write(&mut self, frame: &Frame) -> io::Result<Vec<u8>> {
        let bytes = frame.encode();
        match &mut self.encoder {
            None => Ok(block(PLAIN, &bytes)),
            Some(encoder) => {
                let mut piece = Vec::with_capacity(bytes.len() / 2 + 64);
                compress(encoder, &length(bytes.len()), &mut piece)?;
                compress(encoder, &bytes, &mut piece)?;
                flush(encoder, &mut piece)?;
                Ok(block(PIECE, &piece))
            }
        }
    }

    /// Ends compression and frees its memory. Empty if there was none.
    pub fn finish_catch_up(&mut self) -> Vec<u8> {
        match self.encoder.take() {
            None => Vec::new(),
            Some(_) => block(END, &[]),
        }
    }
}

fn length(bytes: usize) -> [u8; 4] {
    // Frames and blocks stay far below 4 GiB; a longer one would be refused by every reader.
    u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes()
}

fn block(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut block = Vec::with_capacity(HEAD + payload.len());
    block.extend_from_slice(&length(payload.len()));
    block.push(kind);
    block.extend_from_slice(payload);
    block
}

fn compress(encoder: &mut Encoder<'_>, bytes: &[u8], into: &mut Vec<u8>) -> io::Result<()> {
    let mut input = InBuffer::around(bytes);
    let mut chunk = [0; CHUNK];
    while input.pos() < bytes.len() {
        let mut output = OutBuffer::around(&mut chunk[..]);
        encoder.run(&mut input, &mut output)?;
        into.extend_from_slice(output.as_slice());
    }
    Ok(())
}

fn flush(encoder: &mut Encoder<'_>, into: &mut Vec<u8>) -> io::Result<()> {
    let mut chunk = [0; CHUNK];
    loop {
        let mut output = OutBuffer::around(&mut chunk[..]);
        let left = encoder.flush(&mut output)?;
        into.extend_from_slice(output.as_slice());
        if left == 0 {
            return Ok(());
        }
    }
}

/// Turns bytes, in whatever pieces they arrive, back into frames.
#[derive(Default)]
pub struct FrameReader {
    received: Buffer,
    unpacked: Buffer,
    decoder: Option<Decoder<'static>>,
}

impl core::fmt::Debug for FrameReader {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("FrameReader")
            .field("received", &self.received.len())
            .field("unpacked", &self.unpacked.len())
            .finish_non_exhaustive()
    }
}

impl FrameReader {
    /// A reader at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes as they arrive.
    ///
    /// Call [`next_frame`](Self::next_frame) until it has none before pushing
    /// more: that bounds what is held to one block.
    pub fn push(&mut self, bytes: &[u8]) {
        self.received.push(bytes);
    }

    /// The next whole frame, if it is there. After an error the stream is of no use.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Malformed> {
        loop {
            if let Some(frame) = self.next_unpacked()? {
                return Ok(Some(frame));
            }
            let Some((kind, payload)) = self.next_block()? else {
                return Ok(None);
            };
            match kind {
                PLAIN => return Frame::decode(&payload).map(Some),
                PIECE => self.unpack(&payload)?,
                END if payload.is_empty() && self.unpacked.len() == 0 => self.decoder = None,
                _ => return Err(Malformed::Cbor(format!("unknown kind of block {kind}"))),
            }
        }
    }

    fn next_unpacked(&mut self) -> Result<Option<Frame>, Malformed> {
        let Some(length) = self.unpacked.peek_length(MAX_FRAME)? else {
            return Ok(None);
        };
        match self.unpacked.take(4, length) {
            None => Ok(None),
            Some(bytes) => Frame::decode(&bytes).map(Some),
        }
    }

    fn next_block(&mut self) -> Result<Option<(u8, Vec<u8>)>, Malformed> {
        let Some(length) = self.received.peek_length(MAX_BLOCK)? else {
            return Ok(None);
        };
        let Some(kind) = self.received.peek(4) else {
            return Ok(None);
        };
        Ok(self
            .received
            .take(HEAD, length)
            .map(|payload| (kind, payload)))
    }

    fn unpack(&mut self, piece: &[u8]) -> Result<(), Malformed> {
        let decoder = match &mut self.decoder {
            Some(decoder) => decoder,
            none => {
                let mut decoder = Decoder::new().map_err(|_| Malformed::Compression)?;
                decoder
                    .set_parameter(DParameter::WindowLogMax(WINDOW_LOG))
                    .map_err(|_| Malformed::Compression)?;
                none.insert(decoder)
            }
        };
        let mut input = InBuffer::around(piece);
        let mut chunk = [0; CHUNK];
        loop {
            let mut output = OutBuffer::around(&mut chunk[..]);
            decoder
                .run(&mut input, &mut output)
                .map_err(|_| Malformed::Compression)?;
            let produced = output.as_slice();
            if self.unpacked.len() + produced.len() > MAX_FRAME + 4 {
                return Err(Malformed::Compression);
            }
            self.unpacked.push(produced);
            // A full chunk may hide more output; a short one with no input left cannot.
            if produced.len() < CHUNK && input.pos() == piece.len() {
                return Ok(());
            }
        }
    }
}

/// Bytes that arrive at one end and leave at the other.
#[derive(Default)]
struct Buffer {
    bytes: Vec<u8>,
    taken: usize,
}

impl Buffer {
    fn len(&self) -> usize {
        self.bytes.len().saturating_sub(self.taken)
    }

    fn waiting(&self) -> &[u8] {
        self.bytes.get(self.taken..).unwrap_or_default()
    }

    fn push(&mut self, bytes: &[u8]) {
        // Moving what is left to the front only when most was taken keeps this linear.
        if self.taken > self.bytes.len() / 2 {
            self.bytes.drain(..self.taken);
            self.taken = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    fn peek(&self, at: usize) -> Option<u8> {
        self.waiting().get(at).copied()
    }

    fn peek_length(&self, limit: usize) -> Result<Option<usize>, Malformed> {
        let Some(&[a, b, c, d]) = self.waiting().first_chunk::<4>() else {
            return Ok(None);
        };
        let got = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
        if got > limit {
            return Err(Malformed::TooLarge { limit, got });
        }
        Ok(Some(got))
    }

    fn take(&mut self, head: usize, length: usize) -> Option<Vec<u8>> {
        let taken = self.waiting().get(head..head + length)?.to_vec();
        self.taken += head + length;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Incarnation, LogItem, SpaceId};

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
            let mut writer = FrameWriter::compressing().unwrap();
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
        let mut writer = FrameWriter::compressing().unwrap();
        let mut reader = FrameReader::new();
        for frame in frames() {
            reader.push(&writer.write(&frame).unwrap());
            assert_eq!(reader.next_frame().unwrap(), Some(frame));
            assert_eq!(reader.next_frame().unwrap(), None);
        }
    }

    #[test]
    fn what_repeats_is_sent_once() {
        let mut writer = FrameWriter::compressing().unwrap();
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
}
