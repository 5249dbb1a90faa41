// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel

extension ReadinessRules {
  /// Deadlines, confidentiality, use, undertakings, annexes.
  static let conditions: [ReadinessRule] = [
    ReadinessRule("urgency-reason-missing", .delays, .uncac(46, 24)) { input in
      let urgency = input.content.urgency
      return urgency?.isUrgent == true && (urgency?.ground == nil || isBlank(urgency?.reason)) ? [Hit("urgency.reason")] : []
    },
    ReadinessRule("deadline-reason-missing", .delays, .uncac(46, 24)) { input in
      let urgency = input.content.urgency
      return urgency?.deadlineOn != nil && isBlank(urgency?.reason) && urgency?.isUrgent != true ? [Hit("urgency.reason")] : []
    },
    ReadinessRule("deadline-past", .blocks, .uncac(46, 24), scope: .paragraphs9To29) { input in
      guard let day = input.content.urgency?.deadlineOn, day < input.day else { return [] }
      return [Hit("urgency.deadlineOn", ["day": "\(day)"])]
    },
    ReadinessRule("oral-request-day-missing", .delays, .uncac(46, 14)) { input in
      let urgency = input.content.urgency
      return urgency?.confirmsOralRequest == true && urgency?.oralRequestOn == nil ? [Hit("urgency.oralRequestOn")] : []
    },
    ReadinessRule("confidentiality-open", .advice, .uncac(46, 20)) { input in
      input.content.confidentiality?.isRequired == nil ? [Hit("confidentiality.isRequired")] : []
    },
    ReadinessRule("confidentiality-reason-missing", .advice, .uncac(46, 20)) { input in
      let wish = input.content.confidentiality
      return wish?.isRequired == true && isBlank(wish?.reason) ? [Hit("confidentiality.reason")] : []
    },
    ReadinessRule("use-open", .advice, .uncac(46, 19)) { input in
      input.content.use?.onlyInThisProceeding == nil ? [Hit("use.onlyInThisProceeding")] : []
    },
    ReadinessRule("other-use-not-described", .delays, .uncac(46, 19)) { input in
      let use = input.content.use
      return use?.onlyInThisProceeding == false && isBlank(use?.otherProceedings) ? [Hit("use.otherProceedings")] : []
    },
    ReadinessRule("limits-on-use-apply", .advice, .uncac(46, 19)) { input in
      guard let limits = input.requirements.limitsOnUse, !isBlank(limits) else { return [] }
      return input.content.undertakings?.speciality == true ? [] : [Hit("undertakings.speciality")]
    },
    ReadinessRule("reciprocity-missing", .delays, .practice("directory entry of the requested State")) { input in
      guard let stance = input.requirements.reciprocity, stance != .no, input.content.undertakings?.reciprocity != true else { return [] }
      return [Hit("undertakings.reciprocity")]
    },
    ReadinessRule("death-penalty-undertaking-missing", .delays, .practice("directory entry of the requested State")) { input in
      guard let stance = input.requirements.noDeathPenalty, stance != .no, input.content.undertakings?.noDeathPenalty != true else {
        return []
      }
      return [Hit("undertakings.noDeathPenalty")]
    },
    ReadinessRule("costs-not-addressed", .advice, .uncac(46, 28)) { input in
      let isCostly = input.content.items.contains { item in
        switch item.measure.measure {
        case .videoHearing, .informationOrExpertise, .transferDetainedPerson, .jointInvestigation, .controlledDelivery: true
        default: false
        }
      }
      return isCostly && input.content.undertakings?.costs != true ? [Hit("undertakings.costs")] : []
    },
    ReadinessRule("supplemented-reference-missing", .blocks, .practice("a supplement names the request it adds to")) { input in
      guard let earlier = input.content.supplements, isBlank(earlier.reference) else { return [] }
      return [Hit("supplements.reference")]
    },
    annex("annex-title-missing", .delays, .practice("annexes are listed by title"), "title") { isBlank($0.title) },
    annex("annex-digest-missing", .advice, .practice("a digest ties the annex to the letter"), "sha256") { isBlank($0.sha256) },
    annex("annex-digest-invalid", .blocks, .practice("a digest ties the annex to the letter"), "sha256") { annex in
      guard let digest = annex.sha256, !isBlank(digest) else { return false }
      return digest.count != 64 || !digest.allSatisfy { $0.isASCII && $0.isHexDigit }
    },
    ReadinessRule("document-to-serve-not-attached", .delays, .uncac(46, 3, "b")) { input in
      let isAttached = input.content.annexes.contains { $0.kind == .documentToServe }
      return !isAttached && input.content.items.contains { $0.measure.measure == .serveDocuments } ? [Hit("annexes")] : []
    },
    ReadinessRule("consent-not-attached", .delays, .uncac(46, 10, "a")) { input in
      let isAttached = input.content.annexes.contains { $0.kind == .consent }
      return !isAttached && input.content.items.contains { $0.measure.measure == .transferDetainedPerson } ? [Hit("annexes")] : []
    },
    ReadinessRule("confiscation-order-not-listed", .blocks, .uncac(55, 3, "b")) { input in
      let isListed = input.content.annexes.contains { $0.kind == .confiscationOrder }
      return !isListed && input.content.items.contains { $0.measure.measure == .enforceConfiscationOrder } ? [Hit("annexes")] : []
    },
  ]

  private static func annex(
    _ code: String, _ severity: Finding.Severity, _ source: Source, _ member: String, _ matches: @escaping @Sendable (Annex) -> Bool
  ) -> ReadinessRule {
    ReadinessRule(code, severity, source) { input in
      input.content.annexes.indices.filter { matches(input.content.annexes[$0]) }.map { Hit("annexes[\($0)].\(member)") }
    }
  }
}
