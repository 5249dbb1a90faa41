// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a request of an old register brings besides itself.
public struct ImportedRecords: Sendable {
  /// The request with its persons named in its items.
  public let request: RegisteredRequest
  /// What came, with what binds its use.
  public let material: [ReceivedMaterial]
  /// The conditions that were accepted.
  public let undertakings: [Undertaking]
  /// The persons.
  public let subjects: [Subject]
  /// The facts.
  public let events: [CaseEvent]
}

extension ImportedRequest.Item {
  /// Whether something was sent for it that can be used.
  var isProduct: Bool { outcome == .executed || outcome == .partlyExecuted }
}

extension RegisteredRequest {
  /// What a request of an old register brings besides itself: material that is bound, undertakings and persons.
  ///
  /// The register does not say which item a person is named in, so that each of them names everybody: protection is then checked for all.
  /// - Source: UNCAC 46(5), 46(15)(e), 46(19), 46(20), 46(26)
  /// - Parameter day: the day on which it is taken in.
  public func records(of old: ImportedRequest, on day: CalendarDay) -> ImportedRecords {
    let subjects = old.persons.map { person in
      Subject(id: ID(), request: id, details: SubjectDetails(person.kind, names: [SubjectName(person.name)]), recordedOn: day)
    }
    let items = Set(items.map(\.id))
    let named = subjects.reduce(self) { $0.naming($1.id.description, items).request }
    return ImportedRecords(
      request: named, material: named.material(of: old), undertakings: Undertaking.accepted(in: named, since: nil), subjects: subjects,
      events: subjects.map { CaseEvent(.subjectRecorded, ["kind": .code($0.details.kind.rawValue), "isImported": .flag(true)]) })
  }

  private func material(of old: ImportedRequest) -> [ReceivedMaterial] {
    guard old.limitationOnUse != nil || old.confidentiality != nil || !old.conditions.isEmpty else { return [] }
    switch self {
    case .outgoing(let request):
      let products = Set(zip(request.items, old.items).filter { $1.isProduct }.map { $0.0.id })
      return request.transmissions.map { ReceivedMaterial(id: ID(), $0, of: request, proceeding: request.head.proceeding) }
        .filter { !products.isDisjoint(with: $0.items) }
    case .incoming(let request):
      guard old.kind == .spontaneousTransmission else { return [] }
      return [
        ReceivedMaterial(id: ID(), spontaneous: request, limitationOnUse: old.limitationOnUse, confidentiality: old.confidentiality)
      ]
    }
  }
}
