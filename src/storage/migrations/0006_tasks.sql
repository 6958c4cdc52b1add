-- Calls that go on after their request was answered, and what came of them.
CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  status TEXT NOT NULL,
  status_message TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  kept_until_ms INTEGER NOT NULL,
  alive_until_ms INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX tasks_by_end ON tasks (kept_until_ms);
