// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel

extension ReadinessRules {
  private static let model = Source.practice("UN Model Treaty on the Transfer of Proceedings in Criminal Matters")

  /// What article 47 and practice ask of a transfer of criminal proceedings.
  static let proceedings: [ReadinessRule] = [
    ReadinessRule("proceedings-direction-missing", .blocks, .uncac(47)) { input in
      input.content.proceedingsTransfer?.direction == nil ? [Hit("proceedingsTransfer.direction")] : []
    },
    missing("better-served-missing", .blocks, .uncac(47), "proceedingsTransfer.whyBetterServed") {
      $0.proceedingsTransfer?.whyBetterServed
    },
    ReadinessRule("proceedings-convention-alone", .advice, .uncac(47), of: [.transferOfProceedings]) { input in
      guard let basis = input.content.legalBasis, basis.kind == .convention, (basis.besides ?? []).isEmpty else { return [] }
      return [Hit("legalBasis.besides")]
    },
    missing("state-of-proceedings-missing", .delays, model, "proceedingsTransfer.stateOfProceedings") {
      $0.proceedingsTransfer?.stateOfProceedings
    },
    missing("proceedings-evidence-missing", .delays, model, "proceedingsTransfer.evidenceList") { $0.proceedingsTransfer?.evidenceList },
    ReadinessRule("own-proceedings-open", .delays, model) { input in
      input.content.proceedingsTransfer?.ownProceedings == nil ? [Hit("proceedingsTransfer.ownProceedings")] : []
    },
    missing("ne-bis-in-idem-not-addressed", .delays, model, "proceedingsTransfer.neBisInIdem") { $0.proceedingsTransfer?.neBisInIdem },
    ReadinessRule("suspect-missing", .delays, model, of: [.transferOfProceedings]) { input in
      input.content.persons.contains { $0.role == .suspect || $0.role == .accused } ? [] : [Hit("persons")]
    },
    ReadinessRule("victims-not-considered", .advice, model, of: [.transferOfProceedings]) { input in
      input.content.persons.contains { $0.role == .victim } ? [] : [Hit("persons")]
    },
    ReadinessRule("file-handling-open", .advice, model) { input in
      input.content.proceedingsTransfer?.originalFile == nil ? [Hit("proceedingsTransfer.originalFile")] : []
    },
    missing("proceedings-consultation-missing", .advice, .uncac(42, 5), "proceedingsTransfer.consultation") {
      $0.proceedingsTransfer?.consultation
    },
    ReadinessRule("second-prosecution-not-excluded", .advice, model) { input in
      guard input.content.proceedingsTransfer?.direction == .offer, input.content.undertakings?.noSecondProsecution != true else {
        return []
      }
      return [Hit("undertakings.noSecondProsecution")]
    },
  ]
}
