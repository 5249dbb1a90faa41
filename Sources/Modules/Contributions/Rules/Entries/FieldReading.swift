// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// What can be wrong with a field.
public enum EntryFault: String, Sendable, CaseIterable {
  /// It must be filled.
  case missing
  /// It is longer than is kept.
  case tooLong = "too-long"
  /// It is no day.
  case dayUnreadable = "day-unreadable"
  /// It is before the day on which what it belongs to begins.
  case endsFirst = "ends-first"
  /// It is a day that is still to come.
  case dayToCome = "day-to-come"
  /// It is none of the choices.
  case choiceUnknown = "choice-unknown"
  /// It is no address of a page.
  case linkUnreadable = "link-unreadable"
  /// It is no article of the Convention.
  case articleUnknown = "article-unknown"
  /// It is no State for which the writer may write.
  case stateUnknown = "state-unknown"
  /// It is none of the languages.
  case languageUnknown = "language-unknown"
  /// Its language versions have different numbers of lines.
  case linesUneven = "lines-uneven"
  /// Another entry has the name.
  case nameTaken = "name-taken"
  /// It is no short name.
  case nameUnreadable = "name-unreadable"
  /// Somebody else has changed it too.
  case contested
  /// It is no number from 0 to 10.
  case weightUnreadable = "weight-unreadable"

  /// The stable name.
  public var code: ProblemCode { ProblemCode(rawValue: "contributions.field-\(rawValue)") }
}

/// Reads fields and gathers everything that is wrong with them.
struct FieldReading {
  let fields: EntryFields
  let surroundings: EntrySurroundings
  private(set) var faults: [FieldProblem] = []

  /// Characters that a line, and a text of several lines, may have.
  static let (lineLimit, areaLimit) = (500, 20_000)

  init(_ fields: EntryFields, _ form: [EntryField], in surroundings: EntrySurroundings) {
    self.fields = fields
    self.surroundings = surroundings
    for field in form { check(field) }
  }

  mutating func add(_ fault: EntryFault, _ field: String) {
    if !faults.contains(where: { $0.field == field }) { faults.append(FieldProblem(field: field, code: fault.code)) }
  }

  /// - Throws: ``CannotContribute/wrongFields(_:)`` when something is wrong.
  func finish() throws(CannotContribute) { if !faults.isEmpty { throw .wrongFields(faults) } }

  func day(_ name: String) -> CalendarDay? { CalendarDay(fields[name]) }

  func articles(_ name: String) -> [String] { fields[many: name].compactMap { Article.place($0) } }

  func optional(_ name: String) -> String? { fields[name].isEmpty ? nil : fields[name] }

  private mutating func check(_ field: EntryField) {
    let texts = field.names.map { fields[$0] }
    if field.isRequired, texts.allSatisfy(\.isEmpty) { return add(.missing, field.names[0]) }
    let isLong = [.area, .texts(isLong: true), .states].contains(field.kind)
    for (name, text) in zip(field.names, texts) where text.unicodeScalars.count > (isLong ? Self.areaLimit : Self.lineLimit) {
      add(.tooLong, name)
    }
    let text = texts[0]
    guard !text.isEmpty else { return }
    if let fault = fault(field, text) { add(fault, field.name) }
  }

  private func fault(_ field: EntryField, _ text: String) -> EntryFault? {
    let many = fields[many: field.name]
    func unless(_ isRight: Bool, _ fault: EntryFault) -> EntryFault? { isRight ? nil : fault }
    switch field.kind {
    case .line, .area, .texts: return nil
    case .day: return unless(CalendarDay(text) != nil, .dayUnreadable)
    case .link: return unless(WebLink.isReadable(text), .linkUnreadable)
    case .choice(let codes, _): return unless(codes.contains(text), .choiceUnknown)
    case .choices(let codes, _): return unless(many.allSatisfy(codes.contains), .choiceUnknown)
    case .state: return unless(mayWrite(for: text), .stateUnknown)
    case .states: return unless(many.allSatisfy { StateCode($0)?.code == $0 }, .stateUnknown)
    case .articles: return unless(many.allSatisfy { Article.place($0) != nil }, .articleUnknown)
    case .language: return unless(Language(rawValue: text) != nil, .languageUnknown)
    case .languages:
      return unless(many.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } }, .languageUnknown)
    case .category: return unless(surroundings.categories.contains(text), .choiceUnknown)
    case .agendaItem: return unless(surroundings.agenda.contains { $0.item == text }, .choiceUnknown)
    }
  }

  private func mayWrite(for text: String) -> Bool {
    guard let state = StateCode(text), state.code == text else { return false }
    return surroundings.ownStates?.contains(state) ?? true
  }
}

/// The address of a page elsewhere, looked at for its form alone: nothing is fetched.
public enum WebLink {
  /// Whether a text is an address of a page that browsers open: `https` or `http`, a host with a dot, nobody's name or password in it.
  public static func isReadable(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3C && $0 != 0x3E }),
      let parts = URLComponents(string: text),
      let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http", let host = parts.host, parts.user == nil,
      parts.password == nil
    else { return false }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count > 1 && labels.allSatisfy { !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-") }
  }
}
