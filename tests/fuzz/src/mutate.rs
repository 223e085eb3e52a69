//! Damage, the same every time.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// No longer than this, so that a test stays short.
const LONGEST: usize = 64 * 1024;

/// Bytes at the edges of what lengths and kinds can be.
const EDGES: [u8; 14] = [
    0x00, 0x01, 0x17, 0x18, 0x1b, 0x40, 0x5b, 0x7f, 0x80, 0x9b, 0x9f, 0xbf, 0xf6, 0xff,
];

/// A copy of one of the seeds with some damage; `number` decides which and what.
pub fn damaged(seeds: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut chance = ChaCha8Rng::seed_from_u64(number);
    let mut bytes = match seeds.len() {
        0 => Vec::new(),
        count => seeds[below(&mut chance, count)].clone(),
    };
    for _ in 0..=below(&mut chance, 5) {
        damage(&mut bytes, seeds, &mut chance);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn damage(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut ChaCha8Rng) {
    let at = below(chance, bytes.len() + 1);
    let end = (at + below(chance, 33)).min(bytes.len());
    match below(chance, 10) {
        0 | 1 if at < bytes.len() => bytes[at] ^= 1 << below(chance, 8),
        2 | 3 if at < bytes.len() => bytes[at] = EDGES[below(chance, EDGES.len())],
        4 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(1),
        5 => drop(bytes.drain(at..end)),
        6 => {
            let mut more = vec![0; below(chance, 17)];
            chance.fill_bytes(&mut more);
            bytes.splice(at..at, more);
        }
        7 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        8 if !seeds.is_empty() => {
            let other = &seeds[below(chance, seeds.len())];
            let from = below(chance, other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        9 => bytes.truncate(at),
        _ => bytes.insert(at, EDGES[below(chance, EDGES.len())]),
    }
}

fn below(chance: &mut ChaCha8Rng, bound: usize) -> usize {
    usize::try_from(chance.next_u64() % bound.max(1) as u64).unwrap()
}
