// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// What recording a subject needs: what is known, which items concern it and who may know.
public struct RecordSubject: Hashable, Sendable {
  /// What is known.
  public var details: SubjectDetails
  /// The items that concern it.
  public var items: [ItemID]
  /// The compartment that it is kept in.
  public var compartment: Compartment?

  /// Describes a subject.
  public init(_ details: SubjectDetails, items: [ItemID] = [], compartment: Compartment? = nil) {
    self.details = details
    self.items = items
    self.compartment = compartment
  }
}

/// What a rule about a subject decided: the copy, the request where its items changed, and the facts.
public struct SubjectDecision: Sendable {
  /// The copy as it is afterwards.
  public let subject: Subject
  /// The request as it is afterwards; `nil` when it stays as it was.
  public let request: RegisteredRequest?
  /// The facts.
  public let events: [CaseEvent]
  /// That the check of protection of items is due again: a fact of the request, which says no more than for any other reason.
  public var checksDue: [CaseEvent] = []
}

/// Why a subject cannot be recorded or linked.
public enum CannotRecordSubject: SourcedProblem, Equatable {
  /// It has neither a name nor a number, or it is a person without a name.
  case unnamed
  /// The copies belong to the same request: one of them should be changed instead.
  case sameRequest

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .unnamed: "casework.subject-unnamed"
    case .sameRequest: "casework.subject-same-request"
    }
  }

  /// The kind.
  public var kind: ProblemKind { self == .unnamed ? .invalid : .conflict }

  /// The field concerned.
  public var fields: [FieldProblem] { self == .unnamed ? [FieldProblem(field: "name0", code: code)] : [] }

  /// Where it comes from.
  public var source: Source { self == .unnamed ? .uncac(46, 15, "e") : .practice("the life of a request in a central authority") }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotRecordSubject] = [.unnamed, .sameRequest]
}

extension RegisteredRequest {
  /// Records a subject of the request, or what became known of it since.
  /// - Source: UNCAC 46(15)(e)
  /// - Throws: ``CannotRecordSubject/unnamed``; ``CannotAct/noSuchItem(_:)``; ``CannotAct/dayInFuture(field:)`` for a birth in the future.
  public func recordingSubject(
    _ input: RecordSubject, id: ID<Subject>, over known: Subject?, _ acting: Acting
  ) throws -> SubjectDecision {
    let details = input.details
    guard details.names.contains(where: { FoldedText.name($0.text) != nil }) || (!details.kind.isPerson && !details.identifiers.isEmpty)
    else { throw CannotRecordSubject.unnamed }
    if let born = details.bornOn, born > acting.on { throw CannotAct.dayInFuture(field: "bornOn") }
    for item in input.items where !items.contains(where: { $0.id == item }) { throw CannotAct.noSuchItem(item) }
    var subject = known ?? Subject(id: id, request: self.id, details: details, recordedOn: acting.on)
    let before = known.map { Set(items(concerning: $0)) } ?? []
    subject.details = details
    subject.compartment = input.compartment
    subject.guardedItems = input.compartment == nil ? nil : input.items
    var (changed, due) = naming(id.description, input.compartment == nil ? Set(input.items) : [])
    // Who looks into the compartment of techniques does not check protection, and whoever checks it could not see who came.
    if input.compartment == .internationalProtection { due += changed.takingBackChecks(Set(input.items).subtracting(before)) }
    return SubjectDecision(
      subject: subject, request: changed == self ? nil : changed,
      events: [CaseEvent(known == nil ? .subjectRecorded : .subjectChanged, ["kind": .code(details.kind.rawValue)])],
      checksDue: due.isEmpty ? [] : [CaseEvent(.protectionDue, ["items": .codes(due.map(\.rawValue))])])
  }

  /// The items that a subject is named in.
  ///
  /// A subject that is kept in a compartment says so itself: in the entry of the request everybody would see that an item concerns somebody more.
  public func items(concerning subject: Subject) -> [ItemID] {
    let guarded = Set(subject.guardedItems ?? [])
    return items.filter { $0.persons.contains(subject.id.description) || guarded.contains($0.id) }.map(\.id)
  }

