// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Localisation
import Web
import WritingRules

/// The form in which a request is taken into the register by hand, whichever way it goes: the fields that a paper, a message or a file leaves
/// to be filled.
struct RegistrationForm: Sendable {
  let words: Words
  let form: FormData
  let errors: FormErrors
  /// The units that the authority has; empty where it has none.
  var units: [String] = []
  /// The unit of the officer, whose requests are registered for it; empty for the central authority.
  var ownUnit = ""

  /// Which way the request of a form goes.
  static func direction(_ form: FormData) -> RegisteredRequest.Direction {
    form["direction"].flatMap { .init(rawValue: $0) } ?? .incoming
  }

  private var isIncoming: Bool { Self.direction(form) == .incoming }

  /// How many rows for items the form shows: those that are filled, and some more.
  var rows: Int { max(3, Self.filledRows(form) + 2) }

  private static func filledRows(_ form: FormData) -> Int {
    (0..<200).last { form["item\($0)"] != nil || form["summary\($0)"] != nil }.map { $0 + 1 } ?? 0
  }

  /// The form as a file or a record fills it.
  static func filled(
    _ head: RequestHead, items: [(sought: SoughtAct, summary: String)], _ direction: RegisteredRequest.Direction = .incoming
  ) -> FormData {
    let fields = HeadFields(head, direction)
    var pairs: [(String, String)] = [("direction", direction.rawValue), ("state", fields.otherState.code)]
    pairs += HeadForm.preset(fields).filter { $0.0 != "otherState" }
    for (place, item) in items.enumerated() {
      pairs.append(("item\(place)", item.sought.code))
      pairs.append(("summary\(place)", item.summary))
    }
    return FormData(pairs)
  }

  var html: HTML {
    HTML {
      hiddenField("direction", Self.direction(form).rawValue)
      if let content = form["content"] { hiddenField("content", content) }
      field("reference").line(width: "medium", direction: "ltr")
      field("theirReference").line(width: "medium", direction: "ltr")
      field("otherReferences").area(rows: 2)
      Field(
        "state", words(isIncoming ? "casework.field.requestingState" : "casework.field.requestedState"), value: form.raw("state"),
        errors: errors
      ).choice(states, none: words("casework.choose"))
      field("otherAuthority").line()
      field("kind").choice(
        CooperationKind.allCases.map { .init($0.rawValue, words("casework.kind.\($0.rawValue)")) }, none: words("casework.choose"))
      field("subject").line()
      Field("offences", words("casework.field.offences"), errors: errors)
        .checkboxes(Self.offences.map { .init("\($0)", words.offence($0)) }, chosen: Set(form.all("offences")))
      way
      if ownUnit.isEmpty { unit }
      items
      urgency
      basis
    }
  }

  /// How it came or went, and when.
  private var way: HTML {
    HTML {
      Field(
        "arrivedOn", words(isIncoming ? "casework.field.arrivedOn" : "casework.field.writtenOn"), value: form.raw("arrivedOn"),
        errors: errors
      ).day
      field("medium").choice(Arrival.Medium.allCases.map { .init($0.rawValue, words("casework.medium.\($0.rawValue)")) })
      field("channel").choice(
        Channel.allCases.map { .init($0.rawValue, words("content.channel.\($0.rawValue)")) }, none: words("casework.notKnown"))
      Field("isDirectContact", words("casework.field.isDirectContact"), errors: errors).tick(form["isDirectContact"] == "yes")
      if !isIncoming {
        field("sentOn").day
        Field("to", words("casework.field.sentTo"), value: form.raw("to"), errors: errors).line()
        field("trackingNumber").line(width: "medium", direction: "ltr")
      }
    }
  }

  private var unit: HTML {
    guard !units.isEmpty else { return field("unit").line(width: "medium") }
    return field("unit").choice(units.map { .init($0, $0, isTyped: true) }, none: words("casework.centralAuthority"))
  }

  private var urgency: HTML {
    HTML {
      field("urgency").choice(
        Urgency.Ground.allCases.map { .init($0.rawValue, words("content.urgencyGround.\($0.rawValue)")) }, none: words("casework.notUrgent")
      )
      field("deadlineOn").day
      field("urgencyReason").area(rows: 2)
      Field("confidential", words("casework.field.confidential"), errors: errors).tick(form["confidential"] == "yes")
      field("confidentialReason").area(rows: 2)
    }
  }

  /// The legal basis by hand; left empty, the directory resolves it.
  private var basis: HTML {
    tag("fieldset", .css("field")) {
      tag("legend") { words("casework.field.basis") }
      tag("p", .css("hint")) { words("casework.hint.basisByHand") }
      for (name, title) in zip(BasisForm.names, BasisForm.titles) {
        field(name).choice(
          AppliedBasis.Kind.allCases.map { .init($0.rawValue, words("casework.basis.\($0.rawValue)")) },
          none: words(name == BasisForm.names[0] ? "casework.asDirectory" : "casework.none"))
        field(title).line()
      }
      Field("elects", words("casework.field.elects"), errors: errors).tick(form["elects"] == "yes")
      field("basisReason").area(rows: 2)
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

extension Words {
  /// An article that names an offence, with its title.
  func offence(_ article: Int) -> String {
    let title = Instruments.builtIn[.uncac]?.articles.first { $0.number == article }?.title.best(for: language)?.text
    return title.map { "UNCAC \(article) · \($0)" } ?? "UNCAC \(article)"
  }
}
