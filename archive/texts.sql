-- texts.db: what the reports say in words, beside the figures of reports.db and a view of the WARC files like that one.
-- Delete both and run `scrapy reparse`, and the same rows come back.

-- The numbered sections of a report, stored once however many captures print the same words: `narrative` is a key of the text, and
-- `reading.narrative` of reports.db leads here.
CREATE TABLE texts.section (
  narrative INTEGER NOT NULL,
  no        INTEGER NOT NULL,           -- place in the report, from 1
  number    INTEGER NOT NULL,           -- as its heading is numbered: 一 is 1
  heading   TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (narrative, no)
) STRICT, WITHOUT ROWID;
