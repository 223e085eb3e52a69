//! Reading the outside of Automerge's bytes before Automerge does.
//!
//! A run-length column says "2⁶⁰ times" in ten bytes, and a deflated one holds
//! a thousand times its size. So the columns are walked here first, counting
//! what they would unfold to, without unfolding it.
//! Format: <https://automerge.org/automerge-binary-format-spec/>.

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;
const COMPRESSED_CHANGE: u8 = 2;

/// Why bytes are not a chunk that may be given to Automerge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadChunk {
    /// Not of the expected shape.
    #[error("not an automerge chunk of the expected kind")]
    Shape,
    /// It holds deflated data, which could unfold to anything.
    #[error("holds compressed data")]
    Compressed,
    /// It unfolds to more than is allowed.
    #[error("unfolds to more than is allowed")]
    TooMuch,
}

/// What a change says of itself, outside its operations.
#[derive(Debug, Clone)]
pub(crate) struct ChangeHead {
    pub(crate) checksum: [u8; 4],
    pub(crate) actor: Vec<u8>,
    pub(crate) other_actors: Vec<Vec<u8>>,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) deps: Vec<[u8; 32]>,
}

/// How much the columns of a chunk may unfold to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unfolded {
    /// Rows in any column.
    pub(crate) rows: u64,
    /// Bytes of text and values over all columns.
    pub(crate) bytes: u64,
}

/// Reads the outside of one uncompressed change chunk that is all of `bytes`.
pub(crate) fn read_change(bytes: &[u8], limit: Unfolded) -> Result<ChangeHead, BadChunk> {
    let (checksum, kind, mut data) = open(bytes)?;
    match kind {
        CHANGE => {}
        COMPRESSED_CHANGE => return Err(BadChunk::Compressed),
        _ => return Err(BadChunk::Shape),
    }
    let data = &mut data;
    let deps = read_hashes(data)?;
    let actor = data.prefixed()?.to_vec();
    let seq = data.unsigned()?;
    let start_op = data.unsigned()?;
    data.signed()?; // time
    data.prefixed()?; // message
    let other_actors = read_actors(data)?;
    let columns = read_columns(data)?;
    check_columns(data, &columns, limit)?;
    Ok(ChangeHead {
        checksum,
        actor,
        other_actors,
        seq,
        start_op,
        deps,
    })
}

/// Checks that `bytes` are one document chunk without deflated columns.
pub(crate) fn check_document(bytes: &[u8], limit: Unfolded) -> Result<(), BadChunk> {
    let (_, kind, mut data) = open(bytes)?;
    if kind != DOCUMENT {
        return Err(BadChunk::Shape);
    }
    let data = &mut data;
    read_actors(data)?;
    read_hashes(data)?;
    let changes = read_columns(data)?;
    let operations = read_columns(data)?;
    check_columns(data, &changes, limit)?;
    check_columns(data, &operations, limit)
}

fn open(bytes: &[u8]) -> Result<([u8; 4], u8, Bytes<'_>), BadChunk> {
    let mut bytes = Bytes(bytes);
    if bytes.take(4)? != MAGIC {
        return Err(BadChunk::Shape);
    }
    let checksum = bytes.take(4)?.try_into().map_err(|_| BadChunk::Shape)?;
    let kind = bytes.byte()?;
    let length = bytes.length()?;
    if length != bytes.0.len() {
        return Err(BadChunk::Shape);
    }
    Ok((checksum, kind, bytes))
}

fn read_hashes(data: &mut Bytes<'_>) -> Result<Vec<[u8; 32]>, BadChunk> {
    let count = data.length()?;
    let mut hashes = Vec::new();
    for _ in 0..count {
        hashes.push(data.take(32)?.try_into().map_err(|_| BadChunk::Shape)?);
    }
    Ok(hashes)
}

fn read_actors(data: &mut Bytes<'_>) -> Result<Vec<Vec<u8>>, BadChunk> {
    let count = data.length()?;
    let mut actors = Vec::new();
    for _ in 0..count {
        actors.push(data.prefixed()?.to_vec());
    }
    Ok(actors)
}

struct Column {
    specification: u64,
    length: usize,
}

fn read_columns(data: &mut Bytes<'_>) -> Result<Vec<Column>, BadChunk> {
    const DEFLATED: u64 = 0b1000;
    let count = data.length()?;
    let mut columns = Vec::new();
    for _ in 0..count {
        let specification = data.unsigned()?;
        if specification & DEFLATED != 0 {
            return Err(BadChunk::Compressed);
        }
        let length = data.length()?;
        columns.push(Column {
            specification,
            length,
        });
    }
    Ok(columns)
}

