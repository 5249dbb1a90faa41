// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel

extension ReadinessRules {
  private static let model = Source.practice("UN Model Agreement on the Transfer of Foreign Prisoners")

  /// With less than this of the sentence left States seldom take a person over.
  /// - Source: practice (UN Model Agreement on the Transfer of Foreign Prisoners: six months)
  static let shortestSentenceLeft: Days = 183

  /// What a transfer of a sentenced person needs; the Convention leaves the procedure to another basis.
  static let sentenceTransfer: [ReadinessRule] = transferTerms + sentenceLeft + needs

  private static let transferTerms: [ReadinessRule] = [
    ReadinessRule("transfer-law-alone", .advice, .uncac(45), of: [.transferOfSentencedPerson]) { input in
      input.content.legalBasis?.kind == .reciprocity ? [Hit("legalBasis.kind")] : []
    },
    ReadinessRule("transfer-direction-missing", .blocks, model) { input in
      input.content.sentenceTransfer?.direction == nil ? [Hit("sentenceTransfer.direction")] : []
    },
    ReadinessRule("sentenced-consent-missing", .delays, model) { input in
      let transfer = input.content.sentenceTransfer
      return transfer?.consent != true && isBlank(transfer?.consentManner) ? [Hit("sentenceTransfer.consent")] : []
    },
    ReadinessRule("sentenced-consent-not-attached", .delays, model) { input in
      let isAttached = input.content.annexes.contains { $0.kind == .consent }
      return input.content.sentenceTransfer?.consent == true && !isAttached ? [Hit("annexes")] : []
    },
    missing("transfer-agreement-missing", .delays, .uncac(45), "sentenceTransfer.agreement") { $0.sentenceTransfer?.agreement },
    ReadinessRule("enforcement-mode-missing", .delays, model) { input in
      input.content.sentenceTransfer?.enforcement == nil ? [Hit("sentenceTransfer.enforcement")] : []
    },
  ]

  private static let sentenceLeft: [ReadinessRule] = [
    ReadinessRule("judgment-not-final", .blocks, model) { input in
      input.content.courtDecision?.isFinal == true ? [] : [Hit("courtDecision.isFinal")]
    },
    ReadinessRule("sentence-too-short", .delays, model, of: [.transferOfSentencedPerson]) { input in
      guard let left = input.content.courtDecision?.remainingDays, Days(left) < shortestSentenceLeft else { return [] }
      return [Hit("courtDecision.remainingDays")]
    },
    ReadinessRule("release-passed", .delays, model) { input in
      guard let day = input.content.sentenceTransfer?.releaseOn, day < input.day else { return [] }
      return [Hit("sentenceTransfer.releaseOn", ["day": "\(day)"])]
    },
  ]

  private static let needs: [ReadinessRule] = [
    ReadinessRule("sentenced-nationality-missing", .delays, model, of: [.transferOfSentencedPerson]) { input in
      input.content.person?.nationality == nil ? [Hit("person.nationality")] : []
    },
    ReadinessRule("ties-missing", .delays, model) { input in
      guard let direction = input.content.sentenceTransfer?.direction, let nationality = input.content.person?.nationality else {
        return []
      }
      let state = direction == .toRequestedState ? input.content.requestedState : input.content.requestingState
      return nationality != state && isBlank(input.content.sentenceTransfer?.ties) ? [Hit("sentenceTransfer.ties")] : []
    },
    missing("family-not-considered", .advice, model, "sentenceTransfer.family") { $0.sentenceTransfer?.family },
    missing("medical-needs-not-considered", .advice, model, "sentenceTransfer.medicalNeeds") { $0.sentenceTransfer?.medicalNeeds },
  ]
}
