//! One connection, set up the same way every time.

use std::{path::Path, sync::Once, thread, time::Duration};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};
use zeroize::Zeroizing;

use crate::{Result, StoreError};

/// How long to wait for someone else's transaction.
const BUSY: Duration = Duration::from_secs(5);
/// Statements kept prepared per connection: more than there are.
const STATEMENTS: usize = 256;

/// A connection that may write.
pub(crate) fn writing(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Connection> {
    let connection = unlocked(path, key)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -8000;
         PRAGMA journal_size_limit = 4194304;",
    )?;
    // On Apple's systems a plain sync leaves the drive's own cache alone.
    #[cfg(target_vendor = "apple")]
    connection.execute_batch("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;")?;
    Ok(connection)
}

/// A connection that may only read.
pub(crate) fn reading(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Connection> {
    let connection = unlocked(path, key)?;
    only_reads(&connection)?;
    Ok(connection)
}

/// How a database is opened beside which nothing may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// No file beside it belongs to it: SQLite looks for none and makes none.
    Nothing,
    /// A write-ahead log and its index. SQLite reads both and keeps its own index in memory.
    Log,
}

/// A connection that writes neither the database nor a file beside it.
pub(crate) fn reading_only(
    path: &Path,
    beside: Beside,
    key: &Zeroizing<[u8; 32]>,
) -> Result<Connection> {
    ready();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let how = match beside {
        Beside::Nothing => "immutable=1",
        Beside::Log => "readonly_shm=1",
    };
    let address = format!("{}?mode=ro&{how}", file_address(path));
    let connection = with_key(Connection::open_with_flags(address, flags)?, key)?;
    only_reads(&connection)?;
    Ok(connection)
}

/// The `file:` address of a path, in which every byte is spelt out that means something in one.
fn file_address(path: &Path) -> String {
    // What follows two slashes and is no slash would be taken for the name of a host.
    let mut address = String::from(match path.has_root() {
        true if cfg!(windows) => "file:///",
        true => "file://",
        false => "file:",
    });
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => address.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                address.push(char::from(*byte));
            }
            _ => {
                address.push('%');
                address.extend(digits(*byte));
            }
        }
    }
    address
}

fn only_reads(connection: &Connection) -> Result<()> {
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -4000;")?;
    Ok(())
}

/// Whether a connection reads nothing any more: after a page that does not read back, SQLCipher
/// refuses every other page too.
pub(crate) fn has_failed(connection: &Connection) -> bool {
    // Without what is cached, or the schema would be read from there.
    connection
        .execute_batch("PRAGMA shrink_memory; SELECT count(*) FROM sqlite_schema")
        .is_err()
}

/// Waits until SQLCipher is ready, once in a process.
///
/// `sqlite3_initialize` runs SQLCipher's own start after it has said that it is done, so a key
/// given on another thread in that moment is refused.
fn ready() {
    static READY: Once = Once::new();
    const TRIES: u32 = 2_000;
    READY.call_once(|| {
        for _ in 0..TRIES {
            let keyed = Connection::open_in_memory()
                .and_then(|connection| connection.execute_batch("PRAGMA key = 'ready?'"));
            if keyed.is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    });
}

fn unlocked(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Connection> {
    ready();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    with_key(Connection::open_with_flags(path, flags)?, key)
}

fn with_key(connection: Connection, key: &Zeroizing<[u8; 32]>) -> Result<Connection> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Or a statement that meets a partial index is planned anew for each value bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Before the key: SQLCipher would print a wrong one's failures to standard error.
    connection.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA temp_store = MEMORY;")?;
    connection.execute_batch(&key_statement(key))?;
    // The key is tried only at the first read.
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            Err(StoreError::WrongKey)
        }
        read => {
            read?;
            Ok(connection)
        }
    }
}

/// The raw key, so that no passphrase is derived at each opening (2 ms in place of 100 ms).
fn key_statement(key: &Zeroizing<[u8; 32]>) -> Zeroizing<String> {
    // Made long enough at once: a string that grows leaves its old bytes behind.
    let mut statement = Zeroizing::new(String::with_capacity(96));
    statement.push_str("PRAGMA key = \"x'");
    for byte in key.iter() {
        statement.extend(digits(*byte));
    }
    statement.push_str("'\"");
    statement
}

/// A byte as two hexadecimal digits.
fn digits(byte: u8) -> [char; 2] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    [byte >> 4, byte & 15].map(|digit| {
        DIGITS
            .get(usize::from(digit))
            .copied()
            .map_or('0', char::from)
    })
}
