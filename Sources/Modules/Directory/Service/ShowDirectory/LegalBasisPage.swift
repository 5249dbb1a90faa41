// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import Localisation
import Web

extension DirectoryPages {
  /// Asks for the other State and shows the legal basis between the two, step by step.
  func basisForm(_ call: Call<SignedIn?>, requested: StateCode?, purpose: Purpose = .mutualLegalAssistance, errors: FormErrors = .none)
    -> HTML
  {
    let words = call.words
    let options = words.statesByName.map { Field.Option($0.code, words.state($0)) }
    // On a State's page the day in the address is that of the page.
    let day = requested == nil ? call.query["on"] : nil
    return HTML {
      tag("h2") { words("directory.basis.title") }
      filterForm("/directory/basis", submit: words("directory.basis.show")) {
        Field("from", words("directory.basis.from"), value: call.query["from"] ?? "", errors: errors).choice(
          options, none: words("directory.basis.choose"))
        Field("to", words("directory.basis.to"), value: requested?.code ?? call.query["to"] ?? "", errors: errors).choice(
          options, none: words("directory.basis.choose"))
        Self.purposeField(purpose, errors, words)
        Field("on", words("directory.basis.on"), value: day ?? call.today.description, errors: errors).day
      }
    }
  }

  @Sendable func basis(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    var query = PageQuery(call.query)
    let pair = query.pair()
    let purpose = query.value("purpose") { Purpose(rawValue: $0) } ?? .mutualLegalAssistance
    let day = query.day("on") ?? call.today
    let snapshot = Self.visible(try await store.snapshot(), call)
    let errors = query.errors(words)
    return .page(
      Page(words("directory.basis.title"), trail: [.init(words("directory.title"), "/directory")], hasErrors: !errors.isEmpty) {
        errors.summary(words)
        if let pair, errors.isEmpty {
          result(pair.from, pair.to, purpose, day, snapshot, words)
        } else {
          tag("p", .css("lead")) { words("directory.basis.lead") }
        }
        basisForm(call, requested: nil, purpose: purpose, errors: errors)
      }, status: query.status)
  }

  private func result(
    _ from: StateCode, _ to: StateCode, _ purpose: Purpose, _ day: CalendarDay, _ snapshot: DirectorySnapshot, _ words: Words
  ) -> HTML {
    let basis = snapshot.legalBasis(from: from, to: to, for: purpose, on: day)
    let asked = FormData([("state", to.code), ("purpose", purpose.rawValue), ("on", day.description)]).query
    return HTML {
      basisPanel(basis, from: from, to: to, on: day, words)
      tag("h2") { link(ResolvePage.url + asked, words("directory.recipient")) }
      ResolvePage.answer(to, purpose, nil, day, false, snapshot, words)
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
}
