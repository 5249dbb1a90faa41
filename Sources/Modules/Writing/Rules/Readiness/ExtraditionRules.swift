// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel

extension ReadinessRules {
  private static let model = Source.practice("UN Model Treaty on Extradition")

  /// What article 44 and practice ask of a request for extradition.
  static let extradition: [ReadinessRule] = extraditionBasis + warrant + terms + nationals + arrest

  /// The Convention can be the basis where the requested State takes it as one; the stance is looked up for both States on the day of sending.
  private static let extraditionBasis: [ReadinessRule] = [
    onConvention("extradition-convention-not-taken", .blocks, .uncac(44, 5)) { input in
      input.takesConvention.requested == .no ? ["state": input.content.requestedState?.code ?? ""] : nil
    },
    onConvention("extradition-convention-not-taken-at-home", .delays, .uncac(44, 6)) { input in
      input.takesConvention.requesting == .no ? ["state": input.content.requestingState?.code ?? ""] : nil
    },
    onConvention("extradition-convention-on-conditions", .advice, .uncac(44, 8)) { input in
      input.takesConvention.requested?.said.map { ["said": $0] }
    },
    onConvention("extradition-stance-not-known", .advice, .uncac(44, 6)) { input in
      guard let state = input.content.requestedState, input.takesConvention.requested == nil else { return nil }
      return ["state": state.code]
    },
    onConvention("extradition-treaty-binds", .delays, .uncac(44, 4)) { input in
      // An agreement on paragraphs 9 to 29 of article 46 leaves a treaty on extradition in force.
      switch input.basis?.mode {
      case .otherTreaty, .election: [:]
      case .convention, .noTreaty, nil: nil
      }
    },
    ReadinessRule("extradition-treaty-not-known", .advice, .uncac(44, 4), of: [.extradition]) { input in
      guard input.content.legalBasis?.kind == .otherTreaty, let basis = input.basis else { return [] }
      if case .otherTreaty = basis.mode { return [] }
      if case .election = basis.mode { return [] }
      return [Hit("legalBasis.treaty")]
    },
  ]

  private static let warrant: [ReadinessRule] = [
    ReadinessRule("extradition-aim-missing", .blocks, model) { input in
      input.content.courtDecision?.soughtFor == nil ? [Hit("courtDecision.soughtFor")] : []
    },
    ReadinessRule("decision-not-enforceable", .delays, model) { input in
      input.content.courtDecision?.isEnforceable == true ? [] : [Hit("courtDecision.isEnforceable")]
    },
    ReadinessRule("absence-not-explained", .delays, model) { input in
      let decision = input.content.courtDecision
      return decision?.inAbsentia == true && isBlank(decision?.defence) ? [Hit("courtDecision.defence")] : []
    },
    ReadinessRule("retrial-not-undertaken", .advice, .uncac(44, 14)) { input in
      guard input.content.courtDecision?.inAbsentia == true, input.content.undertakings?.retrial != true else { return [] }
      return [Hit("undertakings.retrial")]
    },
  ]

  private static let terms: [ReadinessRule] = [
    ReadinessRule("highest-penalty-missing", .delays, .uncac(44, 8)) { input in
      input.content.extradition?.highestPenaltyMonths == nil ? [Hit("extradition.highestPenaltyMonths")] : []
    },
    ReadinessRule("penalty-below-minimum", .delays, .uncac(44, 3)) { input in
      guard let terms = input.content.extradition, let least = terms.minimumPenaltyMonths, let highest = terms.highestPenaltyMonths,
        highest < least
      else { return [] }
      return [Hit("extradition.highestPenaltyMonths")]
    },
    missing("extradition-evidence-missing", .advice, .uncac(44, 9), "extradition.evidence") { $0.extradition?.evidence },
    missing("political-offence-not-excluded", .advice, .uncac(44, 4), "extradition.notPolitical") { $0.extradition?.notPolitical },
    ReadinessRule("speciality-of-surrender-missing", .delays, model) { input in
      input.content.undertakings?.specialityOfSurrender == true ? [] : [Hit("undertakings.specialityOfSurrender")]
    },
    ReadinessRule("surrender-not-proposed", .advice, .uncac(44, 9), of: [.extradition]) { input in
      isBlank(input.content.surrender?.place) ? [Hit("surrender.place")] : []
    },
  ]

  private static let nationals: [ReadinessRule] = [
    ReadinessRule("national-not-addressed", .delays, .uncac(44, 11)) { input in
      guard let state = input.content.requestedState, input.content.person?.nationality == state,
        input.content.extradition?.ifNational == nil
      else { return [] }
      return [Hit("extradition.ifNational", ["state": state.code])]
    },
    ReadinessRule("return-not-undertaken", .delays, .uncac(44, 12)) { input in
      guard input.content.extradition?.ifNational == .conditionalReturn, input.content.undertakings?.returnToServe != true else {
        return []
      }
      return [Hit("undertakings.returnToServe")]
    },
    ReadinessRule("no-sentence-to-enforce", .delays, .uncac(44, 13)) { input in
      input.content.extradition?.ifNational == .enforceSentence && !isForSentence(input.content) ? [Hit("extradition.ifNational")] : []
    },
  ]

  private static let arrest: [ReadinessRule] = [
    ReadinessRule("arrest-reason-missing", .delays, .uncac(44, 10)) { input in
      let arrest = input.content.provisionalArrest
      return arrest?.isRequested == true && isBlank(arrest?.reason) ? [Hit("provisionalArrest.reason")] : []
    },
    ReadinessRule("arrest-without-urgency", .delays, .uncac(44, 10)) { input in
      guard input.content.provisionalArrest?.isRequested == true, input.content.urgency?.isUrgent != true else { return [] }
      return [Hit("urgency.isUrgent")]
    },
    ReadinessRule("full-request-day-missing", .delays, .uncac(44, 10)) { input in
      guard let arrest = input.content.provisionalArrest, arrest.fullRequestDueOn == nil,
        arrest.isRequested == true || arrest.arrestedOn != nil
      else { return [] }
      return [Hit("provisionalArrest.fullRequestDueOn")]
    },
    ReadinessRule("full-request-overdue", .delays, .uncac(44, 10)) { input in
      guard let day = input.content.provisionalArrest?.fullRequestDueOn, day < input.day else { return [] }
      return [Hit("provisionalArrest.fullRequestDueOn", ["day": "\(day)"])]
    },
  ]

  /// A rule about the Convention as the basis of extradition.
  private static func onConvention(
    _ code: String, _ severity: Finding.Severity, _ source: Source, _ details: @escaping @Sendable (ReadinessInput) -> [String: String]?
  ) -> ReadinessRule {
    ReadinessRule(code, severity, source, of: [.extradition]) { input in
      guard input.content.legalBasis?.kind == .convention, let details = details(input) else { return [] }
      return [Hit("legalBasis.kind", details)]
    }
  }
}
