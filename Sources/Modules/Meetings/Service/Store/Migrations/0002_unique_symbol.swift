// SPDX-License-Identifier: Apache-2.0
import Storage

extension MeetingsStore {
  /// One document for each symbol; asterisks of reissues are no part of it.
  ///
  /// Of documents that had one symbol already the column forgets it for all but the first: their entries keep it, and an officer who opens
  /// one of them is told.
  static let uniqueSymbol = Migration(
    "meetings", 2, "unique_symbol",
    [
      "DROP INDEX meetingDocumentBySymbol",
      "UPDATE meetingDocument SET symbol = REPLACE(symbol, '*', '') WHERE symbol LIKE '%*%'",
      """
      UPDATE meetingDocument SET symbol = NULL WHERE symbol IS NOT NULL AND EXISTS (SELECT 1 FROM meetingDocument AS other
      WHERE other.symbol = meetingDocument.symbol AND other.id < meetingDocument.id)
      """,
      "CREATE UNIQUE INDEX meetingDocumentBySymbol ON meetingDocument (symbol)",
    ])
}