fn check_columns(
    data: &mut Bytes<'_>,
    columns: &[Column],
    limit: Unfolded,
) -> Result<(), BadChunk> {
    let mut total = 0_u64;
    for column in columns {
        let unfolded = unfold(column.specification, data.take(column.length)?)?;
        total = total.saturating_add(unfolded.bytes);
        if unfolded.rows > limit.rows || total > limit.bytes {
            return Err(BadChunk::TooMuch);
        }
    }
    Ok(())
}

/// What one column would unfold to.
fn unfold(specification: u64, column: &[u8]) -> Result<Unfolded, BadChunk> {
    const GROUP: u64 = 0;
    const DELTA: u64 = 3;
    const BOOLEAN: u64 = 4;
    const STRING: u64 = 5;
    const VALUE_METADATA: u64 = 6;
    const VALUE: u64 = 7;
    let column = &mut Bytes(column);
    match specification & 0b111 {
        VALUE => Ok(Unfolded {
            rows: 0,
            bytes: column.0.len() as u64,
        }),
        BOOLEAN => {
            let mut rows = 0_u64;
            while !column.0.is_empty() {
                rows = rows.saturating_add(column.unsigned()?);
            }
            Ok(Unfolded { rows, bytes: 0 })
        }
        STRING => runs(column, |column| Ok((1, column.prefixed()?.len() as u64))),
        DELTA => runs(column, |column| column.signed().map(|_| (1, 0))),
        // A group's value is how many rows the columns of the group have.
        GROUP => runs(column, |column| Ok((1.max(column.unsigned()?), 0))),
        VALUE_METADATA => runs(column, |column| Ok((1, column.unsigned()? >> 4))),
        _ => runs(column, |column| column.unsigned().map(|_| (1, 0))),
    }
}

/// Adds up a run-length column: runs of one value, literal values, runs of null.
fn runs(
    column: &mut Bytes<'_>,
    mut value: impl FnMut(&mut Bytes<'_>) -> Result<(u64, u64), BadChunk>,
) -> Result<Unfolded, BadChunk> {
    let mut sum = Unfolded { rows: 0, bytes: 0 };
    let mut add = |times: u64, (rows, bytes): (u64, u64)| {
        sum.rows = sum.rows.saturating_add(times.saturating_mul(rows));
        sum.bytes = sum.bytes.saturating_add(times.saturating_mul(bytes));
    };
    while !column.0.is_empty() {
        match column.signed()? {
            0 => {
                let nulls = column.unsigned()?;
                add(nulls, (1, 0));
            }
            run @ 1.. => add(run.unsigned_abs(), value(column)?),
            literal => {
                // Each literal has at least one byte, so this ends with the column.
                for _ in 0..literal.unsigned_abs() {
                    add(1, value(column)?);
                }
            }
        }
    }
    Ok(sum)
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], BadChunk> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(BadChunk::Shape)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, BadChunk> {
        self.take(1)?.first().copied().ok_or(BadChunk::Shape)
    }

    fn prefixed(&mut self) -> Result<&'a [u8], BadChunk> {
        let length = self.length()?;
        self.take(length)
    }

    fn length(&mut self) -> Result<usize, BadChunk> {
        usize::try_from(self.unsigned()?).map_err(|_| BadChunk::Shape)
    }

    /// LEB128.
    fn unsigned(&mut self) -> Result<u64, BadChunk> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(BadChunk::Shape);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(BadChunk::Shape)
    }

    /// Signed LEB128.
    fn signed(&mut self) -> Result<i64, BadChunk> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = i64::from(byte & 0x7f);
            if shift == 63 && bits != 0 && bits != 0x7f {
                return Err(BadChunk::Shape);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
        }
        Err(BadChunk::Shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_leb128_writes_them() {
        assert_eq!(Bytes(&[0xe5, 0x8e, 0x26]).unsigned(), Ok(624_485));
        assert_eq!(Bytes(&[0xc0, 0xbb, 0x78]).signed(), Ok(-123_456));
        assert_eq!(Bytes(&[0x7f]).signed(), Ok(-1));
        assert_eq!(Bytes(&[0x3f]).signed(), Ok(63));
        assert_eq!(Bytes(&[0x80]).unsigned(), Err(BadChunk::Shape));
        assert_eq!(Bytes(&[0xff; 11]).unsigned(), Err(BadChunk::Shape));
        let lowest = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];
        assert_eq!(Bytes(&lowest).signed(), Ok(i64::MIN));
    }

    #[test]
    fn a_run_is_counted_without_being_unfolded() {
        // "2^60 times the number 1", as a signed count and a value.
        let column = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0x01];
        assert_eq!(unfold(0x42, &column).unwrap().rows, 1 << 60);
        // Two literals: "ab" and "c"; then three nulls.
        let column = [0x7e, 2, b'a', b'b', 1, b'c', 0, 3];
        let sum = unfold(0x15, &column).unwrap();
        assert_eq!((sum.rows, sum.bytes), (5, 3));
    }
}
