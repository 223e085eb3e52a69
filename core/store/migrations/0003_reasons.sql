-- Why something was not sent is a code; what was a sentence until now becomes one.

ALTER TABLE outbox ADD COLUMN attention_detail TEXT;  -- what a reason without a code said

UPDATE outbox SET
    attention = CASE attention
        WHEN 'you are not on this team any more' THEN 'not-on-team'
        WHEN 'You are not on this child''s team any more, so this cannot be shared with it. It is kept here: export it.' THEN 'not-on-team'
        WHEN 'You may only read in this case, so this cannot be shared. It is kept here: export it.' THEN 'may-only-read'
        WHEN 'this case is closed' THEN 'closed'
        WHEN 'This case is closed, so this cannot be shared. It is kept here: export it.' THEN 'closed'
        WHEN 'this is too large to send' THEN 'too-large'
        WHEN 'This is too long to send. It is kept here: export it, or write it in pieces.' THEN 'too-large'
        WHEN 'the relay did not understand this; update the app' THEN 'not-understood'
        WHEN 'This could not be prepared for sending. It is kept here. Close Patchwork and open it again.' THEN 'not-prepared'
        WHEN 'This change was made on something that does not count any more. Look at the case and make it again.' THEN 'base-gone'
        ELSE 'unknown'
    END,
    attention_detail = attention
WHERE attention IS NOT NULL;

UPDATE outbox SET attention_detail = NULL WHERE attention <> 'unknown';
