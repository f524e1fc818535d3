-- Publications under way, one at a time for each listing. Journals that are older than this file have
-- both tables already, made with those of the uploads: hence their names, and IF NOT EXISTS.
CREATE TABLE IF NOT EXISTS works (
    -- The platform's name.
    place TEXT NOT NULL,
    -- The listing's SKU.
    name TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    step TEXT NOT NULL,
    -- What must be known to go on, as JSON.
    detail TEXT NOT NULL,
    -- RFC 3339.
    begun TEXT NOT NULL,
    PRIMARY KEY (place, name)
) STRICT;

-- What another process asks of a publication that is under way: to wait, or to stop.
CREATE TABLE IF NOT EXISTS wishes (
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    wish TEXT NOT NULL,
    PRIMARY KEY (place, name)
) STRICT;
