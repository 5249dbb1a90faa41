// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A change of a report that an officer makes.
public enum ReportEdit: Hashable, Sendable {
  /// Writes the text of one paragraph in one language; `seen` is what the officer had before them.
  case write(ID<ReportParagraph>, Language, seen: String, text: String)
  /// Says what a paragraph is.
  case mark(ID<ReportParagraph>, ReportParagraph.Kind)
  /// Adds a paragraph to a section, after another one or at its beginning.
  case add(ReportParagraph, to: ID<ReportSection>, after: ID<ReportParagraph>?)
  /// Takes an act on a paragraph.
  case take(ReportParagraph.Act, on: ID<ReportParagraph>)
  /// Enters an amendment.
  case propose(ReportAmendment, to: ID<ReportParagraph>)
  /// Records what became of an amendment.
  case decide(ID<ReportAmendment>, of: ID<ReportParagraph>, as: ReportAmendment.State)
  /// Fixes the numbers, as the draft goes to the delegations.
  case number
}

extension MeetingReport {
  /// The report after a change; `nil` when what the change speaks of is not there.
  /// - Throws: ``CannotChangeReport`` for what the report's or the paragraph's state does not allow.
  public func after(_ edit: ReportEdit, _ step: ReportStep) throws(CannotChangeReport) -> MeetingReport? {
    guard adoption == nil else { throw .adopted }
    switch edit {
    case .write(let id, let language, let seen, let text):
      return try changing(id) { (paragraph) throws(CannotChangeReport) in try paragraph.write(text, in: language, seen: seen) }
    case .mark(let id, let kind):
      return try changing(id) { (paragraph) throws(CannotChangeReport) in
        guard !paragraph.state.isSettled else { throw .settled }
        paragraph.kind = kind
      }
    case .add(let paragraph, let section, let neighbour): return adding(paragraph, to: section, after: neighbour)
    case .take(let act, let id): return try changing(id) { (paragraph) throws(CannotChangeReport) in try paragraph.take(act, step) }
    case .propose(let amendment, let id):
      return try changing(id) { (paragraph) throws(CannotChangeReport) in try paragraph.propose(amendment) }
    case .decide(let amendment, let id, let outcome):
      return try changing(id) { (paragraph) throws(CannotChangeReport) in try paragraph.decide(amendment, as: outcome, step) }
    case .number:
      guard !isNumbered else { throw .numbered }
      return numbered(step)
    }
  }

  private func changing(
    _ id: ID<ReportParagraph>, _ change: (inout ReportParagraph) throws(CannotChangeReport) -> Void
  ) throws(CannotChangeReport) -> MeetingReport? {
    var report = self
    for section in sections.indices {
      guard let place = sections[section].paragraphs.firstIndex(where: { $0.id == id }) else { continue }
      try change(&report.sections[section].paragraphs[place])
      return report
    }
    return nil
  }

  private func adding(_ paragraph: ReportParagraph, to id: ID<ReportSection>, after: ID<ReportParagraph>?) -> MeetingReport? {
    guard let section = sections.firstIndex(where: { $0.id == id }) else { return nil }
    var report = self
    // A neighbour that is in no such section, or none: the new paragraph begins the section.
    let place = sections[section].paragraphs.firstIndex { $0.id == after }.map { $0 + 1 } ?? 0
    report.sections[section].paragraphs.insert(paragraph, at: place)
    return report
  }

  private func numbered(_ step: ReportStep) -> MeetingReport {
    let numbers = numbers
    var report = self
    for section in sections.indices {
      // What was taken out before the draft went out has no number, and nobody will refer to it.
      report.sections[section].paragraphs.removeAll { $0.state == .deleted }
      for place in report.sections[section].paragraphs.indices {
        let paragraph = report.sections[section].paragraphs[place]
        report.sections[section].paragraphs[place].number = numbers[paragraph.id]
        report.sections[section].paragraphs[place].base = paragraph.text
      }
    }
    report.stage = .numbered(step)
    return report
  }
}

extension ReportParagraph {
  /// Writes a text over what the officer had seen.
  mutating func write(_ typed: String, in language: Language, seen: String) throws(CannotChangeReport) {
    guard !state.isSettled else { throw .settled }
    let now = text[language] ?? ""
    guard now == seen || now == typed || typed == seen else { throw .changedSinceSeen }
    guard Brackets(in: typed).isBalanced else { throw .bracketsUnbalanced([language]) }
    // The officer changed nothing: what somebody else wrote meanwhile stands.
    if typed != seen { text[language] = typed.isEmpty ? nil : typed }
    behind.removeAll { $0 == language }
  }
}
