// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// What is due of a collection: which State has not answered, the text of a reminder in six languages, and when it was sent.
struct ReminderPages: Sendable {
  let collecting: Collecting

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await draw(try await collecting.collection(call).value, .none, call))
  }

  @Sendable func record(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let form = try await call.form()
    do {
      guard collection.stage == .open else { throw CannotCollect.notOpen }
      let due = try await due(collection, call)
      guard let state = form["state"].flatMap({ StateCode($0) }), due.contains(where: { $0.state == state }) else {
        throw CannotCollect.nothingDue
      }
      // Where the questionnaire went as a message the reminder does too; else somebody has sent the text and says so.
      let message = try await collecting.reminder(of: state, in: collection, at: call.now)
      try await collecting.store.recordReminder(
        of: state, in: collection.id, on: call.today, by: call.who.officer, at: call.now, with: message?.commit ?? Commit())
      return .redirect(
        to: "\(CollectionPath.of(collection.id))/reminders",
        notice: Message(message == nil ? "statistics.remind.recorded" : "statistics.travel.reminded"))
    } catch let problem as CannotCollect {
      return .page(try await draw(collection, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  /// The text of a reminder to a State, in six languages, as a file.
  @Sendable func letter(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let state = try collecting.state(call, collection)
    return .file(
      Data(texts(collection, state).map(\.text).joined(separator: "\n\n").utf8), type: "text/plain; charset=utf-8",
      name: "reminder-\(state).txt")
  }

  private func due(_ collection: DataCollection, _ call: Call<SignedIn>) async throws -> [Coverage.Line] {
    try await Coverage(collection, collecting, today: call.today).lines.filter { $0.receivedOn == nil }
  }

  private func texts(_ collection: DataCollection, _ state: StateCode) -> [(language: Kernel.Language, text: String)] {
    Language.allCases.map { language in
      let words = collecting.words(language)
      return (
        language,
        words(
          "statistics.remind.text",
          [
            "state": .state(state), "title": .text(CollectionPath.name(collection, words)), "day": .day(collection.deadline),
            "period": .text(collecting.drawing(words).period(collection.period)),
          ])
      )
    }
  }

  private func draw(_ collection: DataCollection, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let due = try await due(collection, call)
    return Page(
      words("statistics.remind.title"), trail: CollectionPath.trail(collection, words), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      tag("p", .css("lead")) { words("statistics.remind.lead", ["day": .day(collection.deadline)]) }
      if due.isEmpty { emptyState(words("statistics.remind.none")) }
      for line in due { state(line, collection, call) }
    }
  }

  private func state(_ line: Coverage.Line, _ collection: DataCollection, _ call: Call<SignedIn>) -> HTML {
    let (words, url) = (call.words, CollectionPath.of(collection.id))
    return HTML {
      tag("h2") { words.state(line.state) }
      tag("p") {
        line.badge(words)
        " "
        line.reminders.isEmpty
          ? words("statistics.remind.never") : words("statistics.remind.sent", ["list": .list(line.reminders.map { words.date($0) })])
      }
      tag("details") {
        tag("summary") { words("statistics.remind.show") }
        for text in texts(collection, line.state) {
          tag("p", .lang(text.language.htmlCode), .dir(text.language.direction.rawValue)) { text.text }
        }
      }
      tag("div", .css("actions")) {
        link("\(url)/states/\(line.state)/reminder.txt", words("statistics.remind.file"))
        if collection.stage == .open {
          buttonForm(
            call, to: "\(url)/reminders",
            words(line.isReachable ? "statistics.travel.remind" : "statistics.remind.record"), hidden: ["state": line.state.code])
        }
      }
    }
  }
}
