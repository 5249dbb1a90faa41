// SPDX-License-Identifier: Apache-2.0
import AccountsService
import CaseworkRules
import DirectoryRules
import DirectoryService
import ExchangeRules
import ExchangeService
import Foundation
import FoundationNetworking
import Hummingbird
import Instruments
import Kernel
import Localisation
import Logging
import NIOCore
import NIOPosix
import Node
import PeerKit
import ServiceLifecycle
import Storage
import Testing
import Web
import WritingRules

@testable import CaseworkService

/// A secretariat that publishes the directory, and the nodes of Arcadia and Borealia, each with a database, keys and ports of its own.
struct ThreeNodes {
  let folder: URL
  let secretariat: Node
  let arcadia: Node
  let borealia: Node
  /// The address of the published directory.
  let directory: URL
  /// Who publishes, and the States' own keys.
  let signers: Signers
  /// Those of the secretariat's site, of the two listeners, and of what else listens.
  let ports: [Int]
  private let hasPeer: Bool

  /// Runs the three until the body is done.
  /// - Parameters:
  ///   - asking: whether officers are asked before any file is fetched.
  ///   - token: where Arcadia's keys are kept; in its file when left out.
  ///   - timeStamps: what Arcadia's file says of the authority that stamps time.
  ///   - hasWire: whether the nodes of the authorities listen for each other.
  ///   - shelf: whether the secretariat gives nodes what is for authorities alone: by its own node, by something else that a test puts in its
  ///     place, or not at all.
  ///   - peer: the entry of another program that takes the place of Borealia's node and listens on a port.
  ///   - now: the clocks of the nodes, by their names.
  static func run(
    asking: Bool = false, keysIn token: SoftToken? = nil, hasWire: Bool = true, timeStamps: String = "", shelf: Shelf = .none,
    now: @escaping @Sendable (_ node: String) -> Date = { _ in Date() },
    peer: ((_ folder: URL, _ port: Int) async throws -> DirectoryEntry)? = nil, _ body: (ThreeNodes) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    let ports = try await freePorts(shelf == .none ? 5 : 6)
    let nodes = try await ThreeNodes(
      in: folder, ports: ports, asking: asking, keysIn: token, timeStamps: timeStamps, now: now,
      peer: try await peer?(folder.appending(path: "peer"), ports[2]))
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let site = Application(
      router: nodes.secretariat.site.router(), configuration: .init(address: .hostname("127.0.0.1", port: ports[0])), logger: logger)
    let group = ServiceGroup(
      configuration: .init(
        services: ([site] + (shelf == .own ? nodes.servicesOfSecretariat : [])
          + nodes.services.filter { hasWire || !($0 is WireListener) }).map { .init(service: $0) }, logger: logger))
    let running = Task { try? await group.run() }
    defer { running.cancel() }
    try await body(nodes)
    await group.triggerGracefulShutdown()
    await running.value
    for node in [nodes.secretariat, nodes.arcadia, nodes.borealia] { try await node.database.close() }
  }

  /// Who gives nodes what is for authorities alone.
  enum Shelf { case none, own, other }

  /// What works for the exchange of the secretariat, save what renews the directory: tests publish by themselves.
  private var servicesOfSecretariat: [any Service] {
    secretariat.exchangeServices.filter { "\(type(of: $0))" != "PublishingService" }
  }

  /// What works for the exchange of both authorities, or of Arcadia alone beside a peer.
  private var services: [any Service] { arcadia.exchangeServices + (hasPeer ? [] : borealia.exchangeServices) }

