// SPDX-License-Identifier: Apache-2.0

extension Migration {
  /// The events of a thing stand in one index and no longer in two: each event went to a random place of both.
  ///
  /// Identifiers tell things apart without their type, so they come first; how many there are of a type is asked by an index that only grows at its ends.
  static let findEventsOfAThingOnce = Migration(
    storageModule, 4, "find_events_of_a_thing_once",
    [
      "DROP INDEX eventBySubject",
      "CREATE INDEX eventBySubject ON event (subjectId, subjectType, eventIndex)",
      "CREATE INDEX eventByType ON event (subjectType, eventIndex)",
    ])
}
