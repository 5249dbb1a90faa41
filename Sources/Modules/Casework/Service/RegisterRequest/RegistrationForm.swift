// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Localisation
import Web
import WritingRules

/// The form in which an incoming request is taken into the register: the fields that a paper, a message or a file leaves to be filled.
struct RegistrationForm: Sendable {
  let words: Words
  let form: FormData
  let errors: FormErrors

  /// How many rows for items the form shows: those that are filled, and some more.
  var rows: Int { max(3, Self.filledRows(form) + 2) }

  private static func filledRows(_ form: FormData) -> Int {
    (0..<200).last { form["item\($0)"] != nil || form["summary\($0)"] != nil }.map { $0 + 1 } ?? 0
  }

  /// The form as a file or a record fills it.
  static func filled(_ head: RequestHead, items: [(sought: SoughtAct, summary: String)]) -> FormData {
    var pairs: [(String, String)] = [
      ("reference", head.reference), ("theirReference", head.theirReference ?? ""), ("state", head.requestingState.code),
      ("kind", head.kind.rawValue), ("subject", head.subject), ("arrivedOn", head.arrival.on.description),
      ("medium", head.arrival.medium.rawValue), ("channel", head.arrival.channel?.rawValue ?? ""),
      ("otherAuthority", head.otherAuthority ?? ""), ("deadlineOn", head.urgency?.deadlineOn?.description ?? ""),
      ("urgency", head.urgency?.ground?.rawValue ?? ""), ("urgencyReason", head.urgency?.reason ?? ""),
    ]
    if head.confidentiality?.isRequired == true { pairs.append(("confidential", "yes")) }
    pairs += head.offences.map { ("offences", "\($0)") }
    for (place, item) in items.enumerated() {
      pairs.append(("item\(place)", item.sought.code))
      pairs.append(("summary\(place)", item.summary))
    }
    return FormData(pairs)
  }

  var html: HTML {
    HTML {
      field("reference").line(width: "medium", direction: "ltr")
      field("theirReference").line(width: "medium", direction: "ltr")
      Field("state", words("casework.field.requestingState"), value: form.raw("state"), errors: errors)
        .choice(states, none: words("casework.choose"))
      field("otherAuthority").line()
      field("kind").choice(
        CooperationKind.allCases.map { .init($0.rawValue, words("casework.kind.\($0.rawValue)")) }, none: words("casework.choose"))
      field("subject").line()
      Field("offences", words("casework.field.offences"), errors: errors)
        .checkboxes(Self.offences.map { .init("\($0)", words.offence($0)) }, chosen: Set(form.all("offences")))
      field("arrivedOn").day
      field("medium").choice(Arrival.Medium.allCases.map { .init($0.rawValue, words("casework.medium.\($0.rawValue)")) })
      field("channel").choice(
        Channel.allCases.map { .init($0.rawValue, words("content.channel.\($0.rawValue)")) }, none: words("casework.notKnown"))
      Field("isDirectContact", words("casework.field.isDirectContact"), errors: errors).tick(form["isDirectContact"] == "yes")
      items
      field("urgency").choice(
        Urgency.Ground.allCases.map { .init($0.rawValue, words("content.urgencyGround.\($0.rawValue)")) }, none: words("casework.notUrgent")
      )
      field("deadlineOn").day
      field("urgencyReason").area(rows: 2)
      Field("confidential", words("casework.field.confidential"), errors: errors).tick(form["confidential"] == "yes")
    }
  }

  /// The articles of the Convention that name offences.
  static let offences = Array(15...25)

  private var states: [Field.Option] {
    words.statesByName.map { .init($0.code, words.state($0)) }
  }

  private func field(_ name: String) -> Field {
    let hint = "casework.hint.\(name)"
    return Field(
      name, words("casework.field.\(name)"), hint: words.contains(hint) ? words(hint) : nil, value: form.raw(name), errors: errors)
  }

  private var items: HTML {
    tag("fieldset", .css("field")) {
      tag("legend") { words("casework.field.items") }
      if let message = errors.message(for: "items") { tag("p", .css("error"), .id(Field.anchor(of: "items"))) { message } }
      for row in 0..<rows {
        tag("div", .css("field")) {
          Field("item\(row)", words("casework.itemRow", ["number": .integer(row + 1)]), value: form.raw("item\(row)"), errors: errors)
            .choice(
              SoughtAct.all.map { .init($0.code, words.sought($0)) }, none: words("casework.noItem"))
          Field(
            "summary\(row)", words("casework.field.itemSummary", ["number": .integer(row + 1)]), value: form.raw("summary\(row)"),
            errors: errors
          )
          .line()
        }
      }
    }
  }
}

extension RegistrationForm {
  /// What the form says, for a basis that was resolved already.
  /// - Throws: ``CannotRegister/unreadable(fields:)`` with every field that is wrong.
  static func read(
    _ form: FormData, requested: StateCode, today: CalendarDay, basis: (StateCode, CooperationKind, CalendarDay) -> AppliedBasis
  ) throws(CannotRegister) -> RegisterIncoming {
    var input = ActInput(form)
    let state = StateCode(input.text("state"))
    if state == nil { input.refuse("state", "casework.choice-unknown") }
    if state == requested { input.refuse("state", "casework.own-state") }
    let kind = input.choice("kind", CooperationKind.criminalAssistance)
    let arrivedOn = input.day("arrivedOn")
    var arrival = Arrival(medium: input.choice("medium", .paper), on: arrivedOn, isDirectContact: input.tick("isDirectContact"))
    arrival.channel = form["channel"].flatMap { Channel(rawValue: $0) }
    let requesting = state ?? requested
    var head = RequestHead(
      reference: input.text("reference"), theirReference: input.optionalText("theirReference"), requestingState: requesting,
      requestedState: requested, kind: kind, basis: basis(requesting, kind, arrivedOn), subject: input.text("subject"),
      offences: form.all("offences").compactMap { Int($0) }.filter(offences.contains), arrival: arrival)
    head.otherAuthority = input.optionalText("otherAuthority")
    if let ground = form["urgency"] {
      head.urgency = Urgency(
        isUrgent: true, ground: Urgency.Ground(rawValue: ground), deadlineOn: input.optionalDay("deadlineOn"),
        reason: input.optionalText("urgencyReason"))
      if head.urgency?.reason == nil { input.refuse("urgencyReason", "casework.urgency-without-reason") }
    }
    if input.tick("confidential") { head.confidentiality = Confidentiality(isRequired: true) }
    let items = items(&input)
    guard input.problems.isEmpty else { throw .unreadable(fields: input.problems) }
    return RegisterIncoming(head: head, items: items, on: max(today, arrivedOn) == today ? today : arrivedOn)
  }

  private static func items(_ input: inout ActInput) -> [RegisterIncoming.RegisteredItem] {
    var items: [RegisterIncoming.RegisteredItem] = []
    for row in 0..<filledRows(input.form) {
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
    return items
  }
}

extension Words {
  /// An article that names an offence, with its title.
  func offence(_ article: Int) -> String {
    let title = Instruments.builtIn[.uncac]?.articles.first { $0.number == article }?.title.best(for: language)?.text
    return title.map { "UNCAC \(article) · \($0)" } ?? "UNCAC \(article)"
  }
}
