-- The namespace of each row that is followed, where it was only known by way of another row: some
-- engines number rows in the order of their writing within a namespace only, and followers of
-- those ask by namespace. Rows from before, which only an engine with one order has, need none.
ALTER TABLE steps ADD COLUMN namespace_id INTEGER;
ALTER TABLE episode_updates ADD COLUMN namespace_id INTEGER;
ALTER TABLE recommendation_updates ADD COLUMN namespace_id INTEGER;

--postgres: CREATE INDEX steps_in_order ON steps (namespace_id, row_id);
--postgres: CREATE INDEX episode_updates_in_order ON episode_updates (namespace_id, row_id);
--postgres: CREATE INDEX recommendations_in_order ON recommendations (namespace_id, row_id);
--postgres: CREATE INDEX recommendation_updates_in_order
--postgres:   ON recommendation_updates (namespace_id, row_id);

-- Whoever writes in a namespace locks its row here until the commit, and counts it up.
--postgres: CREATE TABLE turns (name TEXT PRIMARY KEY, changes BIGINT NOT NULL)
--postgres:   WITH (fillfactor = 10);
