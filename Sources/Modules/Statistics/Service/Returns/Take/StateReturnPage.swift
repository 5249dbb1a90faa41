// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// What a State answered: all versions, with accepting, asking back and confirming.
struct StateReturnPage: Sendable {
  let collecting: Collecting

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let state = try collecting.state(call, collection)
    return .page(try await draw(collection, state, FormData(), .none, call))
  }

  /// Confirms what another officer typed.
  @Sendable func confirm(_ call: Call<SignedIn>) async throws -> Answer {
    try await change(call, as: "returnConfirmed", notice: "statistics.returns.confirmed") { kept, _ in
      try kept.confirmed(by: call.who.officer)
    }
  }

  /// Accepts a return, or asks back.
  @Sendable func answer(_ call: Call<SignedIn>) async throws -> Answer {
    let isQuery = try await call.form()["answer"] == "query"
    return try await change(
      call, as: isQuery ? "returnQueried" : "returnAccepted", notice: isQuery ? "statistics.returns.queried" : "statistics.returns.accepted"
    ) { kept, form in
      try kept.answered(remark: isQuery ? form.raw("remark") : nil, isNewest: true)
    }
  }

  private func change(
    _ call: Call<SignedIn>, as event: String, notice: String, _ decide: (KeptReturn, FormData) throws -> KeptReturn
  ) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let state = try collecting.state(call, collection)
    let form = try await call.form()
    do {
      guard let newest = try await collecting.store.newest(of: state, in: collection.id) else { throw WebProblem.notFound }
      // The revision and its version were seen: what came meanwhile was not.
      guard form["revision"] == "\(newest.value.content.revision)", form["version"] == "\(newest.version)" else {
        throw CannotTakeReturn.replaced
      }
      let kept = try decide(newest.value, form)
      try await collecting.store.stand(
        kept, over: newest.version, as: event, by: .officer(call.who.officer), at: call.now,
        with: try await collecting.telling(kept, at: call.now))
      return .redirect(to: CollectionPath.state(collection.id, state), notice: Message(notice))
    } catch let problem as CannotTakeReturn {
      return .page(try await draw(collection, state, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is StaleWrite {
      let problem = CannotTakeReturn.replaced
      return .page(try await draw(collection, state, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  /// The text of one version.
  @Sendable func text(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let state = try collecting.state(call, collection)
    let revision = try call.parameter("revision") { Int($0) }
    let versions = try await collecting.store.versions(of: state, in: collection.id)
    guard let kept = versions.first(where: { $0.value.content.revision == revision })?.value else { throw WebProblem.notFound }
    return .file(try ReturnJSON.bytes(kept.content), type: "application/json", name: "return-\(state)-\(revision).json")
  }

  // MARK: Drawing

  private func draw(
    _ collection: DataCollection, _ state: StateCode, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let versions = try await collecting.store.versions(of: state, in: collection.id)
    let messages = try await collecting.travel.messages(of: state, in: collection.id)
    var names: [String: String] = [:]
    for officer in Set(versions.flatMap { [$0.value.takenBy, $0.value.confirmedBy].compactMap { $0 } }) {
      names[officer] = try await collecting.officerName(officer)
    }
    return Page(
      words.state(state), trail: CollectionPath.trail(collection, words), classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      if let newest = versions.first {
        newestHTML(newest, collection, names, typed, errors, call)
        if versions.count > 1 { earlier(versions.dropFirst().map(\.value), collection, words) }
      } else {
        emptyState(words("statistics.returns.none"))
      }
      for part in TravelTable(words: words, zone: call.zone).section(messages) { part }
      if collection.stage == .open {
        tag("div", .css("actions")) {
          link("\(CollectionPath.state(collection.id, state))/type", words("statistics.type.title"), .css("button secondary"))
          link("\(CollectionPath.of(collection.id))/take?state=\(state)", words("statistics.take.title"), .css("button secondary"))
        }
      }
    }
  }

  private func newestHTML(
    _ newest: Versioned<KeptReturn>, _ collection: DataCollection, _ names: [String: String], _ typed: FormData, _ errors: FormErrors,
    _ call: Call<SignedIn>
  ) -> HTML {
    let (kept, words) = (newest.value, call.words)
    let figures = kept.content.figures
    let drawing = collecting.drawing(words)
    let faults = figures.faults(asked: collection.tables, of: figures.state, collecting.codebook)
    return HTML {
      facts([
        (words("statistics.collect.standing"), badge(words("statistics.standing.\(kept.standing.code)"))),
        (words("statistics.collect.receivedOn"), HTML(words.date(kept.receivedOn))),
        (words("statistics.returns.way"), HTML(words("statistics.way.\(kept.way.rawValue)"))),
        (words("statistics.collect.revision"), HTML(words.number(kept.content.revision))),
        (words("statistics.returns.reason"), localText(kept.content.reason, on: words.language)),
        (words("statistics.returns.takenBy"), kept.takenBy.flatMap { names[$0] }.map { typedText($0) }),
        (words("statistics.returns.confirmedBy"), kept.confirmedBy.flatMap { names[$0] }.map { typedText($0) }),
        (words("statistics.returns.remark"), remark(kept)),
      ])
      if !faults.isEmpty {
        panel(words("statistics.returns.explained"), .attention) { drawing.faults(faults, collection.tables) }
      }
      decision(newest, collection, typed, errors, call)
      tag("div", .css("actions")) {
        link(
          "\(CollectionPath.state(collection.id, figures.state))/\(kept.content.revision)/return.json", words("statistics.returns.file"))
      }
      for table in figures.tables { drawing.table(table, titled: collection.tables.first { $0.name == table.spec.name } ?? table.spec) }
    }
  }

  private func remark(_ kept: KeptReturn) -> HTML? {
    if case .queried(let remark) = kept.standing { typedText(remark) } else { nil }
  }

  private func decision(
    _ newest: Versioned<KeptReturn>, _ collection: DataCollection, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) -> HTML {
    let (kept, words) = (newest.value, call.words)
    let url = CollectionPath.state(collection.id, kept.content.figures.state)
    let seen = ["revision": "\(kept.content.revision)", "version": "\(newest.version)"]
    if kept.standing == .unconfirmed {
      return HTML {
        errors.summary(words)
        tag("p") { words("statistics.returns.confirmMeans") }
        tag("div", .css("actions")) {
          buttonForm(call, to: "\(url)/confirm", words("statistics.returns.confirm"), tone: "button", hidden: seen)
        }
      }
    }
    return form(call, to: "\(url)/answer", submit: words("statistics.returns.record"), errors: errors) {
      for (name, value) in seen.sorted(by: { $0.key < $1.key }) { hiddenField(name, value) }
      Field("answer", words("statistics.returns.decide"), value: typed["answer"] ?? "accept").radios([
        .init("accept", words("statistics.returns.accept")), .init("query", words("statistics.returns.query")),
      ])
      Field("remark", words("statistics.returns.remark"), hint: words("statistics.returns.remarkHint"), value: typed.raw("remark")).area(
        rows: 3)
    }
  }

  private func earlier(_ versions: [KeptReturn], _ collection: DataCollection, _ words: Words) -> HTML {
    HTML {
      tag("h2") { words("statistics.returns.earlier") }
      Table(
        caption: words("statistics.returns.earlier"), showsCaption: false,
        columns: ["revision", "receivedOn", "standing"].map { Table.Column(words("statistics.collect.\($0)")) }
          + [Table.Column(words("statistics.returns.reason"))],
        rows: versions.map { kept in
          [
            link(
              "\(CollectionPath.state(collection.id, kept.content.figures.state))/\(kept.content.revision)/return.json",
              words.number(kept.content.revision)), HTML(words.date(kept.receivedOn)),
            badge(words("statistics.standing.\(kept.standing.code)")), localText(kept.content.reason, on: words.language),
          ]
        }
      ).html
    }
  }
}
