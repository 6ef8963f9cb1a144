-- What the expected calibration error of a refit was made of: ten bins of equal width by probability, each
-- "held spam probabilities", these summed up in millionths; '' = of a refit before this.
ALTER TABLE learned ADD COLUMN bins TEXT NOT NULL DEFAULT '';
