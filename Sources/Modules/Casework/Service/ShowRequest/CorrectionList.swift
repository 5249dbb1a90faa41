// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Kernel
import Localisation
import Web
import WritingRules

extension CasePanel {
  /// What was put right after registration, and the bases that were chosen by hand: old and new, by whom and why.
  static let corrections = CasePanel { view in
    CorrectionList(head: view.request.head, words: view.words).html
  }
}

/// What was put right in the head of a request, with what stood there before.
struct CorrectionList: Sendable {
  let head: RequestHead
  let words: Words

  var html: HTML {
    let corrections = head.corrections ?? []
    let choices = head.basisChoices ?? []
    guard !corrections.isEmpty || !choices.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.corrections") }
      tag("ul", .css("records")) {
        for choice in choices {
          tag("li") {
            facts([(words("casework.field.basis"), pair(words.basis(choice.before), words.basis(choice.after)))])
            said(choice.reason, by: choice.by.name, on: choice.on)
          }
        }
        for correction in corrections {
          tag("li") {
            facts(
              correction.changed.map {
                (words("casework.field.\($0.rawValue)"), pair(value($0, correction.before), value($0, correction.after)))
              })
            said(correction.reason, by: correction.by.name, on: correction.on)
          }
        }
      }
    }
  }

  private func pair(_ before: String, _ after: String) -> HTML {
    HTML {
      tag("del", .dir("auto")) { before.isEmpty ? "–" : before }
      HTML(" ")
      tag("ins", .dir("auto")) { after.isEmpty ? "–" : after }
    }
  }

  private func said(_ reason: String, by name: String, on day: CalendarDay) -> HTML {
    HTML {
      tag("p") { typedText(reason) }
      tag("p", .css("hint")) { words("casework.correctedBy", ["name": .text(name), "when": .text(words.date(day))]) }
    }
  }

  private func value(_ name: HeadFields.Name, _ fields: HeadFields) -> String {
    switch name {
    case .reference: fields.reference
    case .theirReference: fields.theirReference ?? ""
    case .otherReferences: fields.otherReferences.joined(separator: ", ")
    case .otherState: words.state(fields.otherState)
    case .otherAuthority: fields.otherAuthority ?? ""
    case .kind: words("casework.kind.\(fields.kind.rawValue)")
    case .subject: fields.subject
    case .offences: words.list(fields.offences.map(words.offence))
    case .channel: fields.channel.map { words("content.channel.\($0.rawValue)") } ?? ""
    case .medium: words("casework.medium.\(fields.medium.rawValue)")
    case .arrivedOn: words.date(fields.arrivedOn)
    case .isDirectContact: words("casework.yesNo.\(fields.isDirectContact ? "yes" : "no")")
    case .unit: fields.unit ?? words("casework.centralAuthority")
    case .urgency: urgency(fields)
    case .confidentiality: words("casework.yesNo.\(fields.confidentiality?.isRequired == true ? "yes" : "no")")
    }
  }

  private func urgency(_ fields: HeadFields) -> String {
    guard let urgency = fields.urgency, urgency.isUrgent == true else { return words("casework.notUrgent") }
    let ground = words("content.urgencyGround.\((urgency.ground ?? .other).rawValue)")
    return ([ground] + [urgency.deadlineOn.map { words.date($0) }, urgency.reason].compactMap { $0 }).joined(separator: " · ")
  }
}

extension Words {
  /// A legal basis, the governing one first.
  func basis(_ basis: AppliedBasis) -> String {
    let named = basis.all.map { one in
      [self("casework.basis.\(one.kind.rawValue)"), one.title].compactMap { $0 }.joined(separator: " ")
    }
    return named.joined(separator: " · ") + (basis.electsParagraphs9To29 ? " · \(self("casework.basis.elected"))" : "")
  }
}
