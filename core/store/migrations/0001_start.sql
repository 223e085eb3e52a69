-- Version 1. Times are milliseconds since 1970, days are ISO 8601 text, ids are
-- their bytes, lists of words are the numbers of core/model.

-- What this installation knows of itself.
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Spaces, and what sync keeps of them.
CREATE TABLE space (
    id     BLOB NOT NULL PRIMARY KEY,
    kind   INTEGER,                    -- NULL until its founding is known
    actor  BLOB,                       -- the name under which this device edits its document
    record BLOB NOT NULL               -- core/sync's own record
) STRICT, WITHOUT ROWID;

-- Team changes that took effect, by index.
CREATE TABLE team_change (
    space BLOB NOT NULL,
    idx   INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (space, idx)
) STRICT, WITHOUT ROWID;

-- Items as received or sent, whatever came of them.
CREATE TABLE log_item (
    row        INTEGER PRIMARY KEY,    -- the order of coming
    space      BLOB NOT NULL,
    hash       BLOB NOT NULL,
    kind       INTEGER NOT NULL,       -- 0 envelope, 1 team change, 2 erased
    bytes      BLOB NOT NULL,
    telling    INTEGER,                -- where the relay put it; NULL while it was only made here
    n          INTEGER,
    chain      BLOB,
    replica    BLOB,                   -- for an envelope that could be read
    seq        INTEGER,
    holds      INTEGER NOT NULL,       -- whether it counts as holding its place
    standing   INTEGER NOT NULL,
    key_id     BLOB,                   -- the key that a locked item waits for
    reason     TEXT NOT NULL,          -- in words, for the person
    detail     BLOB NOT NULL,          -- core/sync's own state
    may_change INTEGER NOT NULL,
    unoffered  INTEGER NOT NULL DEFAULT 0, -- the relay may not take it: offer it no more
    CHECK ((telling IS NULL) = (n IS NULL) AND (n IS NULL) = (chain IS NULL)),
    CHECK ((replica IS NULL) = (seq IS NULL))
) STRICT;
CREATE UNIQUE INDEX log_item_by_hash ON log_item (space, hash);
CREATE INDEX log_item_by_n ON log_item (space, telling, n) WHERE n IS NOT NULL;
CREATE INDEX log_item_by_place ON log_item (space, replica, seq) WHERE replica IS NOT NULL;
CREATE INDEX log_item_pending ON log_item (space) WHERE may_change = 1;
CREATE INDEX log_item_refused ON log_item (row) WHERE standing = 4;

-- Parts that were handed on but could not be used: changes that wait for
-- others, and what this version refuses. Tried again after an update.
CREATE TABLE held_part (
    space    BLOB NOT NULL,
    replica  BLOB NOT NULL,
    seq      INTEGER NOT NULL,
    idx      INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    device   BLOB NOT NULL,
    author   BLOB NOT NULL,
    body     BLOB NOT NULL,
    waiting  INTEGER NOT NULL,         -- 1 waits for other changes, 0 refused
    reason   TEXT NOT NULL,
    PRIMARY KEY (space, replica, seq, idx)
) STRICT, WITHOUT ROWID;

-- Keys of spaces, in the clear but for the encryption of this file.
CREATE TABLE space_key (
    space  BLOB NOT NULL,
    key_id BLOB NOT NULL,
    key    BLOB NOT NULL,
    PRIMARY KEY (space, key_id)
) STRICT, WITHOUT ROWID;

-- Keys sealed for other devices, not on the relay yet.
CREATE TABLE wrap_out (
    space     BLOB NOT NULL,
    key_id    BLOB NOT NULL,
    recipient BLOB NOT NULL,
    sender    BLOB NOT NULL,
    sealed    BLOB NOT NULL,
    PRIMARY KEY (space, key_id, recipient, sender)
) STRICT, WITHOUT ROWID;

-- Envelopes whose bytes are fixed and that have no answer yet.
CREATE TABLE sealed (
    id      INTEGER PRIMARY KEY,
    space   BLOB NOT NULL,
    replica BLOB NOT NULL,
    seq     INTEGER NOT NULL,
    bytes   BLOB NOT NULL,
    UNIQUE (space, replica, seq)
) STRICT;

