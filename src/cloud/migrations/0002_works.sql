-- Longer pieces of work that uploads are part of, one at a time for each name. Whoever does the work
-- says what its steps are called and keeps what it must know to go on.
CREATE TABLE works (
    -- The platform's name.
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    step TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- RFC 3339.
    begun TEXT NOT NULL,
    PRIMARY KEY (place, name)
) STRICT;

-- Keys to which an upload was ever asked for: a process that died before it learned an upload's id
-- has left one there that nobody owns.
CREATE TABLE keys (
    place TEXT NOT NULL,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    -- When an upload was last asked for; RFC 3339.
    last TEXT NOT NULL,
    PRIMARY KEY (place, bucket, key)
) STRICT;
