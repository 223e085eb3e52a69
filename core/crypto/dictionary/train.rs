//! Makes `dictionary-1.zdict`: `cargo run -p patchwork-crypto --example train_dictionary`.
//!
//! Everything in it is invented: the sentences of `phrases.txt` with the slots of `slots.txt`,
//! in the CBOR shape of real parts (entries, cards, changes of the case document). The same
//! inputs give the same bytes. The file is frozen as format 1; a later one is a new number.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use minicbor::Encoder;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

const TRAINED_LEN: usize = 10 * 1_024;
const SAMPLES: usize = 24_000;
const PHRASES: &str = include_str!("phrases.txt");
const SLOTS: &str = include_str!("slots.txt");
const VOCABULARY: &str = include_str!("vocabulary.txt");

fn main() -> Result<(), Box<dyn Error>> {
    let mut writer = Writer::new();
    let samples: Vec<Vec<u8>> = (0..SAMPLES).map(|_| writer.plaintext()).collect();
    let mut dictionary = zstd::dict::from_samples(&samples, TRAINED_LEN)?;
    // The content of a zstd dictionary is whatever follows its tables, up to the end (RFC 8878,
    // section 5): more of it can simply follow.
    dictionary.extend_from_slice(vocabulary().as_bytes());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionary");
    fs::write(folder.join("dictionary-1.zdict"), &dictionary)?;
    fs::write(
        folder.join("dictionary-1.blake3"),
        format!("{}\n", blake3::hash(&dictionary)),
    )?;
    println!("{} bytes from {SAMPLES} samples", dictionary.len());
    Ok(())
}

