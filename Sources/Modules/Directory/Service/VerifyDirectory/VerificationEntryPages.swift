// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Localisation
import Storage
import StrictJSON
import Web

/// One authority in a campaign: the text to send it, reminding, recording its answer.
struct VerificationEntryPages: Sendable {
  let store: DirectoryStore
  let catalogue: Catalogue

  private struct Model {
    let file: DirectoryStore.CampaignFile
    let entry: Versioned<VerificationEntry>
    let authority: Versioned<CompetentAuthority>
    var url: String { "\(VerificationPages.url)/\(file.campaign.id)/authorities/\(entry.value.authority)" }
  }

  private func load(_ call: Call<SignedIn>) async throws -> Model {
    let file = try await VerificationPages.campaign(call, in: store)
    let id = try call.parameter("authority") { ID<CompetentAuthority>($0) }
    guard let entry = file.entries.first(where: { $0.value.authority == id }), let authority = try await store.authority(id) else {
      throw WebProblem.notFound
    }
    return Model(file: file, entry: entry, authority: authority)
  }

  @Sendable func entry(_ call: Call<SignedIn>) async throws -> Answer { .page(page(try await load(call), FormData(), .none, call)) }

  @Sendable func remind(_ call: Call<SignedIn>) async throws -> Answer {
    let model = try await load(call)
    let decision = try model.entry.value.reminding(at: call.now)
    do {
      try await store.commit([(decision, model.entry.version)], at: call.now, by: .officer(call.who.officer))
    } catch is StaleWrite {
      throw CannotEdit.changedSinceSeen
    }
    return .redirect(to: model.url, notice: Message("directory.verification.reminded"))
  }

  @Sendable func answer(_ call: Call<SignedIn>) async throws -> Answer {
    let model = try await load(call)
    let form = try await call.form()
    do {
      guard let outcome = form["outcome"].flatMap({ VerificationEntry.Outcome(rawValue: $0) }) else {
        throw CannotEdit.wrongFields([FieldProblem(field: "outcome", code: "directory.wrong-value")])
      }
      let decision = try model.entry.value.answering(outcome, remark: form["remark"], at: call.now)
      // Nobody confirms what they have not seen: an entry changed meanwhile is looked at again.
      guard form["version"] == "\(model.entry.version)", outcome != .confirmed || form["entry"] == "\(model.authority.version)" else {
        throw CannotEdit.changedSinceSeen
      }
      let confirmation = outcome == .confirmed ? model.authority.value.confirming(on: call.today) : nil
      try await store.commit(
        [(decision, model.entry.version)], confirming: confirmation.map { ($0, model.authority.version) }, at: call.now,
        by: .officer(call.who.officer))
      let edits = outcome == .changed && call.who.may("directory.editAuthority")
      return .redirect(
        to: edits ? "/directory/authorities/\(model.authority.value.id)/edit" : model.url,
        notice: Message("directory.verification.recorded"))
    } catch let problem as CannotVerify {
      return try await refused(problem, form, call)
    } catch let problem as CannotEdit {
      return try await refused(problem, form, call)
    } catch is StaleWrite {
      return try await refused(CannotEdit.changedSinceSeen, form, call)
    }
  }

