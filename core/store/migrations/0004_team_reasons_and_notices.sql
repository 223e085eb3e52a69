-- Why a change of a team was not made, and what a notice tells, are codes; what was a sentence
-- until now becomes one.

ALTER TABLE team_intent ADD COLUMN detail TEXT NOT NULL DEFAULT '';

UPDATE team_intent SET
    state = 2,                         -- 1 asked the person again; the reason says so now
    reason = CASE
        WHEN reason = 'Someone else changed this person''s access meanwhile. Look at the team and decide again.'
            THEN 'access-changed'
        WHEN reason = 'This change of the team is not possible any more: this device is not admitted. Look at the team and decide again.'
            THEN 'not-admitted'
        WHEN reason LIKE 'This change of the team is not possible any more: %. Look at the team and decide again.'
            THEN 'against-the-rules'
        ELSE 'unknown'
    END,
    detail = CASE
        WHEN reason = 'Someone else changed this person''s access meanwhile. Look at the team and decide again.'
            OR reason = 'This change of the team is not possible any more: this device is not admitted. Look at the team and decide again.'
            THEN ''
        WHEN reason LIKE 'This change of the team is not possible any more: %. Look at the team and decide again.'
            THEN replace(
                replace(reason, 'This change of the team is not possible any more: ', ''),
                '. Look at the team and decide again.', '')
        ELSE reason
    END
WHERE state <> 0;

ALTER TABLE notice RENAME COLUMN words TO detail;  -- which device, item or change it is about

UPDATE notice SET detail = ''
WHERE kind = 'relay-changed'
    AND detail = 'The relay was restored from a backup, or replaced. Nothing was lost here; this device gives back what the relay lacks.';

-- Of what contradicts what, only the part in brackets.
UPDATE notice SET detail = replace(
    replace(detail, 'The relay shows different things to different people (', ''),
    '). Tell your administrator.', '')
WHERE kind = 'evidence'
    AND detail LIKE 'The relay shows different things to different people (%). Tell your administrator.';

-- An older version had the withheld item among the contradictions.
UPDATE OR REPLACE notice SET kind = 'item-withheld', detail = ''
WHERE kind = 'evidence' AND detail IN (
    'the relay no longer has an item that nobody took back',
    'The relay no longer has an item that it once took, though nobody on the team took it back. What this device holds stays. Tell your administrator.');
UPDATE notice SET kind = 'other-directory', detail = ''
WHERE kind = 'evidence' AND detail = 'the directory is not the one that the invitation named';
UPDATE notice SET kind = 'forked-log',
    detail = replace(replace(detail, 'device ', ''), ' saw another log up to ', '/')
WHERE kind = 'evidence' AND detail LIKE 'device % saw another log up to %';
UPDATE notice SET kind = 'forked-directory',
    detail = replace(replace(detail, 'device ', ''), ' was shown another directory', '')
WHERE kind = 'evidence' AND detail LIKE 'device % was shown another directory';
UPDATE notice SET kind = 'two-envelopes',
    detail = replace(detail, 'two different envelopes under ', '')
WHERE kind = 'evidence' AND detail LIKE 'two different envelopes under %';
UPDATE notice SET kind = 'two-team-changes',
    detail = replace(detail, 'two different team changes with number ', '')
WHERE kind = 'evidence' AND detail LIKE 'two different team changes with number %';

UPDATE OR REPLACE notice SET kind = 'unknown' WHERE kind NOT IN (
    'relay-changed', 'item-withheld', 'other-directory', 'forked-log', 'forked-directory',
    'two-envelopes', 'two-team-changes');
