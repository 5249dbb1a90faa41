-- The tables on SQLite after all migrations; a test keeps it true.

CREATE TABLE apiToken (tokenHash TEXT PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, officer TEXT NOT NULL, name TEXT NOT NULL,
createdAt INTEGER NOT NULL, endsAt INTEGER NOT NULL) STRICT;

CREATE INDEX apiTokenByOfficer ON apiToken (officer);

CREATE TABLE auditCheckpoint (
  size INTEGER PRIMARY KEY CHECK (size > 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  at INTEGER NOT NULL,
  note TEXT NOT NULL) STRICT;

CREATE TABLE auditNode (
  level INTEGER NOT NULL CHECK (level > 0),
  position INTEGER NOT NULL CHECK (position >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, position)) STRICT;

CREATE TABLE auditTree (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  origin TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  peaks BLOB NOT NULL) STRICT;

CREATE TABLE authority (id TEXT PRIMARY KEY NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL,
changedAt INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX authorityByState ON authority (state, kind);

CREATE TABLE authorityVersion (id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL,
entry TEXT NOT NULL, PRIMARY KEY (id, version)) STRICT;

CREATE TABLE campaign (id TEXT PRIMARY KEY NOT NULL, startedAt INTEGER NOT NULL, startedBy TEXT NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE TABLE campaignEntry (campaign TEXT NOT NULL REFERENCES campaign (id), authority TEXT NOT NULL REFERENCES authority (id),
version INTEGER NOT NULL, stage TEXT NOT NULL CHECK (stage IN ('asked', 'reminded', 'confirmed', 'changed', 'noAnswer')),
entry TEXT NOT NULL, PRIMARY KEY (campaign, authority)) STRICT;

CREATE TABLE credential (officer TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('password', 'totp', 'recovery', 'passkey')),
id TEXT NOT NULL, secret TEXT NOT NULL, lastUsed INTEGER, createdAt INTEGER NOT NULL, PRIMARY KEY (officer, kind, id)) STRICT;

CREATE TABLE dataKey (ownerType TEXT NOT NULL, ownerId TEXT NOT NULL, kid TEXT NOT NULL, wrapped BLOB, createdAt INTEGER NOT NULL,
destroyedAt INTEGER CHECK ((wrapped IS NULL) = (destroyedAt IS NOT NULL)), PRIMARY KEY (ownerType, ownerId)) STRICT;

CREATE INDEX dataKeyByKid ON dataKey (kid, ownerType, ownerId) WHERE wrapped IS NOT NULL;

CREATE TABLE directoryState (state TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE TABLE draft (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL,
stage TEXT NOT NULL CHECK (stage IN ('writing', 'submitted', 'approved', 'discarded')),
requestedState TEXT, reference TEXT, startedBy TEXT NOT NULL, changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL,
changedByName TEXT NOT NULL, entry TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'assistance') STRICT;

CREATE INDEX draftByStage ON draft (stage, changedAt);

CREATE TABLE draftFile (draft TEXT NOT NULL, sha256 TEXT NOT NULL, fileName TEXT NOT NULL, mediaType TEXT NOT NULL, bytes BLOB NOT NULL,
PRIMARY KEY (draft, sha256)) STRICT;

CREATE TABLE draftOpening (draft TEXT NOT NULL, section TEXT NOT NULL, officer TEXT NOT NULL, officerName TEXT NOT NULL,
openedAt INTEGER NOT NULL, PRIMARY KEY (draft, section, officer)) STRICT;

CREATE INDEX draftOpeningByTime ON draftOpening (openedAt);

CREATE TABLE draftUpload (draft TEXT NOT NULL, sha256 TEXT NOT NULL, fileName TEXT NOT NULL, mediaType TEXT NOT NULL,
size INTEGER NOT NULL CHECK (size >= 0), uploadedAt INTEGER NOT NULL, uploadedBy TEXT NOT NULL, uploadedByName TEXT NOT NULL,
PRIMARY KEY (draft, sha256)) STRICT;

CREATE INDEX draftUploadByInstant ON draftUpload (uploadedAt);

CREATE INDEX draftUploadByOfficer ON draftUpload (uploadedBy);

CREATE TABLE draftVersion (draft TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL,
changedByName TEXT NOT NULL, event TEXT NOT NULL, section TEXT, content TEXT NOT NULL, reason TEXT, PRIMARY KEY (draft, version)) STRICT;

CREATE TABLE election (id TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE enrolment (tokenHash TEXT PRIMARY KEY NOT NULL, officer TEXT NOT NULL, endsAt INTEGER NOT NULL) STRICT;

CREATE TRIGGER eventIsNotDeleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TRIGGER eventIsNotUpdated BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TABLE event (
  eventIndex INTEGER PRIMARY KEY CHECK (eventIndex >= 0),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  byType TEXT NOT NULL CHECK (byType IN ('officer', 'program', 'operatorAtConsole', 'visitor')),
  byId TEXT CHECK ((byType = 'officer') = (byId IS NOT NULL)),
  subjectType TEXT NOT NULL,
  subjectId TEXT NOT NULL,
  bytes BLOB NOT NULL,
  leafHash BLOB NOT NULL CHECK (length(leafHash) = 32)) STRICT;

CREATE INDEX eventByInstant ON event (at, eventIndex);

CREATE INDEX eventByKind ON event (kind, eventIndex);

CREATE INDEX eventByOfficer ON event (byId, eventIndex);

CREATE INDEX eventBySubject ON event (subjectType, subjectId, eventIndex);

CREATE INDEX eventBySubjectId ON event (subjectId, eventIndex);

CREATE TABLE eventHead (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  next INTEGER NOT NULL CHECK (next >= 0),
  nextEffect INTEGER NOT NULL CHECK (nextEffect >= 0)) STRICT;

CREATE TRIGGER eventPersonalIsNotUpdated BEFORE UPDATE ON eventPersonal
BEGIN SELECT RAISE(ABORT, 'personal values are erased, never changed'); END;

CREATE TABLE eventPersonal (
  eventIndex INTEGER NOT NULL REFERENCES event (eventIndex),
  fact TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  value TEXT NOT NULL,
  PRIMARY KEY (eventIndex, fact)) STRICT;

CREATE TABLE failedAttempt (subject TEXT PRIMARY KEY NOT NULL, count INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;

CREATE TABLE migration (
  module TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
  PRIMARY KEY (module, number)) STRICT;

CREATE TABLE officer (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, signInName TEXT NOT NULL UNIQUE,
standing TEXT NOT NULL CHECK (standing IN ('active', 'suspended')), entry TEXT NOT NULL) STRICT;

CREATE TABLE officerRegister (id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1), version INTEGER NOT NULL) STRICT;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'buried')),
  nextAt INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  claimedBy TEXT,
  claimedUntil INTEGER CHECK ((claimedBy IS NULL) = (claimedUntil IS NULL)),
  lastProblemCode TEXT,
  CHECK (state = 'waiting' OR (claimedBy IS NULL AND lastProblemCode IS NOT NULL))) STRICT;

CREATE INDEX outboxBuried ON outbox (id) WHERE state = 'buried';

CREATE INDEX outboxWaiting ON outbox (kind, nextAt, id) WHERE state = 'waiting';

CREATE TABLE registerVersion (kind TEXT NOT NULL CHECK (kind IN ('treaty', 'election')), id TEXT NOT NULL, version INTEGER NOT NULL,
changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (kind, id, version)) STRICT;

CREATE TABLE signIn (tokenHash TEXT PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, officer TEXT NOT NULL,
stage TEXT NOT NULL CHECK (stage IN ('code', 'complete')), startedAt INTEGER NOT NULL, seenAt INTEGER NOT NULL,
address TEXT NOT NULL, browser TEXT NOT NULL) STRICT;

CREATE INDEX signInByOfficer ON signIn (officer);

CREATE TABLE treaty (id TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE unit (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL) STRICT;

CREATE TABLE vaultFile (ownerType TEXT NOT NULL, ownerId TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
size INTEGER NOT NULL CHECK (size >= 0), sealed TEXT NOT NULL CHECK (length(sealed) = 64),
sealedSize INTEGER NOT NULL CHECK (sealedSize > size), identity BLOB NOT NULL,
scan TEXT NOT NULL CHECK (scan IN ('clean', 'infected', 'notScanned')), keptAt INTEGER NOT NULL,
PRIMARY KEY (ownerType, ownerId, sha256)) STRICT;

CREATE INDEX vaultFileBySealed ON vaultFile (sealed);
