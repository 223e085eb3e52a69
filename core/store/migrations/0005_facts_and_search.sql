-- When an entry came to this device decides whether it may move a fact; and what is searched is
-- folded by the app before it comes here. What is computed from entries and names is filled in
-- after this migration (`derive_anew`).

ALTER TABLE entry ADD COLUMN received INTEGER;   -- NULL: before version 5, until the next start
ALTER TABLE entry ADD COLUMN family INTEGER NOT NULL DEFAULT 0;  -- plainly spoken with the family
CREATE INDEX entry_by_receipt ON entry (received);

-- Who took part in a visit or call in which someone was spoken to.
DROP TABLE contact_made;
CREATE TABLE contact_made (
    space       BLOB NOT NULL,
    participant BLOB NOT NULL,
    at          INTEGER NOT NULL,
    entry       BLOB NOT NULL,
    person      BLOB,                  -- the id of a person named as present
    PRIMARY KEY (space, participant, at, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_made_by_entry ON contact_made (space, entry);

-- The words themselves stay in the tables beside; the indexes have them folded, one token
-- between two spaces. Both keep that text, so that deleting really deletes.
ALTER TABLE named ADD COLUMN words TEXT NOT NULL DEFAULT '';
UPDATE named SET words = coalesce(
    (SELECT f.text FROM name_search f WHERE f.rowid = named.row), '');

DROP TABLE entry_search;
CREATE VIRTUAL TABLE entry_search USING fts5 (text, tokenize = "ascii");
INSERT INTO entry_search (entry_search, rank) VALUES ('secure-delete', 1);

DROP TABLE name_search;
CREATE VIRTUAL TABLE name_search USING fts5 (text, sound, tokenize = "ascii");
INSERT INTO name_search (name_search, rank) VALUES ('secure-delete', 1);