-- What was saved here and is not on the relay. A row goes when it is.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    space      BLOB NOT NULL,
    kind       INTEGER NOT NULL,       -- the part's number on the wire
    body       BLOB NOT NULL,
    edits      BLOB,                   -- of a change: what the person did, for a replay
    heads      BLOB,                   -- of a change: on which heads
    entry      BLOB,
    draft      BLOB,                   -- what an undo gives back
    draft_body BLOB,
    saved_at   INTEGER NOT NULL,
    undo_until INTEGER,                -- NULL: may be sealed
    sealed     INTEGER REFERENCES sealed (id),
    attention  TEXT,
    CHECK ((edits IS NULL) = (heads IS NULL)),
    CHECK (undo_until IS NULL OR (sealed IS NULL AND attention IS NULL)),
    CHECK (sealed IS NULL OR attention IS NULL)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (space, id) WHERE sealed IS NULL AND attention IS NULL;
CREATE INDEX outbox_undo ON outbox (undo_until) WHERE undo_until IS NOT NULL;
CREATE INDEX outbox_sealed ON outbox (sealed) WHERE sealed IS NOT NULL;
CREATE INDEX outbox_entry ON outbox (entry) WHERE entry IS NOT NULL;
CREATE INDEX outbox_attention ON outbox (id) WHERE attention IS NOT NULL;
CREATE INDEX outbox_change ON outbox (space, id) WHERE edits IS NOT NULL;

-- Changes of teams that a person asked for, until the relay has taken them.
CREATE TABLE team_intent (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    space    BLOB NOT NULL,
    wish     BLOB NOT NULL,            -- the client's own words for it
    planned  BLOB,                     -- the signed change, once made
    saved_at INTEGER NOT NULL,
    state    INTEGER NOT NULL,         -- 0 waits, 1 ask the person again, 2 needs attention
    reason   TEXT NOT NULL
) STRICT;
CREATE INDEX team_intent_by_space ON team_intent (space, id);

