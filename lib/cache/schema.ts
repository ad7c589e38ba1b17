/** The tables of the SQLite cache; `entries_v` is the one that people should ask. */

/** Version of the schema, kept in the database as `user_version`. */
export const SCHEMA_VERSION = 10;

/** Where the bytes of a content are (`contents.place`). */
export const PLACE = { inline: 0, file: 1, pieces: 2, remote: 3 } as const;

/** Whether an entry's content is there (`entries.state`). */
export const STATE = { present: 0, evicted: 1 } as const;

const VIEW = `CREATE VIEW entries_v AS
SELECT
  lower(hex(e.hash)) AS hash,
  CASE WHEN instr(t.name, '#') > 0 THEN substr(t.name, instr(t.name, '#') + 1) ELSE t.name END AS task,
  CASE WHEN instr(t.name, '#') > 0 THEN substr(t.name, 1, instr(t.name, '#') - 1) END AS file,
  coalesce(e.out, 'null') AS out,
  e.args AS args,
  e.metadata AS metadata,
  e.size AS size,
  e.duration AS duration,
  datetime(e.created / 1000000, 'unixepoch') AS created,
  CASE e.state WHEN 0 THEN 'present' ELSE 'evicted' END AS state,
  e.codec AS codec,
  d.json AS deps,
  e.reads AS reads,
  lower(hex(e.resolved_hash)) AS resolved_hash,
  lower(hex(e.args_hash)) AS args_hash,
  lower(hex(d.hash)) AS deps_hash,
  lower(hex(e.content_hash)) AS content_hash,
  lower(hex(e.migrated_from)) AS migrated_from,
  lower(hex(e.log_hash)) AS log_hash,
  e.format AS format
FROM entries e JOIN deps d ON d.id = e.deps_id JOIN tasks t ON t.id = e.task_id;
`;

/**
 * The first version; what came later is below.
 *
 * Hashes are 32-byte blobs: as text they would take twice the space and insert at half the speed.
 */
export const SCHEMA = `
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  resolved_hash BLOB NOT NULL,
  args_hash BLOB NOT NULL,
  deps_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  out TEXT,
  codec TEXT NOT NULL,
  content_hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  duration REAL NOT NULL,
  created INTEGER NOT NULL,
  args TEXT,
  metadata TEXT,
  reads TEXT,
  state INTEGER NOT NULL,
  format INTEGER NOT NULL,
  migrated_from BLOB,
  log_hash BLOB
);
CREATE INDEX entries_resolved ON entries (substr(resolved_hash, 1, 8));
CREATE INDEX entries_content ON entries (substr(content_hash, 1, 8));
CREATE INDEX entries_task ON entries (task_id);
CREATE INDEX entries_log ON entries (log_hash) WHERE log_hash IS NOT NULL;
CREATE TABLE deps (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, json TEXT NOT NULL);
CREATE TABLE tasks (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE sources (hash BLOB PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE contents (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  place INTEGER NOT NULL,
  data BLOB
);
CREATE TABLE files (
  path TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  mtime REAL NOT NULL,
  ctime REAL NOT NULL,
  inode REAL NOT NULL,
  hashed_at REAL NOT NULL,
  content_hash BLOB NOT NULL,
  written_hash BLOB,
  identity TEXT,
  serializer TEXT,
  future BLOB
) WITHOUT ROWID;
CREATE TABLE manifests (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  count INTEGER NOT NULL,
  hashes BLOB NOT NULL
);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  target TEXT NOT NULL,
  started INTEGER NOT NULL,
  duration REAL NOT NULL,
  cached INTEGER NOT NULL,
  run INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  exit_code INTEGER NOT NULL,
  manifest_id INTEGER NOT NULL
);
CREATE TABLE analysis (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
${VIEW}`;

/**
 * Version 2. `content_refs`: contents whose bytes tell of other contents, as the list of a folder's
 * files does; `ref` is kept as long as `content` is. `contents.stat` is what a content's file looked
 * like when it was known to be right: as long as it does, it need not be read to be trusted.
 */
export const VERSION_2 = `
CREATE TABLE content_refs (
  content BLOB NOT NULL,
  ref BLOB NOT NULL,
  PRIMARY KEY (content, ref)
) WITHOUT ROWID;
CREATE INDEX content_refs_ref ON content_refs (ref);
ALTER TABLE contents ADD COLUMN stat TEXT;
`;

/** Version 3: what bytes a tracked output was given, and whether they hold its value unchanged. */
export const VERSION_3 = `
ALTER TABLE files ADD COLUMN codec TEXT;
ALTER TABLE files ADD COLUMN lossless INTEGER;
`;

/** Version 4: most calls have no Futures among their arguments, so that their two hashes are one. */
export const VERSION_4 = `
DROP INDEX entries_resolved;
CREATE INDEX entries_resolved ON entries (substr(resolved_hash, 1, 8)) WHERE resolved_hash <> hash;
`;

/**
 * Version 5, for `merkl log`. `argv`: JSON, the command line's words; `tasks`: JSON, what became of
 * each task's calls, and the failures; `calls`: which bodies ran, packed (`run_calls.ts`).
 */
