"""Tables of the ledger."""

VERSION = 1
"""Kept in the file's user_version; a ledger of another version is refused, and never guessed at."""

TABLES = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_started REAL NOT NULL,      -- seconds since 1970, tells a process from a later one with its number
    heartbeat REAL NOT NULL,            -- seconds since 1970, renewed while the run lives
    fingerprint TEXT NOT NULL,
    version TEXT NOT NULL,              -- of the program
    settings TEXT NOT NULL              -- JSON
) STRICT;

CREATE TABLE files (                    -- one row an input, under each name that it came by
    id INTEGER PRIMARY KEY,
    place TEXT NOT NULL,                -- path or URL
    member TEXT NOT NULL DEFAULT '',    -- of the zip archive at place
    label TEXT NOT NULL DEFAULT '',     -- what people call it, where place is a name of our own
    version_key TEXT NOT NULL DEFAULT '',
    sha256 TEXT,                        -- of its content: a row of documents
    bytes INTEGER,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'document', 'skipped', 'failed')),
    error_kind TEXT,
    error TEXT,
    exit_code INTEGER NOT NULL DEFAULT 0,
    run INTEGER REFERENCES runs (id),   -- that noted or identified it, none yet where a client handed it in
    identified TEXT,
    UNIQUE (place, member)
) STRICT;

CREATE TABLE documents (                -- one row a content, however many names it has
    sha256 TEXT PRIMARY KEY,
    file INTEGER NOT NULL REFERENCES files (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed')),
    fingerprint TEXT NOT NULL,          -- of the settings and the version that it is read with
    run INTEGER NOT NULL REFERENCES runs (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    pages INTEGER NOT NULL DEFAULT 0,
    tables INTEGER NOT NULL DEFAULT 0,
    findings INTEGER NOT NULL DEFAULT 0,
    suspects INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    cpu_seconds REAL NOT NULL DEFAULT 0,
    peak_bytes INTEGER NOT NULL DEFAULT 0,
    output TEXT,                        -- below the output directory
    output_bytes INTEGER NOT NULL DEFAULT 0,
    error_kind TEXT,
    error TEXT,
    exit_code INTEGER NOT NULL DEFAULT 0,
    finished TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX documents_by_state ON documents (state);
CREATE INDEX documents_by_file ON documents (file);
CREATE INDEX files_by_content ON files (sha256);
CREATE INDEX files_by_state ON files (state);

CREATE TABLE attempts (                 -- each try at a document, and how it ended
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES documents (sha256),
    run INTEGER NOT NULL REFERENCES runs (id),
    state TEXT NOT NULL,
    seconds REAL NOT NULL,
    error_kind TEXT,
    error TEXT,
    finished TEXT NOT NULL
) STRICT;

CREATE INDEX attempts_by_content ON attempts (sha256);

CREATE TABLE jobs (                     -- what clients of a server handed in, each with a row of files to itself
    number INTEGER PRIMARY KEY,         -- in the order in which they came
    id TEXT NOT NULL UNIQUE,            -- random: who does not know it cannot guess it
    file INTEGER NOT NULL UNIQUE REFERENCES files (id),
    created TEXT NOT NULL
) STRICT;

CREATE VIEW job_states AS               -- how far each job is, worked out from its file and that one's document
SELECT j.number, j.id, j.created, f.id AS file, f.place, f.member, f.label, f.bytes, f.sha256,
    CASE WHEN f.state <> 'document' THEN f.state
        WHEN d.state IN ('running', 'done', 'failed') THEN d.state ELSE 'waiting' END AS state,
    CASE WHEN f.state IN ('skipped', 'failed') THEN f.identified
        WHEN d.state IN ('done', 'failed') THEN max(f.identified, d.finished) END AS finished,
    CASE WHEN f.state = 'document' THEN d.error_kind ELSE f.error_kind END AS error_kind,
    CASE WHEN f.state = 'document' THEN d.error ELSE f.error END AS error,
    d.pages, d.tables, d.findings, d.suspects, d.seconds, d.output
FROM jobs j JOIN files f ON f.id = j.file LEFT JOIN documents d ON d.sha256 = f.sha256 AND f.state = 'document';
"""
