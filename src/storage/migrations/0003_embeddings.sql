-- What is chosen at run time, such as the embedder, as JSON text.
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Vectors that an embedder was asked for, each of one text: what a restart need not ask again.
CREATE TABLE vectors (
  generation TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (generation, text_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX vectors_by_text ON vectors (text_hash);
