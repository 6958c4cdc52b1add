-- How often each tool was called: the most used ones are listed first.
CREATE TABLE tool_calls (
  tool TEXT PRIMARY KEY,
  calls INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
