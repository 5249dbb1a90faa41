// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
public import Foundation
import Kernel
import Storage

/// The fictional calls, contributions and requests for help of a demonstration, as its file has them.
private struct DemonstrationFile: Decodable {
  struct Called: Decodable {
    let opens: Int
    let closes: Int
    let acts: [String]
    let item: String
    let fields: [String: String]
  }

  struct Contributed: Decodable {
    struct Translated: Decodable {
      let title: String
      let answers: [String]
    }

    let call: Int
    let state: String
    let origin: Contribution.Origin
    let acts: [Contribution.Act]
    let remark: String?
    let translations: [String: Translated]
    let fields: [String: String]
  }

  struct Assisted: Decodable {
    let days: Int
    let fields: [String: String]
  }

  let calls: [Called]
  let contributions: [Contributed]
  let assistance: [Assisted]
  let matches: [[Int]]
}

extension Contributions {
  /// The categories with which a new node begins; what is there already is kept.
  public func beginCategories(at instant: Date) async throws {
    guard try await store.categories().isEmpty else { return }
    let data = try Data(contentsOf: ContributionsResources.data.appending(path: "categories.csv"))
    let surroundings = EntrySurroundings(today: CalendarDay(instant, in: .gmt))
    var change = Change()
    for line in try EntryTable.read(data, AssistanceCategory.form) {
      let category = try AssistanceCategory.entered(line.fields, over: nil, id: ID(), in: surroundings)
      try change.keep(category, over: 0, as: "categoryAdded", by: .console, at: instant)
    }
    // Of two processes that begin at one instant, one is enough.
    do { try await store.commit(change) } catch is UniqueViolation {}
  }

  /// Fills a demonstration without any call: fictional States, providers and laws.
  public func fillDemonstration(at instant: Date) async throws {
    guard try await store.list(CallForContributions.self, TermQuery(terms: [Term.all], limit: 1)).things.isEmpty else { return }
    let data = try Data(contentsOf: ContributionsResources.data.appending(path: "demonstration.json"))
    let file = try JSONDecoder().decode(DemonstrationFile.self, from: data)
    let today = CalendarDay(instant, in: .gmt)
    var change = Change()
    let agenda = try await links.agenda()
    let calls = try file.calls.map { try called($0, agenda, today, &change, instant) }
    for contributed in file.contributions { try contribute(contributed, to: calls[contributed.call], today, &change, instant) }
    try assist(file, try await store.categories().map(\.mark), today, &change, instant)
    try await store.commit(change)
    try await takeLibrary(on: today, at: instant)
  }

  private func called(
    _ called: DemonstrationFile.Called, _ agenda: [AgendaReference], _ today: CalendarDay, _ change: inout Change, _ instant: Date
  ) throws -> CallForContributions {
    var fields = EntryFields(called.fields)
    fields["opensOn"] = today.adding(Days(called.opens)).description
    fields["closesOn"] = today.adding(Days(called.closes)).description
    fields["agendaItem"] = agenda.first { $0.number == called.item }?.item ?? ""
    let surroundings = EntrySurroundings(today: today, agenda: agenda)
    let planned = try CallForContributions.entered(fields, over: nil, id: ID(), in: surroundings)
    let stages = try called.acts.compactMap(CallForContributions.Act.init(rawValue:)).reduce(planned) { try $0.after($1) }
    try change.keep(stages, over: 0, as: "callPlanned", by: .console, at: instant)
    return stages
  }

  private func contribute(
    _ contributed: DemonstrationFile.Contributed, to call: CallForContributions, _ today: CalendarDay, _ change: inout Change,
    _ instant: Date
  ) throws {
    var open = call
    // Contributions came while the call was open, whatever it is now.
    open.stage = .open
    let begun = max(call.opensOn, min(today.adding(-5), call.closesOn.adding(-20)))
    var contribution = try Contribution(
      id: ID(), to: open, from: StateCode(contributed.state) ?? .notKnown, origin: contributed.origin, language: .en, on: begun)
    contribution = try contribution.written(EntryFields(contributed.fields), on: begun)
    for (place, act) in contributed.acts.enumerated() {
      // The second look is another officer's, in a demonstration as well.
      contribution = try contribution.after(
        act, by: "officer\(place)", remark: act.needsRemark ? contributed.remark : nil, on: min(today, begun.adding(Days(2 * place))))
    }
    for (code, translation) in contributed.translations.sorted(by: { $0.key < $1.key }) {
      guard let language = Language(rawValue: code) else { continue }
      contribution = try contribution.translated(into: language, title: translation.title, answers: translation.answers, on: today)
    }
    try change.keep(contribution, over: 0, as: "contributionBegun", by: .console, at: instant)
  }

  private func assist(
    _ file: DemonstrationFile, _ categories: [String], _ today: CalendarDay, _ change: inout Change, _ instant: Date
  ) throws {
    var entries = try file.assistance.map { assisted in
      try AssistanceEntry.entered(
        EntryFields(assisted.fields), over: nil, id: ID(),
        in: EntrySurroundings(today: today.adding(Days(assisted.days)), categories: categories))
    }
    for pair in file.matches where pair.count == 2 {
      (entries[pair[0]], entries[pair[1]]) = try AssistanceEntry.matched(entries[pair[0]], with: entries[pair[1]], on: today.adding(-3))
    }
    for entry in entries { try change.keep(entry, over: 0, as: "assistanceEntered", by: .console, at: instant) }
  }

  private func takeLibrary(on today: CalendarDay, at instant: Date) async throws {
    let surroundings = EntrySurroundings(today: today)
    func table(_ name: String, _ form: [EntryField]) throws -> Data {
      let data = try Data(contentsOf: ContributionsResources.data.appending(path: name))
      let lines = try EntryTable.read(data, form).map { line in
        var fields = line.fields
        if let days = Int(fields["verifiedOn"]) { fields["verifiedOn"] = today.adding(Days(days)).description }
        return EntryTable.columns(form).map { fields[$0] }
      }
      return Data(EntryTable.plain([EntryTable.columns(form)] + lines).utf8)
    }
    _ = try await store.take(
      try table("tools.csv", Tool.form), of: Tool.self, as: ("toolAdded", "toolChanged"), in: surroundings, by: .console, at: instant)
    _ = try await store.take(
      try table("laws.csv", NationalLaw.form), of: NationalLaw.self, as: ("lawAdded", "lawChanged"), in: surroundings, by: .console,
      at: instant)
  }
}
