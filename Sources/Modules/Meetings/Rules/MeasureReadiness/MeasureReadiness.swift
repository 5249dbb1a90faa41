// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// By when documents have to be there.
/// - Source: practice (United Nations documentation: submitted ten weeks before the meeting, four weeks for processing, issued six weeks before)
public struct DocumentationRule: Hashable, Sendable {
  /// How many words a document may have where its body has set no other number.
  /// - Source: practice (United Nations documentation: word limit of 8,500 for documents of the Secretariat)
  public static let usualWordLimit = 8_500

  /// The first day of the meeting.
  public let opening: CalendarDay
  /// The body's own limits of words.
  public let wordLimits: [MeetingDocument.Kind: Int]

  /// The rule for a meeting that opens on a day.
  public init(opening: CalendarDay, wordLimits: [MeetingDocument.Kind: Int] = [:]) {
    self.opening = opening
    self.wordLimits = wordLimits
  }

  /// The last day to submit a text: ten weeks before.
  public var submissionDue: CalendarDay { opening.adding(-70) }
  /// The last day to issue it: six weeks before.
  public var issueDue: CalendarDay { opening.adding(-42) }
  /// How long a text is processed: four weeks.
  public static let processing = Days(28)

  /// How many words a kind of document may have.
  public func wordLimit(of kind: MeetingDocument.Kind) -> Int { wordLimits[kind] ?? Self.usualWordLimit }
}

/// How far one language of a document is.
public struct ReadinessCell: Hashable, Sendable {
  /// How far it is.
  public enum State: Hashable, Sendable {
    /// Nothing was submitted; by when it has to be.
    case awaited(by: CalendarDay)
    /// It was submitted and waits.
    case submitted(on: CalendarDay)
    /// The original is there and this language has not been begun; when it can be expected.
    case toBeTranslated(by: CalendarDay)
    /// It is being translated since a day.
    case inTranslation(from: CalendarDay)
    /// It was issued.
    case issued(on: CalendarDay)
    /// It is issued in its original language alone.
    case originalOnly
    /// It comes out of the meeting and is not measured before it.
    case afterMeeting
  }

  /// Whether it keeps to the rule.
  public enum Timing: Hashable, Sendable {
    /// It does, or nothing is measured.
    case inTime
    /// It will be issued this many days late if processing takes its four weeks.
    case willBeLate(Days)
    /// It is this many days late, or was issued so.
    case late(Days)
  }

  /// How far it is.
  public let state: State
  /// Whether it keeps to the rule.
  public let timing: Timing

  /// Pairs both.
  public init(state: State, timing: Timing) {
    self.state = state
    self.timing = timing
  }
}

/// How far a document is in all six languages.
public struct DocumentReadiness: Hashable, Sendable {
  /// The cells of the languages.
  public let cells: [Language: ReadinessCell]
  /// How many words the original has more than it may; `nil` when it has not, or its words were not counted.
  public let wordsTooMany: Int?
  /// How many words it may have.
  public let wordLimit: Int

  /// Whether something is late or too long.
  public var needsAttention: Bool { wordsTooMany != nil || cells.values.contains { $0.timing != .inTime } }

  /// Measures a document on a day.
  public init(_ document: MeetingDocument, on day: CalendarDay, by rule: DocumentationRule) {
    let measure = ReadinessMeasure(document: document, day: day, rule: rule)
    cells = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, measure.cell($0)) })
    wordLimit = rule.wordLimit(of: document.kind)
    let words = document.current(in: measure.original)?.wordCount
    wordsTooMany = words.flatMap { [wordLimit] in $0 > wordLimit ? $0 - wordLimit : nil }
  }
}

/// One document on one day.
private struct ReadinessMeasure {
  let document: MeetingDocument
  let day: CalendarDay
  let rule: DocumentationRule
  let original: Language
  /// When the first text of the edition that holds now was submitted.
  let submittedOn: CalendarDay?
  private let isRoomPaper: Bool

  init(document: MeetingDocument, day: CalendarDay, rule: DocumentationRule) {
    self.document = document
    self.day = day
    self.rule = rule
    original = document.originalLanguage ?? .en
    isRoomPaper = document.kind == .conferenceRoomPaper
    let held = Language.allCases.compactMap { document.current(in: $0) }
    // What was issued or translated was submitted, whether or not somebody wrote the day down.
    submittedOn = held.compactMap { $0.submittedOn ?? $0.inTranslationFrom ?? $0.issuedOn }.min()
  }

  func cell(_ language: Language) -> ReadinessCell {
    if document.kind == .meetingReport || document.kind == .resolution { return reported(language) }
    if isRoomPaper, language != original, document.current(in: language) == nil {
      return ReadinessCell(state: .originalOnly, timing: .inTime)
    }
    let expression = document.current(in: language)
    if let issued = expression?.issuedOn, issued <= day {
      return ReadinessCell(state: .issued(on: issued), timing: late(since: issueDue, until: issued) ?? .inTime)
    }
    if let from = expression?.inTranslationFrom, from <= day {
      return ReadinessCell(state: .inTranslation(from: from), timing: processing)
    }
    if let submitted = expression?.submittedOn, submitted <= day {
      return ReadinessCell(state: .submitted(on: submitted), timing: processing)
    }
    guard let submittedOn, submittedOn <= day, language != original else {
      return ReadinessCell(state: .awaited(by: submissionDue), timing: late(since: submissionDue, until: day) ?? .inTime)
    }
    return ReadinessCell(state: .toBeTranslated(by: max(issueDue, expectedOn)), timing: processing)
  }

  /// A room paper is neither translated nor edited: it has to be there when the meeting opens.
  private var submissionDue: CalendarDay { isRoomPaper ? rule.opening : rule.submissionDue }
  private var issueDue: CalendarDay { isRoomPaper ? rule.opening : rule.issueDue }
  private var expectedOn: CalendarDay { submittedOn.map { isRoomPaper ? $0 : $0.adding(DocumentationRule.processing) } ?? issueDue }

  private var processing: ReadinessCell.Timing {
    if let late = late(since: issueDue, until: day) { return late }
    let over = issueDue.days(to: expectedOn)
    return over > 0 ? .willBeLate(over) : .inTime
  }

  private func late(since due: CalendarDay, until day: CalendarDay) -> ReadinessCell.Timing? {
    let days = due.days(to: day)
    return days > 0 ? .late(days) : nil
  }

  private func reported(_ language: Language) -> ReadinessCell {
    let issued = document.current(in: language)?.issuedOn.flatMap { $0 <= day ? $0 : nil }
    return ReadinessCell(state: issued.map { .issued(on: $0) } ?? .afterMeeting, timing: .inTime)
  }
}
