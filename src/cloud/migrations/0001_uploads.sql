-- Multipart uploads that were begun and neither completed nor aborted.
CREATE TABLE uploads (
    -- The store's endpoint, or its name where it has none of its own.
    place TEXT NOT NULL,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    -- The store's id of the upload; NULL from the moment before it is asked for until it is known.
    upload TEXT,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    length INTEGER NOT NULL,
    part_bytes INTEGER NOT NULL,
    checksums TEXT NOT NULL,
    -- RFC 3339.
    begun TEXT NOT NULL,
    PRIMARY KEY (place, bucket, key)
) STRICT;
