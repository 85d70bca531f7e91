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
    version_key TEXT NOT NULL DEFAULT '',
    sha256 TEXT,                        -- of its content: a row of documents
    bytes INTEGER,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'document', 'skipped', 'failed')),
    error_kind TEXT,
    error TEXT,
    exit_code INTEGER NOT NULL DEFAULT 0,
    run INTEGER NOT NULL REFERENCES runs (id),
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
"""
