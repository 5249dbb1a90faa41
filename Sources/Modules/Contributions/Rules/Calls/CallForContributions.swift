// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A call of the secretariat for contributions on themes, usually for an item of an agenda.
/// - Source: practice (notes verbales by which a secretariat asks States for information before a meeting)
public struct CallForContributions: Codable, Hashable, Sendable {
  /// Where a call stands.
  public enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
    /// Being prepared; nobody but the secretariat sees it.
    case planned
    /// Contributions are taken, those that come late as well.
    case open
    /// No more contributions are taken.
    case closed
    /// The contributions are compiled in a paper.
    case compiled
    /// Given up.
    case cancelled
  }

  /// What an officer does with a call.
  public enum Act: String, Sendable, CaseIterable {
    /// Opens it.
    case open
    /// Takes no more contributions.
    case close
    /// Takes contributions again.
    case reopen
    /// Says that the paper is compiled: everybody may have it.
    case compile
    /// Gives the call up.
    case cancel
  }

  /// A reminder to those who have not answered.
  public struct Reminder: Codable, Hashable, Sendable {
    /// When it was sent.
    public let on: CalendarDay
    /// To whom.
    public let states: [StateCode]
  }

  /// The identifier.
  public let id: ID<CallForContributions>
  /// What it is called.
  public var title: LocalText
  /// What it is about.
  public var themes: [Theme]
  /// The item of an agenda for which it is made.
  public var agendaItem: AgendaReference?
  /// Why the secretariat asks.
  public var introduction: LocalText
  /// The questions, each in the languages in which it is asked.
  public var questions: [LocalText]
  /// The first day.
  public var opensOn: CalendarDay
  /// The day by which contributions are asked for.
  public var closesOn: CalendarDay
  /// The States that are asked; none for all States parties.
  public var asked: [StateCode]
  /// Where it stands.
  public var stage: Stage
  /// Reminders that were sent.
  public var reminders: [Reminder]

  /// Whether contributions are taken on a day.
  public func takesContributions(on day: CalendarDay) -> Bool { stage == .open && day >= opensOn }

  /// Whether everybody may see it.
  public var isPublic: Bool { stage != .planned && stage != .cancelled }

  /// The stage after an act; `nil` when the act does not fit.
  public func stage(after act: Act) -> Stage? {
    switch (stage, act) {
    case (.planned, .open), (.closed, .reopen): .open
    case (.open, .close): .closed
    case (.closed, .compile): .compiled
    case (.planned, .cancel), (.open, .cancel): .cancelled
    default: nil
    }
  }

  /// The call after an act.
  /// - Throws: ``CannotContribute/otherStage``.
  public func after(_ act: Act) throws(CannotContribute) -> CallForContributions {
    guard let next = stage(after: act) else { throw .otherStage }
    var call = self
    call.stage = next
    return call
  }

  /// The call with a reminder to those who have not answered.
  /// - Throws: ``CannotContribute/otherStage`` when it is not open or everybody has answered.
  public func reminding(_ states: [StateCode], on day: CalendarDay) throws(CannotContribute) -> CallForContributions {
    guard stage == .open, !states.isEmpty else { throw .otherStage }
    var call = self
    call.reminders.append(Reminder(on: day, states: states.sorted()))
    return call
  }

  /// Who is asked and has not answered.
  public func unanswered(parties: [StateCode], answered: Set<StateCode>) -> [StateCode] {
    (asked.isEmpty ? parties : asked).filter { !answered.contains($0) }.sorted()
  }
}

extension CallForContributions: EditableEntry {
  /// Its fields.
  public static let form: [EntryField] = [
    EntryField("title", .texts(isLong: false), isRequired: true),
    EntryField("themes", .choices(Theme.allCases.map(\.rawValue), words: "theme"), isRequired: true),
    EntryField("agendaItem", .agendaItem), EntryField("introduction", .texts(isLong: true)),
    EntryField("questions", .texts(isLong: true), isRequired: true), EntryField("opensOn", .day, isRequired: true),
    EntryField("closesOn", .day, isRequired: true), EntryField("asked", .states),
  ]

  /// The call as its form has it: questions one on each line.
  public var fields: EntryFields {
    var fields = EntryFields()
    fields[texts: "title"] = title
    fields[many: "themes"] = themes.map(\.rawValue)
    fields["agendaItem"] = agendaItem?.item ?? ""
    fields[texts: "introduction"] = introduction
    for language in Language.allCases {
      let lines = questions.map { $0[language] ?? "" }
      fields["questions.\(language.rawValue)"] = lines.contains { !$0.isEmpty } ? lines.joined(separator: "\n") : ""
    }
    fields["opensOn"] = opensOn.description
    fields["closesOn"] = closesOn.description
    fields[many: "asked"] = asked.map(\.code)
    return fields
  }

  /// A call of a form's fields.
  /// - Throws: ``CannotContribute/wrongFields(_:)``.
  public static func entered(
    _ fields: EntryFields, over now: CallForContributions?, id: ID<CallForContributions>, in surroundings: EntrySurroundings
  ) throws(CannotContribute) -> CallForContributions {
    var surroundings = surroundings
    // The meeting of an older call may be none of those that are offered now.
    if let kept = now?.agendaItem, !surroundings.agenda.contains(where: { $0.item == kept.item }) { surroundings.agenda.append(kept) }
    var reading = FieldReading(fields, form, in: surroundings)
    let (opens, closes) = (reading.day("opensOn"), reading.day("closesOn"))
    if let opens, let closes, closes < opens { reading.add(.endsFirst, "closesOn") }
    let asked = questions(fields)
    if asked == nil { reading.add(.linesUneven, "questions.\(Language.allCases[0].rawValue)") }
    if let now, now.stage != .planned, asked?.count != now.questions.count { reading.add(.linesUneven, "questions.en") }
    try reading.finish()
    return CallForContributions(
      id: id, title: fields[texts: "title"], themes: fields[many: "themes"].compactMap { Theme(rawValue: $0) },
      agendaItem: surroundings.agenda.first { $0.item == fields["agendaItem"] }, introduction: fields[texts: "introduction"],
      questions: asked ?? [], opensOn: opens ?? surroundings.today, closesOn: closes ?? surroundings.today,
      asked: fields[many: "asked"].compactMap { StateCode($0) }.sorted(), stage: now?.stage ?? .planned, reminders: now?.reminders ?? [])
  }

  /// The questions; `nil` when languages have different numbers of them.
  private static func questions(_ fields: EntryFields) -> [LocalText]? {
    var questions: [LocalText] = []
    for language in Language.allCases {
      let lines = fields["questions.\(language.rawValue)"].split(separator: "\n").map(String.init)
      guard !lines.isEmpty else { continue }
      if questions.isEmpty { questions = Array(repeating: LocalText(), count: lines.count) }
      guard lines.count == questions.count else { return nil }
      for (place, line) in lines.enumerated() { questions[place][language] = line }
    }
    return questions
  }
}
