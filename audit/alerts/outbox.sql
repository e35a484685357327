-- outbox.db: what was found to be told, to whom, and what became of it. Unlike reports.db it follows from nothing else: keep it like the
-- WARC files. Without it, whoever subscribed is told nothing twice and nothing old: it begins anew. Rows are only ever added.

-- Every finding once.
CREATE TABLE alert (
  no          INTEGER PRIMARY KEY,      -- in the order of noticing
  key         TEXT NOT NULL UNIQUE,     -- the same finding has the same key: it is told once
  kind        TEXT NOT NULL,
  portal      TEXT NOT NULL,
  publisher   TEXT NOT NULL,
  report_year INTEGER,
  at          TEXT NOT NULL,            -- when the archive could know it first, UTC
  title       TEXT NOT NULL,
  text        TEXT NOT NULL,
  url         TEXT NOT NULL,
  noticed_at  TEXT NOT NULL
) STRICT;

CREATE TABLE subscription (
  name     TEXT PRIMARY KEY,
  began_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a subscription is to be told.
CREATE TABLE delivery (
  subscription TEXT NOT NULL REFERENCES subscription,
  alert        INTEGER NOT NULL REFERENCES alert,
  PRIMARY KEY (subscription, alert)
) STRICT, WITHOUT ROWID;

-- Every attempt to tell it. The first one without an error is the last.
CREATE TABLE attempt (
  subscription TEXT NOT NULL,
  alert        INTEGER NOT NULL,
  at           TEXT NOT NULL,
  error        TEXT,                    -- NULL: it was accepted
  PRIMARY KEY (subscription, alert, at),
  FOREIGN KEY (subscription, alert) REFERENCES delivery
) STRICT, WITHOUT ROWID;

CREATE TRIGGER alert_stays BEFORE DELETE ON alert BEGIN SELECT raise(ABORT, 'rows are only added'); END;
CREATE TRIGGER alert_is_said BEFORE UPDATE ON alert BEGIN SELECT raise(ABORT, 'rows are only added'); END;
CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery BEGIN SELECT raise(ABORT, 'rows are only added'); END;
CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt BEGIN SELECT raise(ABORT, 'rows are only added'); END;
CREATE TRIGGER attempt_is_said BEFORE UPDATE ON attempt BEGIN SELECT raise(ABORT, 'rows are only added'); END;