export const VERSION_5 = `
ALTER TABLE runs ADD COLUMN argv TEXT;
ALTER TABLE runs ADD COLUMN git_commit TEXT;
ALTER TABLE runs ADD COLUMN git_dirty INTEGER;
ALTER TABLE runs ADD COLUMN tasks TEXT;
ALTER TABLE runs ADD COLUMN calls BLOB;
`;

/**
 * Version 6, for looking after the cache. Times in seconds since the epoch tell what is young.
 * `care` remembers when things were done; its `generation` counts how often rows of `deps` and
 * `tasks` were removed.
 */
export const VERSION_6 = `
ALTER TABLE contents ADD COLUMN created INTEGER;
ALTER TABLE sources ADD COLUMN created INTEGER;
ALTER TABLE analysis ADD COLUMN created INTEGER;
CREATE TABLE care (key TEXT PRIMARY KEY, value ANY NOT NULL) WITHOUT ROWID;
INSERT INTO care (key, value) VALUES ('generation', 0);
`;

/**
 * Version 7. `used_hash` is what a file held when a run last read it, as long as somebody else has
 * found since that it holds `content_hash`.
 */
export const VERSION_7 = `
ALTER TABLE files ADD COLUMN used_hash BLOB;
`;

/** Ids that the pieces of a content can have: from its own id times this on. */
export const PIECES = 32;

const TRIGGER = `
CREATE TRIGGER contents_deleted AFTER DELETE ON contents WHEN old.place = ${PLACE.pieces} BEGIN
  DELETE FROM pieces WHERE id BETWEEN old.id * ${PIECES} AND old.id * ${PIECES} + ${PIECES - 1};
END;
`;

/** Version 8: contents of some kilobytes are in pieces, which fill pages; they go with their row. */
export const VERSION_8 = `
CREATE TABLE pieces (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
${TRIGGER}`;

/**
 * Version 9. Indexes by hash hold its first 8 bytes only, which makes them half as large; queries
 * compare the whole hash as well (`sameHash`). Of two hashes that begin alike the later takes the
 * place of the earlier, which is then made anew: with a million of each, there are two with a
 * probability of 3e-8. `by_content` and `by_resolved` are made up when somebody asks them, see
 * `sqlite_listing.ts`: to keep two more indexes costs a third of what storing a small result does.
 */
export const VERSION_9 = `
DROP VIEW entries_v;
CREATE TABLE entries_9 (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  resolved_hash BLOB NOT NULL,
  args_hash BLOB NOT NULL,
  deps_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  out TEXT,
  codec TEXT NOT NULL,
  content_hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  duration REAL NOT NULL,
  created INTEGER NOT NULL,
  args TEXT,
  metadata TEXT,
  reads TEXT,
  state INTEGER NOT NULL,
  format INTEGER NOT NULL,
  migrated_from BLOB,
  log_hash BLOB
);
INSERT INTO entries_9 SELECT * FROM entries;
DROP TABLE entries;
ALTER TABLE entries_9 RENAME TO entries;
CREATE UNIQUE INDEX entries_hash ON entries (substr(hash, 1, 8));
CREATE INDEX entries_task ON entries (task_id);
CREATE INDEX entries_log ON entries (log_hash) WHERE log_hash IS NOT NULL;
CREATE TABLE by_content (key BLOB NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE by_resolved (key BLOB NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
INSERT INTO care (key, value) VALUES ('by_content', 0), ('by_resolved', 0);
CREATE TRIGGER entries_deleted AFTER DELETE ON entries BEGIN
  DELETE FROM by_content WHERE key = substr(old.content_hash, 1, 8) AND id = old.id;
  DELETE FROM by_resolved WHERE key = substr(old.resolved_hash, 1, 8) AND id = old.id;
  UPDATE care SET value = (SELECT coalesce(max(id), 0) FROM entries)
    WHERE key IN ('by_content', 'by_resolved') AND value > (SELECT coalesce(max(id), 0) FROM entries);
END;
CREATE TABLE contents_9 (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  place INTEGER NOT NULL,
  data BLOB,
  stat TEXT,
  created INTEGER
);
INSERT INTO contents_9 SELECT id, hash, size, place, data, stat, created FROM contents;
DROP TABLE contents;
ALTER TABLE contents_9 RENAME TO contents;
CREATE UNIQUE INDEX contents_hash ON contents (substr(hash, 1, 8));
${TRIGGER}${VIEW}`;

/**
 * Version 10. `given` is the SHA-256 of a graph's hashes in the order in which a run meets them: most
 * runs meet them as the one before, and needn't sort them to find that.
 */
export const VERSION_10 = `
ALTER TABLE manifests ADD COLUMN given BLOB;
CREATE INDEX manifests_given ON manifests (given) WHERE given IS NOT NULL;
`;

/** Entries whose values are gone are known by their hashes, and made again when they are needed. */
export const EVICT_LOST: readonly string[] = [
  `UPDATE entries SET state = ${STATE.evicted} WHERE state <> ${STATE.evicted}
    AND content_hash NOT IN (SELECT hash FROM contents)`,
  "UPDATE entries SET log_hash = NULL WHERE log_hash IS NOT NULL " +
  "AND log_hash NOT IN (SELECT hash FROM contents)",
];
