// SPDX-License-Identifier: Apache-2.0

/// What would help against a reason for which requests are refused or delayed.
///
/// Reasons are known by their codes in the codebook of statistics. Those that no assistance removes - essential interests, an appeal, an offence
/// that is none in the requested State's view - have no category and are no evidence of a need. Which category helps is the program's own
/// reading of what reviews propose, not the Convention's.
/// - Source: practice (needs are named with the findings that show them)
public enum ReasonOfNeed {
  /// The category of assistance that helps against a ground of refusal or a reason of delay; `nil` where none does.
  public static func category(against code: String) -> String? { categories[code] }

  private static let categories = [
    // Grounds for refusal.
    "notInConformity": "training", "evidenceNotSupplied": "training", "extraditionConditions": "training",
    "absenceOfDualCriminality": "model-legislation", "notConsistentWithOwnSystem": "legal-advice",
    // Reasons for delay.
    "translation": "institution-building", "incompleteContent": "training", "noLinkToFacts": "training",
    "wrongAuthorityOrChannel": "training", "lost": "information-technology", "resources": "institution-building",
    "decentralised": "policy-making", "tools": "information-technology", "clearance": "policy-making", "supplements": "training",
    "noReply": "institution-building",
  ]
}
