// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules

/// What a message about figures does; its names are those of the profile, `docs/protocol/cep-1.md`.
public enum ReturnAct: String, Hashable, Sendable, CaseIterable {
  /// The secretariat asks: the questionnaire of a collection.
  case collection
  /// The secretariat reminds of a collection that was not answered yet.
  case reminder
  /// A State answers: its return.
  case `return`
  /// The secretariat says what became of a return: taken in, accepted, asked back, or not taken.
  case answer = "return-answer"

  /// The service of these acts.
  public static let service = ServiceBound.statistics

  /// Whether the secretariat does it; a State does the others.
  public var isOfSecretariat: Bool { self != .return }

  /// The schema of what it carries.
  public var schema: String { "urn:comity:schema:statistics-\(rawValue):1" }
}
