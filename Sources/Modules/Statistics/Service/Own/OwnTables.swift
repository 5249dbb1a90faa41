// SPDX-License-Identifier: Apache-2.0
public import Storage

/// The module's tables for the figures of the node itself: codes, days and numbers, and no place for a word of a case.
public enum OwnTables {
  /// The tables, in order.
  public static let migrations: [Migration] = [
    Migration(
      "statistics", 1, "create_own_figures",
      [
        // A day that is not there is the empty text, several codes stand with semicolons between them, an amount that is not recorded is null.
        """
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
          returned INTEGER)
        """,
        "CREATE UNIQUE INDEX statisticsRequestByEvent ON statisticsRequest (eventIndex)",
        """
        CREATE TABLE statisticsRevision (
          dateBasis TEXT NOT NULL,
          day TEXT NOT NULL,
          recordedOn TEXT NOT NULL,
          reason TEXT NOT NULL,
          changes INTEGER NOT NULL CHECK (changes > 0),
          PRIMARY KEY (dateBasis, day, recordedOn, reason))
        """,
        """
        CREATE TABLE statisticsHead (
          id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
          next INTEGER NOT NULL CHECK (next >= 0),
          recounts INTEGER NOT NULL CHECK (recounts >= 0))
        """,
        "INSERT INTO statisticsHead (id, next, recounts) VALUES (1, 0, 0)",
      ])
  ]
}
