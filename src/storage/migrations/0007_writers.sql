-- Who opened each episode, as its document says; NULL is the local user, and whoever came before
-- writers were written down. It never changes.
ALTER TABLE episodes ADD COLUMN writer TEXT;
