// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPTypes
public import Kernel
public import Localisation
public import Storage
public import Web

/// The messages of the exchange as officers see them: what is known of each, never what it says.
struct MessagePages: Sendable {
  let mail: Mail
  let naming: NamingOfActs
  /// Whether messages can be taken out and brought in as bundles.
  let hasBundles: Bool
  /// Whether the node follows a directory and tells how its exchange stands; a secretariat's publishes it.
  var hasStanding = true

  /// How many messages a page has.
  static let pageLength = 50

  // MARK: The list

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let filter = try MessageFilter(call.query)
    let found = try await mail.store.list(filter, limit: Self.pageLength + 1)
    let shown = Array(found.prefix(Self.pageLength))
    let others = try await mail.others()
    let ways = try await mail.peers()
    let logs = try await LogPages(mail: mail).section(call)
    return .page(
      Page(words("exchange.log.title"), classification: .internalUse) {
        tag("p", .css("lead")) { words("exchange.log.lead") }
        if hasStanding { tag("p") { link(StandingPages.url, words("exchange.standing.title")) } }
        filters(call.query, filter, Set(others + ways.map(\.peer) + shown.map(\.peer) + [filter.peer].compactMap(\.self)), words)
        if shown.isEmpty { emptyState(words("exchange.log.none")) } else { table(shown, call) }
        tag("p", .css("actions")) {
          if call.query["after"] != nil {
            link("/exchange" + call.query.setting("after", to: nil).query, words("exchange.log.newest"))
          }
          if found.count > shown.count, let last = shown.last {
            link("/exchange" + call.query.setting("after", to: MessageFilter.place(of: last)).query, words("exchange.log.earlier"))
          }
        }
        if !ways.isEmpty { self.ways(ways, call) }
        logs
        if offersBundles(call) { tag("p", .css("actions")) { link(BundlePages.address, words("exchange.bundle.title")) } }
        loop(others, call)
      })
  }

  private func offersBundles(_ call: Call<SignedIn>) -> Bool { hasBundles && call.who.permissions.contains("exchange.operate") }

  /// - Parameter known: who can be chosen: the directory's authorities, whoever was written to, and whoever stands on this page.
  private func filters(_ query: FormData, _ filter: MessageFilter, _ known: Set<AuthorityName>, _ words: Words) -> HTML {
    filterForm("/exchange", submit: words("exchange.log.show")) {
      Field("direction", words("exchange.log.direction"), value: query.raw("direction")).choice(
        MessageDirection.allCases.map { .init($0.rawValue, words("exchange.log.direction.\($0.rawValue)")) },
        none: words("exchange.log.anyDirection"))
      Field("state", words("exchange.log.state"), value: query.raw("state")).choice(
        MessageState.allCases.map { .init($0.rawValue, words("exchange.log.state.\($0.rawValue)")) }, none: words("exchange.log.anyState"))
      Field("peer", words("exchange.log.peer"), value: filter.peer?.description ?? "").choice(
        AuthorityLabel.options(known, words), none: words("exchange.log.anyPeer"))
      Field("text", words("exchange.log.text"), hint: words("exchange.log.textHint"), value: query.raw("text")).line(
        autocomplete: "off", direction: "ltr")
    }
  }

  private func table(_ messages: [KeptMessage], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return Table(
      caption: words("exchange.log.title"),
      columns: ["at", "direction", "peer", "act", "state", "message"].map { .init(words("exchange.log.\($0)")) },
      rows: messages.map { message in
        [
          HTML(words.dateTime(message.at, in: call.zone)), HTML(words("exchange.log.direction.\(message.direction.rawValue)")),
          AuthorityLabel(message.peer, words).html, act(message, words), Self.state(message, words),
          link(
            "/exchange/messages/\(message.signed)", words("exchange.log.open", ["id": .text("\(message.id)")])),
        ]
      }
    ).html
  }

  private func ways(_ ways: [PeerHealth], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    func time(_ instant: Date?) -> HTML { instant.map { HTML(words.dateTime($0, in: call.zone)) } ?? HTML("–") }
    return Table(
      caption: words("exchange.log.ways"),
      columns: ["peer", "state", "answeredAt", "failedAt"].map { .init(words("exchange.log.\($0)")) },
      rows: ways.map { way in
        [
          AuthorityLabel(way.peer, words).html,
          badge(words(way.isReached ? "exchange.log.reached" : "exchange.log.paused"), way.isReached ? .ok : .attention),
          time(way.answeredAt), time(way.failedAt),
        ]
      }
    ).html
  }

  private func loop(_ others: [AuthorityName], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    guard call.who.permissions.contains("exchange.operate") else { return .nothing }
    return tag("section") {
      tag("h2") { words("exchange.log.loop") }
      tag("p") { words("exchange.log.loopLead") }
      if others.isEmpty {
        tag("p") { words("exchange.log.noPeers") }
      } else {
        form(call, to: "/exchange/loop", submit: words("exchange.log.loopStart")) {
          Field("to", words("exchange.log.peer"), suffix: "-loop").choice(AuthorityLabel.options(others, words))
        }
      }
    }
  }

  @Sendable func startLoop(_ call: Call<SignedIn>) async throws -> Answer {
    guard let name = try await call.form()["to"], let peer = AuthorityName(name) else { throw MailProblem.unknownAuthority }
    _ = try await mail.tryPath(to: peer, by: .officer(call.who.officer))
    return .redirect(to: "/exchange", notice: Message("exchange.log.loopStarted"))
  }

  // MARK: One message

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let message = try await message(call)
    let receipts = try await mail.store.receipts(about: message.signed)
    let mark = try await LogPages(mail: mail).mark(message, words)
    return .page(
      Page(
        words("exchange.log.open", ["id": .text("\(message.id)")]), trail: [.init(words("exchange.log.title"), "/exchange")],
        classification: .internalUse
      ) {
        mark
        about(message, call)
        if message.state == .held, call.who.permissions.contains("exchange.operate") {
          tag("p") { words("exchange.log.goOnLead") }
          buttonForm(call, to: "/exchange/messages/\(message.signed)/go-on", words("exchange.log.goOn"))
        }
        if offersBundles(call) {
          buttonForm(
            call, to: "\(BundlePages.address)/export", words("exchange.bundle.exportOne"),
            hidden: ["message": message.signed.hex, "files": "yes"])
        }
        tag("h2") { words("exchange.log.receipts") }
        if receipts.isEmpty { tag("p") { words("exchange.log.noReceipts") } } else { table(receipts, message, call) }
      })
  }

  private func about(_ message: KeptMessage, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let isUnderway = message.state == .queued || message.state == .sent
    func time(_ instant: Date) -> HTML { HTML(words.dateTime(instant, in: call.zone)) }
    let rows: [(String, HTML?)] = [
      ("direction", HTML(words("exchange.log.direction.\(message.direction.rawValue)"))),
      ("peer", AuthorityLabel(message.peer, words).html), ("state", Self.state(message, words)), ("reason", message.reason.map(Self.code)),
      ("act", act(message, words)),
      ("service", Self.code(message.service)),
      (
        "conversation",
        link("/exchange" + FormData([("text", "\(message.conversation)")]).query, "\(message.conversation)", .css("code"))
      ),
      ("sequence", message.place.map { HTML(words.number($0.sequence)) }), ("answers", message.answers.map { Self.code("\($0)") }),
      ("at", time(message.at)), ("issued", time(message.issuedAt)), ("expires", time(message.expiresAt)),
      ("files", HTML(words.number(message.files))),
      ("tries", message.direction == .outgoing ? HTML(words.number(message.tries.count)) : nil),
      ("lastOutcome", message.tries.last.map { Self.code($0.code) }), ("nextTry", isUnderway ? time(message.tries.nextAt) : nil),
      ("digest", Self.code(message.signed.hex)),
    ]
    return facts(rows.map { (words("exchange.log.\($0.0)"), $0.1) })
  }

  /// What receipts about files say of a message that has none.
  private static let plain = ["delivery": "exchange.log.delivered", "non-delivery": "exchange.log.notDelivered"]

  private func table(_ receipts: [KeptReceipt], _ message: KeptMessage, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return Table(
      caption: words("exchange.log.receipts"), showsCaption: false,
      columns: ["act", "madeBy", "at", "signedText"].map { .init(words("exchange.log.\($0)")) },
      rows: receipts.map { kept in
        let act = kept.receipt.evidence.act
        let title = words(Self.plain[act].flatMap { message.files == 0 ? $0 : nil } ?? "exchange.log.receipt.\(act)")
        return [
          HTML(title), AuthorityLabel(kept.receipt.from, words).html, HTML(words.dateTime(kept.receipt.issuedAt, in: call.zone)),
          link(
            "/exchange/messages/\(message.signed)/receipts/\(kept.receipt.from)/\(act)",
            words("exchange.log.receiptFile", ["act": .text(title)])),
        ]
      }
    ).html
  }

  /// The signed text, for whoever checks it without this program.
  @Sendable func receipt(_ call: Call<SignedIn>) async throws -> Answer {
    let message = try await message(call)
    let author = try call.parameter("author") { AuthorityName($0) }
    let act = try call.parameter("act") { ActName($0) }
    guard let kept = try await mail.store.receipt([act.text], by: author, about: message.signed) else { throw WebProblem.notFound }
    return .file(kept.jws, type: "application/jose", name: "\(act)-\(message.id).jws")
  }

  @Sendable func goOn(_ call: Call<SignedIn>) async throws -> Answer {
    let message = try await message(call)
    guard message.direction == .incoming else { throw WebProblem.notFound }
    do {
      try await mail.goOn(message.author, in: message.conversation, by: .officer(call.who.officer))
    } catch is CannotPlace {
      throw MailProblem.nothingHeld
    }
    return .redirect(to: "/exchange/messages/\(message.signed)", notice: Message("exchange.log.wentOn"))
  }

  private func message(_ call: Call<SignedIn>) async throws -> KeptMessage {
    guard let message = try await mail.store.message(try call.parameter("signed") { DigestOf($0) }) else { throw WebProblem.notFound }
    return message
  }

  // MARK: Parts

  /// What a message does; of an act that no part of this program knows the name it has between nodes.
  private func act(_ message: KeptMessage, _ words: Words) -> HTML {
    if message.service == Mail.loop { return HTML(words("exchange.log.try")) }
    return naming(message.act, words).map { HTML($0) } ?? Self.code(message.act)
  }

  private static func code(_ text: String) -> HTML { tag("code", .dir("ltr")) { text } }

  private static func state(_ message: KeptMessage, _ words: Words) -> HTML {
    let tone: Tone =
      switch message.state {
      case .delivered, .effective, .relayed: .ok
      case .failed, .refused, .setAside, .lapsed: .refused
      case .held, .waits: .attention
      case .queued, .sent: .plain
      }
    return tag("span") {
      badge(words(message.isDeliveredAlone ? "exchange.log.delivered" : "exchange.log.state.\(message.state.rawValue)"), tone)
      if message.isRetrieved { " " + words("exchange.log.retrieved") }
    }
  }
}

