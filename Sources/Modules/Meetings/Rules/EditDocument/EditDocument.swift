// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a document cannot be entered or changed.
public enum CannotEditDocument: Problem, Equatable {
  /// Fields hold what they may not; each is named.
  case wrongFields([FieldProblem])
  /// Another officer has changed the same fields since the page was opened; each is named with what it now says.
  case changedSinceSeen([FieldProblem])
  /// The language version is not there, or no longer.
  case noSuchExpression

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "meetings.document-wrong-fields"
    case .changedSinceSeen: "meetings.document-changed-since-seen"
    case .noSuchExpression: "meetings.document-no-such-expression"
    }
  }

  /// Invalid, in conflict with what is kept, or missing.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    case .changedSinceSeen: .conflict
    case .noSuchExpression: .missing
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .wrongFields(let fields), .changedSinceSeen(let fields): fields
    case .noSuchExpression: []
    }
  }

  /// What stands beside a field that two officers changed.
  public static let contested: ProblemCode = "meetings.document-contested"

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotEditDocument] = [
    .wrongFields(DocumentFault.allCases.map { FieldProblem(field: $0.field, code: $0.code, details: ["symbol": "A/72/1"]) }),
    .changedSinceSeen([FieldProblem(field: "symbol", code: contested, details: ["theirs": "A/72/1"])]), .noSuchExpression,
  ]
}

/// What can be wrong with a document or one of its language versions.
public enum DocumentFault: String, Sendable, CaseIterable {
  /// It has no title in any language.
  case titleMissing = "title-missing"
  /// The text is no symbol.
  case symbolUnreadable = "symbol-unreadable"
  /// The symbol belongs to another body than the document.
  case symbolOfAnotherBody = "symbol-of-another-body"
  /// Another document has the symbol.
  case symbolTwice = "symbol-twice"
  /// The symbol is that of a revision, and the document that it replaces is not known.
  case symbolOfNothingRevised = "symbol-revises-nothing"
  /// The symbol is that of a corrigendum, and the document that it corrects is not known.
  case symbolOfNothingCorrected = "symbol-corrects-nothing"
  /// The symbol is of a limited or restricted series and the distribution is wider.
  case distributionWiderThanSymbol = "distribution-wider-than-symbol"
  /// The edition has the language already.
  case languageTwice = "language-twice"
  /// A revision without what it revises.
  case revisionOfNothing = "revision-of-nothing"
  /// A corrigendum in a language that has nothing to correct.
  case correctionOfNothing = "correction-of-nothing"
  /// A reissue in a language that was not issued before.
  case reissueOfNothing = "reissue-of-nothing"
  /// A reissue without the day of its footnote.
  case reissueUndated = "reissue-undated"
  /// Translated before it was submitted, or issued before either.
  case daysOutOfOrder = "days-out-of-order"
  /// The number of words is none.
  case wordCountUnreadable = "word-count-unreadable"
  /// The job number has not the form of one.
  case jobNumberUnreadable = "job-number-unreadable"
  /// The job number has the letter of another language.
  case jobNumberOfAnotherLanguage = "job-number-of-another-language"
  /// What was typed is no day.
  case dayUnreadable = "day-unreadable"
  /// What was chosen does not exist.
  case choiceUnknown = "choice-unknown"

  /// The stable name.
  public var code: ProblemCode { ProblemCode(rawValue: "meetings.document-\(rawValue)") }

  /// The field of the form that it usually concerns.
  public var field: String {
    switch self {
    case .titleMissing: "title.en"
    case .symbolUnreadable, .symbolOfAnotherBody, .symbolTwice, .symbolOfNothingRevised, .symbolOfNothingCorrected: "symbol"
    case .distributionWiderThanSymbol: "distribution"
    case .languageTwice: "language"
    case .revisionOfNothing, .correctionOfNothing, .reissueOfNothing: "edition"
    case .reissueUndated, .daysOutOfOrder: "issuedOn"
    case .wordCountUnreadable: "wordCount"
    case .jobNumberUnreadable, .jobNumberOfAnotherLanguage: "jobNumber"
    case .dayUnreadable: "submittedOn"
    case .choiceUnknown: "kind"
    }
  }

  /// The fault beside its usual field.
  public func beside(_ details: [String: String] = [:]) -> FieldProblem { FieldProblem(field: field, code: code, details: details) }
}

extension MeetingDocument {
  /// The document as it may be kept.
  /// - Parameters:
  ///   - body: the body whose document it is.
  ///   - others: the other documents that are known.
  /// - Throws: ``CannotEditDocument/wrongFields(_:)`` with everything that is wrong.
  public func entered(of body: Body?, among others: [MeetingDocument]) throws(CannotEditDocument) -> MeetingDocument {
    var faults: [FieldProblem] = []
    if title.texts.values.allSatisfy(\.isEmpty) { faults.append(DocumentFault.titleMissing.beside()) }
    if let symbol {
      if let read = DocumentSymbol(symbol) {
        faults += symbolFaults(read, body, others.filter { $0.id != id })
      } else {
        faults.append(DocumentFault.symbolUnreadable.beside())
      }
    }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    return self
  }

