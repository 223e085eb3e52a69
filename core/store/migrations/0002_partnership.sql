-- Version 2. The partnership's own card: what its administrators call it, and whom to call.
CREATE TABLE partnership (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    place  INTEGER NOT NULL,           -- its number in the directory's log; the greatest for one not sent yet
    name   TEXT NOT NULL,
    number TEXT,                       -- of the front door
    hours  TEXT,
    CHECK (hours IS NULL OR number IS NOT NULL)
) STRICT;

-- Until now only its founder's phone knew the name. Any card overrules it.
INSERT INTO partnership (one, place, name)
    SELECT 1, 0, CAST(value AS TEXT) FROM setting WHERE name = 'partnership_name';
DELETE FROM setting WHERE name = 'partnership_name';