extension KeptMessage {
  /// Whether it is delivered and has no files of which anything could be said.
  fileprivate var isDeliveredAlone: Bool { state == .delivered && files == 0 }
}

extension Mail {
  /// The other authorities of the directory, in the order of their names.
  func others() async throws -> [AuthorityName] { try await surroundings.directory.peers().map(\.name).filter { $0 != own } }

  /// The addresses of the list of messages.
  func routes(naming: @escaping NamingOfActs, hasBundles: Bool, hasStanding: Bool) -> [Route] {
    let pages = MessagePages(mail: self, naming: naming, hasBundles: hasBundles, hasStanding: hasStanding)
    let logs = LogPages(mail: self)
    return [
      .page(.get, "/exchange", needs: "exchange.read", pages.list),
      .page(.get, "/exchange/messages/:signed", needs: "exchange.read", pages.show),
      .page(.get, "/exchange/messages/:signed/receipts/:author/:act", needs: "exchange.read", pages.receipt),
      .page(.post, "/exchange/messages/:signed/go-on", needs: "exchange.operate", records: ["exchange.wentOn"], pages.goOn),
      .page(.post, "/exchange/logs/:authority/accept", needs: "exchange.operate", records: ["exchange.logAccepted"], logs.accept),
      .page(.post, "/exchange/loop", needs: "exchange.operate", records: ["exchange.loopAsked"], pages.startLoop),
    ] + MessageAPI(mail: self).routes
  }
}

