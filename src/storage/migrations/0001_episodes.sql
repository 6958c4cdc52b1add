-- Episodes and their steps, partitioned by namespace. `document` is the truth, as JSON text;
-- the columns beside it repeat what queries look for, and `checksum` covers the document and its key.

CREATE TABLE namespaces (
  row_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE episodes (
  row_id INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (row_id),
  id TEXT NOT NULL,
  domain TEXT NOT NULL,
  task_type TEXT NOT NULL,
  outcome TEXT,
  start_time_ms INTEGER NOT NULL,
  reward REAL,
  step_count INTEGER,
  step_latency_ms REAL,
  document TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (namespace_id, id)
) STRICT;

CREATE INDEX episodes_in_order ON episodes (namespace_id, row_id);
CREATE INDEX episodes_by_start ON episodes (namespace_id, start_time_ms);
-- Outcome, step_count and step_latency_ms are set when an episode is completed: these two answer
-- "how many similar ones took fewer steps, or less time" without reading a document.
CREATE INDEX peers_by_steps ON episodes (namespace_id, domain, task_type, step_count)
  WHERE step_count IS NOT NULL;
CREATE INDEX peers_by_latency ON episodes (namespace_id, domain, task_type, step_latency_ms)
  WHERE step_latency_ms IS NOT NULL;

CREATE TABLE steps (
  row_id INTEGER PRIMARY KEY,
  episode INTEGER NOT NULL REFERENCES episodes (row_id) ON DELETE CASCADE,
  step_number INTEGER NOT NULL,
  document TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (episode, step_number)
) STRICT;

-- Where the health check writes, reads and deletes.
CREATE TABLE probes (
  id TEXT PRIMARY KEY,
  written_ms INTEGER NOT NULL
) STRICT;
