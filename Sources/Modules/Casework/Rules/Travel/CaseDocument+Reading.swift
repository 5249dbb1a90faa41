// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel
import WritingRules

/// Reads the JSON of a document as a type; strictly where it came from another node.
public protocol DocumentReader {
  /// Reads a value of a type.
  func read<Content: Decodable>(_ type: Content.Type) throws -> Content
}

/// What a document breaks of the rules of its schema beyond types.
public struct UnreadableDocument: Error, Hashable, Sendable {
  /// The member that is wrong.
  public let member: String

  /// Names the member.
  public init(_ member: String) { self.member = member }
}

extension CaseDocument {
  /// Reads the document of an act and holds it against what no type says: lengths, characters, names of items.
  /// - Throws: ``UnreadableDocument``; what the reader throws.
  public init(_ act: TravellingAct, from reader: some DocumentReader) throws {
    switch act {
    case .request, .supplementaryRequest, .spontaneousInformation, .draftForComment:
      let request = try reader.read(RequestDocument.self)
      guard act == .draftForComment || request.act == act else { throw UnreadableDocument("kind") }
      self = .request(request)
    case .acknowledgement: self = .acknowledgement(try reader.read(AcknowledgementDocument.self))
    case .informationAsked: self = .informationAsked(try reader.read(QuestionDocument.self))
    case .informationGiven: self = .informationGiven(try reader.read(AnswerDocument.self))
    case .consultationOpened: self = .consultationOpened(try reader.read(ConsultationDocument.self))
    case .consultationAnswered: self = .consultationAnswered(try reader.read(ConsultationAnswerDocument.self))
    case .consultationProposed: self = .consultationProposed(try reader.read(ConsultationProposalDocument.self))
    case .consultationClosed: self = .consultationClosed(try reader.read(ConsultationEndDocument.self))
    case .acceptance: self = .acceptance(try reader.read(AcceptanceDocument.self))
    case .conditionsAccepted: self = .conditionsAccepted(try reader.read(AcceptanceDocument.self))
    case .conditionsRefused: self = .conditionsRefused(try reader.read(ConditionsRefusedDocument.self))
    case .postponement: self = .postponement(try reader.read(PostponementDocument.self))
    case .refusal: self = .refusal(try reader.read(RefusalDocument.self))
    case .partialProduct, .fullProduct: self = .product(try reader.read(ProductDocument.self))
    case .productReceived: self = .productReceived(try reader.read(ItemsDocument.self))
    case .withdrawal: self = .withdrawal(try reader.read(WithdrawalDocument.self))
    case .statusEnquiry: self = .statusEnquiry(try reader.read(DayDocument.self))
    case .statusAnswer: self = .statusAnswer(try reader.read(AnswerDocument.self))
    }
    try check()
  }

  /// What is written, whatever its type.
  public var content: any Codable & Hashable & Sendable {
    switch self {
    case .request(let document): document
    case .acknowledgement(let document): document
    case .informationAsked(let document): document
    case .informationGiven(let document), .statusAnswer(let document): document
    case .consultationOpened(let document): document
    case .consultationAnswered(let document): document
    case .consultationProposed(let document): document
    case .consultationClosed(let document): document
    case .acceptance(let document), .conditionsAccepted(let document): document
    case .conditionsRefused(let document): document
    case .postponement(let document): document
    case .refusal(let document): document
    case .product(let document): document
    case .productReceived(let document): document
    case .withdrawal(let document): document
    case .statusEnquiry(let document): document
    }
  }

  /// The files that it names.
  public var files: [ProductDocument.File] {
    switch self {
    case .request(let document): document.files ?? []
    case .informationGiven(let document): document.files ?? []
    case .product(let document): document.files
    default: []
    }
  }

