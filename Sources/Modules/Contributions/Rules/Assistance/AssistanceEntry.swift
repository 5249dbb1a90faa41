// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A request for technical assistance, or an offer of it.
/// - Source: UNCAC 60
public struct AssistanceEntry: Codable, Hashable, Sendable {
  /// Whether help is asked for or offered.
  public enum Side: String, Codable, Hashable, Sendable, CaseIterable {
    /// A State asks for help.
    case request
    /// A State or an organization offers it.
    case offer
  }

  /// How urgent it is to whoever asks.
  public enum Priority: String, Codable, Hashable, Sendable, CaseIterable {
    /// It can wait.
    case low
    /// Neither.
    case medium
    /// It is urgent.
    case high
  }

  /// Where it stands.
  public enum Status: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nobody has answered it.
    case open
    /// A request and an offer have been brought together.
    case matched
    /// The help is being given.
    case underWay
    /// The help was given.
    case completed
    /// Taken back.
    case withdrawn
  }

  /// A change of its status.
  public struct Step: Codable, Hashable, Sendable {
    /// The status that it got.
    public let status: Status
    /// When.
    public let on: CalendarDay
    /// What was said with it.
    public let remark: String?
  }

  /// The identifier.
  public let id: ID<AssistanceEntry>
  /// Whether help is asked for or offered.
  public var side: Side
  /// The State that asks or offers; none for an offer of an organization.
  public var state: StateCode?
  /// The organization that offers, where no State does.
  public var provider: String?
  /// The code of what kind of help it is.
  public var category: String
  /// What is needed or offered, in a few words.
  public var subject: String
  /// More about it.
  public var details: String?
  /// The language of these words.
  public var language: Language
  /// The articles of the Convention that it is about.
  public var articles: [String]
  /// How urgent it is.
  public var priority: Priority
  /// Who may read it.
  public var audience: Audience
  /// Where it stands.
  public var status: Status
  /// The entry of the other side with which it was brought together.
  public var matchedWith: ID<AssistanceEntry>?
  /// Its statuses, oldest first.
  public var history: [Step]

  /// Whether it still shows a need: it was not met and not taken back.
  public var isUnmet: Bool { side == .request && status != .completed && status != .withdrawn }

  /// The statuses that it may get next without the other side.
  public var nextStatuses: [Status] {
    switch status {
    case .open: [.underWay, .completed, .withdrawn]
    case .matched: [.open, .underWay, .completed, .withdrawn]
    case .underWay: [.open, .completed, .withdrawn]
    case .completed, .withdrawn: [.open]
    }
  }

  /// The entry with another status.
  /// - Throws: ``CannotContribute/otherStage`` when the status does not follow.
  public func moved(to next: Status, remark: String?, on day: CalendarDay) throws(CannotContribute) -> AssistanceEntry {
    guard nextStatuses.contains(next) else { throw .otherStage }
    var entry = self
    if next == .open || next == .withdrawn { entry.matchedWith = nil }
    entry.status = next
    entry.history.append(Step(status: next, on: day, remark: remark))
    return entry
  }

  /// Whether an entry of the other side answers it: the same category, both open.
  public func fits(_ other: AssistanceEntry) -> Bool {
    side != other.side && category == other.category && status == .open && other.status == .open && (state == nil || state != other.state)
  }

  /// A request and an offer brought together.
  /// - Throws: ``CannotContribute/cannotMatch``.
  public static func matched(
    _ request: AssistanceEntry, with offer: AssistanceEntry, on day: CalendarDay
  ) throws(CannotContribute) -> (request: AssistanceEntry, offer: AssistanceEntry) {
    guard request.side == .request, offer.side == .offer, request.fits(offer) else { throw .cannotMatch }
    var (left, right) = (request, offer)
    (left.status, right.status) = (.matched, .matched)
    (left.matchedWith, right.matchedWith) = (right.id, left.id)
    left.history.append(Step(status: .matched, on: day, remark: nil))
    right.history.append(Step(status: .matched, on: day, remark: nil))
    return (left, right)
  }
}

extension AssistanceEntry: EditableEntry {
  /// Its fields.
  public static let form: [EntryField] = [
    EntryField("side", .choice(Side.allCases.map(\.rawValue), words: "side"), isRequired: true), EntryField("state", .state),
    EntryField("provider", .line), EntryField("category", .category, isRequired: true), EntryField("subject", .line, isRequired: true),
    EntryField("details", .area), EntryField("language", .language, isRequired: true), EntryField("articles", .articles),
    EntryField("priority", .choice(Priority.allCases.map(\.rawValue), words: "priority"), isRequired: true),
    EntryField("audience", .choice(Audience.allCases.map(\.rawValue), words: "audience"), isRequired: true),
  ]

  /// The entry as its form has it.
  public var fields: EntryFields {
    var fields = EntryFields([
      "side": side.rawValue, "state": state?.code ?? "", "provider": provider ?? "", "category": category, "subject": subject,
      "details": details ?? "", "language": language.rawValue, "priority": priority.rawValue, "audience": audience.rawValue,
    ])
    fields[many: "articles"] = articles
    return fields
  }

  /// An entry of a form's fields; where it stands is kept.
  /// - Throws: ``CannotContribute/wrongFields(_:)``.
  public static func entered(
    _ fields: EntryFields, over now: AssistanceEntry?, id: ID<AssistanceEntry>, in surroundings: EntrySurroundings
  ) throws(CannotContribute) -> AssistanceEntry {
    var surroundings = surroundings
    // A category that was retired stays with the entries that have it.
    if let now { surroundings.categories.append(now.category) }
    var reading = FieldReading(fields, form, in: surroundings)
    let side = Side(rawValue: fields["side"]) ?? now?.side ?? .request
    let needsState = side == .request || surroundings.ownStates != nil
    if fields["state"].isEmpty, needsState || fields["provider"].isEmpty { reading.add(.missing, needsState ? "state" : "provider") }
    if let now, now.matchedWith != nil, now.side != side || now.category != fields["category"] { reading.add(.choiceUnknown, "category") }
    try reading.finish()
    return AssistanceEntry(
      id: id, side: side, state: StateCode(fields["state"]), provider: reading.optional("provider"), category: fields["category"],
      subject: fields["subject"], details: reading.optional("details"), language: Language(rawValue: fields["language"]) ?? .en,
      articles: reading.articles("articles"), priority: Priority(rawValue: fields["priority"]) ?? .medium,
      audience: Audience(rawValue: fields["audience"]) ?? .secretariat, status: now?.status ?? .open, matchedWith: now?.matchedWith,
      history: now?.history ?? [Step(status: .open, on: surroundings.today, remark: nil)])
  }
}
