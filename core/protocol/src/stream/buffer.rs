//! Bytes on their way through a reader.

use crate::Malformed;

/// Bytes that arrive at one end and leave at the other.
#[derive(Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    taken: usize,
}

impl Buffer {
    pub(super) fn len(&self) -> usize {
        self.bytes.len().saturating_sub(self.taken)
    }

    fn waiting(&self) -> &[u8] {
        self.bytes.get(self.taken..).unwrap_or_default()
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        // Moving what is left to the front only when most was taken keeps this linear.
        if self.taken > self.bytes.len() / 2 {
            self.bytes.drain(..self.taken);
            self.taken = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn peek(&self, at: usize) -> Option<u8> {
        self.waiting().get(at).copied()
    }

    pub(super) fn peek_length(&self, limit: usize) -> Result<Option<usize>, Malformed> {
        let Some(&[a, b, c, d]) = self.waiting().first_chunk::<4>() else {
            return Ok(None);
        };
        let got = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
        if got > limit {
            return Err(Malformed::TooLarge { limit, got });
        }
        Ok(Some(got))
    }

    pub(super) fn take(&mut self, head: usize, length: usize) -> Option<Vec<u8>> {
        let taken = self.waiting().get(head..head + length)?.to_vec();
        self.taken += head + length;
        Some(taken)
    }
}
