// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// Taking a return in from a file: the JSON text of a node, or a table of figures.
struct TakePages: Sendable {
  let collecting: Collecting

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let typed = FormData(call.query["state"].map { [("state", $0)] } ?? [])
    return .page(draw(collection, typed, .none, [], call))
  }

  @Sendable func submit(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    var typed = try await call.form()
    do {
      if let file = try call.file("chosen") { typed = typed.setting("file", to: try await file.text(upTo: ReturnJSON.sizeLimit)) }
      guard !typed.raw("file").isEmpty else { throw ReturnProblem.nothing }
      let isJSON = typed.raw("file").drop { $0.isWhitespace || $0 == "\u{FEFF}" }.hasPrefix("{")
      let answer = isJSON ? try ReturnJSON.read(Data(typed.raw("file").utf8)) : try await table(typed, collection)
      guard answer.collection == collection.id else { throw CannotTakeReturn.otherCollection }
      try await collecting.take(
        answer, way: isJSON ? .file : .table, officer: call.who.officer, by: .officer(call.who.officer), at: call.now)
      return .redirect(
        to: CollectionPath.state(collection.id, answer.figures.state), notice: Message("statistics.take.taken"))
    } catch let problem as CannotTakeReturn {
      var faults: [ReturnFault] = []
      if case .contradictory(let found) = problem { faults = found }
      return .page(draw(collection, typed, FormErrors(problem, in: call.words), faults, call), status: problem.kind.status)
    } catch let problem as ReturnProblem {
      return .page(draw(collection, typed, FormErrors(problem, in: call.words), [], call), status: problem.kind.status)
    } catch let problem as CannotCollect {
      return .page(draw(collection, typed, FormErrors(problem, in: call.words), [], call), status: problem.kind.status)
    } catch let problem as WebProblem {
      return .page(draw(collection, typed, FormErrors(problem, in: call.words), [], call), status: problem.kind.status)
    }
  }

  /// A table says neither whose figures it has nor why they are revised: the form does.
  private func table(_ typed: FormData, _ collection: DataCollection) async throws -> StatisticalReturn {
    guard let state = typed["state"].flatMap({ StateCode($0) }), collection.asked.contains(state) else {
      throw CannotCollect.wrongFields([FieldProblem(field: "state", code: "statistics.missing")])
    }
    let language = typed["language"].flatMap { Language(rawValue: $0) } ?? .en
    let figures = try ReturnCSV.read(
      Data(typed.raw("file").utf8), asked: collection.tables, of: state, notes: language, collecting.codebook)
    let newest = try await collecting.store.newest(of: state, in: collection.id)
    return StatisticalReturn(
      collection: collection.id, revision: (newest?.value.content.revision ?? 0) + 1,
      reason: typed["reason"].map { LocalText([language: $0]) } ?? LocalText(), figures: figures)
  }

  private func draw(
    _ collection: DataCollection, _ typed: FormData, _ errors: FormErrors, _ faults: [ReturnFault], _ call: Call<SignedIn>
  ) -> Page {
    let (words, url) = (call.words, CollectionPath.of(collection.id))
    return Page(
      words("statistics.take.title"), trail: CollectionPath.trail(collection, words), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("statistics.take.lead") }
      collecting.drawing(words).faults(faults, collection.tables)
      form(
        call, to: "\(url)/take", submit: words("statistics.take.submit"), errors: errors, encoding: .multipart,
        cancel: (words("statistics.cancel"), url)
      ) {
        Field("chosen", words("statistics.take.chosen")).file(accept: ".json,.csv")
        Field(
          "file", words("statistics.take.text"), hint: words("statistics.take.textHint", ["names": .text(ReturnCSV.names)]),
          value: typed.raw("file"), errors: errors
        )
        .area(rows: 12)
        Field("state", words("statistics.take.state"), hint: words("statistics.take.tableOnly"), value: typed.raw("state"), errors: errors)
          .choice(words.sorted(collection.asked) { words.state($0) }.map { .init($0.code, words.state($0)) }, none: "–")
        Field(
          "reason", words("statistics.returns.reason"), hint: words("statistics.take.tableOnly"), value: typed.raw("reason"), errors: errors
        )
        .area(rows: 3)
        Field("language", words("statistics.returns.language"), value: typed["language"] ?? words.language.rawValue).choice(
          Language.allCases.map { .init($0.rawValue, $0.ownName, language: $0) })
      }
    }
  }
}
