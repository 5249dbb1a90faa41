// SPDX-License-Identifier: Apache-2.0
import Kernel

extension ReportParagraph {
  /// What the meeting does with a paragraph.
  public enum Act: String, Hashable, Sendable, CaseIterable {
    /// Agrees to it as it stands.
    case agree
    /// Agrees to it with the amendments that it accepted.
    case agreeAsAmended
    /// Puts it into brackets.
    case bracket
    /// Takes it up again.
    case reopen
    /// Takes it out.
    case delete

    /// The state that follows.
    public var state: State {
      switch self {
      case .agree: .agreed
      case .agreeAsAmended: .agreedAsAmended
      case .bracket: .bracketed
      case .reopen: .open
      case .delete: .deleted
      }
    }
  }

  /// Whether the meeting accepted an amendment to it.
  public var isAmended: Bool { amendments.contains { $0.state == .accepted } }

  /// The acts that the meeting may take now.
  public var possibleActs: [Act] { Act.allCases.filter { refusal(of: $0) == nil } }

  /// Why an act is refused; `nil` when it may be taken.
  ///
  /// A paragraph that has been decided is taken up again before anything else is done with it, so that the record shows that it was.
  public func refusal(of act: Act) -> CannotChangeReport? {
    if state == act.state { return .alreadySo }
    switch (state.isSettled, act) {
    case (true, .reopen): return nil
    case (true, _): return .settled
    case (false, .reopen), (false, .bracket), (false, .delete): return nil
    case (false, .agree), (false, .agreeAsAmended):
      if text.best(for: .en) == nil { return .noText }
      if amendments.contains(where: { $0.state == .proposed }) { return .amendmentsPending }
      if hasBrackets { return .bracketsLeft }
      if act == .agree { return isAmended ? .amended : nil }
      return isAmended ? nil : .notAmended
    }
  }

  /// Takes an act.
  /// - Throws: what ``refusal(of:)`` says.
  mutating func take(_ act: Act, _ step: ReportStep) throws(CannotChangeReport) {
    if let refusal = refusal(of: act) { throw refusal }
    state = act.state
    decisions.append(Decision(act.state, step))
  }

  /// Enters an amendment.
  mutating func propose(_ amendment: ReportAmendment) throws(CannotChangeReport) {
    guard !state.isSettled else { throw .settled }
    guard amendment.text.best(for: .en) != nil else {
      throw .wrongFields([FieldProblem(field: "text.en", code: ReportFault.missing.code)])
    }
    let unbalanced = Language.allCases.filter { amendment.text[$0].map { !Brackets(in: $0).isBalanced } == true }
    guard unbalanced.isEmpty else { throw .bracketsUnbalanced(unbalanced) }
    amendments.append(amendment)
  }

  /// Records what became of an amendment; an accepted one becomes the text of its languages and leaves the others behind.
  mutating func decide(_ id: ID<ReportAmendment>, as outcome: ReportAmendment.State, _ step: ReportStep) throws(CannotChangeReport) {
    guard !state.isSettled else { throw .settled }
    guard let index = amendments.firstIndex(where: { $0.id == id }), amendments[index].state == .proposed, outcome != .proposed else {
      throw .amendmentDecided
    }
    amendments[index].state = outcome
    amendments[index].decided = step
    guard outcome == .accepted else { return }
    let given = amendments[index].text.texts.filter { !$0.value.isEmpty }
    for (language, words) in given { text[language] = words }
    behind = Language.allCases.filter { given[$0] == nil && (text[$0] != nil || behind.contains($0)) }
  }
}

extension MeetingReport {
  /// The paragraphs that stand in the way of adoption, by their numbers; `nil` when none does.
  public var undecided: CannotChangeReport? {
    let numbers = numbers
    func named(_ state: ReportParagraph.State) -> [String] {
      paragraphs.filter { $0.state == state }.compactMap { numbers[$0.id]?.description }
    }
    let (open, bracketed) = (named(.open), named(.bracketed))
    return open.isEmpty && bracketed.isEmpty ? nil : .undecided(open: open, bracketed: bracketed)
  }

  /// The agreed recommendations, in order.
  public var agreedRecommendations: [ReportParagraph] { paragraphs.filter { $0.kind == .recommendation && $0.state.isAgreed } }

  /// The report as the meeting adopts it: what was deleted stays on record and is not printed, the rest is numbered through.
  /// - Throws: ``CannotChangeReport/adopted``; ``CannotChangeReport/noText`` for a report without a paragraph;
  ///   ``CannotChangeReport/undecided(open:bracketed:)`` with the paragraphs that are not decided.
  public func adopted(_ step: ReportStep) throws(CannotChangeReport) -> MeetingReport {
    guard adoption == nil else { throw .adopted }
    if let undecided { throw undecided }
    guard paragraphs.contains(where: \.state.isAgreed) else { throw .noText }
    var report = self
    report.stage = .adopted(step)
    return report
  }
}
