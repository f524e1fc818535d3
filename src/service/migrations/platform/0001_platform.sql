-- The platform's own data. Times are microseconds since 1970 in UTC.

CREATE TABLE accounts (
    name     TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    role     TEXT NOT NULL CHECK (role IN ('merchant', 'staff', 'support')),
    created  INTEGER NOT NULL
) STRICT;

-- Only a digest of each token is kept.
CREATE TABLE sessions (
    digest  TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE listings (
    id      TEXT PRIMARY KEY,
    sku     TEXT NOT NULL UNIQUE,
    slug    TEXT NOT NULL UNIQUE,
    title   TEXT NOT NULL,
    owner   TEXT NOT NULL REFERENCES accounts (name),
    live    INTEGER,
    newest  INTEGER,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    FOREIGN KEY (id, live) REFERENCES releases (listing, number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (id, newest) REFERENCES releases (listing, number) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX listings_by_change ON listings (changed DESC, id DESC);

CREATE TABLE releases (
    listing  TEXT NOT NULL REFERENCES listings (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL CHECK (number > 0),
    content  TEXT NOT NULL,
    manifest TEXT NOT NULL,
    by       TEXT NOT NULL,
    created  INTEGER NOT NULL,
    PRIMARY KEY (listing, number),
    UNIQUE (listing, content)
) STRICT;

CREATE TRIGGER a_release_never_changes BEFORE UPDATE ON releases
BEGIN
    SELECT RAISE(ABORT, 'a release never changes');
END;

-- The audit log outlives what it speaks of, so it refers to nothing.
CREATE TABLE events (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    by      TEXT NOT NULL,
    what    TEXT NOT NULL,
    listing TEXT,
    release INTEGER
) STRICT;
CREATE INDEX events_by_listing ON events (listing, id DESC);

-- First answers to requests with an idempotency key; no status while the work is being done.
CREATE TABLE replays (
    account TEXT NOT NULL,
    key     TEXT NOT NULL,
    request TEXT NOT NULL,
    status  INTEGER,
    body    TEXT,
    created INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;
CREATE INDEX replays_by_age ON replays (created);

CREATE TABLE invalidations (
    id        TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    paths     TEXT NOT NULL,
    created   INTEGER NOT NULL
) STRICT;
CREATE INDEX invalidations_by_age ON invalidations (created DESC, id DESC);
