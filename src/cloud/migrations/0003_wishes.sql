-- What another process asks of work that is being done: to wait, or to stop.
CREATE TABLE wishes (
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    wish TEXT NOT NULL,
    PRIMARY KEY (place, name)
) STRICT;
