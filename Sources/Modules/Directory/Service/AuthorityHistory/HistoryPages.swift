// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Localisation
import StrictJSON
import Web

/// What an entry said before: its versions with what differs, field by field.
struct HistoryPages: Sendable {
  let store: DirectoryStore
  let makers: VersionMakers

  /// One field that differs between two versions.
  struct Difference: Sendable {
    let label: String
    let before: HTML?
    let after: HTML?
  }

  /// The fields in which two versions of an entry differ, in the order of the sections, then of the measures.
  static func differences(from old: CompetentAuthority, to new: CompetentAuthority, _ words: Words) throws -> [Difference] {
    let (before, after) = (try EntrySection.json(old), try EntrySection.json(new))
    var differences: [Difference] = []
    let changed = Set(new.differences(from: old))
    for field in EntrySection.all.flatMap(\.fields) where changed.contains(field.path) {
      let path = field.path.split(separator: ".")
      differences.append(
        Difference(label: words(field.label), before: field.shown(before.at(path), words), after: field.shown(after.at(path), words)))
    }
    for measure in Measure.allCases where changed.contains("requirements.measures.\(measure.rawValue)") {
      let (had, has) = (old.requirements.requirement(for: measure), new.requirements.requirement(for: measure))
      let (hadJSON, hasJSON) = (try had.map { try EntrySection.json($0) }, try has.map { try EntrySection.json($0) })
      for field in EntrySection.measure.fields {
        let (one, other) = (field.shown(hadJSON?[field.path], words), field.shown(hasJSON?[field.path], words))
        guard one != other else { continue }
        let label = words(
          "directory.history.ofMeasure",
          [
            "measure": .text(words("directory.measure.\(measure.rawValue)")), "field": .text(words(field.label)),
          ])
        differences.append(Difference(label: label, before: one, after: other))
      }
    }
    return differences
  }

  /// The differences as a table: field, before, after.
  ///
  /// - Parameter about: what differs, where a page has several such tables: each needs a name of its own.
  static func table(_ differences: [Difference], of about: String? = nil, _ words: Words) -> HTML {
    Table(
      caption: [about, words("directory.history.differences")].compactMap { $0 }.joined(separator: " · "),
      columns: ["field", "before", "after"].map { Table.Column(words("directory.history.\($0)")) },
      rows: differences.map { [HTML($0.label), $0.before ?? HTML("–"), $0.after ?? HTML("–")] }
    ).html
  }

  @Sendable func history(_ call: Call<SignedIn?>) async throws -> Answer {
    let id = try call.parameter("authority") { ID<CompetentAuthority>($0) }
    let versions = try await store.versions(of: id)
    guard let current = versions.first?.entry else { throw WebProblem.notFound }
    let words = call.words
    let seesAll = DirectoryPages.seesRestricted(call)
    // What is kept from the public today was perhaps public before: visitors do not see it in older versions either.
    func visible(_ entry: CompetentAuthority) -> CompetentAuthority {
      seesAll ? entry : entry.hiding(entry.restrictedFields.union(current.restrictedFields))
    }
    let steps = try versions.enumerated().compactMap { index, version -> (DirectoryStore.AuthorityVersion, [Difference]?)? in
      guard index + 1 < versions.count else { return (version, nil) }
      let found = try Self.differences(from: visible(versions[index + 1].entry), to: visible(version.entry), words)
      return found.isEmpty ? nil : (version, found)
    }
    let url = "/directory/authorities/\(id)"
    let names = seesAll ? try await makers.names(steps.map(\.0.by), in: words) : [:]
    let name = current.name.best(for: call.language)?.text ?? current.originalName
    return .page(
      Page(
        words("directory.history.title"),
        trail: [
          .init(words("directory.title"), "/directory"), .init(words.state(current.state), "/directory/states/\(current.state)"),
          .init(name, url),
        ], classification: seesAll ? .internalUse : nil
      ) {
        tag("p", .css("lead")) { words("directory.history.lead") }
        tag("ol", .css("timeline")) {
          for (version, differences) in steps {
            tag("li") {
              tag("h2") { words("directory.history.version", ["number": .integer(version.number)]) }
              tag("p") {
                words.dateTime(version.at, in: call.zone)
                if seesAll { HTML(" · " + words("directory.history.by", ["who": .text(names[version.by] ?? version.by)])) }
              }
              if let differences {
                Self.table(differences, of: words("directory.history.version", ["number": .integer(version.number)]), words)
              } else {
                tag("p") { words("directory.history.first") }
              }
              tag("p") { link("\(url)?on=\(CalendarDay(version.at, in: call.zone))", words("directory.history.asOfThen")) }
            }
          }
        }
      })
  }
}
