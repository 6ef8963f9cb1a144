-- Decisions on what waited, newest first: how long writers usually wait.
CREATE INDEX decision_waited ON decision (site, id) WHERE undone IS NULL AND state_from = 'pending';
