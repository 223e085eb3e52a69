-- What *My cases* tells first is found without looking at every case.

-- Worries that nobody but their author has responded to.
CREATE TABLE waiting_worry (
    space   BLOB NOT NULL,
    entry   BLOB NOT NULL,
    written INTEGER NOT NULL,
    PRIMARY KEY (space, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_worry_by_age ON waiting_worry (written, space, entry);

-- Cases whose team others have changed since the person last opened the timeline, or that the
-- person has never opened.
CREATE TABLE unseen_team (
    space BLOB NOT NULL PRIMARY KEY,
    idx   INTEGER NOT NULL,            -- the first change of the team that was not seen
    at    INTEGER NOT NULL             -- when the latest came to this device
) STRICT, WITHOUT ROWID;
CREATE INDEX unseen_team_by_time ON unseen_team (at, space);
INSERT INTO unseen_team (space, idx, at)
    SELECT c.space, 0, 0 FROM case_row c
    WHERE NOT EXISTS (SELECT 1 FROM case_visit v WHERE v.space = c.space);
