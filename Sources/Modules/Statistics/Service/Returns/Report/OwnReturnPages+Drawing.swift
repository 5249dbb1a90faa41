// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Web

extension OwnReturnPages {
  func draw(
    _ questionnaire: DataCollection, _ typed: FormData, _ errors: FormErrors, _ faults: [ReturnFault], _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let versions = try await reporting.store.versions(questionnaire.id)
    let newest = versions.first
    let messages = try await reporting.travel.messages(of: reporting.state, in: questionnaire.id)
    let journey = newest.map { ReturnJourney(of: $0.value.content.revision, in: messages) } ?? .notSent
    let canSend = journey.maySend ? try await reporting.exchange?.secretariat() != nil : false
    let travel = TravelTable(words: words, zone: call.zone)
    let drawing = ReturnTables(codebook: reporting.codebook, words: words)
    let prepared = try await name(newest?.value.preparedBy)
    let approved = try await name(newest?.value.approvedBy)
    let digest = try newest.map { try Self.digest($0.value) } ?? ""
    return Page(
      questionnaire.title.best(for: words.language)?.text ?? "", trail: ReportPath.trail(words), classification: .internalUse,
      hasErrors: !errors.isEmpty, isTitleTyped: true
    ) {
      errors.summary(words)
      drawing.faults(faults, questionnaire.tables)
      facts([
        (words("statistics.collect.period"), HTML(drawing.period(questionnaire.period))),
        (words("statistics.collect.deadline"), HTML(words.date(questionnaire.deadline))),
        (words("statistics.collect.revision"), newest.map { HTML(words.number($0.value.content.revision)) }),
        (words("statistics.report.preparedBy"), prepared.map { typedText($0) }),
        (words("statistics.report.approvedBy"), approved.map { typedText($0) }),
        (words("statistics.travel.remindedOn"), reminded(messages, words, call.zone)),
      ])
      if newest?.value.approvedBy != nil { travel.journey(journey) }
      if let newest {
        steps(newest, digest, questionnaire, typed, journey, canSend: canSend, call)
        preview(newest.value, questionnaire, drawing, isSent: !journey.maySend, words)
      } else {
        empty(questionnaire, drawing, call)
      }
      for part in travel.section(messages) { part }
    }
  }

  /// The day of the newest reminder of the secretariat.
  private func reminded(_ messages: [TravelledMessage], _ words: Words, _ zone: TimeZone) -> HTML? {
    messages.last { $0.act == .reminder }.map { HTML(words.date(CalendarDay($0.at, in: zone))) }
  }

  private func name(_ officer: String?) async throws -> String? {
    guard let officer else { return nil }
    return try await reporting.officerName(officer)
  }

  private func empty(_ questionnaire: DataCollection, _ drawing: ReturnTables, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return HTML {
      tag("p") { words("statistics.report.notFilled") }
      if call.who.may("statistics.report") {
        buttonForm(
          call, to: "\(ReportPath.of(questionnaire.id))/fill", words("statistics.report.fill"), tone: "button",
          hidden: ["seen": Self.seen(nil)])
      }
      tag("h2") { words("statistics.collect.questionnaire") }
      for spec in questionnaire.tables {
        tag("details") {
          tag("summary") { drawing.title(spec) }
          drawing.instructionsHTML(spec)
        }
      }
    }
  }

