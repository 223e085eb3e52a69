-- One row: which database this is. `restore` renews it.
CREATE TABLE relay (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    incarnation BLOB NOT NULL CHECK (length(incarnation) = 16)
) STRICT;

CREATE TABLE space (
    row       INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    -- The row of its partnership's directory; a directory names itself.
    directory INTEGER NOT NULL
) STRICT;

-- The replicas seen in a space, so that items name them by a small number.
CREATE TABLE series (
    row     INTEGER PRIMARY KEY,
    space   INTEGER NOT NULL REFERENCES space (row),
    replica BLOB NOT NULL CHECK (length(replica) = 16),
    UNIQUE (space, replica)
) STRICT;

-- Appended by rowid: a random clustered key costs seven times as much.
-- `series` is null in a team change. `body` is null once erased; the item's
-- hash then takes its place.
CREATE TABLE item (
    row    INTEGER PRIMARY KEY,
    space  INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    series INTEGER,
    seq    INTEGER,
    chain  BLOB NOT NULL,
    body   BLOB,
    erased BLOB
) STRICT;
CREATE UNIQUE INDEX item_in_order ON item (space, n);
CREATE UNIQUE INDEX item_in_series ON item (series, seq) WHERE series IS NOT NULL;
CREATE INDEX item_of_team ON item (space, n) WHERE series IS NULL;

-- Who is on which team now; what `team changes` say, kept for looking up.
CREATE TABLE member (
    directory    INTEGER NOT NULL,
    practitioner BLOB NOT NULL,
    space        INTEGER NOT NULL,
    -- Milliseconds since 1970 by the relay's clock; null: no end.
    until        INTEGER,
    PRIMARY KEY (directory, practitioner, space)
) STRICT, WITHOUT ROWID;

-- Wraps are numbered per recipient: a common counter would tell one device
-- how many wraps others got.
CREATE TABLE recipient (
    row       INTEGER PRIMARY KEY,
    directory INTEGER NOT NULL,
    device    BLOB NOT NULL CHECK (length(device) = 8),
    last      INTEGER NOT NULL,
    UNIQUE (directory, device)
) STRICT;

CREATE TABLE wrap (
    row       INTEGER PRIMARY KEY,
    recipient INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    space     INTEGER NOT NULL,
    key_id    BLOB NOT NULL,
    sender    BLOB NOT NULL,
    sealed    BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX wrap_in_order ON wrap (recipient, number);
CREATE UNIQUE INDEX wrap_once ON wrap (recipient, space, key_id, sender);
CREATE INDEX wrap_of_space ON wrap (space);

-- Tokens are kept hashed. The nonce makes a statement good for one session.
CREATE TABLE session (
    token      BLOB PRIMARY KEY CHECK (length(token) = 32),
    directory  INTEGER NOT NULL,
    device     BLOB NOT NULL,
    nonce      BLOB NOT NULL,
    -- The invite's public key while the device is not admitted.
    invite     BLOB,
    signing    BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (device, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_end ON session (expires_at);
