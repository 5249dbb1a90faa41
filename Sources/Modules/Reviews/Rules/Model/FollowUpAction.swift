// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a State does about a finding, with what shows it.
public struct FollowUpAction: Codable, Hashable, Sendable {
  /// How far it is.
  public enum Status: String, Codable, Hashable, Sendable, CaseIterable {
    /// Announced.
    case planned
    /// Begun.
    case underWay
    /// Done; there is evidence.
    case done
    /// Given up.
    case dropped
  }

  /// Its stable name.
  public var key: RecordKey
  /// The finding it answers.
  public var finding: RecordKey
  /// The State.
  public var state: StateCode
  /// What it is, in each language that there is.
  public var text: LocalText
  /// How far it is.
  public var status: Status
  /// When it was done.
  public var doneOn: CalendarDay?
  /// What shows that it was done: a law with its number, a document, an address.
  public var evidence: String?
  /// Whether the State agreed that it is public.
  public var consent: Consent?
  /// Whether the secretariat shows it to everybody.
  public var published: Bool?

  /// An action with what every action has.
  public init(key: RecordKey, finding: RecordKey, state: StateCode, text: LocalText, status: Status) {
    self.key = key
    self.finding = finding
    self.state = state
    self.text = text
    self.status = status
  }
}
