-- reports.db: what the archive holds, as tables. Open it in any SQLite tool and start with the view `figures`.
--
-- The WARC files are the truth and this file is a view of them: delete it, run `scrapy reparse`, and the same rows come back.
-- Keys are natural or made of content, so writing the same thing twice changes nothing. Times are UTC text. Values are exact
-- decimals in text, never floating point: compare them with CAST(value AS NUMERIC).

-- Which choices the views follow. `extractor`: the version of the extractor whose readings count.
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- How far each WARC file has been entered into these tables.
CREATE TABLE warc_file (
  name    TEXT PRIMARY KEY,
  entered INTEGER NOT NULL              -- bytes
) STRICT;

-- Stretches of WARC files that hold no readable record. Empty on a good day.
CREATE TABLE hole (
  file   TEXT NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (file, offset)
) STRICT, WITHOUT ROWID;

-- One crawl of one portal, or one load of captures that somebody else made.
CREATE TABLE run (
  run           TEXT PRIMARY KEY,       -- also the beginning of the names of its WARC files
  portal        TEXT NOT NULL,          -- the spider's name, for example jiangsu_changzhou
  adcode        TEXT NOT NULL,          -- GB/T 2260 code of the city, six digits; empty: loaded without saying
  software      TEXT NOT NULL,
  scope         TEXT NOT NULL,          -- what was asked for: '' is everything, `due` what was due, `year 2022` one report year
  domains       TEXT NOT NULL,          -- names the portal's spider registers as its own (allowed_domains), between blanks; or ''
  started_at    TEXT NOT NULL,
  finished_at   TEXT,                   -- NULL: still running, or killed
  finish_reason TEXT                    -- `finished` is the good one
) STRICT;
CREATE INDEX run_portal ON run (portal);

-- What was asked for, and what had led there. Visits that ask for the same in the same words share a row.
CREATE TABLE request (
  request      INTEGER PRIMARY KEY,     -- made of the other columns
  url          TEXT NOT NULL,
  role         TEXT NOT NULL,
  document     TEXT,
  via          TEXT,
  listed_title TEXT,
  listed_date  TEXT
) STRICT;
CREATE INDEX request_document ON request (document) WHERE role = 'report';
CREATE INDEX request_url ON request (url);

-- What came back. Visits that were answered alike share a row, as all do that found a page unchanged.
CREATE TABLE answer (
  answer         INTEGER PRIMARY KEY,   -- made of the other columns
  outcome        TEXT NOT NULL,
  fidelity       TEXT NOT NULL,
  status         INTEGER,
  content_type   TEXT,
  payload_digest TEXT,
  entity_digest  TEXT,
  last_modified  TEXT,
  error          TEXT,
  refers_to      TEXT
) STRICT;

-- A WARC file of a run. An exported file, put into another archive as it is, holds stretches of many.
CREATE TABLE segment (
  segment INTEGER PRIMARY KEY,          -- made of the other columns
  file    TEXT NOT NULL,
  run     TEXT NOT NULL                 -- '': the record that names it is damaged
) STRICT;
CREATE INDEX segment_run ON segment (run);

