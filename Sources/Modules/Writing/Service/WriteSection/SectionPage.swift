// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Localisation
import StrictJSON
import Web
import WritingRules

extension SectionPages {
  /// The form of a place, with what the rules find there beside it.
  /// - Parameter content: the request that the form is about, where that is not what the draft says now.
  func formPage(
    _ draft: Versioned<Draft>, _ place: FormPlace, _ typed: FormData, _ call: Call<SignedIn>, content: RequestContent? = nil,
    errors: FormErrors = .none, theirs: [ContentField: JSONValue?] = [:]
  ) async throws -> Page {
    let words = call.words
    let frame = DraftFrame(draft, words)
    let content = content ?? draft.value.content
    let officer = call.who.asOfficer
    let id = draft.value.id
    let others = try await writing.store.others(
      than: officer, in: place.section, of: id, since: call.now.addingTimeInterval(-Writing.openFor))
    try await writing.store.open(place.section, of: id, by: officer, at: call.now)
    let input = try await writing.input(draft.value.content, on: call.today)
    let findings = Readiness.findings(input).filter { place.field(of: $0) != nil }
    let past = try await writing.past(draft.value.content, beside: findings)
    let view = ContentView(content: content, words: words)
    let kept = place.section == .annexes ? try await writing.store.keptFiles(of: id) : []
    let heading = place.index.map { view.title(of: $0, in: place.section) } ?? frame.name(of: place.section)
    let url = place.index.map { frame.url(place.section, .name(of: $0, in: place.section, content)) } ?? frame.url(place.section)
    return frame.page(heading, isTyped: place.index != nil, hasErrors: !errors.isEmpty) {
      if let other = others.first {
        panel(words("writing.alsoOpen", ["name": .text(other.name), "time": .text(words.dateTime(other.at, in: call.zone))]), .attention) {
          tag("p") { words("writing.alsoOpenMeans") }
        }
      }
      tag("p", .css("lead")) { words.lead(of: place.section, in: content.kind) }
      tag("div", .css("columns")) {
        tag("div") {
          explanation(place.section, input, words)
          form(
            call, to: url, submit: words("writing.save"), errors: errors, encoding: place.section == .annexes ? .multipart : .plain,
            cancel: (words("writing.backToTasks"), frame.url),
            other: (words("writing.saveAndNext"), "then", "next")
          ) {
            hiddenField("version", "\(draft.version)")
            if place.section == .annexes { AnnexFile(words: words, filesURL: "\(frame.url)/files").html(typed, kept: kept, errors: errors) }
            SectionForm(place: place, content: content, words: words).html(typed, errors: errors, theirs: theirs)
          }
          if place.index != nil {
            buttonForm(call, to: "\(url)/remove", words("writing.remove"), hidden: ["version": "\(draft.version)"])
          }
        }
        tag("aside", Attribute("aria-label", words("writing.findings"))) {
          tag("h2") { words("writing.findings") }
          if findings.isEmpty {
            tag("p") { words("writing.noFindingsHere") }
          } else {
            frame.findingList(past).html(findings) { "#\(Field.anchor(of: place.field(of: $0) ?? ""))" }
          }
        }
      }
    }
  }

  /// What the program knows that helps with a section: the legal basis between the two States, the authority and its requirements.
  private func explanation(_ section: DraftSection, _ input: ReadinessInput, _ words: Words) -> HTML {
    switch section {
    case .legalBasis where input.content.kind == .assistance: basis(input, words)
    case .legalBasis where input.content.kind == .extradition: ExtraditionExplanation(words: words).html(input)
    case .parties, .languages: RecipientExplanation(words: words).html(input)
    default: .nothing
    }
  }

  private func basis(_ input: ReadinessInput, _ words: Words) -> HTML {
    guard let basis = input.basis, let from = input.content.requestingState, let to = input.content.requestedState else { return .nothing }
    return writing.views.basis(basis, from, to, input.day, words)
  }

  /// A list section: its elements, and the form that adds one.
  func list(
    _ section: DraftSection, _ draft: Versioned<Draft>, _ call: Call<SignedIn>, errors: FormErrors = .none
  ) async throws -> Page {
    let words = call.words
    let frame = DraftFrame(draft, words)
    let content = draft.value.content
    try await writing.store.open(section, of: draft.value.id, by: call.who.asOfficer, at: call.now)
    let view = ContentView(content: content, words: words)
    let count = try ContentTree(content).elements(of: section.rawValue).count
    let findings = Readiness.findings(try await writing.input(content, on: call.today)).filter { DraftSection(path: $0.field) == section }
    let general = findings.filter { !$0.field.contains("[") }
    let past = try await writing.past(content, beside: general)
    return frame.page(frame.name(of: section), hasErrors: !errors.isEmpty) {
      tag("p", .css("lead")) { words.lead(of: section, in: content.kind) }
      if count == 0 { emptyState(words("writing.empty.\(section.rawValue)")) }
      tag("ul", .css("tasks")) {
        for index in 0..<count {
          let place = FormPlace(section: section, index: index)
          tag("li") {
            link(frame.url(section, .name(of: index, in: section, content)), view.title(of: index, in: section), .dir("auto"))
            tag("span") { frame.findingList.summary(findings.filter { place.field(of: $0) != nil }) }
          }
        }
      }
      form(
        call, to: frame.url(section), submit: words("writing.add.\(section.rawValue)"), errors: errors,
        cancel: (words("writing.backToTasks"), frame.url)
      ) {
        if section == .items { measures(words, errors) }
      }
      if section == .annexes, content.requestedState != nil, content.requestingState != nil {
        panel(words("writing.bridgeSheet"), .info) {
          tag("p") { words("writing.bridgeSheetMeans") }
          buttonForm(call, to: "\(frame.url)/bridge-sheet", words("writing.attachBridgeSheet"))
        }
      }
      if !general.isEmpty { frame.findingList(past).html(general) }
    }
  }

  private func measures(_ words: Words, _ errors: FormErrors) -> HTML {
    Field("measure", words("writing.whichMeasure"), hint: words("writing.whichMeasureHint"), errors: errors).choice(
      Measure.allCases.map { measure in
        .init(measure.rawValue, "\(words.capitalised("content.measure.\(measure.rawValue)")) · \(measure.provision.place)")
      }, none: words("writing.choose"))
  }
}

/// The authority that the request goes to, and what it asks for.
struct RecipientExplanation: Sendable {
  let words: Words

  func html(_ input: ReadinessInput) -> HTML {
    switch input.recipient {
    case nil: return .nothing
    case .failure(let problem):
      let said = words.problem(problem)
      return panel(said.title, .attention) {
        tag("p") { said.detail }
        tag("p") { said.action }
      }
    case .success(let found):
      let languages = found.languages.map { words("directory.language.\($0.rawValue)") }.sorted()
      return panel(words("directory.recipient"), .info) {
        facts([
          (words("directory.field.name"), link("/directory/authorities/\(found.authority.id)", found.authority.originalName, .dir("auto"))),
          (words("directory.field.channels"), HTML(words("directory.channel.\(found.channel.rawValue)"))),
          (words("directory.field.languages"), HTML(languages.isEmpty ? words("directory.notKnown") : words.list(languages))),
        ])
      }
    }
  }
}
