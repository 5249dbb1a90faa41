// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension CasePanel {
  /// The files that messages of the other authority bring: what they are, how far they have come, and whether an officer wants them.
  static let offered = CasePanel { view in
    guard let files = view.casework.around.exchange?.files else { return .nothing }
    let bringing = try await view.casework.store.records(CaseMessage.self, of: view.request.id, for: view.call.who.reader).map(\.value)
      .filter { $0.files != nil }.sorted { ($0.at, $0.message) < ($1.at, $1.message) }
    guard !bringing.isEmpty else { return .nothing }
    let kept = try await view.casework.store.records(CaseFile.self, of: view.request.id, for: view.call.who.reader).map(\.value)
    // What is in the compartments of the case decides which names are told to whom.
    let everything = try await view.casework.store.records(CaseFile.self, of: view.request.id, for: Casework.everyCompartment).map(\.value)
    let guarded = try await view.casework.guardedMatters(of: view.request)
    var parts: [HTML] = []
    for message in bringing {
      let offered = try await files.offered(message.author, message.message)
      let room = offered.contains { $0.transfer.state == .offered } ? try await files.room(message.author) : nil
      let apart = offered.filter {
        guarded.isApart($0.content, of: message, in: view.request, among: everything, for: view.call.who.reader)
      }
      parts.append(
        OfferedFiles(message: message, offered: offered, apart: Set(apart.map(\.number)), room: room, kept: kept, view: view).html)
    }
    return HTML {
      tag("h2", .id("offered")) { view.words("casework.offered.title") }
      HTML(parts)
    }
  }
}

/// The files of one message of the other authority.
struct OfferedFiles: Sendable {
  let message: CaseMessage
  let offered: [OfferedFile]
  /// The places of those that the reader may not see: they are counted, and nothing is said of them.
  let apart: Set<Int>
  /// How much room there is; `nil` when nothing waits for consent.
  let room: TransferRoom?
  /// The files that the case has.
  let kept: [CaseFile]
  let view: CaseView

  private var words: Words { view.words }
  private var total: Int64 { offered.reduce(0) { $0 + $1.transfer.payload.segments.length } }
  private var url: String { "\(view.url)/messages/\(message.id)/files" }

  var html: HTML {
    HTML {
      tag("h3") { words("casework.travel.act.\(message.act.rawValue)") }
      tag("p", .css("hint")) {
        tag("code", .dir("ltr")) { message.author.description }
        HTML(" · ")
        words.dateTime(message.at, in: view.call.zone)
      }
      if offered.isEmpty { tag("p") { words("casework.offered.gone") } }
      tag("ul", .css("records")) { for file in offered { tag("li") { line(file) } } }
      answered
      question
    }
  }

  private func line(_ file: OfferedFile) -> HTML {
    HTML {
      tag("p") {
        if apart.contains(file.number) {
          words("casework.offered.apart", ["number": .integer(file.number + 1)])
        } else if let filed = kept.first(where: { $0.content?.sha256 == file.content.sha256 }) {
          link("\(view.url)/files/\(filed.id)", file.content.name, .dir("auto"))
        } else {
          typedText(file.content.name)
        }
        HTML(" ")
        standing(file)
      }
      if !apart.contains(file.number) {
        tag("p", .css("hint")) {
          words.bytes(file.content.size)
          HTML(" · ")
          tag("code", .dir("ltr")) { file.content.mediaType }
          if !items.isEmpty { HTML(" · \(words.list(items.map(\.rawValue)))") }
        }
      }
    }
  }

  /// The items that the message names for its files.
  private var items: [ItemID] {
    message.filing(
      .init(name: "", mediaType: "", sha256: "", size: 0), among: view.request.items.map(\.id),
      saying: DocumentFile.kept(message.document, of: message.act), on: view.today
    ).items
  }

