// SPDX-License-Identifier: Apache-2.0
import Storage

extension CaseStore {
  /// The terms of subjects, the links of requests, and informal contacts.
  static func peopleMigrations(from first: Int) -> [Migration] {
    [
      Migration(
        "casework", first, "create_subject_term",
        [
          """
          CREATE TABLE subjectTerm (
            term BLOB NOT NULL,
            record TEXT NOT NULL REFERENCES caseRecord (id),
            request TEXT NOT NULL REFERENCES registeredRequest (id),
            PRIMARY KEY (term, record))
          """,
          "CREATE INDEX subjectTermByRecord ON subjectTerm (record)",
          "CREATE INDEX subjectTermByRequest ON subjectTerm (request)",
        ]),
      Migration(
        "casework", first + 1, "create_request_link",
        [
          """
          CREATE TABLE requestLink (
            request TEXT NOT NULL REFERENCES registeredRequest (id),
            other TEXT NOT NULL REFERENCES registeredRequest (id),
            kind TEXT NOT NULL,
            PRIMARY KEY (request, other, kind))
          """,
          "CREATE INDEX requestLinkByOther ON requestLink (other)",
        ]),
      Migration(
        "casework", first + 2, "create_informal_contact",
        [
          """
          CREATE TABLE informalContact (
            id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version > 0),
            unit TEXT NOT NULL,
            heldOn TEXT NOT NULL,
            request TEXT REFERENCES registeredRequest (id),
            changedAt INTEGER NOT NULL,
            entry BLOB NOT NULL)
          """,
          "CREATE INDEX informalContactByDay ON informalContact (heldOn, id)",
          "CREATE INDEX informalContactByRequest ON informalContact (request, id)",
        ]),
    ]
  }
}
