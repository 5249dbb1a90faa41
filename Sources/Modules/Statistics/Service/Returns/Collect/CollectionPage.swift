// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// One collection: what is asked, who has answered and how, what is due; opening and closing it.
struct CollectionPage: Sendable {
  let collecting: Collecting

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await draw(try await collecting.collection(call), .none, call))
  }

  @Sendable func open(_ call: Call<SignedIn>) async throws -> Answer {
    try await move(call, notice: "statistics.collect.opened") { current in
      try await collecting.open(
        current.value, over: current.version, today: call.today, by: .officer(call.who.officer), at: call.now)
    }
  }

  /// Sends the questionnaire to States whose node came into the directory later, or which a message did not reach.
  @Sendable func send(_ call: Call<SignedIn>) async throws -> Answer {
    try await move(call, notice: "statistics.travel.collectionSent") { current in
      _ = try await collecting.send(current.value, over: current.version, by: .officer(call.who.officer), at: call.now)
    }
  }

  @Sendable func close(_ call: Call<SignedIn>) async throws -> Answer {
    try await move(call, notice: "statistics.collect.closed") { current in
      try await collecting.store.keep(
        try current.value.closed(), over: current.version, as: "collectionClosed", by: .officer(call.who.officer), at: call.now)
    }
  }

  private func move(
    _ call: Call<SignedIn>, notice: String, _ act: (Versioned<DataCollection>) async throws -> Void
  ) async throws -> Answer {
    let current = try await collecting.collection(call)
    do {
      guard try await call.form()["version"] == "\(current.version)" else { throw CannotCollect.changedSinceSeen }
      try await act(current)
      return .redirect(to: CollectionPath.of(current.value.id), notice: Message(notice))
    } catch let problem as CannotCollect {
      return .page(
        try await draw(try await collecting.collection(call), FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is StaleWrite {
      let problem = CannotCollect.changedSinceSeen
      return .page(
        try await draw(try await collecting.collection(call), FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  /// The very text that goes to States.
  @Sendable func questionnaire(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    return .file(
      try QuestionnaireJSON.bytes(collection), type: "application/json", name: "questionnaire-\(collection.period.from.parts.year).json")
  }

  /// Who answered and how, as a table to keep.
  @Sendable func coverage(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let coverage = try await Coverage(collection, collecting, today: call.today)
    let head = ["state", "name", "standing", "received_on", "in_time", "revision", "way", "questionnaire", "reminders"]
    let rows = coverage.lines.map { line -> [String] in
      let inTime = line.receivedOn.map { $0 <= collection.deadline ? "yes" : "no" } ?? ""
      return [
        line.state.code, call.words.state(line.state), line.code, line.receivedOn?.description ?? "",
        inTime, line.kept.map { "\($0.content.revision)" } ?? "",
        line.kept?.way.rawValue ?? "", line.sent?.rawValue ?? "", "\(line.reminders.count)",
      ]
    }
    return .file(Data(CSVFile.text([head] + rows, guardsFormulas: true).utf8), type: "text/csv; charset=utf-8", name: "coverage.csv")
  }

  // MARK: Drawing

  private func draw(_ current: Versioned<DataCollection>, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let (collection, words) = (current.value, call.words)
    let coverage = try await Coverage(collection, collecting, today: call.today)
    let waiting = try await collecting.questionnaires(of: collection, at: call.now).map(\.message.state)
    let drawing = collecting.drawing(words)
    let best = collection.title.best(for: words.language)
    return Page(
      best?.text ?? "", trail: CollectionPath.trail(words), classification: .internalUse, hasErrors: !errors.isEmpty, isTitleTyped: true
    ) {
      errors.summary(words)
      facts([
        (words("statistics.collect.stage"), collection.stage.badge(words)),
        (words("statistics.collect.period"), HTML(drawing.period(collection.period))),
        (words("statistics.collect.deadline"), HTML(words.date(collection.deadline))),
        (words("statistics.collect.codebook"), HTML("\(collection.codebookVersion)")),
      ])
      actions(current, call)
      if !waiting.isEmpty { sending(to: waiting, current, call) }
      if collection.stage != .draft { coverageHTML(coverage, collection, call) }
      tag("h2") { words("statistics.collect.questionnaire") }
      for spec in collection.tables {
        tag("details") {
          tag("summary") { drawing.title(spec) }
          drawing.instructionsHTML(spec)
        }
      }
    }
  }

  private func actions(_ current: Versioned<DataCollection>, _ call: Call<SignedIn>) -> HTML {
    let (words, url) = (call.words, CollectionPath.of(current.value.id))
    return tag("div", .css("actions")) {
      switch current.value.stage {
      case .draft:
        link("\(url)/edit", words("statistics.collect.edit"), .css("button secondary"))
        buttonForm(call, to: "\(url)/open", words("statistics.collect.open"), tone: "button", hidden: ["version": "\(current.version)"])
      case .open:
        link("\(url)/take", words("statistics.take.title"), .css("button"))
        link("\(url)/reminders", words("statistics.remind.title"), .css("button secondary"))
        buttonForm(call, to: "\(url)/close", words("statistics.collect.close"), hidden: ["version": "\(current.version)"])
      case .closed: HTML.nothing
      }
      link("\(url)/questionnaire.json", words("statistics.collect.file"))
      if current.value.stage != .draft {
        link("\(url)/coverage.csv", words("statistics.collect.coverageFile"))
        link("\(url)/mirror", words("statistics.mirror.title"))
      }
    }
  }

  /// States that the questionnaire could reach as a message and did not yet.
  private func sending(to states: [StateCode], _ current: Versioned<DataCollection>, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return panel(words("statistics.travel.reachable"), .info) {
      tag("p") { words("statistics.travel.reachableMeans", ["list": .list(states.map { words.state($0) })]) }
      tag("div", .css("actions")) {
        buttonForm(
          call, to: "\(CollectionPath.of(current.value.id))/send", words("statistics.travel.sendCollection"),
          hidden: ["version": "\(current.version)"])
      }
    }
  }

  private func coverageHTML(_ coverage: Coverage, _ collection: DataCollection, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let travel = TravelTable(words: words, zone: call.zone)
    return HTML {
      tag("h2") { words("statistics.collect.coverage") }
      tag("p", Attribute("role", "status")) {
        words(
          "statistics.collect.coverageSays",
          [
            "asked": .integer(collection.asked.count), "answered": .integer(coverage.answered), "inTime": .integer(coverage.inTime),
            "late": .integer(coverage.answered - coverage.inTime), "revised": .integer(coverage.revised),
          ])
      }
      Table(
        caption: words("statistics.collect.coverage"), showsCaption: false,
        columns: ["state", "standing", "receivedOn", "revision", "way", "sent", "reminders"].map {
          Table.Column(words("statistics.collect.\($0)"))
        },
        rows: coverage.lines.map { line in
          [
            link(CollectionPath.state(collection.id, line.state), words.state(line.state)), line.badge(words),
            HTML(line.receivedOn.map { words.date($0) } ?? "–"), HTML(line.kept.map { words.number($0.content.revision) } ?? "–"),
            HTML(line.kept.map { words("statistics.way.\($0.way.rawValue)") } ?? "–"), line.sent.map { travel.badge($0) } ?? HTML("–"),
            HTML(words.number(line.reminders.count)),
          ]
        }
      ).html
    }
  }
}

/// Who of those asked has answered, in time or late, and how the answer stands.
struct Coverage: Sendable {
  let lines: [Line]

  /// One State.
  struct Line: Sendable {
    let state: StateCode
    let kept: KeptReturn?
    /// The day of its first answer: a revision does not make an answer late.
    let receivedOn: CalendarDay?
    let reminders: [CalendarDay]
    /// How far the questionnaire got as a message; `nil` where it went as a file.
    let sent: TravelledMessage.Progress?
    let isOverdue: Bool
    let isLate: Bool

    /// Whether a reminder can go the way that the questionnaire went.
    var isReachable: Bool { sent?.reached ?? false }

    /// How it stands, by a stable name.
    var code: String { kept?.standing.code ?? (isOverdue ? "overdue" : "due") }

    func badge(_ words: Words) -> HTML {
      let tone: Tone =
        switch code {
        case "accepted": .ok
        case "received": .info
        case "due": .plain
        default: .attention
        }
      return HTML {
        Web.badge(words("statistics.standing.\(code)"), tone)
        if isLate {
          " "
          Web.badge(words("statistics.standing.late"), .attention)
        }
      }
    }
  }

  /// How many have answered: a return that a second officer has not confirmed yet is no answer.
  var answered: Int { lines.count { $0.receivedOn != nil } }
  var inTime: Int { lines.count { $0.receivedOn != nil && !$0.isLate } }
  var revised: Int { lines.count { ($0.kept?.content.revision ?? 1) > 1 } }

  init(_ collection: DataCollection, _ collecting: Collecting, today: CalendarDay) async throws {
    let newest = Dictionary(
      uniqueKeysWithValues: try await collecting.store.newest(in: collection.id).map { ($0.content.figures.state, $0) })
    let firsts = try await collecting.store.firstDays(in: collection.id)
    let reminders = try await collecting.store.reminders(in: collection.id)
    let messages = try await collecting.travel.messages(in: collection.id)
    lines = collection.asked.sorted().map { state in
      let first = firsts[state]
      return Line(
        state: state, kept: newest[state], receivedOn: first, reminders: reminders[state] ?? [],
        sent: messages[state]?.last { $0.act == .collection }?.progress, isOverdue: first == nil && today > collection.deadline,
        isLate: first.map { $0 > collection.deadline } ?? false)
    }
  }
}

extension CollectionStore {
  /// The day on which each State first gave an answer that counts.
  func firstDays(in collection: ID<DataCollection>) async throws -> [StateCode: CalendarDay] {
    try await database.rows(
      SQL(
        """
        SELECT state, MIN(receivedOn) AS day FROM statisticsReturn WHERE collection = $1 AND standing <> 'unconfirmed' GROUP BY state
        """, [collection.sql])
    ).reduce(into: [:]) { found, row in
      found[try row.value("state") { StateCode($0) }] = try row.value("day") { CalendarDay($0) }
    }
  }
}