-- That it was asked and answered, and when: all that is new about a visit that finds a page unchanged. Read it as `capture`.
CREATE TABLE fetch (
  capture     TEXT PRIMARY KEY,
  captured_at TEXT NOT NULL,
  took        INTEGER NOT NULL,         -- milliseconds
  request     INTEGER NOT NULL REFERENCES request,
  answer      INTEGER NOT NULL REFERENCES answer,
  snapshot    INTEGER,
  part_of     TEXT,
  segment     INTEGER NOT NULL REFERENCES segment,
  offset      INTEGER NOT NULL,
  length      INTEGER NOT NULL,
  -- The time of day of `captured_at`, to the microsecond, and `took` later.
  micros      INTEGER NOT NULL AS (took * 1000 + substr(rtrim(substr(captured_at, 21), 'Z') || '000000', 1, 6)) VIRTUAL,
  answered_at TEXT NOT NULL AS (
    strftime('%Y-%m-%dT%H:%M:%S', substr(captured_at, 1, 19), (micros / 1000000) || ' seconds')
    || printf('.%06dZ', micros % 1000000)) VIRTUAL
) STRICT;
CREATE INDEX fetch_request ON fetch (request);
CREATE INDEX fetch_segment ON fetch (segment);
CREATE INDEX fetch_part ON fetch (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX fetch_snapshot ON fetch (snapshot) WHERE snapshot IS NOT NULL;

-- One visit to one address: also redirects, 404, blocks and failures. Every check is evidence, an unchanged one too.
CREATE VIEW capture AS
SELECT
  fetch.capture,                        -- WARC-Record-ID
  segment.run,
  fetch.captured_at,                    -- the request began
  fetch.answered_at,                    -- the answer was whole: what it shows was so at some moment in between
  request.role,                         -- list, report, part (image or attachment of a report), robots, other; shell, asset: see `fidelity`
  request.url,
  answer.outcome,                       -- ok, not_modified: it shows the page. gone, soft_gone: it says there is none.
                                        -- redirected, blocked, error, truncated, failed, refused (we did not ask): it cannot tell
  answer.fidelity,                      -- wire: the bytes the server sent; browser: the document scripts made of them;
                                        -- imported: somebody else's capture
  answer.status,                        -- HTTP status; NULL if no answer came
  answer.content_type,
  answer.payload_digest,                -- content coding kept, as WARC says
  answer.entity_digest,                 -- content coding removed
  fetch.snapshot,                       -- key of what can be read here: address, type and entity, parts included
  request.document,                     -- key of the document, whatever address it was fetched under; #text: its mere text
  request.via,                          -- address of the list (or report) that led here
  fetch.part_of,                        -- for role `part`: the capture of its report
  request.listed_title,                 -- title and date as printed on the list
  request.listed_date,
  answer.last_modified,                 -- what the server claims, in its own words; nothing is concluded from it
  answer.error,                         -- why the answer is not the page, or why there is none
  answer.refers_to,                     -- unchanged payload: the capture that holds it
  segment.file,                         -- the record's place: WARC file, first byte, bytes
  fetch.offset,
  fetch.length
FROM fetch JOIN request USING (request) JOIN answer USING (answer) JOIN segment USING (segment);

-- What a run decided about a host, and why. The newest row of a host with a `strike` tells how it stands: a strike is an answer in
-- a row that asked to be left alone (a block, 429, 503), and 0 says that it answers again.
CREATE TABLE host_decision (
  id          TEXT PRIMARY KEY,         -- WARC-Record-ID
  run         TEXT NOT NULL REFERENCES run,
  host        TEXT NOT NULL,            -- with the port where it is not the usual one
  decided_at  TEXT NOT NULL,
  decision    TEXT NOT NULL,            -- robots.txt: rules, allowed, not_established; pace: pause, resume
  reason      TEXT NOT NULL,
  crawl_delay REAL,                     -- seconds between requests, as robots.txt asks
  until       TEXT,                     -- nothing is asked before
  strike      INTEGER
) STRICT;
CREATE INDEX host_decision_host ON host_decision (host, decided_at) WHERE strike IS NOT NULL;

-- The certificates a host showed, each verified or there would have been no answer.
CREATE TABLE certificate (
  host       TEXT NOT NULL,             -- with the port where it is not the usual one
  sha256     TEXT NOT NULL,             -- of the leaf certificate
  first_seen TEXT NOT NULL,
  last_seen  TEXT NOT NULL,
  PRIMARY KEY (host, sha256)
) STRICT, WITHOUT ROWID;

-- One list walked: the proof of what was, and was not, listed at that time.
CREATE TABLE scan (
  scan           TEXT PRIMARY KEY,      -- WARC-Record-ID
  run            TEXT NOT NULL REFERENCES run,
  list_url       TEXT NOT NULL,
  started_at     TEXT NOT NULL,
  finished_at    TEXT NOT NULL,
  state          TEXT NOT NULL,         -- complete, partial, blocked
  reason         TEXT NOT NULL,         -- why the walk ended
  declared_total INTEGER,               -- what the list itself says it holds; NULL if it does not say
  pages          INTEGER NOT NULL,
  seen           INTEGER NOT NULL,      -- different rows
  accepted       INTEGER NOT NULL       -- rows that are annual reports
) STRICT;

CREATE INDEX scan_run ON scan (run);

CREATE TABLE scan_row (
  scan        TEXT NOT NULL REFERENCES scan,
  position    INTEGER NOT NULL,
  url         TEXT NOT NULL,
  title       TEXT NOT NULL,
  listed_date TEXT,
  verdict     TEXT NOT NULL,            -- `report`, or why the row is none
  PRIMARY KEY (scan, position)
) STRICT, WITHOUT ROWID;

-- When each page of a portal is to be visited again, and why. Made of the visits above and of what was read there, by the rules in
-- audit/revisit.py: made again when a crawl of the portal ends and by `scrapy due`, which prints it.
CREATE TABLE due (
  portal      TEXT NOT NULL,
  kind        TEXT NOT NULL,            -- list, report
  page        TEXT NOT NULL,            -- of a list its address, of a report the key of its document
  url         TEXT NOT NULL,            -- what to ask for
  next_due    TEXT NOT NULL,
  interval    INTEGER NOT NULL,         -- days between visits that the reason asks for; 0: at once
  reason      TEXT NOT NULL,
  last_visit  TEXT NOT NULL,
  last_change TEXT,                     -- the visit that first showed something else than the one before; NULL: none did
  PRIMARY KEY (portal, kind, page)
) STRICT, WITHOUT ROWID;

-- What one version of the extractor read in one snapshot.
CREATE TABLE reading (
  snapshot       INTEGER NOT NULL,
  extractor      TEXT NOT NULL,
  title          TEXT,
  publisher      TEXT,
  publisher_kind TEXT,                  -- government, office, department, township, dispatched_body
  publisher_level TEXT,                 -- province, prefecture, county, township
  report_year    INTEGER,               -- the year reported on; NULL: not a report
  format         TEXT,                  -- f2021, f2019, f2014, f2008
  official       INTEGER NOT NULL,      -- 0: by its address or its text a copy, see the flag unofficial_copy
  numbers_read   INTEGER NOT NULL,      -- figures that are numbers, in tables and in prose
  figure_set     INTEGER NOT NULL,      -- captures that print the same figures share one set
  narrative      INTEGER NOT NULL,      -- captures that say the same words share them: table `section` of texts.db
  metadata       TEXT NOT NULL,         -- JSON object: labelled facts of the page
  dates          TEXT NOT NULL,         -- JSON array of {name, kind, date, time, raw}: see the view `claimed_date`
  codes          TEXT NOT NULL,         -- JSON array of {name, kind, raw, parts}: 索引号, 文号 and the like, taken apart if valid
  flags          TEXT NOT NULL,         -- JSON array of {code, detail}
  -- What captures of one document are compared by, highest first; equal keys, equal layer. See audit/layers.py.
  figures_key     INTEGER NOT NULL,     -- values and statuses of all figures, wherever they stand
  tables_key      INTEGER NOT NULL,     -- the tables as text
  prose_key       INTEGER NOT NULL,     -- the words around them
  facts_key       INTEGER NOT NULL,     -- title and metadata
  attachments_key INTEGER NOT NULL,     -- addresses, names and bytes of attachments and pictures
  links_key       INTEGER NOT NULL,     -- other links in the body
  text_key        INTEGER NOT NULL,     -- everything the document shows, after the rules of extraction/noise.json
  body_key        INTEGER NOT NULL,     -- the same of the element that holds the report; 0: there is none
  raw_text_key    INTEGER NOT NULL,     -- everything it shows, before the rules
  noise           TEXT NOT NULL,        -- JSON object: rule and version to a key of what the rule took out
  PRIMARY KEY (snapshot, extractor)
) STRICT;
CREATE INDEX reading_publisher ON reading (publisher, report_year);

-- Codes used below; the codebook of the extractor, as tables.
CREATE TABLE indicator (
  no    INTEGER PRIMARY KEY,
  code  TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  unit  TEXT NOT NULL
) STRICT;
CREATE TABLE applicant (
  no    INTEGER PRIMARY KEY,            -- 0: the indicator is not split by applicant
  code  TEXT UNIQUE,
  label TEXT NOT NULL
) STRICT;

-- Where the figures of a set stand: one row per table of the page.
CREATE TABLE place (
  figure_set INTEGER NOT NULL,
  no         INTEGER NOT NULL,
  locator    TEXT NOT NULL,             -- XPath of the table, or `chars`
  PRIMARY KEY (figure_set, no)
) STRICT, WITHOUT ROWID;

-- Reports of one form share one grid: which figure stands where, in the order of the numbers in `figure_set.printed`. A figure that
-- comes from elsewhere than a table of the page stands at a place of its own in each report, which its `remark` tells.
CREATE TABLE grid_cell (
  grid       INTEGER NOT NULL,          -- key of the content
  no         INTEGER NOT NULL,
  indicator  INTEGER NOT NULL REFERENCES indicator,
  applicant  INTEGER NOT NULL REFERENCES applicant,
  place      INTEGER,
  cell       TEXT,                      -- inside the place: r<row>c<column>
  PRIMARY KEY (grid, no),
  UNIQUE (grid, indicator, applicant)
) STRICT, WITHOUT ROWID;

-- Sets of figures as they are stored: little more than their numbers. To be asked through the views `figure`, `claim` and `check_result`.
CREATE TABLE figure_set (
  figure_set INTEGER NOT NULL UNIQUE,   -- key of the content
  grid       INTEGER NOT NULL,
  printed    TEXT NOT NULL,             -- JSON array: the value of each cell of the grid, null unless its status is `number`
  pictured   INTEGER NOT NULL,          -- figures read from pictures
  checklist  INTEGER NOT NULL,
  claims     TEXT NOT NULL,             -- JSON array of [indicators, value, pattern, unit, number of the sentence, scope, locator]
  sentences  TEXT NOT NULL              -- JSON array: one sentence often holds several claims
) STRICT;

-- What is not simply a number of the indicator's unit in a table, printed as its value is written.
CREATE TABLE remark (
  figure_set INTEGER NOT NULL,
  no         INTEGER NOT NULL,
  status     TEXT,                      -- NULL stands for `number`
  raw        TEXT,                      -- as printed; NULL where it is the same text as the value
  unit       TEXT,                      -- NULL: the indicator's own unit
  origin     TEXT,                      -- NULL stands for `table`; any other has its own place and cell
  place      INTEGER,
  cell       TEXT,                      -- a range of characters, a box on a page
  PRIMARY KEY (figure_set, no)
) STRICT, WITHOUT ROWID;

-- One row per figure of a set: value (exact decimal, NULL unless the status is `number`), and the columns of `remark` and `grid_cell`.
CREATE VIEW figure AS
SELECT figure_set.figure_set, grid_cell.indicator, grid_cell.applicant, CAST(figure_set.printed ->> grid_cell.no AS TEXT) AS value,
       remark.status, remark.raw, remark.unit, remark.origin,
       coalesce(remark.place, grid_cell.place) AS place, coalesce(remark.cell, grid_cell.cell) AS cell
FROM figure_set
JOIN grid_cell USING (grid)
LEFT JOIN remark ON remark.figure_set = figure_set.figure_set AND remark.no = grid_cell.no;

-- What other carriers of the same report print for the same figures: a PDF beside the page, say.
CREATE TABLE twin (
  figure_set INTEGER NOT NULL,
  no         INTEGER NOT NULL,
  indicator  INTEGER NOT NULL REFERENCES indicator,
  applicant  INTEGER NOT NULL REFERENCES applicant,
  value      TEXT,
  status     TEXT NOT NULL,
  raw        TEXT NOT NULL,
  origin     TEXT NOT NULL,
  locator    TEXT,
  PRIMARY KEY (figure_set, no)
) STRICT, WITHOUT ROWID;

-- What the prose of the report says. Only what no table prints stands among the figures too, with origin `narrative`.
CREATE VIEW claim AS
SELECT figure_set.figure_set, said.key AS no,
       said.value ->> 0 AS indicators,  -- code; several, joined by +, are one joint figure
       said.value ->> 1 AS value,       -- NULL if digits are lost
       said.value ->> 2 AS pattern,     -- then what is left, ? for a lost digit
       said.value ->> 3 AS unit,
       figure_set.sentences ->> (said.value ->> 4) AS sentence,
       said.value ->> 5 AS scope,       -- whose figure it is, in the words of the sentence
       said.value ->> 6 AS locator
FROM figure_set, json_each(figure_set.claims) AS said;

-- Identities that apply to every set of the same grid.
CREATE TABLE checklist (
  checklist  INTEGER NOT NULL,          -- key of the content
  no         INTEGER NOT NULL,
  identity   TEXT NOT NULL,
  scope      TEXT NOT NULL,             -- applicant or indicator the identity was applied to, or ''
  severity   TEXT NOT NULL,
  PRIMARY KEY (checklist, no)
) STRICT, WITHOUT ROWID;

-- Those that did not simply pass, with their two sides.
CREATE TABLE doubt (
  figure_set INTEGER NOT NULL,
  no         INTEGER NOT NULL,
  verdict    TEXT NOT NULL,             -- pass_blank_zero, fail, not_assessable
  left_side  TEXT,
  right_side TEXT,
  PRIMARY KEY (figure_set, no)
) STRICT, WITHOUT ROWID;

-- Identities applied to a set of figures.
CREATE VIEW check_result AS
SELECT figure_set.figure_set, checklist.no, checklist.identity, checklist.scope, checklist.severity,
       coalesce(doubt.verdict, 'pass') AS verdict, doubt.left_side, doubt.right_side
FROM figure_set
JOIN checklist USING (checklist)
LEFT JOIN doubt ON doubt.figure_set = figure_set.figure_set AND doubt.no = checklist.no;

-- Every visit that showed a report, with what the chosen extractor read there.
--
-- `bare`: a file that was loaded without the server's answer around it, such as a saved page or the mere text of one.
--
-- `official`: what the publisher itself serves. Whether a page is a copy is read from the page and its address alone (0 in `reading`:
-- a host outside gov.cn; or, where no address is known or gov.cn hosts a clone, a text that names a foreign portal or was converted to
-- another script). A portal that does live outside gov.cn says so: its spider names the host in `allowed_domains`, which each of its
-- runs records, and what that run fetched there is official. No other portal's runs gain by it.
CREATE VIEW visit AS
SELECT run.portal, run.adcode, capture.run, capture.document, capture.url, capture.captured_at, capture.answered_at, capture.capture,
       capture.entity_digest AS digest, capture.fidelity, capture.status IS NULL AS bare, capture.listed_title, capture.listed_date,
       reading.snapshot, reading.extractor, reading.title, reading.publisher, reading.publisher_kind, reading.publisher_level,
       reading.report_year, reading.format, reading.numbers_read, reading.figure_set, reading.narrative, reading.metadata, reading.dates, reading.codes,
       reading.flags,
       reading.official OR EXISTS (
         SELECT 1 FROM json_each('["' || replace(run.domains, ' ', '","') || '"]') AS domain
         WHERE domain.value <> '' AND '.' || replace(substr(capture.url, 1, instr(substr(capture.url, 9) || '/', '/') + 7), '://', '.')
           LIKE '%.' || domain.value) AS official
FROM capture
JOIN run USING (run)
JOIN reading USING (snapshot)
JOIN setting ON setting.name = 'extractor' AND setting.value = reading.extractor
WHERE capture.role = 'report' AND capture.outcome IN ('ok', 'not_modified')
  AND reading.publisher IS NOT NULL AND reading.report_year IS NOT NULL;

-- Every document of each report (portal, city, publisher, year), in its newest usable capture. One report is often published more
-- than once: a PDF beside the page, a version in pictures (图片版), an export, the same page on another host. These are renditions of
-- one report and never reports of their own. `choice` orders them, and 1 is the one to show: whatever a server answered before a bare
-- file; a corrected re-issue (更正, 修订), for it is meant to replace the others; then the one with most numbers read, of them the fewest from pictures; then one that the
-- latest crawl still saw; then the one published first, by the date it prints, the date on its list, or when it was first seen.
CREATE VIEW rendition AS
SELECT *, row_number() OVER (
    PARTITION BY portal, adcode, publisher, report_year
    ORDER BY bare, coalesce(listed_title, '') || coalesce(title, '') GLOB '*更正*'
          OR coalesce(listed_title, '') || coalesce(title, '') GLOB '*修订*' DESC,
      numbers_read DESC,
      coalesce((SELECT pictured FROM figure_set WHERE figure_set.figure_set = newest.figure_set), 0),
      fidelity = 'imported', run DESC,  -- begins with the portal and the time
      coalesce((SELECT min(claimed.value ->> 'date') FROM json_each(dates) AS claimed WHERE claimed.value ->> 'kind' = 'published'), '9'),
      CASE WHEN listed_date GLOB '[12][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' THEN listed_date ELSE '9' END,
      first_seen, document) AS choice,
  count(*) OVER (PARTITION BY portal, adcode, publisher, report_year) AS renditions
FROM (
  SELECT visit.*, row_number() OVER newest AS age, min(captured_at) OVER newest AS first_seen
  FROM visit
  WHERE official
  WINDOW newest AS (PARTITION BY portal, adcode, publisher, report_year, document ORDER BY bare, captured_at DESC, capture
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS newest
WHERE age = 1;

-- Each report once: its chosen rendition in the newest usable capture. Official ones only.
CREATE VIEW report AS
SELECT * FROM rendition WHERE choice = 1;

-- Copies that are not the publisher's own, in their newest usable capture. They are kept because somebody asked for them, and
-- stand in no other view but `visit`.
CREATE VIEW copy AS
SELECT * FROM (
  SELECT visit.*, row_number() OVER (PARTITION BY portal, document ORDER BY captured_at DESC, capture) AS age
  FROM visit
  WHERE NOT official)
WHERE age = 1;

-- One row per date that a visited page claims for itself: 成文日期, 发布日期 …, under the page's own name, none of them chosen.
CREATE VIEW claimed_date AS
SELECT visit.portal, visit.publisher, visit.report_year, visit.url, visit.captured_at,
       claimed.value ->> 'name' AS name,
       claimed.value ->> 'kind' AS kind,       -- written, issued, published, updated, repealed
       claimed.value ->> 'date' AS date,       -- NULL: what is printed is no date
       claimed.value ->> 'time' AS time,       -- as printed, Beijing time
       claimed.value ->> 'raw' AS raw
FROM visit, json_each(visit.dates) AS claimed;

-- One row per figure of each report.
CREATE VIEW figures AS
SELECT report.portal, report.adcode, report.publisher, report.publisher_kind, report.report_year, report.format,
       indicator.code AS indicator, applicant.code AS applicant, figure.value,
       coalesce(figure.status, 'number') AS status, coalesce(figure.raw, figure.value, '') AS raw,
       coalesce(figure.unit, indicator.unit) AS unit, coalesce(figure.origin, 'table') AS origin,
       report.url, report.captured_at, report.digest, place.locator || coalesce('#' || figure.cell, '') AS locator
FROM report
JOIN figure USING (figure_set)
JOIN indicator ON indicator.no = figure.indicator
JOIN applicant ON applicant.no = figure.applicant
LEFT JOIN place ON place.figure_set = figure.figure_set AND place.no = figure.place;
