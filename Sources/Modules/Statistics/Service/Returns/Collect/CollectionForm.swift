// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// The form of a collection: what is typed into it, and what is read from it.
struct CollectionForm: Sendable {
  let collecting: Collecting
  let states: [StateCode]
  let words: Words

  /// The name under which the tables of the mirror check are chosen together.
  static let mirror = "mirror"

  static func typed(of collection: DataCollection) -> FormData {
    var pairs = collection.title.texts.sorted { $0.key.rawValue < $1.key.rawValue }.map { ("title.\($0.key.rawValue)", $0.value) }
    pairs += [
      ("from", collection.period.from.description), ("to", collection.period.to.description),
      ("deadline", collection.deadline.description),
    ]
    pairs += collection.tables.filter { MirrorTables.side(of: $0) == nil }.map { ("tables", $0.name) }
    if collection.tables.contains(where: { MirrorTables.side(of: $0) != nil }) { pairs.append(("tables", mirror)) }
    return FormData(pairs + collection.asked.map { ("asked", $0.code) })
  }

  /// Reads a collection over the one that is there, or as a new one.
  /// - Throws: ``CannotCollect`` with every field that is wrong.
  func entered(_ form: FormData, over known: DataCollection?, today: CalendarDay) throws -> DataCollection {
    var faults: [FieldProblem] = []
    func day(_ field: String) -> CalendarDay {
      if let day = form[field].flatMap({ CalendarDay($0) }) { return day }
      faults.append(FieldProblem(field: field, code: form[field] == nil ? "statistics.missing" : "statistics.no-day"))
      return today
    }
    let (from, to, deadline) = (day("from"), day("to"), day("deadline"))
    guard faults.isEmpty else { throw CannotCollect.wrongFields(faults) }
    let period = TableSpec.Period(from: from, to: to)
    let chosen = Set(form.all("tables"))
    let tables = period.from <= period.to && period.from.days(to: period.to).count <= 20 * 366 ? try collecting.tables(period) : []
    let asked = Set(form.all("asked"))
    var collection = DataCollection(
      id: known?.id ?? ID(), title: LocalText(), period: period, deadline: deadline, codebookVersion: collecting.codebook.version,
      tables: tables.filter { chosen.contains(MirrorTables.side(of: $0) == nil ? $0.name : Self.mirror) },
      asked: states.filter { asked.contains($0.code) }, stage: known?.stage ?? .draft)
    for language in Language.allCases { collection.title[language] = form["title.\(language.rawValue)"] }
    return try collection.drafted(in: collecting.codebook, today: today)
  }

  @HTMLBuilder func fields(_ typed: FormData, _ errors: FormErrors) -> [HTML] {
    for language in Language.allCases {
      Field(
        "title.\(language.rawValue)", words("statistics.collect.titleIn", ["language": .text(language.ownName)]),
        value: typed.raw("title.\(language.rawValue)"), errors: errors
      ).line(direction: language.direction.rawValue)
    }
    for name in ["from", "to", "deadline"] {
      Field(
        name, words("statistics.collect.\(name)"), hint: name == "to" ? words("statistics.collect.toHint") : nil, value: typed.raw(name),
        errors: errors
      ).day
    }
    Field("tables", words("statistics.collect.tables"), hint: words("statistics.collect.tablesHint"), errors: errors).checkboxes(
      tableOptions, chosen: Set(typed.all("tables")))
    Field("asked", words("statistics.collect.asked"), errors: errors).checkboxes(
      words.sorted(states) { words.state($0) }.map { .init($0.code, words.state($0)) }, chosen: Set(typed.all("asked")))
  }

  private var tableOptions: [Field.Option] {
    let drawing = collecting.drawing(words)
    let built = ((try? BuiltInCodebook.releaseTables())?.tables ?? []).map { Field.Option($0.name, drawing.title($0)) }
    return built + [.init(Self.mirror, words("statistics.collect.mirror"), hint: words("statistics.collect.mirrorHint"))]
  }
}