  private func refused(_ problem: any Problem, _ form: FormData, _ call: Call<SignedIn>) async throws -> Answer {
    .page(page(try await load(call), form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  private func page(_ model: Model, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let entry = model.entry.value
    let campaign = Page.Crumb(
      words("directory.verification.of", ["day": .day(CalendarDay(model.file.campaign.startedAt, in: call.zone))]),
      "\(VerificationPages.url)/\(model.file.campaign.id)")
    return Page(
      model.authority.value.originalName, trail: VerificationPages.trail(words) + [campaign], classification: .internalUse,
      hasErrors: !errors.isEmpty, isTitleTyped: true
    ) {
      // With the entry closed there is no form to carry the words of a refusal.
      if !entry.isOpen { errors.summary(words) }
      timeline(entry, call)
      tag("p") { link("/directory/authorities/\(model.authority.value.id)", words("directory.verification.seeEntry")) }
      if entry.isOpen { answerForm(model, typed, errors, call) }
      text(model, call)
      if entry.answer == nil { buttonForm(call, to: "\(model.url)/remind", words("directory.verification.remind")) }
    }
  }

  private func timeline(_ entry: VerificationEntry, _ call: Call<SignedIn>) -> HTML {
    func line(_ at: Date, _ stage: VerificationEntry.Stage, _ remark: String? = nil) -> HTML {
      tag("li") {
        VerificationPages.badge(stage, call.words)
        " " + call.words.dateTime(at, in: call.zone)
        if let remark { tag("p") { typedText(remark) } }
      }
    }
    return tag("ol", .css("timeline")) {
      line(entry.askedAt, .asked)
      for at in entry.remindedAt { line(at, .reminded) }
      if let answer = entry.answer { line(answer.at, entry.stage, answer.remark) }
    }
  }

  private func answerForm(_ model: Model, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let outcomes = VerificationEntry.Outcome.allCases.map { Field.Option($0.rawValue, words("directory.outcome.\($0.rawValue)")) }
    return HTML {
      tag("h2") { words("directory.verification.record") }
      form(call, to: "\(model.url)/answer", submit: words("directory.verification.recordNow"), errors: errors) {
        hiddenField("version", "\(model.entry.version)")
        hiddenField("entry", "\(model.authority.version)")
        Field("outcome", words("directory.verification.outcome"), value: typed.raw("outcome"), errors: errors).radios(outcomes)
        Field(
          "remark", words("directory.verification.remark"), hint: words("directory.verification.remarkHint"), value: typed.raw("remark")
        ).line()
      }
    }
  }
}

// MARK: - The text to send

extension VerificationEntryPages {
  /// The language of the text: the one asked for, or the first of the six that the authority accepts, or English.
  static func language(for authority: CompetentAuthority, asked: String?) -> Language {
    if let asked, let language = Language(rawValue: asked) { return language }
    let accepted = authority.requirements.languages ?? []
    return Language.allCases.first { accepted.contains($0) } ?? .en
  }

  private func text(_ model: Model, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let language = Self.language(for: model.authority.value, asked: call.query["in"])
    let text = Self.text(
      model.authority.value, reminder: model.entry.value.remindedAt.count, due: model.file.campaign.due, catalogue.words(language))
    return HTML {
      tag("h2") { words("directory.verification.text") }
      tag("p", .css("hint")) { words("directory.verification.textHint") }
      tag("ul", .css("chosen"), Attribute("aria-label", words("directory.verification.textLanguages"))) {
        for other in Language.allCases {
          tag("li") {
            if other == language {
              tag("strong", .lang(other.htmlCode), .dir(other.direction.rawValue)) { other.ownName }
            } else {
              link("\(model.url)?in=\(other.rawValue)", other.ownName, .lang(other.htmlCode))
            }
          }
        }
      }
      tag(
        "textarea", .id("text"), Attribute("rows", "18"), .flag("readonly"), .lang(language.htmlCode), .dir(language.direction.rawValue),
        Attribute("aria-label", words("directory.verification.text"))
      ) { text }
    }
  }

  /// The letter in the authority's language: what the directory says, the question, the day.
  static func text(_ authority: CompetentAuthority, reminder: Int, due: CalendarDay, _ words: Words) -> String {
    let entry = try? EntrySection.json(authority)
    let sections = EntrySection.all.filter { $0.name != "restricted" }.map { section in
      let lines = section.fields.compactMap { field -> String? in
        field.text(entry?.at(field.path.split(separator: ".")), words).map { "- \(words(field.label)): \($0)" }
      }
      let known = lines.isEmpty ? ["- \(words("directory.notKnown"))"] : lines
      return ([words("directory.section.\(section.name)")] + known).joined(separator: "\n")
    }
    let measures = (authority.requirements.measures ?? []).map { asks in
      let lines = EntrySection.measure.fields.compactMap { field -> String? in
        field.text((try? EntrySection.json(asks))?[field.path], words).map { "\(words(field.label)): \($0)" }
      }
      return "- \(words("directory.measure.\(asks.measure.rawValue)")): \(lines.joined(separator: "; "))"
    }
    let about: [String: MessageArgument] = [
      "authority": .text(authority.name[words.language] ?? authority.originalName), "state": .state(authority.state),
    ]
    var paragraphs = [words("directory.letter.subject", about), words("directory.letter.greeting")]
    if reminder > 0 { paragraphs.append(words("directory.letter.reminder")) }
    paragraphs.append(words("directory.letter.ask", ["day": .day(due)]))
    paragraphs += sections
    if !measures.isEmpty { paragraphs.append(([words("directory.measures")] + measures).joined(separator: "\n")) }
    return (paragraphs + [words("directory.letter.answer"), words("directory.letter.closing")]).joined(separator: "\n\n")
  }
}
