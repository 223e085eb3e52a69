-- The chip is drawn on every page: what it counts is counted in indexes.

-- What the chip counts, and what *Sync* lists by case: without the parts themselves, and without
-- reports of what was looked at.
CREATE INDEX outbox_shown ON outbox (space, saved_at, undo_until, attention, kind)
    WHERE kind <> 3;
CREATE INDEX team_intent_by_state ON team_intent (state);
-- Own envelopes that the relay acknowledged and has not told yet: a few at any time.
CREATE INDEX log_item_untold ON log_item (space, replica) WHERE n IS NULL AND holds = 1;