/// The name of an act, as it travels, in the language of the reader; `nil` for an act that is not known.
public typealias NamingOfActs = @Sendable (_ act: String, _ words: Words) -> String?

extension Module {
  /// The messages between authorities, with what other parts of the exchange add on the same node.
  /// - Parameters:
  ///   - mail: the messages; `nil` on a node that is not set up to exchange any, which has their tables alone.
  ///   - bundles: what takes messages out and brings them in as files; `nil` for none.
  ///   - naming: what the part of the program whose messages they are calls an act.
  ///   - hasStanding: whether the node has a page that tells how its exchange stands.
  public static func exchange(
    _ mail: Mail?, bundles: BundleDesk? = nil, naming: @escaping NamingOfActs = { _, _ in nil }, hasStanding: Bool = true,
    routes: [Route] = [], migrations: [Migration] = [], problems: [any Problem] = [], home: [HomePanel] = []
  ) -> Module {
    Module(
      name: "exchange",
      routes: (mail?.routes(naming: naming, hasBundles: bundles != nil, hasStanding: hasStanding) ?? []) + (bundles?.routes ?? []) + routes,
      migrations: Mail.migrations + Mail.witnessMigrations + LogStamps.migrations + Bundles.migrations + migrations,
      strings: ExchangeResources.strings,
      navigation: mail == nil ? [] : [NavigationItem(label: "exchange.log.nav", url: "/exchange", permission: "exchange.read", order: 60)],
      problems: MailProblem.examples + EvidenceProblem.examples + problems,
      home: (mail.map { [HomePanel(permission: "exchange.operate", order: 1, draw: LogPages(mail: $0).home)] } ?? []) + home)
  }
}
