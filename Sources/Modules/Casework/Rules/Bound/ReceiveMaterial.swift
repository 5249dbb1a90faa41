// SPDX-License-Identifier: Apache-2.0
public import Kernel
import WritingRules

extension ReceivedMaterial {
  /// What came to a request since it was another one: each reply once, and information that was transmitted without a request.
  /// - Source: UNCAC 46(4), 46(5), 46(19)
  /// - Parameter id: gives an identifier to each.
  public static func received(
    in request: RegisteredRequest, since before: RegisteredRequest?, id: () -> ID<ReceivedMaterial>
  ) -> [ReceivedMaterial] {
    switch (request, before) {
    case (.outgoing(let after), .outgoing(let earlier)?):
      let known = Set(earlier.transmissions.map(\.id))
      let proceeding = after.head.proceeding
      return after.transmissions.filter { !known.contains($0.id) }
        .map { ReceivedMaterial(id: id(), $0, of: after, proceeding: proceeding) }
    case (.incoming(let after), _) where after.head.kind == .spontaneousTransmission:
      let wasRegistered = if case .incoming(let earlier)? = before { earlier.stage != .received } else { false }
      guard after.stage != .received, !wasRegistered else { return [] }
      // Where nothing more was told, it is the information itself that must be kept confidential.
      let confidentiality = after.head.confidentiality.flatMap { $0.isRequired == true ? ($0.reason ?? after.head.subject) : nil }
      return [ReceivedMaterial(id: id(), spontaneous: after, limitationOnUse: nil, confidentiality: confidentiality)]
    default: return []
    }
  }

  /// The material after its request has changed: conditions that the State accepted there bind here too; `nil` when it stays as it is.
  /// - Source: UNCAC 46(26)
  public func following(_ request: RegisteredRequest) -> ReceivedMaterial? {
    var material = self
    for place in material.conditions.indices where material.conditions[place].acceptedOn == nil {
      let text = material.conditions[place].text
      let accepted = request.conditions.compactMap { $0.condition.text == text ? $0.condition.acceptedOn : nil }
      material.conditions[place].acceptedOn = accepted.min()
    }
    return material == self ? nil : material
  }

  /// Records the restrictions that came with information which was not asked for.
  /// - Source: UNCAC 46(5)
  /// - Throws: ``CannotAct``.
  public func restricting(limitationOnUse: String?, confidentiality: String?, _ acting: Acting) throws(CannotAct) -> MaterialDecision {
    guard binding == .restrictionsOfSpontaneous else { throw .notOfThisKind }
    guard self.limitationOnUse == nil else { throw .doneAlready }
    try required((limitationOnUse ?? "") + (confidentiality ?? ""), field: "limitationOnUse")
    var material = self
    material.limitationOnUse = limitationOnUse
    material.confidentiality = confidentiality ?? self.confidentiality
    return MaterialDecision(
      state: material,
      events: [
        CaseEvent(
          .materialRestricted, ["isLimited": .flag(limitationOnUse != nil), "isConfidential": .flag(material.confidentiality != nil)])
      ])
  }

  /// Records that the other State was told that confidentiality cannot be kept.
  /// - Source: UNCAC 46(5), 46(20)
  /// - Throws: ``CannotAct/nothingOpen`` where nothing must be kept confidential; ``CannotAct``.
  public func tellingConfidentialityImpossible(_ notice: ConfidentialityNotice, _ acting: Acting) throws(CannotAct) -> MaterialDecision {
    guard confidentiality != nil else { throw .nothingOpen }
    guard confidentialityImpossible == nil else { throw .doneAlready }
    try required(notice.reason, field: "reason")
    try checkPast(notice.on, from: receivedOn, acting)
    var material = self
    material.confidentialityImpossible = notice
    return MaterialDecision(state: material, events: [CaseEvent(.confidentialityImpossible, ["on": .day(notice.on)])])
  }

  /// What waits: an answer of the other State, telling it, consulting it, or accepting conditions.
  public var waiting: TrackWaiting? {
    if let disclosed = disclosuresToTell.compactMap(\.disclosedOn).min() { return TrackWaiting(by: disclosed) }
    let isConsultationOwed = disclosures.contains { $0.consultationAskedOn != nil && $0.consultedOn == nil && $0.disclosedOn == nil }
    let isOpen = !awaitedUses.isEmpty || isConsultationOwed || conditions.contains { $0.acceptedOn == nil }
    return isOpen ? TrackWaiting() : nil
  }
}

extension RequestHead {
  /// The proceeding for which help was asked, as the request names it.
  var proceeding: String { content?.proceeding?.subject ?? subject }
}