CREATE TABLE draft (
    id         BLOB NOT NULL PRIMARY KEY,
    space      BLOB,                   -- may be filed to a child later
    body       BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_by_age ON draft (updated_at);

-- Which entry a draft became, so that saving it twice makes one.
CREATE TABLE saved_draft (
    draft      BLOB NOT NULL PRIMARY KEY,
    space      BLOB NOT NULL,
    entry      BLOB NOT NULL,
    saved_at   INTEGER NOT NULL,
    undo_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_draft_by_age ON saved_draft (saved_at);
CREATE INDEX saved_draft_by_entry ON saved_draft (entry);

-- The case document of a space.
CREATE TABLE document (
    space BLOB NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL,
    heads BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------
-- Projections of documents: deleted and written anew with each change.

CREATE TABLE case_row (
    space        BLOB NOT NULL PRIMARY KEY,
    given        TEXT NOT NULL,
    family       TEXT NOT NULL,
    preferred    TEXT,
    name         TEXT NOT NULL,
    born         BLOB NOT NULL,
    born_day     TEXT,                 -- for sorting the eldest first
    nhs_number   TEXT,
    family_label TEXT,
    family_key   TEXT NOT NULL,
    known_at     INTEGER,
    known_device BLOB,
    unreadable   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX case_row_by_family ON case_row (family_key, born_day, name);

CREATE TABLE status (
    space        BLOB NOT NULL PRIMARY KEY,
    status       BLOB NOT NULL,
    from_day     TEXT,
    from_whom    TEXT,
    known_at     INTEGER NOT NULL,
    known_device BLOB NOT NULL,
    in_conflict  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    space         BLOB NOT NULL,
    ord           INTEGER NOT NULL,
    id            BLOB NOT NULL,
    kind          INTEGER NOT NULL,
    name          TEXT NOT NULL,
    relation      INTEGER,
    role          TEXT,
    agency        BLOB,
    contact_notes TEXT,
    deceased      INTEGER NOT NULL,
    removed       INTEGER NOT NULL,
    added_at      INTEGER NOT NULL,
    added_device  BLOB NOT NULL,
    known_at      INTEGER NOT NULL,
    known_device  BLOB NOT NULL,
    PRIMARY KEY (space, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_detail (
    space        BLOB NOT NULL,
    ord          INTEGER NOT NULL,
    id           BLOB NOT NULL,
    person       BLOB NOT NULL,
    kind         INTEGER NOT NULL,
    value        TEXT NOT NULL,
    e164         TEXT,
    known_at     INTEGER NOT NULL,
    known_device BLOB NOT NULL,
    in_conflict  INTEGER NOT NULL,
    PRIMARY KEY (space, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE relationship (
    space        BLOB NOT NULL,
    ord          INTEGER NOT NULL,
    id           BLOB NOT NULL,
    from_person  BLOB NOT NULL,
    to_person    BLOB NOT NULL,
    kind         INTEGER NOT NULL,
    known_at     INTEGER NOT NULL,
    known_device BLOB NOT NULL,
    PRIMARY KEY (space, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE residence (
    space         BLOB NOT NULL,
    ord           INTEGER NOT NULL,
    id            BLOB NOT NULL,
    person        BLOB NOT NULL,
    kind          INTEGER NOT NULL,
    address       TEXT NOT NULL,
    from_day      TEXT,
    until_day     TEXT,
    pattern       TEXT,
    withheld_from BLOB NOT NULL,
    withheld      INTEGER NOT NULL,
    known_at      INTEGER NOT NULL,
    known_device  BLOB NOT NULL,
    in_conflict   INTEGER NOT NULL,
    PRIMARY KEY (space, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE involvement (
    space        BLOB NOT NULL,
    ord          INTEGER NOT NULL,
    id           BLOB NOT NULL,
    who          BLOB NOT NULL,
    role         TEXT,
    agency       BLOB,
    from_day     TEXT,
    until_day    TEXT,
    basis        INTEGER,
    review       TEXT,
    known_at     INTEGER NOT NULL,
    known_device BLOB NOT NULL,
    PRIMARY KEY (space, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE task (
    space        BLOB NOT NULL,
    ord          INTEGER NOT NULL,
    id           BLOB NOT NULL,
    title        TEXT NOT NULL,
    assignee     BLOB,
    due          TEXT,
    done_at      INTEGER,
    done_device  BLOB,
    added_at     INTEGER NOT NULL,
    added_device BLOB NOT NULL,
    known_at     INTEGER NOT NULL,
    known_device BLOB NOT NULL,
    PRIMARY KEY (space, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_open ON task (space, due) WHERE done_at IS NULL;
CREATE INDEX task_by_assignee ON task (assignee, due) WHERE assignee IS NOT NULL;

CREATE TABLE marker (
    space        BLOB NOT NULL,
    ord          INTEGER NOT NULL,
    id           BLOB NOT NULL,
    text         TEXT NOT NULL,
    review       TEXT,
    ended        TEXT,
    known_at     INTEGER NOT NULL,
    known_device BLOB NOT NULL,
    in_conflict  INTEGER NOT NULL,
    PRIMARY KEY (space, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE conflict (
    space    BLOB NOT NULL,
    ord      INTEGER NOT NULL,
    field    BLOB NOT NULL,
    person   BLOB,
    withheld INTEGER NOT NULL,
    PRIMARY KEY (space, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE conflict_value (
    space        BLOB NOT NULL,
    conflict     INTEGER NOT NULL,     -- the ord of its conflict
    ord          INTEGER NOT NULL,
    id           TEXT NOT NULL,
    value        BLOB NOT NULL,
    known_at     INTEGER NOT NULL,
    known_device BLOB NOT NULL,
    shown        INTEGER NOT NULL,
    PRIMARY KEY (space, conflict, ord)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------
-- The journal.

CREATE TABLE entry (
    row        INTEGER PRIMARY KEY,
    space      BLOB NOT NULL,
    id         BLOB NOT NULL,
    author     BLOB NOT NULL,          -- the person whose device signed it
    body       BLOB NOT NULL,          -- the part as signed; everything else is computed from it
    kind       INTEGER NOT NULL,
    happened   INTEGER NOT NULL,
    written    INTEGER NOT NULL,
    target     BLOB,
    saw        INTEGER NOT NULL,       -- a visit or call in which the child was seen
    spoke      INTEGER NOT NULL,       -- … or someone was spoken to
    contact_at INTEGER NOT NULL,       -- no later than it was written down
    unread     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_by_id ON entry (space, id);
CREATE INDEX entry_by_time ON entry (space, happened, id);
CREATE INDEX entry_by_target ON entry (space, target) WHERE target IS NOT NULL;
CREATE INDEX entry_unread ON entry (space) WHERE unread = 1;
CREATE INDEX entry_worry ON entry (space) WHERE kind = 3;
CREATE INDEX entry_saw ON entry (space, contact_at, id) WHERE saw = 1;
CREATE INDEX entry_spoke ON entry (space, contact_at, id) WHERE spoke = 1;

-- Who took part in, or was the subject of, a visit or call in which someone was spoken to.
CREATE TABLE contact_made (
    space       BLOB NOT NULL,
    participant BLOB NOT NULL,
    at          INTEGER NOT NULL,
    entry       BLOB NOT NULL,
    PRIMARY KEY (space, participant, at, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_made_by_entry ON contact_made (space, entry);

-- Who looked, as their devices report it.
CREATE TABLE look (
    space    BLOB NOT NULL,
    day      TEXT NOT NULL,
    device   BLOB NOT NULL,
    what     BLOB NOT NULL,
    author   BLOB NOT NULL,
    first_at INTEGER NOT NULL,
    times    INTEGER NOT NULL,
    PRIMARY KEY (space, day, device, what)
) STRICT, WITHOUT ROWID;

-- What was looked at on this device and not told to the team yet.
CREATE TABLE own_look (
    space    BLOB NOT NULL,
    day      TEXT NOT NULL,
    what     BLOB NOT NULL,
    first_at INTEGER NOT NULL,
    times    INTEGER NOT NULL,
    told     INTEGER NOT NULL,         -- how many of them were told
    PRIMARY KEY (space, day, what)
) STRICT, WITHOUT ROWID;

-- When each practitioner's latest words were written, by their clock.
CREATE TABLE heard (
    space        BLOB NOT NULL,
    practitioner BLOB NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (space, practitioner)
) STRICT, WITHOUT ROWID;

-- What the person must be told about a space: a relay that contradicts itself.
CREATE TABLE notice (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    space BLOB NOT NULL,
    kind  TEXT NOT NULL,
    words TEXT NOT NULL,
    at    INTEGER NOT NULL,
    UNIQUE (space, kind, words)
) STRICT;

-- ---------------------------------------------------------------------------
-- The directory: for each subject the card that counts.

CREATE TABLE agency (
    id        BLOB NOT NULL PRIMARY KEY,
    place     INTEGER NOT NULL,        -- its number in the directory's log; the greatest for one not sent yet
    name      TEXT NOT NULL,
    kind      INTEGER NOT NULL,
    sensitive INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX agency_by_name ON agency (name);

CREATE TABLE practitioner (
    id     BLOB NOT NULL PRIMARY KEY,
    place  INTEGER NOT NULL,
    name   TEXT NOT NULL,
    role   TEXT NOT NULL,
    agency BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX practitioner_by_agency ON practitioner (agency);
CREATE INDEX practitioner_by_name ON practitioner (name);

CREATE TABLE contact_card (
    practitioner BLOB NOT NULL PRIMARY KEY,
    place        INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    card         BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------
-- Search. Both keep their text, so that deleting really deletes.

CREATE VIRTUAL TABLE entry_search USING fts5 (
    text, tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO entry_search (entry_search, rank) VALUES ('secure-delete', 1);

-- Names and ways to reach people; never a withheld address.
CREATE TABLE named (
    row     INTEGER PRIMARY KEY,
    space   BLOB NOT NULL,
    kind    INTEGER NOT NULL,          -- 0 child, 1 person, 2 practitioner
    subject BLOB NOT NULL,
    label   TEXT NOT NULL
) STRICT;
CREATE INDEX named_by_subject ON named (space, kind, subject);

CREATE VIRTUAL TABLE name_search USING fts5 (
    text, tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO name_search (name_search, rank) VALUES ('secure-delete', 1);
