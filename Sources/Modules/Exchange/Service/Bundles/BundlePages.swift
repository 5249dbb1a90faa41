// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// The page on which officers take bundles out for a stick or the diplomatic bag and bring others in.
struct BundlePages: Sendable {
  let desk: BundleDesk

  static let address = "/exchange/bundles"

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(call)) }

  private func page(_ call: Call<SignedIn>, export: FormErrors = .none, import given: FormErrors = .none) async throws -> Page {
    let words = call.words
    let waiting = try await desk.bundles.waiting()
    let others = try await desk.bundles.mail.others()
    return Page(
      words("exchange.bundle.title"), trail: [.init(words("exchange.log.title"), "/exchange")], classification: .internalUse
    ) {
      tag("p", .css("lead")) { words("exchange.bundle.lead") }
      tag("section") {
        tag("h2") { words("exchange.bundle.export") }
        table(waiting, words)
        if others.isEmpty { tag("p") { words("exchange.log.noPeers") } } else { exportForm(call, others, export) }
      }
      tag("section") {
        tag("h2") { words("exchange.bundle.import") }
        tag("p") { words("exchange.bundle.importLead") }
        form(
          call, to: "\(Self.address)/import", submit: words("exchange.bundle.importButton"), errors: given, encoding: .multipart
        ) {
          Field("bundle", words("exchange.bundle.file"), errors: given).file(accept: ".zip,\(Bundles.media)")
        }
      }
    }
  }

  private func table(_ waiting: [Bundles.Waiting], _ words: Words) -> HTML {
    guard !waiting.isEmpty else { return tag("p") { words("exchange.bundle.nothing") } }
    return Table(
      caption: words("exchange.bundle.waiting"),
      columns: [
        .init(words("exchange.log.peer")), .init(words("exchange.bundle.messages"), isNumber: true),
        .init(words("exchange.bundle.receipts"), isNumber: true),
      ],
      rows: waiting.map { [AuthorityLabel($0.authority, words).html, HTML(words.number($0.messages)), HTML(words.number($0.receipts))] }
    ).html
  }

  private func exportForm(_ call: Call<SignedIn>, _ others: [AuthorityName], _ errors: FormErrors) -> HTML {
    let words = call.words
    return form(call, to: "\(Self.address)/export", submit: words("exchange.bundle.exportButton"), errors: errors) {
      Field("to", words("exchange.log.peer")).choice(AuthorityLabel.options(others, words))
      Field("files", words("exchange.bundle.withFiles"), hint: words("exchange.bundle.withFilesHint")).tick(true)
    }
  }

  @Sendable func export(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    do {
      let wish: BundleWish
      if let message = form["message"] {
        wish = .message(message)
      } else if let peer = form["to"].flatMap({ AuthorityName($0) }) {
        wish = .waiting(for: peer)
      } else {
        throw MailProblem.unknownAuthority
      }
      let bundle = try await desk.bundles.export(wish, withFiles: form["files"] == "yes", by: .officer(call.who.officer))
      return .stored(try await desk.open(bundle, at: call.now), type: Bundles.media, name: bundle.fileName)
    } catch let problem as MailProblem {
      return .page(try await page(call, export: FormErrors(problem, in: call.words)), status: .unprocessableContent)
    }
  }

  @Sendable func take(_ call: Call<SignedIn>) async throws -> Answer {
    do {
      guard let file = try call.file("bundle") else { throw MailProblem.noBundle }
      let open = try await desk.open(file, at: call.now)
      return .page(report(try await desk.bundles.take(BundleSource(open), by: .officer(call.who.officer)), call))
    } catch let problem as MailProblem {
      return .page(try await page(call, import: FormErrors(problem, in: call.words)), status: .unprocessableContent)
    }
  }

  // MARK: What became of it

  private func report(_ report: BundleReport, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("exchange.bundle.taken", ["code": .text("\(report.from)")]),
      trail: [.init(words("exchange.log.title"), "/exchange"), .init(words("exchange.bundle.title"), Self.address)],
      classification: .internalUse
    ) {
      tag("p", .css("lead")) { words("exchange.bundle.takenLead", ["instant": .text(words.dateTime(report.issuedAt, in: call.zone))]) }
      Table(
        caption: words("exchange.bundle.parts"),
        columns: ["part", "outcome", "about"].map { .init(words("exchange.bundle.\($0)")) },
        rows: report.lines.map { [HTML(Self.name($0.part, words)), Self.outcome($0, words), Self.about($0)] }
      ).html
      tag("p") { words("exchange.bundle.answerLead") }
      buttonForm(
        call, to: "\(Self.address)/export", words("exchange.bundle.answerButton"), tone: "button",
        hidden: ["to": "\(report.from)", "files": "yes"])
    }
  }

  private static func code(_ text: String) -> HTML { tag("code", .dir("ltr")) { text } }

  private static func name(_ part: BundlePart, _ words: Words) -> String {
    switch part {
    case .message(let number): words("exchange.bundle.part.message", ["number": .integer(number)])
    case .receipt(let number): words("exchange.bundle.part.receipt", ["number": .integer(number)])
    case .segments, .file: words("exchange.bundle.part.file")
    }
  }

  private static func about(_ line: BundleReport.Line) -> HTML {
    switch (line.signed, line.part) {
    case (let signed?, _): link("/exchange/messages/\(signed)", String(signed.hex.prefix(16)), .css("code"), .dir("ltr"))
    case (nil, .file(let blob)): code(String(blob.hex.prefix(16)))
    case (nil, _): HTML("–")
    }
  }

  private static func outcome(_ line: BundleReport.Line, _ words: Words) -> HTML {
    switch line.outcome {
    case .acknowledged: badge(words("exchange.bundle.outcome.acknowledged"), .ok)
    case .taken: badge(words("exchange.bundle.outcome.taken"), .ok)
    case .refused(let problem): told("refused", problem, .refused, words)
    case .putOff(let problem): told("putOff", problem, .attention, words)
    case .notWanted: badge(words("exchange.bundle.outcome.notWanted"), .plain)
    case .damaged: badge(words("exchange.bundle.outcome.damaged"), .refused)
    case .noRoom: badge(words("exchange.bundle.outcome.noRoom"), .attention)
    }
  }

  private static func told(_ outcome: String, _ problem: ExchangeProblem, _ tone: Tone, _ words: Words) -> HTML {
    tag("span") {
      badge(words("exchange.bundle.outcome.\(outcome)"), tone)
      HTML(" ")
      code(problem.rawValue)
    }
  }
}

extension BundleDesk {
  /// The addresses of the page of bundles.
  var routes: [Route] {
    let pages = BundlePages(desk: self)
    return [
      .page(.get, BundlePages.address, needs: "exchange.operate", pages.show),
      .page(.post, "\(BundlePages.address)/export", needs: "exchange.operate", records: ["exchange.exported"], pages.export),
      .page(
        .post, "\(BundlePages.address)/import", needs: "exchange.operate",
        records: [
          "exchange.imported", "exchange.received", "exchange.held", "exchange.released", "exchange.setAside", "exchange.kept",
          "exchange.refused",
          "exchange.alarm", "exchange.attested", "exchange.relayed", "exchange.delivered", "exchange.retrieved", "exchange.failed",
          "exchange.putRight",
        ], files: Int(UInt32.max), pages.take),
    ]
  }
}
