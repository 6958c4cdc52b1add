-- What calls were answered that can be made again: by the key that the caller gave them.
CREATE TABLE idempotency_keys (
  namespace_name TEXT NOT NULL,
  caller TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  answer TEXT NOT NULL,
  kept_until_ms INTEGER NOT NULL,
  PRIMARY KEY (namespace_name, caller, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_end ON idempotency_keys (kept_until_ms);
