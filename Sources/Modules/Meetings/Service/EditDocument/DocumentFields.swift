// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Web

/// A document as the fields of its form.
enum DocumentFields {
  private static let plain = [
    "symbol", "alias", "kind", "distribution", "meeting", "body", "originalLanguage", "issuedOn", "decidedOn", "jobNumber", "inferred",
  ]

  static func values(of document: MeetingDocument) -> [String: String] {
    var values = [
      "symbol": document.symbol, "alias": document.alias, "kind": document.kind.rawValue, "distribution": document.distribution?.rawValue,
      "meeting": document.meeting?.description, "body": document.body?.description,
      "originalLanguage": document.originalLanguage?.rawValue, "issuedOn": document.issuedOn?.description,
      "decidedOn": document.decidedOn?.description, "jobNumber": document.jobNumber, "inferred": document.isInferred ? "yes" : nil,
    ].mapValues { $0 ?? "" }
    for language in Language.allCases { values["title.\(language.rawValue)"] = document.title[language] ?? "" }
    values["topics"] = document.topics.map(\.rawValue).sorted().joined(separator: ",")
    return values
  }

  static func values(_ form: FormData) -> [String: String] {
    var values = Dictionary(uniqueKeysWithValues: plain.map { ($0, form[$0] ?? "") })
    for language in Language.allCases { values["title.\(language.rawValue)"] = form["title.\(language.rawValue)"] ?? "" }
    values["topics"] = form.all("topics").sorted().joined(separator: ",")
    return values
  }

  /// The document that the fields describe; what no field shows stays as it is.
  /// - Throws: ``CannotEditDocument/wrongFields(_:)`` with every day and choice that cannot be read.
  static func document(
    _ values: [String: String], over document: MeetingDocument, _ shelf: DocumentShelf
  ) throws(CannotEditDocument) -> MeetingDocument {
    var reader = FieldReader(values: values)
    var changed = document
    changed.symbol = reader.text("symbol")
    changed.alias = reader.text("alias")
    changed.kind = reader.choice("kind") { MeetingDocument.Kind(rawValue: $0) } ?? document.kind
    changed.distribution = reader.choice("distribution") { MeetingDocument.Distribution(rawValue: $0) }
    changed.meeting = reader.choice("meeting") { text in ID<Meeting>(text).flatMap { shelf.meetings[$0]?.id } }
    changed.body = reader.choice("body") { text in ID<Body>(text).flatMap { shelf.bodies[$0]?.id } }
    changed.originalLanguage = reader.choice("originalLanguage") { Language(rawValue: $0) }
    changed.issuedOn = reader.day("issuedOn")
    changed.decidedOn = reader.day("decidedOn")
    changed.jobNumber = reader.text("jobNumber")
    changed.isInferred = values["inferred"] == "yes"
    for language in Language.allCases { changed.title[language] = reader.text("title.\(language.rawValue)") }
    let topics = Set((values["topics"] ?? "").split(separator: ",").compactMap { Topic(rawValue: String($0)) })
    // The order that was kept stays, so that a form that changes nothing changes nothing.
    if topics != Set(document.topics) { changed.topics = Topic.allCases.filter { topics.contains($0) } }
    try reader.finish()
    return changed
  }

  /// What the form shows again.
  static func form(_ values: [String: String]) -> FormData {
    let topics = (values["topics"] ?? "").split(separator: ",").map { ("topics", String($0)) }
    return FormData(values.filter { $0.key != "topics" }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + topics)
  }
}

/// Reads fields and remembers what cannot be read.
struct FieldReader {
  let values: [String: String]
  private var faults: [FieldProblem] = []

  init(values: [String: String]) { self.values = values }

  func text(_ field: String) -> String? { values[field].flatMap { $0.isEmpty ? nil : $0 } }

  mutating func choice<Value>(_ field: String, _ read: (String) -> Value?) -> Value? {
    guard let text = text(field) else { return nil }
    if let value = read(text) { return value }
    faults.append(FieldProblem(field: field, code: DocumentFault.choiceUnknown.code))
    return nil
  }

  mutating func day(_ field: String) -> CalendarDay? {
    guard let text = text(field) else { return nil }
    if let day = CalendarDay(text) { return day }
    faults.append(FieldProblem(field: field, code: DocumentFault.dayUnreadable.code))
    return nil
  }

  mutating func refuse(_ field: String, _ fault: DocumentFault) { faults.append(FieldProblem(field: field, code: fault.code)) }

  /// - Throws: ``CannotEditDocument/wrongFields(_:)`` when something could not be read.
  func finish() throws(CannotEditDocument) {
    guard faults.isEmpty else { throw .wrongFields(faults) }
  }
}
