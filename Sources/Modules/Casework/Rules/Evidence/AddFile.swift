// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Kernel

/// What adding a file to a case needs.
public struct AddFile: Hashable, Sendable {
  /// An object as it is taken in.
  public struct TakenObject: Hashable, Sendable {
    /// What it is.
    public var summary: String
    /// Who keeps it here.
    public var keptBy: String
    /// Where it stands.
    public var place: String
    /// The state it is in, and its seal.
    public var condition: String?

    /// Describes an object.
    public init(summary: String, keptBy: String, place: String, condition: String? = nil) {
      self.summary = summary
      self.keptBy = keptBy
      self.place = place
      self.condition = condition
    }
  }

  /// What it is.
  public var kind: CaseFile.Kind
  /// What it is called.
  public var title: String
  /// Its content.
  public var content: CaseFile.Content?
  /// The items that it belongs to.
  public var items: [ItemID]
  /// Where it came from.
  public var origin: CaseFile.Origin
  /// The object.
  public var object: TakenObject?
  /// That it must go back.
  public var returnDuty: CaseFile.ReturnDuty?
  /// The compartment that it is to be kept in.
  public var compartment: Compartment?

  /// Describes a file to be added.
  public init(
    kind: CaseFile.Kind, title: String, content: CaseFile.Content?, items: [ItemID] = [], origin: CaseFile.Origin,
    object: TakenObject? = nil, returnDuty: CaseFile.ReturnDuty? = nil, compartment: Compartment? = nil
  ) {
    self.kind = kind
    self.title = title
    self.content = content
    self.items = items
    self.origin = origin
    self.object = object
    self.returnDuty = returnDuty
    self.compartment = compartment
  }
}

/// What changes in how a file is described; its content and where it came from never change.
public struct DescribeFile: Hashable, Sendable {
  /// What it is.
  public var kind: CaseFile.Kind
  /// What it is called.
  public var title: String
  /// The items that it belongs to.
  public var items: [ItemID]

  /// Describes a file anew.
  public init(kind: CaseFile.Kind, title: String, items: [ItemID]) {
    self.kind = kind
    self.title = title
    self.items = items
  }
}

extension RegisteredRequest {
  /// Adds a file; also after the request was closed, because letters still come then and originals still go back.
  /// - Source: practice (evidence lists of central authorities)
  /// - Parameter files: those that the officer may know of, so that nothing is told of any other.
  /// - Throws: ``CannotFile``, ``CannotAct``.
  public func adding(_ input: AddFile, id: ID<CaseFile>, among files: [CaseFile], _ acting: Acting) throws -> CaseFileDecision {
    guard input.content != nil || input.object != nil else { throw CannotFile.nothingGiven }
    try required(input.title, field: "title")
    try required(input.origin.givenBy, field: "givenBy")
    guard input.origin.on <= acting.on else { throw CannotAct.dayInFuture(field: "receivedOn") }
    try checkItems(input.items)
    if let content = input.content, files.contains(where: { $0.content?.sha256 == content.sha256 }) { throw CannotFile.alreadyThere }
    var custody: [HandOver] = []
    if let object = input.object {
      try required(object.summary, field: "object")
      try required(object.keptBy, field: "keptBy")
      try required(object.place, field: "place")
      custody = [
        HandOver(
          .takenIn, from: input.origin.givenBy, to: object.keptBy, place: object.place, on: input.origin.on, condition: object.condition,
          by: acting.officer)
      ]
    }
    // What was signed on the other side and compared here has a chain as an object has one: from whom, to whom, by what, with which digest.
    if let travelled = input.origin.travelled, let content = input.content, input.object == nil {
      custody = [
        HandOver(
          .takenIn, from: travelled.from.description, to: travelled.to.description, place: travelled.message.description,
          on: input.origin.on, condition: "SHA-256 \(content.sha256)", by: acting.officer)
      ]
    }
    if let duty = input.returnDuty { try duty.check(from: input.origin.on, hasObject: input.object != nil) }
    let file = CaseFile(id: id, request: self.id, input: input, custody: custody, by: acting.officer)
    return CaseFileDecision(
      state: file,
      events: [
        file.event(
          .fileAdded,
          [
            "fileKind": .code(input.kind.rawValue), "on": .day(input.origin.on), "hasContent": .flag(input.content != nil),
            "hasObject": .flag(input.object != nil), "goesBack": .flag(input.returnDuty != nil),
          ])
      ])
  }

  /// Describes a file anew.
  /// - Throws: ``CannotAct``.
  public func describing(_ file: CaseFile, as input: DescribeFile) throws(CannotAct) -> CaseFileDecision {
    try required(input.title, field: "title")
    try checkItems(input.items)
    var changed = file
    changed.kind = input.kind
    changed.title = input.title
    changed.items = input.items
    return CaseFileDecision(
      state: changed,
      events: [changed.event(.fileDescribed, ["fileKind": .code(input.kind.rawValue), "items": .codes(input.items.map(\.rawValue))])])
  }

  private func checkItems(_ named: [ItemID]) throws(CannotAct) {
    let known = Set(items.map(\.id))
    for item in named where !known.contains(item) { throw .noSuchItem(item) }
  }
}

extension CaseFile.ReturnDuty {
  /// - Throws: ``CannotFile/returnWithoutObject``, ``CannotAct``.
  func check(from day: CalendarDay, hasObject: Bool) throws {
    guard hasObject else { throw CannotFile.returnWithoutObject }
    try required(to, field: "returnTo")
    if let dueOn, dueOn < day { throw CannotAct.dayTooEarly(field: "returnDueOn") }
  }
}

extension [CaseFile] {
  /// Those that a transmission can name: what has no content cannot be sent, and what a compartment keeps never leaves it.
  public var sendable: [CaseFile] { filter { $0.content != nil && $0.compartment == nil } }

  /// Looks at the files that a transmission names.
  /// - Parameter infected: the digests of those in which the virus scan found something.
  /// - Throws: ``CannotFile/noSuchFile``, ``CannotFile/infected``.
  public func checkSent(_ digests: [String], infected: Set<String>) throws(CannotFile) {
    let known = Set(sendable.compactMap(\.content?.sha256))
    guard known.isSuperset(of: digests) else { throw .noSuchFile }
    guard infected.isDisjoint(with: digests) else { throw .infected }
  }
}