struct Writer {
    rng: ChaCha20Rng,
    phrases: Vec<&'static str>,
    slots: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Writer {
    fn new() -> Self {
        let lines = |text: &'static str| {
            text.lines()
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
        };
        Self {
            rng: ChaCha20Rng::seed_from_u64(1),
            phrases: lines(PHRASES).collect(),
            slots: lines(SLOTS)
                .filter_map(|line| line.split_once(": "))
                .map(|(name, fillings)| (name, fillings.split('|').collect()))
                .collect(),
        }
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.rng.next_u64() >> 1).unwrap_or_default() % limit.max(1)
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// One sentence; every slot filled anew.
    fn sentence(&mut self) -> String {
        let at = self.below(self.phrases.len());
        let mut rest = self.phrases.get(at).copied().unwrap_or_default();
        let mut text = String::new();
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            let fillings = self.slots.get(slot).cloned().unwrap_or_default();
            let filling = self.below(fillings.len());
            text.push_str(fillings.get(filling).unwrap_or(&slot));
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// One to three sentences, each begun with a capital.
    fn words(&mut self) -> String {
        let count = [1, 1, 1, 2, 2, 3].get(self.below(6)).copied().unwrap_or(1);
        (0..count)
            .map(|_| capital(&self.sentence()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What one envelope holds, before compression.
    fn plaintext(&mut self) -> Vec<u8> {
        let (kind, count) = match self.below(20) {
            0..=14 => (1, 1),
            15 | 16 => (1, self.below(6) + 2),
            17 | 18 => (2, 1),
            _ => (4, 1),
        };
        let mut e = Encoder::new(Vec::new());
        let result = (|| {
            e.array(u64::try_from(count).unwrap_or_default() + 2)?;
            e.u64(self.rng.next_u64() % 300)?;
            e.bytes(&self.bytes::<32>())?;
            for _ in 0..count {
                let body = match kind {
                    1 => self.entry()?,
                    2 => self.change()?,
                    _ => self.card()?,
                };
                e.array(2)?.u8(kind)?.bytes(&body)?;
            }
            Ok::<_, minicbor::encode::Error<core::convert::Infallible>>(())
        })();
        debug_assert!(result.is_ok());
        e.into_writer()
    }

    /// `[number, written_at, kind, content, happened, about, with, known]`
    fn entry(&mut self) -> Encoded {
        let mut e = Encoder::new(Vec::new());
        let length = [4, 4, 4, 5, 6, 7, 8]
            .get(self.below(7))
            .copied()
            .unwrap_or(4);
        e.array(length)?
            .bytes(&self.bytes::<8>())?
            .i64(self.moment())?;
        let text = self.words();
        match self.below(12) {
            0..=3 => e.u8(1)?.str(&text)?,
            4..=5 => {
                let (mode, outcome) = (self.below(2) + 1, self.below(5) + 1);
                e.u8(2)?
                    .array(3)?
                    .u64(mode as u64)?
                    .u64(outcome as u64)?
                    .str(&text)?
            }
            6 | 7 => e.u8(3)?.str(&text)?,
            8 => e.u8(4)?.str(&text)?,
            9 => e.u8(5)?.str(&text)?,
            10 => e.u8(8)?.array(2)?.bytes(&self.bytes::<16>())?.str(&text)?,
            _ => {
                let kind = self.below(5) as u64 + 1;
                e.u8(11)?
                    .array(3)?
                    .bytes(&self.bytes::<16>())?
                    .u64(kind)?
                    .str(&text)?
            }
        };
        if length > 4 {
            match self.below(3) {
                0 => e.null()?,
                1 => e.u64(60_000 * (self.below(600) as u64))?,
                _ => e.array(1)?.i64(-i64::from(self.rng.next_u32() % 4))?,
            };
        }
        if length > 5 {
            e.array(1)?.bytes(&self.bytes::<16>())?;
        }
        if length > 6 {
            let kind = self.below(2) as u64;
            e.array(1)?
                .array(2)?
                .u64(kind)?
                .bytes(&self.bytes::<16>())?;
        }
        if length > 7 {
            e.u64(self.below(3) as u64 + 1)?;
        }
        Ok(e.into_writer())
    }

    /// A card of a practitioner or how to reach them.
    fn card(&mut self) -> Encoded {
        let mut e = Encoder::new(Vec::new());
        e.array(2)?.i64(self.moment())?;
        if self.below(2) == 0 {
            let role = self.filled("{role}").replace("the ", "");
            e.array(2)?.u8(1)?.array(4)?.bytes(&self.bytes::<16>())?;
            e.str(&self.filled("{child} Example"))?
                .str(&capital(&role))?;
            e.bytes(&self.bytes::<16>())?;
        } else {
            e.array(2)?.u8(2)?.array(6)?;
            let phone = format!("07700 900{:03}", self.below(1_000));
            e.array(1)?.str(&phone)?;
            e.array(1)?.str("first.last@agency.example")?;
            e.str("Text rather than voicemail")?;
            e.str(&self.filled("Works {day} to {day2}, best after {time}"))?;
            e.null()?.null()?;
        }
        Ok(e.into_writer())
    }

    /// `[at, raw change]`, the change in the shape of an Automerge change chunk.
    fn change(&mut self) -> Encoded {
        let keys = self.keys();
        let value = self.words();
        let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83];
        chunk.extend_from_slice(&self.bytes::<4>());
        chunk.extend_from_slice(&[1, 0xa0, 1, 1]);
        chunk.extend_from_slice(&self.bytes::<32>());
        chunk.push(16);
        chunk.extend_from_slice(&self.bytes::<16>());
        chunk.extend_from_slice(&[3, 9, 0, 0, 0, 6]);
        chunk.extend_from_slice(&[0x15, 0x20, 0x34, 1, 0x42, 2, 0x56, 2, 0x57, 0x20, 0x70, 2]);
        for key in &keys {
            chunk.push(u8::try_from(key.len()).unwrap_or_default());
            chunk.extend_from_slice(key.as_bytes());
        }
        chunk.extend_from_slice(&[1, 2, 1, 2, 0x56, 0]);
        chunk.extend_from_slice(value.as_bytes());
        chunk.extend_from_slice(&[2, 0]);
        let mut e = Encoder::new(Vec::new());
        e.array(2)?.i64(self.moment())?.bytes(&chunk)?;
        Ok(e.into_writer())
    }

    /// Keys of the case document that change together.
    fn keys(&mut self) -> Vec<String> {
        let group: &[&str] = match self.below(6) {
            0 => &["kind", "name", "relation"],
            1 => &["name", "role", "agency", "notes"],
            2 => &["added", "due", "title", "who"],
            3 => &["done"],
            4 => &["address", "from", "kind", "pattern", "person", "until"],
            _ => &["agency", "basis", "from", "review", "role", "until", "who"],
        };
        let letter = ["p", "p", "t", "t", "h", "i"]
            .get(self.below(6))
            .copied()
            .unwrap_or("p");
        // A new id in each key, or the dictionary would learn ids.
        let mut keys: Vec<String> = group
            .iter()
            .map(|field| format!("{letter}/{}/{field}", self.id()))
            .collect();
        keys.push(format!("d/{}", self.id()));
        keys
    }

    fn id(&mut self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&self.bytes::<16>())
    }

    fn filled(&mut self, phrase: &'static str) -> String {
        let all = core::mem::replace(&mut self.phrases, vec![phrase]);
        let text = self.sentence();
        self.phrases = all;
        text
    }

    /// A moment in the years 2026 and 2027, in milliseconds.
    fn moment(&mut self) -> i64 {
        let within = self.rng.next_u64() % (2 * 365 * 24 * 3_600_000);
        1_767_225_600_000 + i64::try_from(within).unwrap_or_default()
    }
}

type Encoded = Result<Vec<u8>, minicbor::encode::Error<core::convert::Infallible>>;

/// The vocabulary as running text.
fn vocabulary() -> String {
    VOCABULARY
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split('|'))
        .map(str::trim_end)
        .collect()
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + characters.as_str())
        .unwrap_or_default()
}