/// Drafting a collection and mending a draft.
struct EditCollectionPages: Sendable {
  let collecting: Collecting

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let all = ((try? BuiltInCodebook.releaseTables())?.tables.map(\.name) ?? []) + [CollectionForm.mirror]
    // Every table, the year that is over, and two months to answer: what most collections are.
    let year = call.today.parts.year - 1
    let typed = FormData(
      [("from", "\(year)-01-01"), ("to", "\(year)-12-31"), ("deadline", call.today.adding(60).description)] + all.map { ("tables", $0) })
    return .page(try await page(nil, typed, .none, call))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer {
    let typed = try await call.form()
    do {
      let collection = try await fields(call.words).entered(typed, over: nil, today: call.today)
      try await collecting.store.keep(collection, over: 0, as: "collectionDrafted", by: .officer(call.who.officer), at: call.now)
      return .redirect(to: CollectionPath.of(collection.id), notice: Message("statistics.collect.saved"))
    } catch let problem as CannotCollect {
      return .page(try await page(nil, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await collecting.collection(call)
    guard current.value.stage == .draft else { throw CannotCollect.notADraft }
    return .page(try await page(current, CollectionForm.typed(of: current.value), .none, call))
  }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await collecting.collection(call)
    let typed = try await call.form()
    do {
      let collection = try await fields(call.words).entered(typed, over: current.value, today: call.today)
      guard typed["version"] == "\(current.version)" else { throw CannotCollect.changedSinceSeen }
      try await collecting.store.keep(
        collection, over: current.version, as: "collectionChanged", by: .officer(call.who.officer), at: call.now)
      return .redirect(to: CollectionPath.of(collection.id), notice: Message("statistics.collect.saved"))
    } catch let problem as CannotCollect {
      return try await again(typed, problem, call)
    } catch is StaleWrite {
      return try await again(typed, .changedSinceSeen, call)
    }
  }

  /// What was typed stays in the form, over the version that is there now; what that one says stands beside it.
  private func again(_ typed: FormData, _ problem: CannotCollect, _ call: Call<SignedIn>) async throws -> Answer {
    let now = try await collecting.collection(call)
    return .page(try await page(now, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  private func fields(_ words: Words) async throws -> CollectionForm {
    CollectionForm(collecting: collecting, states: try await collecting.states(), words: words)
  }

  private func page(
    _ current: Versioned<DataCollection>?, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let (words, fields) = (call.words, try await fields(call.words))
    let url = current.map { CollectionPath.of($0.value.id) }
    let isOlder = current.map { typed.has("version") && typed["version"] != "\($0.version)" } ?? false
    return Page(
      words(current == nil ? "statistics.collect.new" : "statistics.collect.edit"),
      trail: current.map { CollectionPath.trail($0.value, words) } ?? CollectionPath.trail(words), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      if isOlder, let current {
        panel(words("statistics.collect.now"), .attention) {
          facts([
            (words("statistics.collect.name"), localText(current.value.title, on: words.language)),
            (words("statistics.collect.period"), HTML(collecting.drawing(words).period(current.value.period))),
            (words("statistics.collect.deadline"), HTML(words.date(current.value.deadline))),
            (words("statistics.collect.tables"), HTML(words.list(current.value.tables.map { collecting.drawing(words).title($0) }))),
            (words("statistics.collect.asked"), HTML(words.list(current.value.asked.map { words.state($0) }))),
          ])
        }
      }
      form(
        call, to: url.map { "\($0)/edit" } ?? "\(CollectionPath.list)/new", submit: words("statistics.collect.save"), errors: errors,
        cancel: (words("statistics.cancel"), url ?? CollectionPath.list)
      ) {
        if let current { hiddenField("version", "\(current.version)") }
        fields.fields(typed, errors)
      }
    }
  }
}
