//! From frames to blocks: the relay's side.

use std::io;

use zstd::{
    stream::raw::{CParameter, Encoder, Operation, OutBuffer},
    zstd_safe::InBuffer,
};

use super::{CHUNK, END, LEVEL, PIECE, PLAIN, WINDOW_LOG, block, length};
use crate::{Frame, limits::MAX_FRAME};

/// Frames shorter than this go plain even while catching up: zstd would not make
/// them shorter, and a device with nothing new then costs no zstd context at all.
const WORTH_COMPRESSING: usize = 512;

/// Turns frames into blocks.
pub struct FrameWriter {
    mode: Mode,
}

enum Mode {
    /// Catching up; the context is made for the first frame that is worth it.
    Compressing(Option<Encoder<'static>>),
    Plain,
}

impl core::fmt::Debug for FrameWriter {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("FrameWriter")
            .field("compresses", &matches!(self.mode, Mode::Compressing(_)))
            .finish()
    }
}

impl FrameWriter {
    /// A writer that compresses until [`finish_catch_up`](Self::finish_catch_up).
    pub const fn compressing() -> Self {
        Self {
            mode: Mode::Compressing(None),
        }
    }

    /// A writer that sends frames as they are.
    pub const fn plain() -> Self {
        Self { mode: Mode::Plain }
    }

    /// The block for this frame. A reader has the whole frame once it has the block.
    ///
    /// It fails if the frame is larger than [`MAX_FRAME`], because every reader
    /// would refuse it, or if there is no memory for compression.
    pub fn write(&mut self, frame: &Frame) -> io::Result<Vec<u8>> {
        let bytes = frame.encode();
        if bytes.len() > MAX_FRAME {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("a frame of {} bytes, the limit is {MAX_FRAME}", bytes.len()),
            ));
        }
        let encoder = match &mut self.mode {
            Mode::Plain => return Ok(block(PLAIN, &bytes)),
            Mode::Compressing(_) if bytes.len() < WORTH_COMPRESSING => {
                return Ok(block(PLAIN, &bytes));
            }
            Mode::Compressing(Some(encoder)) => encoder,
            Mode::Compressing(none) => none.insert(new_encoder()?),
        };
        let mut piece = Vec::with_capacity(bytes.len() + bytes.len() / 64 + 64);
        compress(encoder, &length(bytes.len()), &mut piece)?;
        compress(encoder, &bytes, &mut piece)?;
        flush(encoder, &mut piece)?;
        Ok(block(PIECE, &piece))
    }

    /// Ends compression and frees its memory. Empty if nothing was compressed.
    pub fn finish_catch_up(&mut self) -> Vec<u8> {
        match core::mem::replace(&mut self.mode, Mode::Plain) {
            Mode::Compressing(Some(_)) => block(END, &[]),
            Mode::Compressing(None) | Mode::Plain => Vec::new(),
        }
    }
}

fn new_encoder() -> io::Result<Encoder<'static>> {
    let mut encoder = Encoder::new(LEVEL)?;
    encoder.set_parameter(CParameter::WindowLog(WINDOW_LOG))?;
    encoder.set_parameter(CParameter::ChecksumFlag(false))?;
    Ok(encoder)
}

pub(super) fn compress(
    encoder: &mut Encoder<'_>,
    bytes: &[u8],
    into: &mut Vec<u8>,
) -> io::Result<()> {
    let mut input = InBuffer::around(bytes);
    let mut chunk = [0; CHUNK];
    while input.pos() < bytes.len() {
        let mut output = OutBuffer::around(&mut chunk[..]);
        encoder.run(&mut input, &mut output)?;
        into.extend_from_slice(output.as_slice());
    }
    Ok(())
}

pub(super) fn flush(encoder: &mut Encoder<'_>, into: &mut Vec<u8>) -> io::Result<()> {
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