  /// The day on which whoever signs it did what it tells.
  public var on: CalendarDay? {
    switch self {
    case .request(let document): document.on
    case .acknowledgement(let document): document.on
    case .informationAsked(let document): document.on
    case .informationGiven(let document), .statusAnswer(let document): document.on
    case .consultationOpened(let document): document.on
    case .consultationAnswered(let document): document.on
    case .consultationProposed(let document): document.on
    case .consultationClosed(let document): document.on
    case .acceptance(let document), .conditionsAccepted(let document): document.on
    case .conditionsRefused(let document): document.on
    case .postponement(let document): document.on
    case .refusal(let document): document.on
    case .product(let document): document.on
    case .productReceived(let document): document.on
    case .withdrawal(let document): document.on
    case .statusEnquiry(let document): document.on
    }
  }

  /// The items that it names.
  public var items: [ItemID] {
    switch self {
    case .request(let document): document.items.map(\.id)
    case .informationAsked(let document): document.items
    case .consultationOpened(let document): document.items
    case .acceptance(let document), .conditionsAccepted(let document): document.items
    case .conditionsRefused(let document): document.items
    case .postponement(let document): document.items
    case .refusal(let document): document.items
    case .product(let document): document.parts.flatMap(\.items)
    case .productReceived(let document): document.items
    case .withdrawal(let document): document.items
    case .acknowledgement, .informationGiven, .consultationAnswered, .consultationProposed, .consultationClosed, .statusEnquiry,
      .statusAnswer:
      []
    }
  }

  /// - Throws: ``UnreadableDocument`` with the first member that is wrong.
  private func check() throws(UnreadableDocument) {
    try DocumentCheck.items(items)
    switch self {
    case .request(let document): try document.check()
    case .acknowledgement(let document):
      try DocumentCheck.line(document.reference, "reference")
      try DocumentCheck.text(document.contact, "contact")
    case .informationAsked(let document):
      try DocumentCheck.some(document.items, "items")
      try DocumentCheck.text(document.question, "question")
    case .informationGiven(let document):
      try DocumentCheck.text(document.text, "text")
      try DocumentCheck.files(document.files)
    case .statusAnswer(let document):
      try DocumentCheck.text(document.text, "text")
      guard document.files == nil else { throw UnreadableDocument("files") }
    case .consultationOpened(let document):
      try DocumentCheck.some(document.items, "items")
      try DocumentCheck.text(document.proposal, "proposal")
      try DocumentCheck.texts(document.conditions ?? [], "conditions")
    case .consultationAnswered(let document): try DocumentCheck.text(document.text, "text")
    case .consultationProposed(let document):
      try DocumentCheck.text(document.proposal, "proposal")
      try DocumentCheck.texts(document.conditions ?? [], "conditions")
    case .consultationClosed(let document):
      if let text = document.text { try DocumentCheck.text(text, "text") }
    case .statusEnquiry: break
    case .acceptance(let document):
      try DocumentCheck.some(document.items, "items")
      try DocumentCheck.texts(document.conditions, "conditions")
    case .conditionsAccepted(let document):
      try DocumentCheck.some(document.items, "items")
      try DocumentCheck.some(document.conditions, "conditions")
      try DocumentCheck.texts(document.conditions, "conditions")
    case .conditionsRefused(let document):
      try DocumentCheck.some(document.items, "items")
      try DocumentCheck.text(document.text, "text")
    case .postponement(let document):
      try DocumentCheck.some(document.items, "items")
      try DocumentCheck.text(document.reasons, "reasons")
    case .refusal(let document): try document.check()
    case .product(let document): try document.check()
    case .productReceived(let document): try DocumentCheck.some(document.items, "items")
    case .withdrawal(let document):
      try DocumentCheck.some(document.items, "items")
      if let reason = document.reason { try DocumentCheck.text(reason, "reason") }
    }
  }
}

extension RequestDocument {
  fileprivate func check() throws(UnreadableDocument) {
    guard kind.isFormal else { throw UnreadableDocument("kind") }
    try DocumentCheck.line(reference, "reference")
    try DocumentCheck.line(subject, "subject")
    try DocumentCheck.some(items, "items")
    for item in items where !item.summary.isEmpty { try DocumentCheck.text(item.summary, "items") }
    guard offences.count <= 71, Set(offences).count == offences.count, offences.allSatisfy({ (1...71).contains($0) }) else {
      throw UnreadableDocument("offences")
    }
    if let authority { try DocumentCheck.text(authority, "authority") }
    if let reference = supplements?.reference { try DocumentCheck.line(reference, "supplements") }
    if let reference = supplements?.theirReference { try DocumentCheck.line(reference, "supplements") }
    if let written = content?.reference { try DocumentCheck.line(written, "content") }
    try DocumentCheck.files(files)
  }
}

