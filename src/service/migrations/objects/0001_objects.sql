-- The index of the object store. Bytes are in blob files; an object is a list of them, so that
-- completing a multipart upload rewrites nothing. Times are microseconds since 1970 in UTC.

CREATE TABLE objects (
    key                TEXT PRIMARY KEY,
    size               INTEGER NOT NULL,
    etag               TEXT NOT NULL,
    modified           INTEGER NOT NULL,
    headers            TEXT NOT NULL,
    checksum_algorithm TEXT NOT NULL,
    checksum_type      TEXT NOT NULL,
    checksum           TEXT NOT NULL,
    -- The SHA-256 of the content, once it is known.
    sha256             TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE pieces (
    key      TEXT NOT NULL REFERENCES objects (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    blob     TEXT NOT NULL UNIQUE,
    size     INTEGER NOT NULL,
    PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE uploads (
    id                 TEXT PRIMARY KEY,
    key                TEXT NOT NULL,
    initiated          INTEGER NOT NULL,
    headers            TEXT NOT NULL,
    checksum_algorithm TEXT NOT NULL,
    checksum_type      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_key ON uploads (key, id);

CREATE TABLE parts (
    upload   TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    blob     TEXT NOT NULL UNIQUE,
    size     INTEGER NOT NULL,
    digests  TEXT NOT NULL,
    modified INTEGER NOT NULL,
    PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;

-- Blobs that nothing names any more; their files go once no reader can still be at them.
CREATE TABLE doomed (
    blob  TEXT PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
