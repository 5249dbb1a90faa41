// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Begins a translation.
/// - Source: UNCAC 46(14)
public struct StartTranslation: Codable, Hashable, Sendable {
  /// The language, as it is named.
  public var language: String
  /// Who translates.
  public var translator: String?
  /// The day.
  public var on: CalendarDay

  /// Describes the translation.
  public init(into language: String, by translator: String? = nil, on day: CalendarDay) {
    self.language = language
    self.translator = translator
    self.on = day
  }
}

/// Records that the translation is there.
/// - Source: UNCAC 46(14)
public struct FinishTranslation: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay
  /// Whether it is certified.
  public var isCertified: Bool
  /// The language, where several translations run; `nil` for the one that began last.
  public var language: String?

  /// Names the day.
  public init(on day: CalendarDay, isCertified: Bool = false, into language: String? = nil) {
    self.on = day
    self.isCertified = isCertified
    self.language = language
  }
}

extension OutgoingRequest {
  /// Begins a translation; the request waits for it.
  /// - Source: UNCAC 46(14)
  /// - Throws: ``CannotAct/doneAlready`` when there is one into the language.
  func startingTranslation(_ input: StartTranslation, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    try required(input.language, field: "language")
    try checked(input.on, acting)
    guard !translations.contains(where: { $0.language == input.language }) else { throw .doneAlready }
    var request = self
    request.translations.append(Translation(into: input.language, by: input.translator, startedOn: input.on))
    request.suspensions.begin(.translation, on: input.on)
    return OutgoingDecision(state: request, events: [CaseEvent(.translationStarted, ["on": .day(input.on)])])
  }

  /// Records that the translation is there; the request waits on as long as another one runs.
  /// - Source: UNCAC 46(14)
  /// - Throws: ``CannotAct/nothingOpen``.
  func finishingTranslation(_ input: FinishTranslation, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let running = translations.lastIndex { $0.doneOn == nil && (input.language == nil || $0.language == input.language) }
    guard let place = running else { throw .nothingOpen }
    try checked(input.on, acting)
    guard input.on >= translations[place].startedOn else { throw .dayTooEarly(field: "on") }
    var request = self
    request.translations[place].doneOn = input.on
    request.translations[place].isCertified = input.isCertified
    if request.runningTranslation == nil { request.suspensions.end(.translation, on: input.on) }
    return OutgoingDecision(
      state: request, events: [CaseEvent(.translationDone, ["on": .day(input.on), "isCertified": .flag(input.isCertified)])])
  }
}
