-- The tables on SQLite after all migrations; a test keeps it true.

CREATE TABLE agendaItem (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL REFERENCES meeting (id)) STRICT;

CREATE INDEX agendaItemByMeeting ON agendaItem (meeting);

CREATE TABLE agendaProposal (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL, proposedOn TEXT NOT NULL, fate TEXT NOT NULL
CHECK (fate IN ('open', 'takenUp', 'keptForLater', 'notTakenUp')), version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX agendaProposalByDay ON agendaProposal (proposedOn, id);

CREATE TABLE apiToken (tokenHash TEXT PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, officer TEXT NOT NULL, name TEXT NOT NULL,
createdAt INTEGER NOT NULL, endsAt INTEGER NOT NULL) STRICT;

CREATE INDEX apiTokenByOfficer ON apiToken (officer);

CREATE TABLE attendance (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX attendanceByMeeting ON attendance (meeting);

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

CREATE TABLE caseConversation (
  conversation TEXT NOT NULL PRIMARY KEY,
  request TEXT NOT NULL REFERENCES registeredRequest (id),
  other TEXT NOT NULL,
  isOn INTEGER NOT NULL CHECK (isOn IN (0, 1))) STRICT;

CREATE INDEX caseConversationByRequest ON caseConversation (request, conversation);

CREATE TABLE caseMessage (
  author TEXT NOT NULL,
  message TEXT NOT NULL,
  request TEXT REFERENCES registeredRequest (id),
  record TEXT NOT NULL, signed TEXT,
  PRIMARY KEY (author, message)) STRICT;

CREATE TABLE caseOffer (
  author TEXT NOT NULL,
  message TEXT NOT NULL,
  request TEXT NOT NULL REFERENCES registeredRequest (id),
  record TEXT NOT NULL,
  isAsked INTEGER NOT NULL CHECK (isAsked IN (0, 1)),
  PRIMARY KEY (author, message)) STRICT;

CREATE INDEX caseOfferByAsked ON caseOffer (isAsked, author, message);

CREATE TABLE caseRecord (
  id TEXT NOT NULL PRIMARY KEY,
  request TEXT NOT NULL REFERENCES registeredRequest (id),
  kind TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  compartment TEXT NOT NULL,
  isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
  dueOn TEXT NOT NULL,
  assignee TEXT NOT NULL,
  changedAt INTEGER NOT NULL,
  entry BLOB NOT NULL) STRICT;

CREATE INDEX caseRecordByAssignee ON caseRecord (assignee, isOpen, dueOn, id);

CREATE INDEX caseRecordByDue ON caseRecord (isOpen, dueOn, id);

CREATE INDEX caseRecordByKind ON caseRecord (kind, isOpen, dueOn, id);

CREATE INDEX caseRecordByRequest ON caseRecord (request, kind, id);

CREATE INDEX caseRecordOfKind ON caseRecord (kind, id);

CREATE TABLE contribution (id TEXT PRIMARY KEY NOT NULL, callId TEXT NOT NULL REFERENCES contributionCall (id),
state TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX contributionByCall ON contribution (callId, state);

CREATE TABLE contributionAssistance (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE TABLE contributionCall (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE TABLE contributionCategory (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
entry TEXT NOT NULL) STRICT;

CREATE TABLE contributionFile (sha256 TEXT PRIMARY KEY NOT NULL) STRICT;

CREATE TABLE contributionLaw (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, dueOn TEXT NOT NULL,
version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX contributionLawByDue ON contributionLaw (dueOn, id);

CREATE TABLE contributionTerm (kind TEXT NOT NULL, term TEXT NOT NULL, place TEXT NOT NULL, id TEXT NOT NULL,
PRIMARY KEY (kind, term, place, id)) STRICT;

CREATE INDEX contributionTermByThing ON contributionTerm (kind, id, term);

CREATE TABLE contributionTool (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, dueOn TEXT NOT NULL,
version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX contributionToolByDue ON contributionTool (dueOn, id);

CREATE TABLE contributionVersion (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL,
changedBy TEXT, changedByName TEXT NOT NULL, event TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (kind, id, version)) STRICT;

CREATE TABLE contributionWeights (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE TABLE credential (officer TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('password', 'totp', 'recovery', 'passkey')),
id TEXT NOT NULL, secret TEXT NOT NULL, lastUsed INTEGER, createdAt INTEGER NOT NULL, PRIMARY KEY (officer, kind, id)) STRICT;

CREATE TABLE dataKey (ownerType TEXT NOT NULL, ownerId TEXT NOT NULL, kid TEXT NOT NULL, wrapped BLOB, createdAt INTEGER NOT NULL,
destroyedAt INTEGER CHECK ((wrapped IS NULL) = (destroyedAt IS NOT NULL)), PRIMARY KEY (ownerType, ownerId)) STRICT;

CREATE INDEX dataKeyByKid ON dataKey (kid, ownerType, ownerId) WHERE wrapped IS NOT NULL;

CREATE TABLE delegateAccount (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, delegation TEXT NOT NULL UNIQUE
REFERENCES delegation (id), officer TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL, UNIQUE (meeting, officer)) STRICT;

CREATE INDEX delegateAccountByOfficer ON delegateAccount (officer);

CREATE TABLE delegation (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, kind TEXT NOT NULL, party TEXT NOT NULL,
version INTEGER NOT NULL, entry TEXT NOT NULL, UNIQUE (meeting, party)) STRICT;

CREATE TABLE delegationStatement (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, item TEXT NOT NULL,
delegation TEXT NOT NULL REFERENCES delegation (id), stage TEXT NOT NULL CHECK (stage IN ('givenIn', 'delivered', 'withdrawn')),
isPublic INTEGER NOT NULL CHECK (isPublic IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX delegationStatementByMeeting ON delegationStatement (meeting, item);

CREATE TABLE directoryDownload (
  day TEXT NOT NULL,
  part TEXT NOT NULL,
  fetches INTEGER NOT NULL CHECK (fetches > 0),
  PRIMARY KEY (day, part)) STRICT;

CREATE TABLE directoryDownloadTotal (part TEXT PRIMARY KEY, fetches INTEGER NOT NULL CHECK (fetches > 0)) STRICT;

CREATE TABLE directoryState (state TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE TABLE documentFile (document TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL, mediaType TEXT NOT NULL,
size INTEGER NOT NULL CHECK (size >= 0), uploadedAt INTEGER NOT NULL, uploadedBy TEXT NOT NULL, uploadedByName TEXT NOT NULL,
PRIMARY KEY (document, sha256)) STRICT;

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

CREATE INDEX eventByOfficer ON event (byId, eventIndex) WHERE byId IS NOT NULL;

CREATE INDEX eventBySubject ON event (subjectId, subjectType, eventIndex);

CREATE INDEX eventByType ON event (subjectType, eventIndex);

CREATE TRIGGER eventIsNotDeleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TRIGGER eventIsNotUpdated BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TABLE eventHead (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  next INTEGER NOT NULL CHECK (next >= 0),
  nextEffect INTEGER NOT NULL CHECK (nextEffect >= 0)) STRICT;

CREATE TABLE eventPersonal (
  eventIndex INTEGER NOT NULL REFERENCES event (eventIndex),
  fact TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  value TEXT NOT NULL,
  PRIMARY KEY (eventIndex, fact)) STRICT;

CREATE TRIGGER eventPersonalIsNotUpdated BEFORE UPDATE ON eventPersonal
BEGIN SELECT RAISE(ABORT, 'personal values are erased, never changed'); END;

CREATE TABLE exchangeChain (
  author TEXT NOT NULL,
  conversation TEXT NOT NULL,
  peer TEXT NOT NULL,
  next INTEGER NOT NULL CHECK (next >= 1),
  last TEXT,
  skipped TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (author, conversation)) STRICT;

CREATE TABLE exchangeDirectory (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL,
  version INTEGER,
  timestampVersion INTEGER,
  rootVersion INTEGER,
  timestampExpiresAt INTEGER,
  snapshotExpiresAt INTEGER,
  targetsExpiresAt INTEGER,
  fetchedAt INTEGER,
  refusal TEXT) STRICT;

CREATE TABLE exchangeDirectoryFile (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;

CREATE TABLE exchangeForgotten (id INTEGER PRIMARY KEY CHECK (id = 1), through INTEGER NOT NULL) STRICT;

CREATE TABLE exchangeLog (
  authority TEXT PRIMARY KEY,
  logKey TEXT,
  note TEXT,
  provedAt INTEGER,
  seen TEXT,
  seenAt INTEGER,
  askedAt INTEGER,
  version INTEGER NOT NULL) STRICT;

CREATE TABLE exchangeLogAlarm (
  authority TEXT NOT NULL,
  at INTEGER NOT NULL,
  alarm TEXT NOT NULL,
  kept TEXT,
  shown TEXT,
  acceptedAt INTEGER,
  PRIMARY KEY (authority, at)) STRICT;

CREATE UNIQUE INDEX exchangeLogAlarmOpen ON exchangeLogAlarm (authority) WHERE acceptedAt IS NULL;

CREATE TABLE exchangeLogProof (
  authority TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  next INTEGER NOT NULL CHECK (next > size),
  note TEXT NOT NULL,
  proof TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (authority, size, next)) STRICT;

CREATE TABLE exchangeMessage (
  signed TEXT PRIMARY KEY,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  author TEXT NOT NULL,
  peer TEXT NOT NULL,
  message TEXT NOT NULL,
  conversation TEXT NOT NULL,
  answers TEXT,
  service TEXT NOT NULL,
  act TEXT NOT NULL,
  sequence INTEGER,
  predecessor TEXT,
  issuedAt INTEGER NOT NULL,
  expiresAt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  retrieved INTEGER NOT NULL DEFAULT 0 CHECK (retrieved IN (0, 1)),
  files INTEGER NOT NULL CHECK (files >= 0),
  jws BLOB,
  tries INTEGER NOT NULL DEFAULT 0,
  lastOutcome TEXT,
  nextAt INTEGER,
  hasRefreshed INTEGER NOT NULL DEFAULT 0 CHECK (hasRefreshed IN (0, 1)),
  sealedDigest TEXT,
  directoryVersion INTEGER,
  isForgotten INTEGER NOT NULL DEFAULT 0 CHECK (isForgotten IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE INDEX exchangeMessageByInstant ON exchangeMessage (at);

CREATE INDEX exchangeMessageByName ON exchangeMessage (message, author);

CREATE INDEX exchangeMessageByPeer ON exchangeMessage (peer, at);

CREATE INDEX exchangeMessageByPlace ON exchangeMessage (conversation, author, sequence);

CREATE INDEX exchangeMessageByState ON exchangeMessage (state, at) WHERE state NOT IN ('delivered', 'effective');

CREATE INDEX exchangeMessageDueByPeer ON exchangeMessage (peer, nextAt) WHERE state IN ('queued', 'sent');

CREATE INDEX exchangeMessageHeld ON exchangeMessage (author, conversation, sequence) WHERE state = 'held';

CREATE INDEX exchangeMessageKnown ON exchangeMessage (expiresAt) WHERE direction = 'in' AND isForgotten = 0;

CREATE INDEX exchangeMessageOvertaken ON exchangeMessage (nextAt, signed) WHERE state = 'delivered' AND nextAt IS NOT NULL;

CREATE TABLE exchangePeer (
  authority TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  entry BLOB NOT NULL,
  expiresAt INTEGER NOT NULL) STRICT;

CREATE TABLE exchangePeerHealth (
  peer TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('closed', 'open', 'halfOpen')),
  failures INTEGER NOT NULL,
  until INTEGER,
  answeredAt INTEGER,
  failedAt INTEGER,
  lastOutcome TEXT) STRICT;

CREATE TABLE exchangeReceipt (
  signed TEXT NOT NULL,
  act TEXT NOT NULL,
  author TEXT NOT NULL,
  recipient TEXT NOT NULL,
  message TEXT NOT NULL,
  issuedAt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  jws TEXT NOT NULL,
  isToSend INTEGER NOT NULL DEFAULT 0 CHECK (isToSend IN (0, 1)),
  tries INTEGER NOT NULL DEFAULT 0,
  lastOutcome TEXT,
  nextAt INTEGER,
  PRIMARY KEY (signed, act, author)) STRICT;

CREATE INDEX exchangeReceiptDue ON exchangeReceipt (nextAt, signed, act) WHERE isToSend = 1;

CREATE INDEX exchangeReceiptWaiting ON exchangeReceipt (recipient, at) WHERE (isToSend = 1 OR lastOutcome = 'expired');

CREATE TABLE exchangeRefusedPart (state TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT;

CREATE TABLE exchangeRestricted (
  state TEXT PRIMARY KEY,
  pointer BLOB NOT NULL,
  content BLOB,
  fetchedAt INTEGER,
  fault TEXT) STRICT;

CREATE TABLE exchangeRestrictedShelf (
  state TEXT NOT NULL,
  digest TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (state, digest)) STRICT;

CREATE TABLE exchangeSecretariat (id INTEGER PRIMARY KEY CHECK (id = 1), entry BLOB NOT NULL) STRICT;

CREATE TABLE exchangeStamp (
  size INTEGER PRIMARY KEY CHECK (size >= 0),
  note TEXT NOT NULL,
  token BLOB NOT NULL,
  stampedAt INTEGER NOT NULL,
  at INTEGER NOT NULL) STRICT;

CREATE TABLE exchangeStamping (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  failingSince INTEGER,
  failedAt INTEGER,
  fault TEXT) STRICT;

CREATE TABLE exchangeStateKey (
  state TEXT PRIMARY KEY,
  key BLOB NOT NULL CHECK (length(key) = 32),
  ground TEXT NOT NULL,
  since INTEGER NOT NULL,
  offered BLOB CHECK (length(offered) = 32),
  offeredAt INTEGER) STRICT;

CREATE TABLE failedAttempt (subject TEXT PRIMARY KEY NOT NULL, count INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;

CREATE TABLE fetchedFile (signed TEXT NOT NULL CHECK (length(signed) = 64), number INTEGER NOT NULL, authority TEXT NOT NULL,
message TEXT NOT NULL, owner TEXT NOT NULL, offer BLOB NOT NULL, sealed TEXT NOT NULL CHECK (length(sealed) = 64),
sealedSize INTEGER NOT NULL CHECK (sealedSize > 0), each INTEGER NOT NULL, tree TEXT NOT NULL, total INTEGER NOT NULL,
endsAt INTEGER NOT NULL,
state TEXT NOT NULL CHECK (state IN ('offered', 'consented', 'refused', 'pulling', 'verified', 'failed')),
detail TEXT, pieces BLOB, bad TEXT, segments BLOB, version INTEGER NOT NULL, kept TEXT CHECK (kept IS NULL OR length(kept) = 64), isCarried INTEGER NOT NULL DEFAULT 0 CHECK (isCarried IN (0, 1)), PRIMARY KEY (signed, number)) STRICT;

CREATE INDEX fetchedFileByMessage ON fetchedFile (authority, message, signed, number);

CREATE INDEX fetchedFileBySealed ON fetchedFile (sealed, authority, state);

CREATE INDEX fetchedFileByState ON fetchedFile (state, authority, signed, number);

CREATE INDEX fetchedFileKept ON fetchedFile (authority, kept) WHERE kept IS NOT NULL;

CREATE TABLE "fetchedFileEarlier" (authority TEXT NOT NULL, message TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
media TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
sealed TEXT NOT NULL CHECK (length(sealed) = 64), sealedSize INTEGER NOT NULL CHECK (sealedSize > 0), each INTEGER NOT NULL,
tree TEXT NOT NULL, secret BLOB NOT NULL, total INTEGER NOT NULL, endsAt INTEGER NOT NULL,
state TEXT NOT NULL CHECK (state IN ('offered', 'consented', 'refused', 'pulling', 'verified', 'failed')),
detail TEXT, pieces BLOB, bad TEXT, segments BLOB, version INTEGER NOT NULL, PRIMARY KEY (authority, message, number)) STRICT;

CREATE TABLE fileAside (request TEXT NOT NULL PRIMARY KEY REFERENCES registeredRequest (id), notedAt INTEGER NOT NULL) STRICT;

CREATE INDEX fileAsideByTime ON fileAside (notedAt, request);

CREATE TABLE informalContact (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version > 0),
  unit TEXT NOT NULL,
  heldOn TEXT NOT NULL,
  request TEXT REFERENCES registeredRequest (id),
  changedAt INTEGER NOT NULL,
  entry BLOB NOT NULL) STRICT;

CREATE INDEX informalContactByDay ON informalContact (heldOn, id);

CREATE INDEX informalContactByRequest ON informalContact (request, id);

CREATE TABLE mandate (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL, recordedFor TEXT NOT NULL, source TEXT NOT NULL,
addressee TEXT, status TEXT NOT NULL CHECK (status IN ('noIndication', 'notStarted', 'inProgress', 'done', 'overtaken',
'notApplicable')), isLiving INTEGER NOT NULL CHECK (isLiving IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX mandateByMeeting ON mandate (recordedFor);

CREATE INDEX mandateBySource ON mandate (source);

CREATE INDEX mandateByStatus ON mandate (isLiving, status);

CREATE TABLE mandateItem (mandate TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (mandate, item)) STRICT;

CREATE INDEX mandateItemByItem ON mandateItem (item);

CREATE TABLE mandateProposal (id TEXT PRIMARY KEY NOT NULL, mandate TEXT NOT NULL REFERENCES mandate (id),
isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX mandateProposalByMandate ON mandateProposal (mandate);

CREATE UNIQUE INDEX mandateProposalOpen ON mandateProposal (mandate) WHERE isOpen = 1;

CREATE TABLE meeting (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, body TEXT NOT NULL, ordinal INTEGER,
firstDay TEXT NOT NULL, lastDay TEXT NOT NULL, standing TEXT NOT NULL
CHECK (standing IN ('planned', 'approved', 'held', 'cancelled')), version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX meetingByBody ON meeting (body, firstDay);

CREATE INDEX meetingByDay ON meeting (firstDay, id);

CREATE TABLE meetingBody (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE TABLE meetingDocument (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL, meeting TEXT, symbol TEXT, alias TEXT,
isPublic INTEGER NOT NULL CHECK (isPublic IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX meetingDocumentByMeeting ON meetingDocument (meeting);

CREATE UNIQUE INDEX meetingDocumentBySymbol ON meetingDocument (symbol);

CREATE TABLE meetingFeed (id TEXT PRIMARY KEY NOT NULL, officer TEXT NOT NULL, body TEXT REFERENCES meetingBody (id),
tokenHash TEXT NOT NULL UNIQUE, createdAt INTEGER NOT NULL, revokedAt INTEGER) STRICT;

CREATE INDEX meetingFeedByOfficer ON meetingFeed (officer);

CREATE TABLE meetingReference (meeting TEXT NOT NULL REFERENCES meeting (id), kind TEXT NOT NULL
CHECK (kind IN ('document', 'mandate', 'meeting')), target TEXT NOT NULL, PRIMARY KEY (meeting, kind, target)) STRICT;

CREATE TABLE meetingReport (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL UNIQUE REFERENCES meeting (id),
isAdopted INTEGER NOT NULL CHECK (isAdopted IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE TABLE meetingsVersion (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL,
changedBy TEXT, changedByName TEXT NOT NULL, event TEXT NOT NULL, part TEXT, entry TEXT NOT NULL, PRIMARY KEY (kind, id, version)) STRICT;

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
  lastProblemCode TEXT, failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0), lane TEXT,
  CHECK (state = 'waiting' OR (claimedBy IS NULL AND lastProblemCode IS NOT NULL))) STRICT;

CREATE INDEX outboxBuried ON outbox (id) WHERE state = 'buried';

CREATE INDEX outboxByLane ON outbox (kind, lane, id);

CREATE INDEX outboxWaiting ON outbox (kind, nextAt, id) WHERE state = 'waiting';

CREATE TABLE registerVersion (kind TEXT NOT NULL CHECK (kind IN ('treaty', 'election')), id TEXT NOT NULL, version INTEGER NOT NULL,
changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (kind, id, version)) STRICT;

CREATE TABLE registeredRequest (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version > 0),
  direction TEXT NOT NULL CHECK (direction IN ('incoming', 'outgoing')),
  kind TEXT NOT NULL,
  stage TEXT NOT NULL,
  isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
  reference TEXT NOT NULL,
  theirReference TEXT,
  otherState TEXT NOT NULL,
  unit TEXT NOT NULL,
  isRestricted INTEGER NOT NULL CHECK (isRestricted IN (0, 1)),
  isUrgent INTEGER NOT NULL CHECK (isUrgent IN (0, 1)),
  arrivedOn TEXT NOT NULL,
  dueOn TEXT NOT NULL,
  wakesOn TEXT NOT NULL,
  turn TEXT NOT NULL CHECK (turn IN ('ours', 'theirs', 'court', 'nobody')),
  proposals INTEGER NOT NULL CHECK (proposals >= 0),
  changedAt INTEGER NOT NULL,
  entry BLOB NOT NULL, basis TEXT NOT NULL DEFAULT '', isDelayed INTEGER NOT NULL DEFAULT 0 CHECK (isDelayed IN (0, 1)), closedOn TEXT NOT NULL DEFAULT '9999-12-31', shreddedOn TEXT NOT NULL DEFAULT '9999-12-31', responsible TEXT) STRICT;

CREATE INDEX registeredRequestByBasis ON registeredRequest (basis, isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isRestricted, isUrgent, isDelayed);

CREATE INDEX registeredRequestByClosure ON registeredRequest (isOpen, shreddedOn, closedOn, id, kind);

CREATE INDEX registeredRequestByDelay ON registeredRequest (isDelayed, isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isRestricted, isUrgent, basis);

CREATE INDEX registeredRequestByDirection ON registeredRequest (direction, isOpen, dueOn, id, otherState, kind, turn, proposals, unit, isRestricted, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByDue ON registeredRequest (isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isRestricted, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByKind ON registeredRequest (kind, isOpen, dueOn, id, otherState, direction, turn, proposals, unit, isRestricted, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByProposal ON registeredRequest (isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isRestricted, isUrgent, isDelayed, basis) WHERE proposals > 0;

CREATE INDEX registeredRequestByQuiet ON registeredRequest (isOpen, dueOn, wakesOn, changedAt, id);

CREATE INDEX registeredRequestByResponsible ON registeredRequest (responsible, isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isRestricted, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByRestriction ON registeredRequest (isRestricted, isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByStage ON registeredRequest (stage, isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isRestricted, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByState ON registeredRequest (otherState, isOpen, dueOn, id, kind, direction, turn, proposals, unit, isRestricted, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByTurn ON registeredRequest (isOpen, turn, dueOn, id, otherState, kind, direction, proposals, unit, isRestricted, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByTurnWaking ON registeredRequest (isOpen, turn, wakesOn, id);

CREATE INDEX registeredRequestByUnit ON registeredRequest (unit, isOpen, dueOn, id, otherState, kind, direction, turn, proposals, isRestricted, isUrgent, isDelayed, basis);

CREATE INDEX registeredRequestByUrgency ON registeredRequest (isUrgent, isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isRestricted, isDelayed, basis);

CREATE INDEX registeredRequestByWaking ON registeredRequest (isOpen, wakesOn, id);

CREATE INDEX registeredRequestWithoutClosure ON registeredRequest (id) WHERE isOpen = 0 AND closedOn = '9999-12-31';

CREATE TABLE requestAccess (
  officer TEXT NOT NULL,
  request TEXT NOT NULL REFERENCES registeredRequest (id),
  grantedBy TEXT NOT NULL,
  grantedAt INTEGER NOT NULL,
  PRIMARY KEY (officer, request)) STRICT;

CREATE INDEX requestAccessByRequest ON requestAccess (request);

CREATE TABLE requestLesson (
  request TEXT NOT NULL PRIMARY KEY REFERENCES registeredRequest (id),
  otherState TEXT NOT NULL,
  sentOn TEXT NOT NULL,
  checksOpen TEXT,
  checksResolved TEXT,
  cameBack TEXT NOT NULL) STRICT;

CREATE INDEX requestLessonBySending ON requestLesson (sentOn, request);

CREATE INDEX requestLessonByState ON requestLesson (otherState, sentOn, request);

CREATE TABLE requestLink (
  request TEXT NOT NULL REFERENCES registeredRequest (id),
  other TEXT NOT NULL REFERENCES registeredRequest (id),
  kind TEXT NOT NULL,
  PRIMARY KEY (request, other, kind)) STRICT;

CREATE INDEX requestLinkByOther ON requestLink (other);

CREATE TABLE requestReference (
  reference TEXT NOT NULL,
  request TEXT NOT NULL REFERENCES registeredRequest (id),
  kind TEXT NOT NULL CHECK (kind IN ('own', 'theirs', 'other')),
  PRIMARY KEY (reference, request)) STRICT;

CREATE INDEX requestReferenceByRequest ON requestReference (request);

CREATE UNIQUE INDEX requestReferenceOwn ON requestReference (reference) WHERE kind = 'own';

CREATE TABLE reviewRecord (id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('review', 'finding', 'action',
'need', 'challenge')), state TEXT, cycle TEXT, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE UNIQUE INDEX reviewOfState ON reviewRecord (state, cycle) WHERE kind = 'review';

CREATE TABLE reviewRecordVersion (id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL, changedBy TEXT,
changedByName TEXT NOT NULL, event TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (id, version)) STRICT;

CREATE TABLE reviewTerm (language TEXT NOT NULL, term TEXT NOT NULL, record TEXT NOT NULL REFERENCES reviewRecord (id),
PRIMARY KEY (language, term, record)) STRICT;

CREATE INDEX reviewTermByRecord ON reviewTerm (record);

CREATE TABLE savedList (
  id TEXT NOT NULL PRIMARY KEY,
  officer TEXT NOT NULL,
  name TEXT NOT NULL,
  filter TEXT NOT NULL,
  isShared INTEGER NOT NULL CHECK (isShared IN (0, 1)),
  UNIQUE (officer, name)) STRICT;

CREATE INDEX savedListByShare ON savedList (isShared, name, id);

CREATE TABLE sealedFile (sealed TEXT NOT NULL PRIMARY KEY CHECK (length(sealed) = 64), size INTEGER NOT NULL CHECK (size > 0),
each INTEGER NOT NULL, segments BLOB NOT NULL, message TEXT NOT NULL, authority TEXT NOT NULL, madeAt INTEGER NOT NULL) STRICT;

CREATE INDEX sealedFileByMessage ON sealedFile (message);

CREATE TABLE sessionFile (sha256 TEXT PRIMARY KEY NOT NULL) STRICT;

CREATE TABLE shreddedReference (term BLOB NOT NULL PRIMARY KEY, request TEXT NOT NULL REFERENCES registeredRequest (id)) STRICT;

CREATE TABLE signIn (tokenHash TEXT PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, officer TEXT NOT NULL,
stage TEXT NOT NULL CHECK (stage IN ('code', 'complete')), startedAt INTEGER NOT NULL, seenAt INTEGER NOT NULL,
address TEXT NOT NULL, browser TEXT NOT NULL) STRICT;

CREATE INDEX signInByOfficer ON signIn (officer);

CREATE TABLE speakersList (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX speakersListByMeeting ON speakersList (meeting);

CREATE TABLE stateCalendar (
  state TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version > 0),
  entry TEXT NOT NULL) STRICT;

CREATE TABLE statisticsCollection (id TEXT PRIMARY KEY NOT NULL, content TEXT NOT NULL, stage TEXT NOT NULL,
createdAt INTEGER NOT NULL, version INTEGER NOT NULL, fromDay TEXT NOT NULL DEFAULT '', toDay TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX statisticsCollectionByPeriod ON statisticsCollection (fromDay, toDay, createdAt, id);

CREATE INDEX statisticsCollectionByTime ON statisticsCollection (createdAt, id);

CREATE TABLE statisticsHead (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  next INTEGER NOT NULL CHECK (next >= 0),
  recounts INTEGER NOT NULL CHECK (recounts >= 0)) STRICT;

CREATE TABLE statisticsMessage (author TEXT NOT NULL, message TEXT NOT NULL, other TEXT NOT NULL, conversation TEXT NOT NULL,
collection TEXT NOT NULL, state TEXT NOT NULL, act TEXT NOT NULL, revision INTEGER, outcome TEXT, remark TEXT, problem TEXT,
at INTEGER NOT NULL, progress TEXT NOT NULL, changedAt INTEGER NOT NULL, PRIMARY KEY (author, message)) STRICT;

CREATE INDEX statisticsMessageByState ON statisticsMessage (collection, state, at, message);

CREATE TABLE statisticsOwnReturn (collection TEXT NOT NULL REFERENCES statisticsQuestionnaire (collection),
revision INTEGER NOT NULL, content TEXT NOT NULL, preparedBy TEXT NOT NULL, approvedBy TEXT, approvedAt INTEGER,
version INTEGER NOT NULL, PRIMARY KEY (collection, revision)) STRICT;

CREATE TABLE statisticsPairConsent (id TEXT PRIMARY KEY NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;

CREATE INDEX statisticsPairConsentByState ON statisticsPairConsent (state, id);

CREATE TABLE statisticsQuestionnaire (collection TEXT PRIMARY KEY NOT NULL, content TEXT NOT NULL, takenAt INTEGER NOT NULL) STRICT;

CREATE INDEX statisticsQuestionnaireByTime ON statisticsQuestionnaire (takenAt, collection);

CREATE TABLE statisticsRelease (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, stage TEXT NOT NULL
CHECK (stage IN ('draft', 'published')), version INTEGER NOT NULL, changedAt INTEGER NOT NULL, draft TEXT,
CHECK ((stage = 'draft') = (draft IS NOT NULL))) STRICT;

CREATE INDEX statisticsReleaseByStage ON statisticsRelease (stage, name);

CREATE TABLE statisticsReleaseContent (release TEXT PRIMARY KEY NOT NULL REFERENCES statisticsRelease (id), name TEXT NOT NULL UNIQUE,
releasedOn TEXT NOT NULL, digest TEXT NOT NULL, content TEXT NOT NULL, revises TEXT UNIQUE) STRICT;

CREATE INDEX statisticsReleaseContentByDay ON statisticsReleaseContent (releasedOn, name);

CREATE TABLE statisticsReminder (id TEXT PRIMARY KEY NOT NULL, collection TEXT NOT NULL REFERENCES statisticsCollection (id),
state TEXT NOT NULL, sentOn TEXT NOT NULL, sentBy TEXT NOT NULL, recordedAt INTEGER NOT NULL) STRICT;

CREATE INDEX statisticsReminderByState ON statisticsReminder (collection, state, sentOn);

CREATE TABLE statisticsRequest (
  request TEXT NOT NULL PRIMARY KEY,
  eventIndex INTEGER NOT NULL CHECK (eventIndex >= 0),
  isCounted INTEGER NOT NULL CHECK (isCounted IN (0, 1)),
  unit TEXT NOT NULL,
  direction TEXT NOT NULL,
  state TEXT NOT NULL,
  kind TEXT NOT NULL,
  proceeding TEXT NOT NULL,
  basisClass TEXT NOT NULL,
  outcome TEXT NOT NULL,
  currency TEXT NOT NULL,
  bases TEXT NOT NULL,
  offences TEXT NOT NULL,
  measures TEXT NOT NULL,
  grounds TEXT NOT NULL,
  delays TEXT NOT NULL,
  receivedOn TEXT NOT NULL,
  acknowledgedOn TEXT NOT NULL,
  decidedOn TEXT NOT NULL,
  closedOn TEXT NOT NULL,
  suspendedDays INTEGER,
  frozen INTEGER,
  confiscated INTEGER,
  returned INTEGER) STRICT;

CREATE UNIQUE INDEX statisticsRequestByEvent ON statisticsRequest (eventIndex);

CREATE TABLE statisticsReturn (collection TEXT NOT NULL REFERENCES statisticsCollection (id), state TEXT NOT NULL,
revision INTEGER NOT NULL, content TEXT NOT NULL, way TEXT NOT NULL, receivedAt INTEGER NOT NULL, receivedOn TEXT NOT NULL,
takenBy TEXT, standing TEXT NOT NULL, remark TEXT, confirmedBy TEXT, version INTEGER NOT NULL,
PRIMARY KEY (collection, state, revision)) STRICT;

CREATE INDEX statisticsReturnWaiting ON statisticsReturn (collection, state, revision) WHERE standing IN ('received', 'unconfirmed');

CREATE TABLE statisticsRevision (
  dateBasis TEXT NOT NULL,
  day TEXT NOT NULL,
  recordedOn TEXT NOT NULL,
  reason TEXT NOT NULL,
  changes INTEGER NOT NULL CHECK (changes > 0),
  PRIMARY KEY (dateBasis, day, recordedOn, reason)) STRICT;

CREATE TABLE subjectTerm (
  term BLOB NOT NULL,
  record TEXT NOT NULL REFERENCES caseRecord (id),
  request TEXT NOT NULL REFERENCES registeredRequest (id),
  PRIMARY KEY (term, record)) STRICT;

CREATE INDEX subjectTermByRecord ON subjectTerm (record);

CREATE INDEX subjectTermByRequest ON subjectTerm (request);

CREATE TABLE treaty (id TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE unit (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL) STRICT;

CREATE TABLE vaultFile (ownerType TEXT NOT NULL, ownerId TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
size INTEGER NOT NULL CHECK (size >= 0), sealed TEXT NOT NULL CHECK (length(sealed) = 64),
sealedSize INTEGER NOT NULL CHECK (sealedSize > size), identity BLOB NOT NULL,
scan TEXT NOT NULL CHECK (scan IN ('clean', 'infected', 'notScanned')), keptAt INTEGER NOT NULL,
PRIMARY KEY (ownerType, ownerId, sha256)) STRICT;

CREATE INDEX vaultFileBySealed ON vaultFile (sealed);
