// SPDX-License-Identifier: Apache-2.0
import Kernel

/// Why two copies may be the same subject, the strongest reason first.
public enum SubjectMatch: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
  /// An officer found that they are the same.
  case linked
  /// They have an identifier in common.
  case identifier
  /// They have a name and the day of birth in common.
  case nameAndBirth
  /// They have a name in common and nothing that tells them apart.
  case name

  /// Orders reasons by their strength.
  public static func < (left: SubjectMatch, right: SubjectMatch) -> Bool { left.strength < right.strength }

  private var strength: Int {
    switch self {
    case .linked: 0
    case .identifier: 1
    case .nameAndBirth: 2
    case .name: 3
    }
  }
}

extension Subject {
  /// Why this copy and one of another request may be the same; `nil` when nothing says so, or an officer found that they are not.
  /// - Source: practice (the same person or account in several requests)
  public func match(_ other: Subject) -> SubjectMatch? {
    guard id != other.id, !otherThan.contains(other.id), !other.otherThan.contains(id) else { return nil }
    if !Set([id] + sameAs).isDisjoint(with: [other.id] + other.sameAs) { return .linked }
    guard details.kind.canBe(other.details.kind) else { return nil }
    if details.identifiers.contains(where: { mine in other.details.identifiers.contains { mine.isSame(as: $0) } }) { return .identifier }
    guard !details.foldedNames.isDisjoint(with: other.details.foldedNames) else { return nil }
    guard let mine = details.bornOn, let theirs = other.details.bornOn else { return .name }
    return mine == theirs ? .nameAndBirth : nil
  }
}

extension SubjectDetails.Kind {
  /// Whether what one side calls this can be what another side calls that: persons and accounts are never anything else, assets may be.
  fileprivate func canBe(_ other: Self) -> Bool {
    if self == other { return true }
    let unlike: Set<Self> = [.naturalPerson, .legalEntity, .bankAccount]
    return !unlike.contains(self) && !unlike.contains(other)
  }
}

extension SubjectIdentifier {
  /// Whether both are the same number, given by the same State as far as both say who gave it.
  fileprivate func isSame(as other: SubjectIdentifier) -> Bool {
    guard let folded, folded == other.folded else { return false }
    guard kind == other.kind || kind == .other || other.kind == .other else { return false }
    guard let state, let theirs = other.state else { return true }
    return state == theirs
  }
}