  private func symbolFaults(_ symbol: DocumentSymbol, _ body: Body?, _ others: [MeetingDocument]) -> [FieldProblem] {
    var faults: [FieldProblem] = []
    let known = others.compactMap { $0.symbol.flatMap { DocumentSymbol($0) } }
    if let prefix = body?.symbolPrefix, symbol.owner != prefix {
      faults.append(DocumentFault.symbolOfAnotherBody.beside(["symbol": prefix]))
    }
    if known.contains(symbol) { faults.append(DocumentFault.symbolTwice.beside(["symbol": symbol.identity])) }
    switch symbol.suffixes.last?.kind {
    case .revision where !known.contains { symbol.relation(to: $0) == .replaces }:
      faults.append(DocumentFault.symbolOfNothingRevised.beside())
    case .corrigendum where !known.contains { symbol.relation(to: $0) == .corrects }:
      faults.append(DocumentFault.symbolOfNothingCorrected.beside())
    default: break
    }
    let isTooWide =
      switch symbol.series {
      case .restricted: distribution != .restricted
      case .limited: distribution == .general
      default: false
      }
    if isTooWide { faults.append(DocumentFault.distributionWiderThanSymbol.beside()) }
    return faults
  }

  /// The document with a language version added, or put in the place of the one that had the name.
  /// - Throws: ``CannotEditDocument/wrongFields(_:)``, ``CannotEditDocument/noSuchExpression``.
  public func keeping(_ expression: DocumentExpression, inPlaceOf name: String?) throws(CannotEditDocument) -> MeetingDocument {
    var others = expressions
    if let name {
      guard let place = others.firstIndex(where: { $0.name == name }) else { throw .noSuchExpression }
      others.remove(at: place)
    }
    let faults = expression.faults(beside: others)
    guard faults.isEmpty else { throw .wrongFields(faults.map { $0.beside() }) }
    var changed = self
    changed.expressions = (others + [expression]).sorted()
    return changed
  }

  /// The document without a language version.
  /// - Throws: ``CannotEditDocument/noSuchExpression``; ``CannotEditDocument/wrongFields(_:)`` when another one corrects or reissues it.
  public func removing(_ name: String) throws(CannotEditDocument) -> MeetingDocument {
    guard expressions.contains(where: { $0.name == name }) else { throw .noSuchExpression }
    var changed = self
    changed.expressions.removeAll { $0.name == name }
    for expression in changed.expressions {
      let faults = expression.faults(beside: changed.expressions.filter { $0.name != expression.name })
      guard faults.isEmpty else { throw .wrongFields(faults.map { $0.beside() }) }
    }
    return changed
  }
}

extension DocumentSymbol {
  /// The body whose documents begin like this one; names of series such as resolutions do not count.
  var owner: String { ([body] + subsidiaries.filter { !["RES", "DEC", "INF"].contains($0) }).joined(separator: "/") }
}

extension DocumentExpression: Comparable {
  /// Orders by edition, then as the six languages are ordered.
  public static func < (left: DocumentExpression, right: DocumentExpression) -> Bool {
    (left.edition, left.languagePlace) < (right.edition, right.languagePlace)
  }

  private var languagePlace: Int { Language.allCases.firstIndex(of: language) ?? 0 }

  /// What is wrong with it beside the other language versions of its document.
  public func faults(beside others: [DocumentExpression]) -> [DocumentFault] {
    var faults: [DocumentFault] = []
    if others.contains(where: { $0.edition == edition && $0.language == language }) { faults.append(.languageTwice) }
    let known = others.filter { $0.language == language }.map(\.edition)
    switch edition {
    case .original: break
    case .revision(let number):
      // The one before it, in whatever language.
      let before: (Edition) -> Bool = { number == 1 ? $0 == .original : $0 == .revision(number - 1) }
      if !others.contains(where: { before($0.edition) }) { faults.append(.revisionOfNothing) }
    case .corrigendum: if !known.contains(where: \.isWhole) { faults.append(.correctionOfNothing) }
    case .reissue:
      if !known.contains(.original) { faults.append(.reissueOfNothing) }
      if issuedOn == nil { faults.append(.reissueUndated) }
    }
    let days = [submittedOn, inTranslationFrom, issuedOn].compactMap(\.self)
    if days != days.sorted() { faults.append(.daysOutOfOrder) }
    if let wordCount, !(1...10_000_000).contains(wordCount) { faults.append(.wordCountUnreadable) }
    return faults + jobNumberFaults
  }

  /// `V.17-08295`, `GE.18-01234 (F)`, `25-04962 (E)`.
  /// - Source: practice (United Nations documentation: job numbers)
  private var jobNumberFaults: [DocumentFault] {
    guard let jobNumber else { return [] }
    guard let match = jobNumber.wholeMatch(of: /(?:V\.|GE\.)?[0-9]{2}-[0-9]{5}(?: \(([ACEFRS])\))?/) else { return [.jobNumberUnreadable] }
    guard let letter = match.1 else { return [] }
    return String(letter) == language.jobLetter ? [] : [.jobNumberOfAnotherLanguage]
  }
}

extension Language {
  /// The letter of the language in job numbers.
  fileprivate var jobLetter: String {
    switch self {
    case .ar: "A"
    case .zh: "C"
    case .en: "E"
    case .fr: "F"
    case .ru: "R"
    case .es: "S"
    }
  }
}
