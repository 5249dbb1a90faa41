// SPDX-License-Identifier: Apache-2.0

/// What becomes of one field that two officers had open at the same time.
public enum MergedField<Value: Equatable & Sendable>: Equatable, Sendable {
  /// One value stands: nobody else changed the field, or both wrote the same.
  case settled(Value)
  /// Both changed it, each to something else: the officer who saves decides with both in view.
  case contested(mine: Value, theirs: Value)

  /// Compares what an officer sends with what is stored now, both against what the officer had seen.
  public init(seen: Value, mine: Value, theirs: Value) {
    if mine == theirs || mine == seen {
      self = .settled(theirs)
    } else if theirs == seen {
      self = .settled(mine)
    } else {
      self = .contested(mine: mine, theirs: theirs)
    }
  }
}
