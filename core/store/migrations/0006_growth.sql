-- What is not looked at costs nothing: indexes that make one probe of what was a scan.

-- The heads stand before the bytes, which lie on pages of their own: reading the heads does not
-- walk those.
CREATE TABLE document_with_heads_first (
    space BLOB NOT NULL PRIMARY KEY,
    heads BLOB NOT NULL,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO document_with_heads_first (space, heads, bytes) SELECT space, heads, bytes FROM document;
DROP TABLE document;
ALTER TABLE document_with_heads_first RENAME TO document;

-- Pages of the timeline with some kinds only.
CREATE INDEX entry_by_kind ON entry (space, kind, happened, id);
-- The last visit or call that each practitioner wrote down.
CREATE INDEX entry_spoke_by ON entry (space, author, contact_at, id) WHERE spoke = 1;
-- When each practitioner was last heard from, in whatever space.
CREATE INDEX heard_by_practitioner ON heard (practitioner, at);
-- What this version refuses.
CREATE INDEX held_part_refused ON held_part (space, replica, seq, idx) WHERE waiting = 0;

-- The wraps that this device made for devices that were admitted later. They were one value of 56
-- bytes for each: space, key, recipient.
CREATE TABLE wrap_given (
    space     BLOB NOT NULL,
    key_id    BLOB NOT NULL,
    recipient BLOB NOT NULL,
    PRIMARY KEY (space, key_id, recipient)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO wrap_given (space, key_id, recipient)
WITH RECURSIVE
    given (value) AS (SELECT value FROM setting WHERE name = 'wraps_given'),
    piece (start) AS (
        SELECT 1 FROM given WHERE length(value) >= 56
        UNION ALL
        SELECT start + 56 FROM piece, given WHERE start + 111 <= length(value)
    )
SELECT substr(value, start, 32), substr(value, start + 32, 16), substr(value, start + 48, 8)
FROM piece, given;
DELETE FROM setting WHERE name = 'wraps_given';
