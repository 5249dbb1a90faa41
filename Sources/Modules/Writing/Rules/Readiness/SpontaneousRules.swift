// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel

extension ReadinessRules {
  /// What information without a prior request needs so that it helps and stays bound.
  static let spontaneous: [ReadinessRule] = [
    missing("spontaneous-information-missing", .blocks, .uncac(46, 4), "information.communicated") { $0.information?.communicated },
    missing("information-origin-missing", .delays, .practice("information is weighed by its source"), "information.origin") {
      $0.information?.origin
    },
    missing("usefulness-missing", .delays, .uncac(46, 4), "information.usefulness") { $0.information?.usefulness },
    ReadinessRule("own-inquiry-not-reserved", .advice, .uncac(46, 4)) { input in
      input.content.information?.withoutPrejudice == true ? [] : [Hit("information.withoutPrejudice")]
    },
    ReadinessRule("proceeds-open", .advice, .uncac(56)) { input in
      input.content.information?.concernsProceeds == nil ? [Hit("information.concernsProceeds")] : []
    },
    missing("conditions-on-use-open", .advice, .uncac(46, 5), "conditionsOnUse.restrictions") { $0.conditionsOnUse?.restrictions },
    ReadinessRule("confidential-until-past", .delays, .uncac(46, 5)) { input in
      guard let day = input.content.conditionsOnUse?.confidentialUntil, day < input.day else { return [] }
      return [Hit("conditionsOnUse.confidentialUntil", ["day": "\(day)"])]
    },
    ReadinessRule("confidential-until-open", .delays, .uncac(46, 5)) { input in
      guard input.content.conditionsOnUse?.confidentialUntil != nil, input.content.confidentiality?.isRequired != true else { return [] }
      return [Hit("conditionsOnUse.confidentialUntil")]
    },
    missing(
      "exculpatory-contact-missing", .advice, .uncac(46, 5), "conditionsOnUse.exculpatoryContact",
      when: { $0.isBoundByConditions }
    ) { $0.conditionsOnUse?.exculpatoryContact },
  ]
}

extension RequestContent {
  /// Whether the State that receives the information is bound by restrictions or confidentiality.
  /// - Source: UNCAC 46(5)
  public var isBoundByConditions: Bool {
    confidentiality?.isRequired == true || !ReadinessRules.isBlank(conditionsOnUse?.restrictions)
  }
}