extension RefusalDocument {
  fileprivate func check() throws(UnreadableDocument) {
    try DocumentCheck.some(items, "items")
    guard !grounds.isEmpty, Set(grounds).count == grounds.count else { throw UnreadableDocument("grounds") }
    guard !causes.isEmpty, Set(causes).count == causes.count else { throw UnreadableDocument("causes") }
    try DocumentCheck.text(reasons, "reasons")
    if let provision { try DocumentCheck.text(provision, "provision") }
    if let basicConcepts { try DocumentCheck.text(basicConcepts, "basicConcepts") }
  }
}

extension ProductDocument {
  fileprivate func check() throws(UnreadableDocument) {
    try DocumentCheck.some(parts, "parts")
    for part in parts {
      try DocumentCheck.some(part.items, "parts")
      try DocumentCheck.texts(part.conditions, "parts")
      if let reason = part.procedureNotFollowed { try DocumentCheck.text(reason, "parts") }
    }
    try DocumentCheck.text(summary, "summary")
    if let limitationOnUse { try DocumentCheck.text(limitationOnUse, "limitationOnUse") }
    if let confidentiality { try DocumentCheck.text(confidentiality, "confidentiality") }
    try DocumentCheck.named(files)
  }
}

/// What the members of documents have in common.
private enum DocumentCheck {
  /// So many characters a text on one line has at most.
  static let line = 500

  /// A text on one line: it says something and has no control characters, which no register could keep or show.
  static func line(_ text: String, _ member: String) throws(UnreadableDocument) {
    guard text.unicodeScalars.count <= line, !text.unicodeScalars.contains(where: isControl) else { throw UnreadableDocument(member) }
    guard !text.allSatisfy(\.isWhitespace) else { throw UnreadableDocument(member) }
  }

  /// A text of any length: it says something; of control characters it has the ends of lines and tabs.
  static func text(_ text: String, _ member: String) throws(UnreadableDocument) {
    let isKept = text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\r" || $0 == "\t" || !isControl($0) }
    guard isKept, !text.allSatisfy(\.isWhitespace) else { throw UnreadableDocument(member) }
  }

  static func texts(_ texts: [String], _ member: String) throws(UnreadableDocument) {
    guard texts.count <= 50, Set(texts).count == texts.count else { throw UnreadableDocument(member) }
    for one in texts { try text(one, member) }
  }

  /// Files of which at least one is there where the member is.
  static func files(_ files: [ProductDocument.File]?) throws(UnreadableDocument) {
    guard let files else { return }
    try some(files, "files")
    try named(files)
  }

  static func named(_ files: [ProductDocument.File]) throws(UnreadableDocument) {
    guard files.count <= 1_000, Set(files.map(\.sha256)).count == files.count else { throw UnreadableDocument("files") }
    for file in files {
      try line(file.name, "files")
      guard file.sha256.utf8.count == 64, file.sha256.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else {
        throw UnreadableDocument("files")
      }
    }
  }

  static func some(_ list: some Collection, _ member: String) throws(UnreadableDocument) {
    guard !list.isEmpty else { throw UnreadableDocument(member) }
  }

  /// Names of items as the published format of requests has them, each once.
  static func items(_ items: [ItemID]) throws(UnreadableDocument) {
    guard items.count <= 1_000, Set(items).count == items.count, items.allSatisfy({ isName($0.rawValue) }) else {
      throw UnreadableDocument("items")
    }
  }

  private static func isName(_ text: String) -> Bool {
    guard (1...40).contains(text.utf8.count), let first = text.utf8.first, isLetterOrDigit(first) else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: false
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
