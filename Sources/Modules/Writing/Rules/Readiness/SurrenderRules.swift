// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel

extension ReadinessRules {
  private static let models = Source.practice("UN model treaties on extradition and on transfer of sentenced persons")

  /// The person, the decision and the lapse of time: what every surrender of a person needs.
  static let surrender: [ReadinessRule] = person + decision + limitation

  private static let person: [ReadinessRule] = [
    missing("person-concerned-missing", .blocks, models, "person.name") { $0.person?.name },
    ReadinessRule("person-concerned-not-identified", .delays, models) { input in
      let person = input.content.person
      return person?.dateOfBirth == nil && isBlank(person?.identifier) ? [Hit("person.dateOfBirth")] : []
    },
    ReadinessRule("person-sought-nationality-missing", .delays, .uncac(44, 11), of: [.extradition]) { input in
      input.content.person?.nationality == nil ? [Hit("person.nationality")] : []
    },
    ReadinessRule("person-sought-location-missing", .delays, .uncac(44, 1), of: [.extradition]) { input in
      isBlank(input.content.person?.location) ? [Hit("person.location")] : []
    },
    ReadinessRule("place-of-detention-missing", .delays, models) { input in
      let person = input.content.person
      return person?.isDetained == true && isBlank(person?.detainedAt) ? [Hit("person.detainedAt")] : []
    },
  ]

  private static let decision: [ReadinessRule] = [
    ReadinessRule("decision-not-named", .blocks, models) { input in
      let decision = input.content.courtDecision
      guard isBlank(decision?.court) || decision?.issuedOn == nil || isBlank(decision?.number) else { return [] }
      return [Hit("courtDecision.court")]
    },
    ReadinessRule("decision-copy-missing", .delays, models) { input in
      input.content.courtDecision?.copyAttached == true ? [] : [Hit("courtDecision.copyAttached")]
    },
    ReadinessRule("decision-after-sending", .blocks, .practice("a decision is made before it is relied on")) { input in
      guard let day = input.content.courtDecision?.issuedOn, input.day < day else { return [] }
      return [Hit("courtDecision.issuedOn", ["day": "\(day)"])]
    },
    ReadinessRule("sentence-remaining-missing", .delays, models) { input in
      let decision = input.content.courtDecision
      guard isForSentence(input.content), isBlank(decision?.sentence) || decision?.remainingDays == nil else { return [] }
      return [Hit("courtDecision.remainingDays")]
    },
  ]

  /// Whether a sentence that has been imposed is to be served.
  static func isForSentence(_ content: RequestContent) -> Bool {
    content.kind == .transferOfSentencedPerson || content.courtDecision?.soughtFor == .sentence
  }

  private static let lapse = Source.practice("lapse of time is looked at under both laws")

  private static let limitation: [ReadinessRule] = [
    ReadinessRule("limitation-not-stated", .delays, lapse) { input in
      let limitation = input.content.limitation
      return limitation?.barredOn == nil && isBlank(limitation?.explanation) ? [Hit("limitation.barredOn")] : []
    },
    ReadinessRule("limitation-passed", .delays, lapse) { input in
      guard let day = input.content.limitation?.barredOn, day <= input.day else { return [] }
      return [Hit("limitation.barredOn", ["day": "\(day)"])]
    },
  ]
}
