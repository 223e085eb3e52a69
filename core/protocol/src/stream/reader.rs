//! From bytes to frames: the device's side. The relay may be hostile.

use zstd::{
    stream::raw::{DParameter, Decoder, Operation, OutBuffer},
    zstd_safe::InBuffer,
};

use super::{CHUNK, END, HEAD, MAX_BLOCK, PIECE, PLAIN, WINDOW_LOG, buffer::Buffer};
use crate::{Frame, Malformed, limits::MAX_FRAME};

/// Turns bytes, in whatever pieces they arrive, back into frames.
#[derive(Default)]
pub struct FrameReader {
    received: Buffer,
    unpacked: Buffer,
    decoder: Option<Decoder<'static>>,
    failure: Option<Malformed>,
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
    /// Before pushing more, call [`next_frame`](Self::next_frame) until it has none:
    /// then the reader never holds more than one block.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.failure.is_none() {
            self.received.push(bytes);
        }
    }

    /// The next whole frame; `None` if more bytes are needed for it. After an error
    /// it returns only that error, because it cannot know where the next frame
    /// begins.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Malformed> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let frame = self.read_frame();
        if let Err(failure) = &frame {
            self.failure = Some(failure.clone());
            self.received = Buffer::default();
            self.unpacked = Buffer::default();
            self.decoder = None;
        }
        frame
    }

    fn read_frame(&mut self) -> Result<Option<Frame>, Malformed> {
        loop {
            if let Some(frame) = self.next_unpacked()? {
                return Ok(Some(frame));
            }
            let Some((kind, payload)) = self.next_block()? else {
                return Ok(None);
            };
            match kind {
                PIECE => self.unpack(&payload)?,
                // Part of a frame is left over: what follows must go on with it.
                _ if self.unpacked.len() > 0 => return Err(Malformed::Compression),
                PLAIN => return Frame::decode(&payload).map(Some),
                END if payload.is_empty() => {
                    self.decoder = None;
                    self.unpacked = Buffer::default();
                }
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
