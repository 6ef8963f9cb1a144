-- The yearly report asks for a year of them.
CREATE INDEX notice_made ON notice (site, created);
CREATE INDEX notice_complained ON notice (site, complained) WHERE complained IS NOT NULL;
