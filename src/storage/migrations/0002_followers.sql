-- What lets an index follow the store: rows of episodes and steps are numbered in the order of
-- their writing and no number is given twice; what changes or goes afterwards is listed here.

CREATE TABLE numbered_steps (
  row_id INTEGER PRIMARY KEY AUTOINCREMENT,
  episode INTEGER NOT NULL REFERENCES episodes (row_id) ON DELETE CASCADE,
  step_number INTEGER NOT NULL,
  document TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (episode, step_number)
) STRICT;
INSERT INTO numbered_steps (row_id, episode, step_number, document, checksum)
  SELECT row_id, episode, step_number, document, checksum FROM steps ORDER BY row_id;
DROP TABLE steps;
ALTER TABLE numbered_steps RENAME TO steps;

-- An episode that was completed, replaced or removed: its row, which may be gone.
CREATE TABLE episode_updates (
  row_id INTEGER PRIMARY KEY AUTOINCREMENT,
  episode INTEGER NOT NULL
) STRICT;
