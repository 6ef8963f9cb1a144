-- What was written and decided in some days: figures, and the year's report.
CREATE INDEX comment_made ON comment (site, created);
CREATE INDEX decision_made ON decision (site, made);
