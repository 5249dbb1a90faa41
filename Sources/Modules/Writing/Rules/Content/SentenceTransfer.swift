// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the transfer of a sentenced person needs; the article sets no procedure, so the basis decides.
/// - Source: UNCAC 45, practice (UN Model Agreement on the Transfer of Foreign Prisoners)
public struct SentenceTransfer: Codable, Hashable, Sendable {
  /// From which State to which the person is to go.
  public enum Direction: String, Codable, Hashable, Sendable, CaseIterable {
    /// From the requesting State, where the sentence is served, to the requested State.
    case toRequestedState
    /// From the requested State, where the sentence is served, to the requesting State.
    case toRequestingState
  }

  /// How the sentence is enforced after the transfer.
  public enum Enforcement: String, Codable, Hashable, Sendable, CaseIterable {
    /// As it was imposed.
    case continued
    /// As a sentence of the other State's law.
    case converted
  }

  /// From which State to which the person is to go.
  public var direction: Direction?
  /// Whether the person consents.
  public var consent: Bool?
  /// The day of the consent.
  public var consentOn: CalendarDay?
  /// How consent was given, or why the basis asks for none.
  public var consentManner: String?
  /// What is known of the agreement of both States.
  public var agreement: String?
  /// How the sentence is enforced after the transfer.
  public var enforcement: Enforcement?
  /// Nationality, residence, family and work that tie the person to the State that would take over.
  public var ties: String?
  /// The earliest day of release.
  public var releaseOn: CalendarDay?
  /// What the person and the family wish.
  public var family: String?
  /// What health and safety ask for on the journey and in prison.
  public var medicalNeeds: String?

  /// Nothing known yet.
  public init() {}
}
