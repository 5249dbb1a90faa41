// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web
import WritingRules

/// The forms of a translation: the one in which it is asked for, and one for each act.
struct TranslationForms: Sendable {
  let words: Words
  let form: FormData
  let errors: FormErrors

  private func field(_ name: String, suffix: String = "") -> Field {
    let hint = "casework.translation.hint.\(name)"
    return Field(
      name, words("casework.translation.field.\(name)"), hint: words.contains(hint) ? words(hint) : nil, value: form.raw(name),
      errors: errors, suffix: suffix)
  }

  /// What a translation is asked for.
  /// - Parameter canWait: whether the request can wait for it.
  func details(canWait: Bool) -> HTML {
    HTML {
      field("text").line()
      field("from").line(width: "medium")
      field("into").line(width: "medium")
      field("dueOn").day
      field("needsCertificate").tick(form["needsCertificate"] == "yes")
      if canWait { field("isAwaited").tick(form["isAwaited"] == "yes") }
      field("wordCount").line(width: "short", direction: "ltr")
      field("cost").line(width: "short", direction: "ltr")
      field("currency").line(width: "short", direction: "ltr")
      field("file").line(direction: "ltr")
    }
  }

  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  static func details(_ form: FormData) throws(UnreadableAct) -> TranslationDetails {
    var input = ActInput(form)
    var details = TranslationDetails(
      from: input.text("from"), into: input.text("into"), text: input.text("text"), needsCertificate: input.tick("needsCertificate"),
      isAwaited: input.tick("isAwaited"), dueOn: input.optionalDay("dueOn"))
    details.file = input.optionalText("file")
    if let count = form["wordCount"] {
      details.wordCount = Int(count).flatMap { $0 > 0 ? $0 : nil }
      if details.wordCount == nil { input.refuse("wordCount", "casework.number-unreadable") }
    }
    if form["cost"] != nil {
      let currency = (form["currency"] ?? "").uppercased()
      if currency.wholeMatch(of: /[A-Z]{3}/) == nil { input.refuse("currency", "casework.missing") }
      details.cost = Money(minorUnits: input.amount("cost", currency: currency), currency: currency)
    }
    try input.check()
    return details
  }

  /// The fields of an act.
  func fields(of code: TranslationAct.Code) -> HTML {
    let suffix = "-\(code.rawValue)"
    return HTML {
      switch code {
      case .assign: field("translator", suffix: suffix).line()
      case .deliver: HTML.nothing
      case .certify: field("certifiedBy", suffix: suffix).line()
      case .sendBack:
        field("defect", suffix: suffix).area(rows: 3)
        field("dueOn", suffix: suffix).day
      case .callOff: field("reason", suffix: suffix).line()
      }
      field("on", suffix: suffix).day
    }
  }

  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  static func act(_ form: FormData) throws(UnreadableAct) -> TranslationAct {
    var input = ActInput(form)
    let code = input.choice("act", TranslationAct.Code.assign)
    let day = input.day("on")
    let act: TranslationAct
    switch code {
    case .assign: act = .assign(translator: input.text("translator"), on: day)
    case .deliver: act = .deliver(on: day)
    case .certify: act = .certify(by: input.text("certifiedBy"), on: day)
    case .sendBack: act = .sendBack(defect: input.text("defect"), on: day, dueOn: input.optionalDay("dueOn"))
    case .callOff: act = .callOff(reason: input.text("reason"), on: day)
    }
    try input.check()
    return act
  }
}
