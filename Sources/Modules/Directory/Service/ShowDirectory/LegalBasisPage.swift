// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import Localisation
import Web

extension DirectoryPages {
  /// Asks for the other State and shows the legal basis between the two, step by step.
  func basisForm(_ call: Call<SignedIn?>, requested: StateCode?) -> HTML {
    let words = call.words
    let options = words.sorted(StateNames.shared.states) { words.state($0) }.map { Field.Option($0.code, words.state($0)) }
    return HTML {
      tag("h2") { words("directory.basis.title") }
      filterForm("/directory/basis", submit: words("directory.basis.show")) {
        Field("from", words("directory.basis.from"), value: call.query["from"] ?? "").choice(options, none: words("directory.basis.choose"))
        Field("to", words("directory.basis.to"), value: requested?.code ?? call.query["to"] ?? "").choice(
          options, none: words("directory.basis.choose"))
        Field("on", words("directory.basis.on"), value: call.query["on"] ?? call.today.description).day
      }
    }
  }

  @Sendable func basis(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    let from = call.query["from"].flatMap { StateCode($0) }
    let to = call.query["to"].flatMap { StateCode($0) }
    let day = call.query["on"].flatMap { CalendarDay($0) } ?? call.today
    let snapshot = try await store.snapshot()
    return .page(
      Page(words("directory.basis.title"), trail: [.init(words("directory.title"), "/directory")], drawsOwnHeading: false) {
        if let from, let to, from != to {
          result(from, to, day, snapshot, words)
        } else {
          tag("p", .css("lead")) { words("directory.basis.lead") }
        }
        basisForm(call, requested: nil)
      })
  }

  private func result(_ from: StateCode, _ to: StateCode, _ day: CalendarDay, _ snapshot: DirectorySnapshot, _ words: Words) -> HTML {
    let basis = snapshot.legalBasis(from: from, to: to, for: .mutualLegalAssistance, on: day)
    return HTML {
      basisPanel(basis, from: from, to: to, on: day, words)
      recipient(to, day, snapshot, words)
    }
  }

  /// The legal basis with its reasons, step by step.
  func basisPanel(_ basis: LegalBasis, from: StateCode, to: StateCode, on day: CalendarDay, _ words: Words) -> HTML {
    let tone: Tone =
      switch basis.mode {
      case .convention, .election: .ok
      case .otherTreaty: .info
      case .noTreaty: .attention
      }
    let pair: [String: MessageArgument] = ["fromState": .state(from), "toState": .state(to), "day": .day(day)]
    return panel(words("directory.basis.between", pair), tone) {
      tag("p") { words("directory.basis.mode.\(basis.mode.code)") }
      tag("ol") {
        for reason in basis.reasons {
          tag("li") {
            sentence(reason, words)
            " "
            tag("span", .css("source"), .dir("ltr")) { "\(reason.source)" }
          }
        }
      }
    }
  }

  private func sentence(_ reason: LegalBasis.Reason, _ words: Words) -> HTML {
    var arguments: [String: MessageArgument] = ["day": .day(reason.day)]
    if let state = reason.state { arguments["state"] = .state(state) }
    if let treaty = reason.treaty { arguments["treaty"] = .text(treaty.title.best(for: words.language)?.text ?? "") }
    return HTML(words("directory.basis.reason.\(reason.finding.rawValue)", arguments))
  }

  private func recipient(_ to: StateCode, _ day: CalendarDay, _ snapshot: DirectorySnapshot, _ words: Words) -> HTML {
    let found: ResolvedAuthority
    do {
      found = try snapshot.resolve(to, for: .mutualLegalAssistance, on: day)
    } catch {
      let said = words.problem(error)
      return panel(said.title, .attention) {
        tag("p") { said.detail }
        tag("p") { said.action }
      }
    }
    return HTML {
      tag("h2") { words("directory.recipient") }
      facts([
        (words("directory.field.name"), link("/directory/authorities/\(found.authority.id)", found.authority.originalName, .dir("auto"))),
        (words("directory.field.channels"), HTML(words("directory.channel.\(found.channel.rawValue)"))),
        (
          words("directory.field.languages"),
          found.languages.isEmpty
            ? HTML(words("directory.notKnown"))
            : HTML(words.list(found.languages.map { words("directory.language.\($0.rawValue)") }.sorted()))
        ),
      ])
    }
  }
}