  init(
    in folder: URL, ports: [Int], asking: Bool = false, keysIn token: SoftToken? = nil, timeStamps: String = "",
    now: @escaping @Sendable (_ node: String) -> Date = { _ in Date() }, peer: DirectoryEntry? = nil
  ) async throws {
    self.folder = folder
    self.ports = ports
    hasPeer = peer != nil
    for name in ["secretariat", "arcadia", "borealia"] {
      try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    let root = folder.appending(path: "secretariat/published/metadata/1.root.json")
    func exchange(_ port: Int) -> String {
      "exchange:\n  port: \(port)\n  directory: http://127.0.0.1:\(ports[0])/exchange/directory/\n  root: \(root.path)\n"
        + (asking ? "" : "  askAboveMiB: 1024\n")
    }
    directory = try #require(URL(string: "http://127.0.0.1:\(ports[0])/exchange/directory/"))
    signers = try Self.ceremony(in: folder, ports: ports, keysIn: token, peer)
    secretariat = try await Self.node(
      "secretariat", in: folder, "role: secretariat\n" + (ports.count > 5 ? "exchange:\n  port: \(ports[5])\n" : ""), now: now)
    arcadia = try await Self.node(
      "arcadia", in: folder,
      "role: central-authority\nstate: XA\nport: \(ports[3])\nmetrics:\n  port: \(ports[4])\n" + exchange(ports[1]) + timeStamps, now: now)
    borealia = try await Self.node("borealia", in: folder, "role: central-authority\nstate: XB\n" + exchange(ports[2]), now: now)
    for node in [arcadia, borealia] { try await node.fillDemonstration() }
  }

  /// Keys of both authorities, their States' parts, five signers of the root, three of the list of States: as the commands make them.
  private static func ceremony(in folder: URL, ports: [Int], keysIn token: SoftToken?, _ peer: DirectoryEntry?) throws -> Signers {
    let now = Date()
    let states = ["XA": try Signer(name: "XA"), "XB": try Signer(name: "XB")]
    let parts = try [("XA", "arcadia", ports[1]), ("XB", "borealia", ports[2])].map { code, name, port in
      let ring = try OwnKeyRing(
        authority: try #require(AuthorityName("\(code).central")), endpoint: "https://127.0.0.1:\(port)", languages: ["en"],
        device: code == "XA" ? token.map { KeyDevice(module: SoftToken.module, token: $0.label) } : nil, pin: { token?.pin }, at: now)
      try OwnKeyFile(folder.appending(path: "\(name)/exchange.keys"), passphrase: nil).make(ring)
      return try StatePart(
        state: try #require(StateCode(code)), entries: [try #require(code == "XB" ? peer ?? ring.entry : ring.entry)], succession: nil,
        signer: try #require(states[code]), at: now)
    }
    let root = try (1...5).map { try Signer(name: "root \($0)") }
    let targets = try (1...3).map { try Signer(name: "targets \($0)") }
    let online = try Signer(name: "node")
    let publisher = DirectoryPublisher(folder: folder.appending(path: "secretariat/published"))
    let officers = DirectoryOfficers(root: root.map(\.card), targets: targets.map(\.card), online: online.card)
    let first = try root.prefix(3).reduce(officers.root(version: 1, until: now.addingTimeInterval(300 * 86_400))) { try $0.signed(by: $1) }
    let entry = ports.count > 5 ? try secretariatEntry(in: folder, port: ports[5], at: now) : nil
    let list = try targets.prefix(2).reduce(publisher.nextTargets(admitting: parts, secretariat: entry, at: now)) { try $0.signed(by: $1) }
    _ = try publisher.begin(root: first, targets: list, parts: parts, secretariat: entry, online: online, at: now)
    return Signers(publisher: publisher, online: online, targets: targets, states: states)
  }

  /// Keys of the secretariat's node, and the entry that its signers vouch for.
  private static func secretariatEntry(in folder: URL, port: Int, at now: Date) throws -> Data {
    let ring = try OwnKeyRing(
      authority: try #require(AuthorityName("XZ.secretariat")), endpoint: "https://127.0.0.1:\(port)", languages: ["en"], at: now)
    try OwnKeyFile(folder.appending(path: "secretariat/exchange.keys"), passphrase: nil).make(ring)
    return try EntryDocument.write(#require(ring.entry))
  }

  /// The keys with which the directory can be published anew.
  struct Signers: Sendable {
    let publisher: DirectoryPublisher
    let online: Signer
    let targets: [Signer]
    let states: [String: Signer]
  }

  private static func node(
    _ name: String, in folder: URL, _ rest: String, now: @escaping @Sendable (_ node: String) -> Date
  ) async throws -> Node {
    let data = folder.appending(path: name)
    let text = """
      name:
        en: \(name)
      language: en
      zone: Europe/Vienna
      public: http://127.0.0.1:1
      database: sqlite:\(data.path)/node.sqlite
      data: \(data.path)
      demonstration: true

      """
    let file = data.appending(path: "node.yaml")
    try Data((text + rest).utf8).write(to: file)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return try await Node(NodeConfiguration.read(file.path), logger: logger, passwordCost: .init(logN: 4, r: 8, p: 1), now: { now(name) })
  }

  /// Ports that nobody listens on; the directory names them before anybody does.
  static func freePorts(_ count: Int) async throws -> [Int] {
    var channels: [any NIOCore.Channel] = []
    for _ in 0..<count {
      channels.append(try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get())
    }
    let ports = channels.compactMap { $0.localAddress?.port }
    for channel in channels { try await channel.close() }
    return ports
  }

  // MARK: What officers see

  /// What pages of a node tell an officer, who may see everything, over HTTP.
  func pages(of node: Node, now: @escaping @Sendable () -> Date, _ addresses: [String]) async throws -> [String] {
    let officers = try await node.accounts.roster().officers
    let officer = try #require(officers.first { $0.unit.isEmpty && $0.permissions.contains("casework.read") })
    let permissions = Set(node.site.routes.compactMap { if case .permission(let permission) = $0.access { permission } else { nil } })
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let site = Site(
      modules: node.modules, identity: SiteIdentity(name: node.configuration.name, isDemonstration: true), catalogue: node.catalogue,
      formKey: Data(repeating: 7, count: 32), settings: .init(now: now, logger: logger),
      signIn: { _ in SignedIn(officer: officer.id, name: officer.name, permissions: permissions, zone: .gmt, signIn: "officer") })
    let port = try await Self.freePorts(1)[0]
    let application = Application(
      router: site.router(), configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
    let group = ServiceGroup(configuration: .init(services: [.init(service: application)], logger: logger))
    let running = Task { try? await group.run() }
    defer { running.cancel() }
    var texts: [String] = []
    for address in addresses {
      let url = try #require(URL(string: "http://127.0.0.1:\(port)\(address)"))
      texts.append(
        try await Self.eventually("the page \(address)") {
          guard let (data, answer) = try? await URLSession.shared.data(from: url) else { return nil }
          #expect((answer as? HTTPURLResponse)?.statusCode == 200, "\(address)")
          return String(decoding: data, as: UTF8.self)
        })
    }
    await group.triggerGracefulShutdown()
    await running.value
    return texts
  }

  // MARK: What officers do

  static let today = CalendarDay(Date(), in: .gmt)

  /// Asks again until there is an answer.
  static func eventually<Value>(_ what: String, _ ask: () async throws -> Value?) async throws -> Value {
    for _ in 0..<600 {
      if let value = try await ask() { return value }
      try await Task.sleep(for: .milliseconds(200))
    }
    throw NotInTime(what: what)
  }

  struct NotInTime: Error { let what: String }

  static func acting(_ officer: String, on node: Node) async throws -> Acting {
    Acting(
      ActingOfficer(id: officer, name: "Officer \(officer)"), at: Date(), on: today,
      authorities: try await node.directory.snapshot().authorities)
  }

  /// Does an act, with a second officer where one is needed.
  static func act(_ act: CaseAct, _ id: ID<RegisteredRequest>, on node: Node) async throws {
    let casework = try #require(node.casework)
    let (first, second) = (try await acting("a", on: node), try await acting("b", on: node))
    _ = try await casework.change(id, seen: nil, for: casework.console, by: .officer("a"), at: Date()) { try $0.deciding(act, first) }
    guard act.code.needsSecondOfficer else { return }
    _ = try await casework.change(id, seen: nil, for: casework.console, by: .officer("b"), at: Date()) {
      try $0.confirming($0.proposals.count - 1, second)
    }
  }

  /// A request that Arcadia sends to Borealia by the electronic channel.
  func sent(subject: String) async throws -> ID<RegisteredRequest> {
    let casework = try #require(arcadia.casework)
    let (from, to) = (try #require(StateCode("XA")), try #require(StateCode("XB")))
    let head = RequestHead(
      reference: "XAO-2026-09001", requestingState: from, requestedState: to, kind: .criminalAssistance,
      basis: AppliedBasis(primary: .init(.convention)), subject: subject,
      arrival: Arrival(channel: .electronic, medium: .electronic, on: Self.today))
    let items = ["i1", "i2"].map {
      RegisterIncoming.RegisteredItem(id: ItemID(rawValue: $0), sought: .measure(.bankRecords), summary: "Account \($0)")
    }
    let entered = try await casework.enter(
      EnterOutgoing(head: head, items: items, approvedOn: Self.today), try await Self.acting("a", on: arcadia)
    ).value
    let other = try await arcadia.directory.snapshot().authorities.first { $0.state == to && $0.kind == .mutualLegalAssistance }
    try await Self.act(
      .outgoing(
        .send(SendRequest(authority: other?.id, to: "Central Authority", channel: .electronic, medium: .electronic, on: Self.today))),
      entered.id, on: arcadia)
    return entered.id
  }

  /// A request of a register.
  static func request(_ id: ID<RegisteredRequest>, on node: Node) async throws -> RegisteredRequest {
    let casework = try #require(node.casework)
    return try await casework.store.request(id, for: casework.console).value
  }

  /// The request that came to Borealia, or to another node, with a subject.
  func arrived(subject: String, on other: Node? = nil) async throws -> IncomingRequest? {
    let node = other ?? borealia
    for row in try await node.database.rows(SQL("SELECT id FROM registeredRequest ORDER BY id DESC")) {
      let id = try row.value("id") { ID<RegisteredRequest>($0) }
      if case .incoming(let request) = try await Self.request(id, on: node), request.head.subject == subject { return request }
    }
    return nil
  }
}
