-- What agents were told to do, and what they said of it: as JSON documents like episodes. Those that
-- belong to an episode go with it.

CREATE TABLE recommendations (
  row_id INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (row_id),
  id TEXT NOT NULL,
  episode INTEGER REFERENCES episodes (row_id) ON DELETE CASCADE,
  has_feedback INTEGER NOT NULL,
  document TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (namespace_id, id)
) STRICT;
CREATE INDEX recommendations_of_episode ON recommendations (episode) WHERE episode IS NOT NULL;
-- Only feedback can give them a meaning: of these the newest are kept.
CREATE INDEX loose_recommendations ON recommendations (namespace_id, row_id)
  WHERE episode IS NULL AND has_feedback = 0;

-- A recommendation that got feedback: its row, which may be gone.
CREATE TABLE recommendation_updates (
  row_id INTEGER PRIMARY KEY AUTOINCREMENT,
  recommendation INTEGER NOT NULL
) STRICT;
