// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One fact of the event log about a registered request: its name and its codes, days and numbers.
///
/// Names and codes are plain text, as the codebook's are: a log outlives the types of the version that wrote it.
public struct CaseFact: Hashable, Sendable {
  /// One value of a fact.
  public enum Value: Hashable, Sendable {
    /// A code, or a day as `YYYY-MM-DD`.
    case code(String)
    /// Several codes.
    case codes([String])
    /// A number.
    case number(Int)
    /// Yes or no.
    case flag(Bool)
  }

  /// Its place in the log.
  public let index: Int64
  /// What happened, for example `closed`.
  public let name: String
  /// The day on which it was recorded, in the authority's time zone; the day on which it happened is among its values.
  public let recordedOn: CalendarDay
  /// Its values.
  public let values: [String: Value]

  /// Describes a fact.
  public init(index: Int64, name: String, recordedOn: CalendarDay, values: [String: Value]) {
    self.index = index
    self.name = name
    self.recordedOn = recordedOn
    self.values = values
  }

  /// A code of the fact; `nil` when it has none of that name.
  func code(_ name: String) -> String? {
    guard case .code(let code)? = values[name] else { return nil }
    return code
  }

  /// Several codes of the fact; `nil` when it has none of that name.
  func codes(_ name: String) -> [String]? {
    guard case .codes(let codes)? = values[name] else { return nil }
    return codes
  }

  /// A day of the fact.
  func day(_ name: String) -> CalendarDay? { code(name).flatMap { CalendarDay($0) } }

  /// A number of the fact.
  func number(_ name: String) -> Int? {
    guard case .number(let number)? = values[name] else { return nil }
    return number
  }

  /// Whether the fact says yes; what it does not say is no.
  func isFlagged(_ name: String) -> Bool { values[name] == .flag(true) }
}
