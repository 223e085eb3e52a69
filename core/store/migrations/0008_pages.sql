-- Lists come page by page: a page is one range of an index, in the order in which it is shown.

DROP INDEX practitioner_by_name;
CREATE INDEX practitioner_by_folded_name ON practitioner (name COLLATE NOCASE, id);

DROP INDEX task_by_assignee;
-- What is to be done by whom: by its day, those without one last.
CREATE INDEX task_open_of ON task (assignee, ifnull(due, '~'), added_at, space, id)
    WHERE assignee IS NOT NULL AND done_at IS NULL;
-- What was done, of whom.
CREATE INDEX task_done_of ON task (assignee, done_at, space, id)
    WHERE assignee IS NOT NULL AND done_at IS NOT NULL;
