-- How episodes stand to each other, and where open ones were left for somebody else to go on: as
-- JSON documents like episodes. They go with their episodes, of which both are of one namespace.
CREATE TABLE relations (
  row_id INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (row_id),
  from_episode INTEGER NOT NULL REFERENCES episodes (row_id) ON DELETE CASCADE,
  to_episode INTEGER NOT NULL REFERENCES episodes (row_id) ON DELETE CASCADE,
  relation_type TEXT NOT NULL,
  document TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (from_episode, to_episode, relation_type)
) STRICT;
CREATE INDEX relations_to_episode ON relations (to_episode);
CREATE INDEX relations_in_order ON relations (namespace_id, row_id);

CREATE TABLE checkpoints (
  row_id INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (row_id),
  episode INTEGER NOT NULL REFERENCES episodes (row_id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (episode, id)
) STRICT;
