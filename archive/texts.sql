-- texts.db: what the reports say in words, beside the figures of reports.db and a view of the WARC files like that one.
-- Delete both and run `scrapy reparse`, and the same rows come back.

-- The numbered sections of a report, stored once however many captures print the same words: `narrative` is a key of the text, and
-- `reading.narrative` of reports.db leads here.
CREATE TABLE texts.section (
  id        INTEGER PRIMARY KEY,        -- in the order of storing; row of the index below
  narrative INTEGER NOT NULL,
  no        INTEGER NOT NULL,           -- place in the report, from 1
  number    INTEGER NOT NULL,           -- as its heading is numbered: 一 is 1
  heading   TEXT NOT NULL,
  body      TEXT NOT NULL,
  UNIQUE (narrative, no)
) STRICT;

-- Full-text index of heading and body; `scrapy search` asks it. Every Han character is a word of its own (archive/words.py), so a term
-- is asked for as a phrase of single characters: WHERE section_index MATCH '"纠 正"'. It holds no text of its own.
CREATE VIRTUAL TABLE texts.section_index USING fts5 (
  words, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 0'
);
