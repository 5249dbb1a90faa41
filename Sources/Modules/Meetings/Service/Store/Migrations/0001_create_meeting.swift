// SPDX-License-Identifier: Apache-2.0
import Storage

extension MeetingsStore {
  /// Bodies, meetings, documents and mandates: one current row each, every version beside them.
  static let createMeeting = Migration(
    "meetings", 1, "create_meeting",
    [
      "CREATE TABLE meetingBody (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, entry TEXT NOT NULL)",
      """
      CREATE TABLE meeting (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, body TEXT NOT NULL, ordinal INTEGER,
      firstDay TEXT NOT NULL, lastDay TEXT NOT NULL, standing TEXT NOT NULL
      CHECK (standing IN ('planned', 'approved', 'held', 'cancelled')), version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE INDEX meetingByDay ON meeting (firstDay, id)",
      "CREATE INDEX meetingByBody ON meeting (body, firstDay)",
      "CREATE TABLE agendaItem (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL REFERENCES meeting (id))",
      "CREATE INDEX agendaItemByMeeting ON agendaItem (meeting)",
      """
      CREATE TABLE meetingReference (meeting TEXT NOT NULL REFERENCES meeting (id), kind TEXT NOT NULL
      CHECK (kind IN ('document', 'mandate', 'meeting')), target TEXT NOT NULL, PRIMARY KEY (meeting, kind, target))
      """,
      """
      CREATE TABLE meetingDocument (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL, meeting TEXT, symbol TEXT, alias TEXT,
      isPublic INTEGER NOT NULL CHECK (isPublic IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE INDEX meetingDocumentByMeeting ON meetingDocument (meeting)",
      "CREATE INDEX meetingDocumentBySymbol ON meetingDocument (symbol)",
      """
      CREATE TABLE mandate (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL, recordedFor TEXT NOT NULL, source TEXT NOT NULL,
      addressee TEXT, status TEXT NOT NULL CHECK (status IN ('noIndication', 'notStarted', 'inProgress', 'done', 'overtaken',
      'notApplicable')), isLiving INTEGER NOT NULL CHECK (isLiving IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE INDEX mandateByMeeting ON mandate (recordedFor)",
      "CREATE INDEX mandateByStatus ON mandate (isLiving, status)",
      "CREATE TABLE mandateItem (mandate TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (mandate, item))",
      "CREATE INDEX mandateItemByItem ON mandateItem (item)",
      """
      CREATE TABLE meetingsVersion (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL,
      changedBy TEXT, changedByName TEXT NOT NULL, event TEXT NOT NULL, part TEXT, entry TEXT NOT NULL, PRIMARY KEY (kind, id, version))
      """,
    ])
}
