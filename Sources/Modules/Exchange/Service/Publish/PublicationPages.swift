// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation
import HTTPTypes
import JOSE
import Kernel
import Localisation
import TUF
public import Web

/// The published directory as people read it, and its files as nodes fetch them.
struct PublicationPages: Sendable {
  static let url = "/exchange/directory"
  let publisher: DirectoryPublisher
  /// Where downloads are counted; `nil` where nobody does.
  let downloads: DirectoryDownloads?

  // MARK: The page

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    let repository = try publisher.repository()
    let root = TUFFolder(publisher.folder)
    let first = try repository.flatMap { try root.read("metadata/\($0.root.body.version).root.json", limit: 1 << 20) }
    return .page(
      Page(words("exchange.directory.title")) {
        tag("p", .css("lead")) { words("exchange.directory.lead") }
        if let repository {
          facts(parts(of: repository, call) + rootFile(first, repository, words))
          tag("h2") { words("exchange.directory.states") }
          states(of: repository, call)
          if downloads != nil { tag("p") { link(SeenPages.url, words("exchange.seen.title")) } }
        } else {
          emptyState(words("exchange.directory.none"))
        }
      })
  }

  private func parts(of repository: TUFRepository, _ call: Call<SignedIn?>) -> [FactRow] {
    let words = call.words
    let ends: [(String, Date?, TimeInterval)] = [
      ("timestamp", repository.timestamp?.body.expires, 3600), ("snapshot", repository.snapshot?.body.expires, 86_400),
      ("targets", repository.targets.body.expires, 14 * 86_400), ("root", repository.root.body.expires, 30 * 86_400),
    ]
    let version: FactRow = (words("exchange.directory.version"), repository.snapshot.map { HTML("\($0.body.version)") })
    return [version] + ends.map { name, end, early in (words("exchange.directory.\(name)"), end.map { validity($0, early, call) }) }
  }

  /// Until when something is good, with a mark when somebody should see to it.
  /// - Parameter isBare: whether the instant alone is told, where the heading says what it is.
  private func validity(_ end: Date, _ early: TimeInterval, _ call: Call<SignedIn?>, isBare: Bool = false) -> HTML {
    let words = call.words
    let instant = words.dateTime(end, in: call.zone)
    let told = HTML(isBare ? instant : words("exchange.directory.until", ["instant": .text(instant)]))
    if end <= call.now { return HTML([badge(words("exchange.directory.over"), .refused), HTML(" "), told]) }
    if end.timeIntervalSince(call.now) < early { return HTML([badge(words("exchange.directory.soon"), .attention), HTML(" "), told]) }
    return told
  }

  private func rootFile(_ file: Data?, _ repository: TUFRepository, _ words: Words) -> [FactRow] {
    guard let file else { return [] }
    let name = "\(repository.root.body.version).root.json"
    let fingerprint = KeyFingerprint(digest: Data(SHA256.hash(data: file)))
    return [
      (words("exchange.directory.rootFile"), link("\(Self.url)/metadata/\(name)", name, .dir("ltr"))),
      (words("exchange.directory.rootFingerprint"), tag("code", .dir("ltr")) { fingerprint.description }),
    ]
  }

  private func states(of repository: TUFRepository, _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    let rows = repository.targets.body.delegations.sorted { $0.name < $1.name }.compactMap { delegation -> [HTML]? in
      guard let state = StateCode(delegation.name), let part = repository.roles[delegation.name] else { return nil }
      let names = part.body.targets.keys.compactMap { $0.split(separator: "/").last?.wholeMatch(of: /(.+)\.entry\.json/)?.1 }
      let authorities = names.map { "\(state.code).\($0)" }.sorted().joined(separator: " ")
      let prints = delegation.authority.keys.compactMap { key in
        key.publicKey.flatMap { try? VerificationKey(bytes: $0) }.map { KeyFingerprint($0.thumbprint).description }
      }
      return [
        HTML(words.state(state)), tag("code", .dir("ltr")) { authorities }, tag("code", .dir("ltr")) { prints.joined(separator: ", ") },
        validity(part.body.expires, 30 * 86_400, call, isBare: true),
      ]
    }
    if rows.isEmpty { return emptyState(words("exchange.directory.noStates")) }
    let columns = ["state", "authorities", "fingerprint", "until"].map { Table.Column(words("exchange.directory.column.\($0)")) }
    return Table(caption: words("exchange.directory.states"), showsCaption: false, columns: columns, rows: rows).html
  }

  // MARK: The files

  @Sendable func metadata(_ call: Call<SignedIn?>) async throws -> Answer {
    let name = try name("file", call)
    return given(try file("metadata/\(name)"), .init(metadata: name))
  }

  @Sendable func target(_ call: Call<SignedIn?>) async throws -> Answer {
    given(try file("targets/authorities/\(name("state", call))/\(name("file", call))"), .entries)
  }

  /// What the signers of the list of States say themselves: the secretariat's entry.
  @Sendable func topTarget(_ call: Call<SignedIn?>) async throws -> Answer {
    given(try file("targets/\(name("file", call))"), .entries)
  }

  /// What is given out is counted, and nothing else is kept of it.
  private func given(_ answer: Answer, _ part: DirectoryDownloads.Part) -> Answer {
    downloads?.count(part)
    return answer
  }

  /// A part of a path: a file's name and no way out of the folder.
  private func name(_ parameter: String, _ call: Call<SignedIn?>) throws -> String {
    try call.parameter(parameter) { text in text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,200}/) == nil ? nil : text }
  }

  private func file(_ path: String) throws -> Answer {
    guard let data = try TUFFolder(publisher.folder).read(path, limit: 1 << 24) else { throw WebProblem.notFound }
    return .feed(data, type: "application/json")
  }
}

extension Module {
  /// The published directory of a secretariat's node.
  public static func publication(_ publisher: DirectoryPublisher, downloads: DirectoryDownloads? = nil) -> Module {
    let pages = PublicationPages(publisher: publisher, downloads: downloads)
    let seen =
      downloads.map {
        [
          Route.publicPage(
            .get, SeenPages.url, because: "everybody may see that the secretariat sees nothing of the exchange; it has numbers alone",
            SeenPages(downloads: $0).page)
        ]
      } ?? []
    let reason = "nodes of all States follow the directory; it is believed for its signatures alone"
    return Module(
      name: "exchange.publication",
      routes: [
        .publicPage(.get, PublicationPages.url, because: reason, pages.page),
        .publicPage(.get, "\(PublicationPages.url)/metadata/:file", because: reason, pages.metadata),
        .publicPage(.get, "\(PublicationPages.url)/targets/authorities/:state/:file", because: reason, pages.target),
        .publicPage(.get, "\(PublicationPages.url)/targets/:file", because: reason, pages.topTarget),
      ] + seen,
      migrations: DirectoryDownloads.migrations + RestrictedShelf.migrations, strings: ExchangeResources.strings,
      navigation: [NavigationItem(label: "exchange.directory.nav", url: PublicationPages.url, order: 85)], problems: TrustProblem.examples)
  }
}
