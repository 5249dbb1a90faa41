// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Kernel
import Web
import WritingRules

extension RegistrationForm {
  /// What a form is read with.
  struct Ground: Sendable {
    /// The State whose authority keeps the register.
    let own: StateCode
    let today: CalendarDay
    /// The basis that the directory resolves: from, to, for what, on which day.
    let basis: @Sendable (StateCode, StateCode, CooperationKind, CalendarDay) -> AppliedBasis
    /// Who registers; a basis that is named by hand is named by somebody.
    let officer: ActingOfficer
    /// The unit of the officer; empty for the central authority.
    var ownUnit = ""
    /// The file that the form was filled from.
    var content: RequestContent?
  }

  /// A form that was read.
  enum Read: Sendable {
    case incoming(RegisterIncoming)
    case outgoing(EnterOutgoing)
  }

  /// What the form says.
  /// - Throws: ``CannotRegister/unreadable(fields:)`` with every field that is wrong.
  static func read(_ form: FormData, _ ground: Ground) throws(CannotRegister) -> Read {
    var input = ActInput(form)
    let direction = direction(form)
    let head = head(&input, direction, ground)
    let items = items(&input, ground.content)
    let sent = direction == .outgoing ? sent(&input, head) : nil
    guard input.problems.isEmpty else { throw .unreadable(fields: input.problems) }
    switch direction {
    case .incoming:
      return .incoming(RegisterIncoming(head: head, items: items, on: max(ground.today, head.arrival.on)))
    case .outgoing:
      return .outgoing(EnterOutgoing(head: head, items: items, approvedOn: head.arrival.on, sent: sent))
    }
  }

  private static func head(
    _ input: inout ActInput, _ direction: RegisteredRequest.Direction, _ ground: Ground
  ) -> RequestHead {
    let state = HeadForm.state("state", &input) ?? ground.own
    if state == ground.own { input.refuse("state", "casework.own-state") }
    let kind = input.choice("kind", CooperationKind.criminalAssistance)
    let arrivedOn = input.day("arrivedOn")
    var arrival = Arrival(medium: input.choice("medium", .paper), on: arrivedOn, isDirectContact: input.tick("isDirectContact"))
    arrival.channel = HeadForm.channel(&input)
    let (from, to) = direction == .incoming ? (state, ground.own) : (ground.own, state)
    let resolved = ground.basis(from, to, kind, arrivedOn)
    var head = RequestHead(
      reference: input.text("reference"), theirReference: input.optionalText("theirReference"), requestingState: from,
      requestedState: to, kind: kind, basis: resolved, subject: input.text("subject"),
      offences: input.form.all("offences").compactMap { Int($0) }.filter(offences.contains), arrival: arrival)
    head.otherReferences = input.lines("otherReferences")
    head.otherAuthority = input.optionalText("otherAuthority")
    head.unit = ground.ownUnit.isEmpty ? input.optionalText("unit") : ground.ownUnit
    head.urgency = HeadForm.urgency(&input)
    if let said = ground.content?.urgency {
      head.urgency?.confirmsOralRequest = said.confirmsOralRequest
      head.urgency?.oralRequestOn = said.oralRequestOn
    }
    head.confidentiality = HeadForm.confidentiality(input)
    if let said = ground.content?.confidentiality {
      head.confidentiality?.mayBeTold = said.mayBeTold
      head.confidentiality?.classification = said.classification
    }
    head.content = ground.content
    if let chosen = BasisForm.read(&input), chosen != resolved {
      let reason = input.text("basisReason")
      head.basis = chosen
      head.basisChoices = [BasisChoice(before: resolved, after: chosen, reason: reason, on: ground.today, by: ground.officer)]
    }
    return head
  }

  /// How it went out, for one that was sent before.
  private static func sent(_ input: inout ActInput, _ head: RequestHead) -> EnterOutgoing.Sent? {
    guard let day = input.optionalDay("sentOn") else {
      if input.form["trackingNumber"] != nil { input.refuse("sentOn", "casework.missing") }
      return nil
    }
    guard let channel = head.arrival.channel else {
      input.refuse("channel", "casework.missing")
      return nil
    }
    guard let to = input.optionalText("to") ?? head.otherAuthority else {
      input.refuse("to", "casework.missing")
      return nil
    }
    return .init(on: day, channel: channel, to: to, trackingNumber: input.optionalText("trackingNumber"))
  }

  private static func items(_ input: inout ActInput, _ content: RequestContent?) -> [RegisterIncoming.RegisteredItem] {
    var items: [RegisterIncoming.RegisteredItem] = []
    for row in 0..<200 {
      guard let code = input.form["item\(row)"] else {
        if input.form["summary\(row)"] != nil { input.refuse("item\(row)", "casework.missing") }
        continue
      }
      guard let sought = SoughtAct(code: code) else {
        input.refuse("item\(row)", "casework.choice-unknown")
        continue
      }
      items.append(.init(id: ItemID(rawValue: "i\(items.count + 1)"), sought: sought, summary: input.text("summary\(row)")))
    }
    if items.isEmpty { input.refuse("items", "casework.no-items") }
    return told(items, content)
  }

  /// The items with what a file says of them besides: their short names, force of law and persons; of those alone that ask for the same still.
  private static func told(_ items: [RegisterIncoming.RegisteredItem], _ content: RequestContent?) -> [RegisterIncoming.RegisteredItem] {
    guard let content else { return items }
    let filed = Casework.items(of: content)
    guard items.count == filed.count, zip(items, filed).allSatisfy({ $0.sought == $1.sought }) else { return items }
    return zip(items, filed).map { item, filed in
      var item = item
      item.id = filed.id
      item.isCoercive = filed.isCoercive
      item.persons = filed.persons
      return item
    }
  }
}
