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

mod buffer;
mod reader;
mod writer;

pub use reader::FrameReader;
pub use writer::FrameWriter;

use crate::limits::MAX_FRAME;

const PLAIN: u8 = 0;
const PIECE: u8 = 1;
const END: u8 = 2;

const HEAD: usize = 5;
/// A little more than a frame: incompressible data grows by its block headers.
const MAX_BLOCK: usize = MAX_FRAME + MAX_FRAME / 128 + 1024;
/// 512 KiB: bounds the memory of both sides.
const WINDOW_LOG: u32 = 19;
/// The lowest: what can be saved is repeated ids, and level 3 costs the relay
/// 1.7 times the CPU to send 0.4 % less (2,000 envelopes of 305 bytes).
const LEVEL: i32 = 1;
const CHUNK: usize = 16 * 1024;

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

#[cfg(test)]
mod tests;
