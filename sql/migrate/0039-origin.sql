-- A comment that came from elsewhere and kept its number is called by that number there, too: where that was it says
-- itself, and needs no row of `imported`, which is a tenth of an import's time and of its bytes. Rows that are there
-- stay.
ALTER TABLE comment ADD COLUMN origin INTEGER REFERENCES import_source (id);
