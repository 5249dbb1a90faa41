// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel
import Web

extension Schema {
  private static let day = Schema.string(format: "date")
  private static let languages = Schema.array(.oneOf(Language.allCases.map(\.rawValue)))
  private static let annexes = Schema.array(.oneOf(Requirements.RequiredAnnex.allCases.map(\.rawValue)))
  private static let measure = Schema.oneOf(Measure.allCases.map(\.rawValue))
  private static let stance = Schema.alternatives([
    .oneOf(["yes", "no"]), .object(["conditions": .string()], required: ["conditions"]),
  ])

  /// An authority of the directory; a member that is absent is not known, or not for the reader.
  static let authority = Schema.object(
    [
      "id": .string(format: "uuid"), "state": .string(pattern: "^[A-Z]{2}$"), "territory": .string(),
      "kind": .oneOf(CompetentAuthority.Kind.allCases.map(\.rawValue)), "originalName": .string(),
      "name": .object(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, .string()) })), "unit": .string(),
      "address": .string(), "telephone": .string(), "fax": .string(), "email": .string(), "website": .string(), "hours": .string(),
      "zone": .string(), "contactAtAnyHour": .string(), "requirements": requirements, "validFrom": day, "validTo": day,
      "lastVerified": day, "source": .string(),
      "restrictedFields": .array(.oneOf(CompetentAuthority.RestrictableField.allCases.map(\.rawValue))),
    ], required: ["id", "state", "kind", "originalName", "name", "requirements", "restrictedFields"])

  private static let requirements = Schema.object([
    "languages": languages, "otherLanguages": .string(), "urgentLanguages": languages,
    "channels": .array(.oneOf(Channel.allCases.map(\.rawValue))), "electronicSignature": stance, "encryption": stance,
    "conventionForAssistance": stance, "conventionForExtradition": stance, "conventionForConfiscation": stance,
    "dualCriminality": .oneOf(Requirements.DualCriminality.allCases.map(\.rawValue)), "reciprocity": stance, "noDeathPenalty": stance,
    "costs": .string(), "limitsOnUse": .string(), "annexes": annexes, "deMinimis": .string(),
    "typicalMonths": .object(["from": .integer(minimum: 0), "to": .integer(minimum: 0)], required: ["from", "to"]),
    "networks": .array(.string()), "links": .array(.string()), "measures": .array(measureRequirement),
  ])

  private static let measureRequirement = Schema.object(
    [
      "measure": measure, "available": stance, "alternative": measure,
      "suspicion": .oneOf(MeasureRequirement.Suspicion.allCases.map(\.rawValue)),
      "orderedBy": .oneOf(MeasureRequirement.OrderedBy.allCases.map(\.rawValue)), "evidenceForm": .string(), "extraAnnexes": annexes,
      "remarks": .string(),
    ], required: ["measure"])
}