  private func standing(_ file: OfferedFile) -> HTML {
    let text = words("casework.offered.state.\(file.code)")
    switch file.transfer.state {
    case .offered: return badge(text, .attention)
    case .consented: return badge(text)
    case .pulling(let map):
      let share = map.count == 0 ? 0 : 100 * (map.count - map.missing.count) / map.count
      return badge(words("casework.offered.fetched", ["percent": .integer(share)]))
    case .verified: return badge(text, .ok)
    case .refused: return badge(text, .refused)
    case .failed(let failure):
      return HTML {
        badge(text, .refused)
        HTML(" ")
        tag("span", .css("hint")) { words("casework.offered.failure.\(failure.rawValue)") }
      }
    }
  }

  /// Who said what about them.
  private var answered: HTML {
    switch message.files {
    case .agreed(let officer, let day):
      tag("p", .css("hint")) {
        words("casework.offered.agreedBy", ["day": .day(day)])
        HTML(" · ")
        typedText(officer.name)
      }
    case .refused(let reason, let officer, let day):
      tag("p", .css("hint")) {
        words("casework.offered.refusedBy", ["day": .day(day)])
        HTML(" · ")
        typedText(officer.name)
        HTML(" · \(words("casework.offered.reason.\(reason.rawValue)"))")
      }
    case .asked, .unasked, .ended, nil: .nothing
    }
  }

  /// What an officer is told before anything is fetched, and the two answers.
  private var question: HTML {
    guard let room else { return .nothing }
    return panel(words("casework.offered.question"), .attention) {
      tag("p") { words("casework.offered.lead") }
      facts([
        (words("casework.offered.total"), HTML(words.bytes(Int(total)))),
        (
          words("casework.offered.used"),
          HTML(
            words("casework.offered.usedOf", ["used": .text(words.bytes(Int(room.used))), "quota": .text(words.bytes(Int(room.quota)))]))
        ),
        (words("casework.offered.free"), HTML(words.bytes(Int(max(0, room.free))))),
        (words("casework.offered.until"), offered.first.map { HTML(words.dateTime($0.endsAt, in: view.call.zone)) }),
      ])
      if let lack { tag("p") { words("casework.offered.lack.\(lack)") } }
      if view.call.who.may("casework.file") {
        tag("div", .css("actions")) { buttonForm(view.call, to: "\(url)/agree", words("casework.offered.agree"), tone: "button") }
        tag("details") {
          tag("summary") { words("casework.offered.refuse") }
          Web.form(view.call, to: "\(url)/refuse", submit: words("casework.offered.refuse"), tone: "button secondary") {
            Field("reason", words("casework.offered.reason"), suffix: "-\(message.id)").choice(
              RefusalOfFiles.allCases.map { .init($0.rawValue, words("casework.offered.reason.\($0.rawValue)")) },
              none: words("casework.choose"))
          }
        }
      }
    }
  }

  private var lack: String? {
    guard let room else { return nil }
    if total > room.free { return "noRoom" }
    return total > room.quota - room.used ? "quota" : nil
  }
}

extension CaseworkRoutes {
  /// What an officer says about the files of a message.
  var offered: [Route] {
    let pages = OfferedPages(casework: casework)
    return [
      .page(.post, "/cases/:case/messages/:message/files/agree", needs: "casework.file", records: ["casework.filesAgreed"], pages.agree),
      .page(.post, "/cases/:case/messages/:message/files/refuse", needs: "casework.file", records: ["casework.filesRefused"], pages.refuse),
    ]
  }
}

/// Agreeing that files are fetched, and refusing them.
struct OfferedPages: Sendable {
  let casework: Casework

  @Sendable func agree(_ call: Call<SignedIn>) async throws -> Answer {
    _ = try await call.form()
    return try await answer(.agree, "casework.notice.filesAgreed", call)
  }

  @Sendable func refuse(_ call: Call<SignedIn>) async throws -> Answer {
    guard let reason = try await call.form()["reason"].flatMap(RefusalOfFiles.init(rawValue:)) else {
      throw CannotAct.missing(field: "reason")
    }
    return try await answer(.refuse(reason), "casework.notice.filesRefused", call)
  }

  private func answer(_ answer: Casework.FilesAnswer, _ notice: String, _ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let message = try call.parameter("message") { ID<CaseMessage>($0) }
    try await casework.answer(answer, to: message, of: id, for: call.who.reader, try await casework.acting(call))
    return .redirect(to: "/cases/\(id)", notice: Message(notice))
  }
}
