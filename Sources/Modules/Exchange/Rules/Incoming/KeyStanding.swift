// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A key for signatures as the directory has it.
public struct DirectoryKey: Hashable, Sendable {
  /// What the directory says of a key besides its dates.
  public enum Status: Hashable, Sendable {
    /// Nothing.
    case active
    /// Another key took its place on a day; what it signed before stays good.
    case superseded(at: Date)
    /// Somebody else may have had it since then; what was *received* before stays good.
    case compromised(since: Date)
  }

  /// Its thumbprint, by which messages name it.
  public let thumbprint: DigestOf<PublicKey>
  /// Whose it is.
  public let authority: AuthorityName
  /// From when on it may be used.
  public let notBefore: Date
  /// Until when what it signed may arrive.
  public let expiresAt: Date
  /// What else is said of it.
  public let status: Status

  /// Describes a key.
  public init(thumbprint: DigestOf<PublicKey>, authority: AuthorityName, notBefore: Date, expiresAt: Date, status: Status = .active) {
    self.thumbprint = thumbprint
    self.authority = authority
    self.notBefore = notBefore
    self.expiresAt = expiresAt
    self.status = status
  }

  /// Whether a signature counts that says it was made at one time and was received here at another.
  ///
  /// The time of receiving is this node's own and is proven by its event log; the time of signing is the signer's word, which counts only where
  /// nobody but the signer can have had the key.
  /// - Source: practice (registered electronic mail)
  public func standing(signedAt: Date, receivedAt: Date) -> KeyStanding {
    // A compromise is told first: it is the alarm.
    if case .compromised(let since) = status, receivedAt >= since { return .compromised(since: since) }
    guard signedAt >= notBefore.addingTimeInterval(-Manifest.clockTolerance) else { return .notYet(from: notBefore) }
    guard receivedAt < expiresAt else { return .lapsed(at: expiresAt) }
    if case .superseded(let at) = status, signedAt > at.addingTimeInterval(Manifest.clockTolerance) { return .superseded(at: at) }
    return .relied
  }
}

/// What is known of the key that signed, at the time when the signature was received.
public enum KeyStanding: Hashable, Sendable {
  /// It can be relied upon.
  case relied
  /// It was used before it was valid.
  case notYet(from: Date)
  /// It was no longer valid.
  case lapsed(at: Date)
  /// It was used after another had taken its place.
  case superseded(at: Date)
  /// Somebody else may have had it when the signature was received.
  case compromised(since: Date)

  /// Whether it can be relied upon.
  public var isRelied: Bool { self == .relied }

  /// What the other node is told; `nil` when there is nothing to tell.
  public var told: ExchangeProblem? { isRelied ? nil : .revokedKey }
}
