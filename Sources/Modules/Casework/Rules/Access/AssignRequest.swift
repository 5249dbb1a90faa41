// SPDX-License-Identifier: Apache-2.0

/// Gives a request to a unit and to an officer who is responsible for it.
/// - Source: UNCAC 46(13) (several authorities can deal with requests); practice
public struct AssignRequest: Hashable, Sendable {
  /// The unit; `nil` for the central authority itself.
  public var unit: String?
  /// The account of the officer; `nil` for nobody.
  public var responsible: String?

  /// Names the unit and the officer.
  public init(unit: String?, responsible: String?) {
    self.unit = unit
    self.responsible = responsible
  }
}

extension RegisteredRequest {
  /// Gives it to a unit and an officer.
  /// - Throws: ``CannotAct/doneAlready`` when both have it already.
  public func assigning(_ input: AssignRequest) throws(CannotAct) -> (request: RegisteredRequest, events: [CaseEvent]) {
    guard head.unit != input.unit || head.responsible != input.responsible else { throw .doneAlready }
    var facts: [String: CaseEvent.Value] = ["toUnit": .flag(input.unit != nil)]
    if let responsible = input.responsible { facts["officer"] = .code(responsible) }
    let events = [CaseEvent(.assigned, facts)]
    switch self {
    case .incoming(var request):
      request.head.unit = input.unit
      request.head.responsible = input.responsible
      return (.incoming(request), events)
    case .outgoing(var request):
      request.head.unit = input.unit
      request.head.responsible = input.responsible
      return (.outgoing(request), events)
    }
  }
}
