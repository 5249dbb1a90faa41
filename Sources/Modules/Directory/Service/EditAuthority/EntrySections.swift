// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Instruments
import Kernel
import StrictJSON
import Web

/// A part of an authority's entry that is edited on a page of its own.
struct EntrySection: Sendable {
  /// Its name in addresses; its words stand under `directory.section.` and this name.
  let name: String
  let fields: [EntryField]

  private static func codes<Code: CaseIterable & RawRepresentable>(_ type: Code.Type) -> [String] where Code.RawValue == String {
    type.allCases.map(\.rawValue)
  }

  private static let languages = EntryField.Kind.choices(codes(Language.self), words: "directory.language")
  static let annexes = EntryField.Kind.choices(
    codes(Requirements.RequiredAnnex.self), words: "directory.annex", none: "directory.edit.noAnnexes")

  /// The sections of an entry, in order; measures have pages of their own.
  static let all: [EntrySection] = [
    EntrySection(
      name: "identity",
      fields: [
        EntryField("originalName", .line, isRequired: true), EntryField("name", .names), EntryField("territory", .line),
        EntryField("unit", .line),
        EntryField("validFrom", .day), EntryField("validTo", .day), EntryField("lastVerified", .day), EntryField("source", .line),
      ]),
    EntrySection(
      name: "contact",
      fields: [
        EntryField("address", .area), EntryField("telephone", .line), EntryField("fax", .line), EntryField("email", .line),
        EntryField("website", .web), EntryField("hours", .line), EntryField("zone", .line), EntryField("contactAtAnyHour", .line),
      ]),
    EntrySection(
      name: "channels",
      fields: [
        EntryField("requirements.channels", .ordered(codes(Channel.self), words: "directory.channel")),
        EntryField("requirements.languages", languages), EntryField("requirements.otherLanguages", .line),
        EntryField("requirements.urgentLanguages", languages), EntryField("requirements.electronicSignature", .stance),
        EntryField("requirements.encryption", .stance),
      ]),
    EntrySection(
      name: "basis",
      fields: [
        EntryField("requirements.conventionForAssistance", .stance), EntryField("requirements.conventionForExtradition", .stance),
        EntryField("requirements.conventionForConfiscation", .stance),
        EntryField("requirements.dualCriminality", .choice(codes(Requirements.DualCriminality.self), words: "directory.dualCriminality")),
        EntryField("requirements.reciprocity", .stance), EntryField("requirements.noDeathPenalty", .stance),
      ]),
    EntrySection(
      name: "costs",
      fields: [
        EntryField("requirements.costs", .area), EntryField("requirements.limitsOnUse", .area), EntryField("requirements.deMinimis", .line),
        EntryField("requirements.annexes", annexes), EntryField("requirements.typicalMonths", .months),
      ]),
    EntrySection(
      name: "networks", fields: [EntryField("requirements.networks", .lines), EntryField("requirements.links", .lines)]),
    EntrySection(
      name: "restricted",
      fields: [
        EntryField("restrictedFields", .choices(codes(CompetentAuthority.RestrictableField.self), words: "directory.restrictable"))
      ]),
  ]

  /// The page that ends an authority: the same fields, two of them.
  static let end = EntrySection(name: "end", fields: [EntryField("validTo", .day), EntryField("source", .line)])

  /// The page that enters a new authority.
  static let new = EntrySection(
    name: "new",
    fields: [
      EntryField("kind", .choice(codes(CompetentAuthority.Kind.self), words: "directory.kind"), isRequired: true),
      EntryField("originalName", .line, isRequired: true),
      EntryField("name", .names), EntryField("territory", .line), EntryField("validFrom", .day), EntryField("source", .line),
    ])

  /// The fields of one measure; their paths begin at the measure's own object.
  static let measure = EntrySection(
    name: "measure",
    fields: [
      EntryField("available", .stance, label: "directory.measures.available"),
      EntryField("alternative", .choice(codes(Measure.self), words: "directory.measure"), label: "directory.measures.alternative"),
      EntryField(
        "suspicion", .choice(codes(MeasureRequirement.Suspicion.self), words: "directory.suspicion"), label: "directory.measures.suspicion"),
      EntryField(
        "orderedBy", .choice(codes(MeasureRequirement.OrderedBy.self), words: "directory.orderedBy"), label: "directory.measures.orderedBy"),
      EntryField("evidenceForm", .area, label: "directory.measures.evidenceForm"),
      EntryField("extraAnnexes", annexes, label: "directory.measures.extraAnnexes"),
      EntryField("remarks", .area, label: "directory.measures.remarks"),
    ])

  static func named(_ name: String) -> EntrySection? { (all + [end]).first { $0.name == name } }

  /// The section's values in an entry, as its form holds them.
  func form(of entry: JSONValue) -> FormData {
    FormData(fields.flatMap { $0.pairs(entry.at($0.path.split(separator: "."))) })
  }

  /// An entry with the section's values as they were typed, other members untouched.
  func applied(_ form: FormData, to entry: JSONValue) -> JSONValue {
    fields.reduce(entry) { entry, field in entry.setting(field.path.split(separator: "."), to: field.value(in: form)) }
  }

  /// Reads an entry strictly.
  /// - Throws: ``CannotEdit/wrongFields(_:)`` with the field that holds no such value.
  static func read<Entry: Decodable>(_ entry: JSONValue) throws(CannotEdit) -> Entry {
    do {
      return try StrictDecoder().decode(Entry.self, from: entry)
    } catch {
      throw .wrongFields(
        error.issues.map { issue in
          // The form's fields are named by the member, not by the element in it.
          let field = issue.path.prefix { $0 != "[" }
          let name = field.hasSuffix(".from") ? String(field.dropLast(5)) : String(field)
          return FieldProblem(field: name, code: issue.path.isEmpty ? "directory.wrong-fields" : "directory.wrong-value")
        })
    }
  }

  /// A value as JSON, the form in which fields are read and set.
  static func json(_ entry: some Encodable) throws -> JSONValue { try StrictJSON.parse(try JSONEncoder().encode(entry)) }
}