  /// The request with a subject named in some items and in no others, and the items of which the check of protection is taken back.
  ///
  /// Whoever comes to an item that is not executed yet makes the check of protection necessary again.
  /// - Source: practice (protection check on every item that concerns persons)
  func naming(_ subject: String, _ chosen: Set<ItemID>) -> (request: RegisteredRequest, due: [ItemID]) {
    switch self {
    case .incoming(var request):
      var come: Set<ItemID> = []
      for place in request.items.indices {
        let item = request.items[place].id
        if request.items[place].persons.name(subject, chosen.contains(item)) { come.insert(item) }
      }
      var named = RegisteredRequest.incoming(request)
      let due = named.takingBackChecks(come)
      return (named, due)
    case .outgoing(var request):
      for place in request.items.indices { request.items[place].persons.name(subject, chosen.contains(request.items[place].id)) }
      return (.outgoing(request), [])
    }
  }

  /// Takes back the check of protection of items that were checked and are still to be executed.
  /// - Returns: those items.
  fileprivate mutating func takingBackChecks(_ concerned: Set<ItemID>) -> [ItemID] {
    guard case .incoming(var request) = self else { return [] }
    var due: [ItemID] = []
    for place in request.items.indices where concerned.contains(request.items[place].id) {
      let item = request.items[place]
      guard item.protectionCheckedOn != nil, [.undecided, .accepted, .postponed].contains(item.stage.code) else { continue }
      request.items[place].protectionCheckedOn = nil
      due.append(item.id)
    }
    self = .incoming(request)
    return due
  }
}

extension [String] {
  /// Names somebody here, or not; tells whether the name is new.
  @discardableResult
  fileprivate mutating func name(_ subject: String, _ isNamed: Bool) -> Bool {
    if !isNamed {
      removeAll { $0 == subject }
      return false
    }
    guard !contains(subject) else { return false }
    append(subject)
    return true
  }
}

extension Subject {
  /// Links the copy to one of another request that is the same, and takes over what is known there and not here.
  ///
  /// What is known here stays, and what is known there in a compartment stays in it; a limitation on use that binds what is known there goes with it and is the officer's to keep.
  /// - Source: UNCAC 46(19); practice
  /// - Throws: ``CannotRecordSubject/sameRequest``.
  public func linking(to other: Subject, takingOver: Bool) throws(CannotRecordSubject) -> SubjectDecision {
    guard request != other.request else { throw .sameRequest }
    var subject = self
    if !subject.sameAs.contains(other.id) { subject.sameAs.append(other.id) }
    subject.otherThan.removeAll { $0 == other.id }
    // What stands in a compartment is never taken out of it.
    let takesOver = takingOver && (other.compartment == nil || other.compartment == compartment)
    if takesOver { subject.details.add(other.details) }
    return SubjectDecision(
      subject: subject, request: nil,
      events: [compared(takesOver ? "takenOver" : "same")])
  }

  /// Records that a copy of another request is somebody or something else.
  /// - Source: practice
  /// - Throws: ``CannotRecordSubject/sameRequest``.
  public func tellingApart(from other: Subject) throws(CannotRecordSubject) -> SubjectDecision {
    guard request != other.request else { throw .sameRequest }
    var subject = self
    subject.sameAs.removeAll { $0 == other.id }
    if !subject.otherThan.contains(other.id) { subject.otherThan.append(other.id) }
    return SubjectDecision(
      subject: subject, request: nil, events: [compared("other")])
  }
}

extension Subject {
  /// The name of the fact is that of any change: a timeline must not tell that there is another request.
  fileprivate func compared(_ finding: String) -> CaseEvent {
    CaseEvent(.subjectChanged, ["kind": .code(details.kind.rawValue), "compared": .code(finding)])
  }
}

extension SubjectDetails {
  /// Adds what another copy knows and this one does not; roles belong to their request and stay there.
  mutating func add(_ other: SubjectDetails) {
    let names = foldedNames
    self.names += other.names.filter { name in FoldedText.name(name.text).map { !names.contains($0) } ?? false }
    let numbers = Set(identifiers.compactMap(\.folded))
    identifiers += other.identifiers.filter { $0.folded.map { !numbers.contains($0) } ?? false }
    nationalities += other.nationalities.filter { !nationalities.contains($0) }
    bornOn = bornOn ?? other.bornOn
    birthplace = birthplace ?? other.birthplace
    location = location ?? other.location
  }
}

extension RegisteredRequest {
  /// The request with its subjects under other identifiers, as a request has them that was split from another one.
  public func renaming(_ subjects: [String: String]) -> RegisteredRequest {
    switch self {
    case .incoming(var request):
      for place in request.items.indices { request.items[place].persons = request.items[place].persons.map { subjects[$0] ?? $0 } }
      return .incoming(request)
    case .outgoing(var request):
      for place in request.items.indices { request.items[place].persons = request.items[place].persons.map { subjects[$0] ?? $0 } }
      return .outgoing(request)
    }
  }
}