  /// What can be done now, and what keeps it from being approved.
  private func steps(
    _ newest: Versioned<OwnReturn>, _ digest: String, _ questionnaire: DataCollection, _ typed: FormData, _ journey: ReturnJourney,
    canSend: Bool, _ call: Call<SignedIn>
  ) -> HTML {
    let (words, own, url) = (call.words, newest.value, ReportPath.of(questionnaire.id))
    let seen = ["seen": Self.seen(newest)]
    let hindrances = own.hindrances(questionnaire.tables, of: reporting.state, reporting.codebook)
    let drawing = ReturnTables(codebook: reporting.codebook, words: words)
    return HTML {
      if own.approvedBy != nil {
        if journey.maySend {
          panel(words("statistics.report.ready"), .ok) {
            tag("p") { words(canSend ? "statistics.travel.readyMeans" : "statistics.report.readyMeans") }
          }
        } else {
          tag("p") { words("statistics.report.sentMeans") }
        }
        tag("div", .css("actions")) {
          if call.who.may("statistics.report") {
            if canSend { buttonForm(call, to: "\(url)/send", words("statistics.travel.sendReturn"), tone: "button", hidden: seen) }
            buttonForm(
              call, to: "\(url)/export", words("statistics.report.export"),
              tone: canSend || !journey.maySend ? "button secondary" : "button")
            buttonForm(call, to: "\(url)/revise", words("statistics.report.revise"), hidden: seen)
          }
        }
      } else {
        if !hindrances.isEmpty {
          panel(words("statistics.report.hindered"), .attention) {
            tag("p") { words("statistics.report.hinderedMeans") }
            drawing.faults(hindrances, questionnaire.tables)
          }
        }
        if call.who.may("statistics.approveReturn"), own.preparedBy == call.who.officer {
          tag("p") { words("statistics.report.secondOfficer") }
        }
        tag("div", .css("actions")) {
          if call.who.may("statistics.approveReturn"), own.preparedBy != call.who.officer {
            buttonForm(
              call, to: "\(url)/approve", words("statistics.report.approve"), tone: "button",
              hidden: seen.merging(["digest": digest]) { $1 })
          }
          if call.who.may("statistics.report") {
            buttonForm(call, to: "\(url)/fill", words("statistics.report.fillAgain"), hidden: seen)
          }
        }
        if call.who.may("statistics.report") { notes(newest, questionnaire, typed, drawing, call) }
      }
    }
  }

  private func notes(
    _ newest: Versioned<OwnReturn>, _ questionnaire: DataCollection, _ typed: FormData, _ drawing: ReturnTables, _ call: Call<SignedIn>
  ) -> HTML {
    let (words, content) = (call.words, newest.value.content)
    let language = typed["language"].flatMap { Language(rawValue: $0) } ?? words.language
    return tag("details", .flag("open", typed.has("language"))) {
      tag("summary") { words("statistics.report.notes") }
      form(call, to: "\(ReportPath.of(questionnaire.id))/note", submit: words("statistics.report.saveNotes")) {
        hiddenField("seen", Self.seen(newest))
        tag("p") { words("statistics.report.notesMean") }
        Field("language", words("statistics.returns.language"), value: language.rawValue).choice(
          Language.allCases.map { .init($0.rawValue, $0.ownName, language: $0) })
        if content.revision > 1 {
          Field(
            "reason", words("statistics.returns.reason"), hint: words("statistics.type.reasonHint"),
            value: typed.has("reason") ? typed.raw("reason") : content.reason[language] ?? ""
          ).area(rows: 3)
        }
        for table in content.figures.tables {
          let name = "note|\(table.spec.name)"
          let spec = questionnaire.tables.first { $0.name == table.spec.name } ?? table.spec
          Field(name, drawing.title(spec), value: typed.has(name) ? typed.raw(name) : table.note[language] ?? "").area(rows: 2)
        }
      }
    }
  }

  /// Exactly what will leave, or has left: every figure in words, and the very bytes to keep.
  private func preview(
    _ own: OwnReturn, _ questionnaire: DataCollection, _ drawing: ReturnTables, isSent: Bool, _ words: Words
  ) -> HTML {
    HTML {
      tag("h2") { words(isSent ? "statistics.report.previewSent" : "statistics.report.preview") }
      tag("p") { words("statistics.report.previewMeans") }
      tag("div", .css("actions")) { link("\(ReportPath.of(questionnaire.id))/return.json", words("statistics.report.bytes")) }
      if own.content.revision > 1 { facts([(words("statistics.returns.reason"), localText(own.content.reason, on: words.language))]) }
      for table in own.content.figures.tables {
        drawing.table(table, titled: questionnaire.tables.first { $0.name == table.spec.name } ?? table.spec)
      }
    }
  }
}
