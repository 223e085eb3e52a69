-- When the person last opened a case's timeline, and when before that: what came since is new for
-- as long as the visit lasts.
CREATE TABLE case_visit (
    space  BLOB PRIMARY KEY,
    before INTEGER,                    -- when the visit before this one was last seen to go on
    last   INTEGER NOT NULL            -- when this one was last seen to go on
) STRICT, WITHOUT ROWID;
-- Whatever was read came before the visits that begin now.
INSERT INTO case_visit (space, before, last)
    SELECT space, ifnull(max(received), 0), ifnull(max(received), 0) FROM entry
    WHERE unread = 0 GROUP BY space;
-- What came to a case since then.
CREATE INDEX entry_by_arrival ON entry (space, received);

-- Whom an entry is about, and who was there.
CREATE TABLE entry_person (
    space    BLOB NOT NULL,
    person   BLOB NOT NULL,            -- of the case, or a practitioner
    happened INTEGER NOT NULL,
    entry    BLOB NOT NULL,
    PRIMARY KEY (space, person, happened, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_person_by_entry ON entry_person (space, entry);
