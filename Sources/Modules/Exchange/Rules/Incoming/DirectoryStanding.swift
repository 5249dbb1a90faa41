// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Until when each part of this node's copy of the directory is good.
public struct DirectoryCopy: Hashable, Sendable {
  /// The version of the directory.
  public let version: Int
  /// Until when it is known to be the newest.
  public let timestampExpiresAt: Date
  /// Until when the list of its parts is good.
  public let snapshotExpiresAt: Date
  /// Until when the entries of States and their keys are good.
  public let targetsExpiresAt: Date

  /// Describes a copy.
  public init(version: Int, timestampExpiresAt: Date, snapshotExpiresAt: Date, targetsExpiresAt: Date) {
    self.version = version
    self.timestampExpiresAt = timestampExpiresAt
    self.snapshotExpiresAt = snapshotExpiresAt
    self.targetsExpiresAt = targetsExpiresAt
  }

  /// What can be done with the copy now.
  ///
  /// A secretariat that cannot be reached over a weekend stops nobody; a copy that is a week older does.
  public func standing(at now: Date) -> DirectoryStanding {
    if now >= snapshotExpiresAt || now >= targetsExpiresAt { return .stale }
    return now >= timestampExpiresAt ? .unconfirmed : .fresh
  }
}

/// What can be done with this node's copy of the directory.
public enum DirectoryStanding: Hashable, Sendable, CaseIterable {
  /// It is the newest, as far as the secretariat's node said today.
  case fresh
  /// Nobody has said for a day that it is the newest: officers are warned, messages go on.
  case unconfirmed
  /// It has expired: nothing new is sent, and what comes is kept and judged when the copy is fresh again.
  case stale

  /// Whether messages may be sent and judged.
  public var isRelied: Bool { self != .stale }
}

/// Whether this node's clock can be believed, by what the signed answers of other nodes say.
public struct ClockWatch: Hashable, Sendable {
  /// So many nodes must say the same before this one stops signing.
  public static let witnesses = 2

  /// By how many seconds each other node's clock was ahead of this one's when it was heard last; behind is negative.
  public private(set) var ahead: [AuthorityName: TimeInterval] = [:]

  /// Nobody has been heard.
  public init() {}

  /// Notes the time that another node's signed answer gave, and when it arrived here.
  public mutating func hear(_ theirs: Date, from authority: AuthorityName, at ours: Date) {
    ahead[authority] = theirs.timeIntervalSince(ours)
  }

  /// Whether this node may sign: not when two others both find it too late or both too early by more than the tolerance.
  ///
  /// One other node alone may be wrong itself.
  public var maySign: Bool {
    let late = ahead.values.count { $0 > Manifest.clockTolerance }
    let early = ahead.values.count { $0 < -Manifest.clockTolerance }
    return max(late, early) < Self.witnesses
  }

  /// Whose clock seems wrong, and by how much: the own one when two others agree about that, else each other's that differs.
  var concerns: [ExchangeConcern] {
    let wrong = ahead.filter { abs($0.value) > Manifest.clockTolerance }
    guard maySign else {
      let late = wrong.values.filter { $0 > 0 }.sorted()
      let early = wrong.values.filter { $0 < 0 }.sorted()
      let agreeing = late.count >= Self.witnesses ? late : early
      return [.ownClock(behind: Int(agreeing[agreeing.count / 2].rounded()))]
    }
    return wrong.sorted { $0.key < $1.key }.map { .otherClock($0.key, behind: -Int($0.value.rounded())) }
  }
}
