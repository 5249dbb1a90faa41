// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import ExchangeRules
import Foundation
import FoundationNetworking
import HTTPSignatures
import HTTPTypes
import JOSE
import Kernel
import Logging
import Node
import PeerKit
import Storage
import Synchronization
import TestKit
import Testing

@testable import ExchangeService

/// What a State tells authorities alone: over real TLS, from the secretariat's node to those of States in force, and to nobody else.
@Suite("Fields for authorities alone travel over mutual TLS", .timeLimit(.minutes(5))) struct RestrictedPartTests {
  private static let canary = "+99 1 CANARYNUMBER 4711"
  private static let duty = "CANARYDUTY, ask for Officer Imaginary"
  private var xa: StateCode { get throws { try #require(StateCode("XA")) } }
  private var xb: StateCode { get throws { try #require(StateCode("XB")) } }

  @Test("An authority's node has what Borealia tells authorities alone; the folder, pages, databases and log of nobody have a word of it")
  func whole() async throws {
    try await ThreeNodes.run(shelf: .own) { nodes in
      try await nodes.settled()
      try await nodes.publish(try await nodes.part(of: xb, "borealia", telling: file(nodes)))
      try await nodes.follow(nodes.arcadia)
      let content = try #require(try await nodes.arcadia.restricted?.content(of: xb))
      let told = try RestrictedFile.read(content)
      #expect(told.state.code == "XB" && told.authorities.map(\.telephone) == [Self.canary])
      #expect(told.authorities.map(\.contactAtAnyHour) == [Self.duty] && told.authorities.allSatisfy { $0.email == nil })
      #expect(try await nodes.arcadia.follower?.restricted().map { $0.isHere } == [true])
      #expect(try await nodes.knowsBorealia)
      try await nodes.follow(nodes.borealia)
      let given = try await nodes.secretariat.database.rows(
        SQL("SELECT subjectId, bytes FROM event WHERE kind = 'exchange.restrictedGiven' ORDER BY eventIndex"))
      #expect(try given.map { try $0.text("subjectId") } == ["XB", "XB"])
      let readers = try given.map { String(decoding: try $0.blob("bytes"), as: UTF8.self) }
      #expect(readers[0].contains("XA.central") && readers[1].contains("XB.central"))
      try await isNowhere(nodes)
    }
  }

  /// Neither text is in any file of the three nodes, keys and databases among them, nor in anything that the secretariat gives to the public.
  private func isNowhere(_ nodes: ThreeNodes) async throws {
    let files = try #require(FileManager.default.enumerator(at: nodes.folder, includingPropertiesForKeys: nil))
    var count = 0
    var published: [String] = []
    for case let file as URL in files {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      count += 1
      if file.path.contains("/published/"), file.pathExtension == "json" { published.append(file.path) }
      for word in ["CANARYNUMBER", "CANARYDUTY", Data(Self.canary.utf8).base64EncodedString().prefix(20).description] {
        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(file.lastPathComponent)")
      }
    }
    #expect(count > 20 && published.count > 8)
    let site = "http://127.0.0.1:\(nodes.ports[0])"
    let folder = published.map { "/exchange/directory/" + ($0.components(separatedBy: "/published/").last ?? "") }
    let pages = ["/directory/export.json", "/directory/export.csv", "/api/directory/authorities", "/exchange/directory"]
    for path in folder + pages + ["/exchange/seen"] {
      let (body, answer) = try await URLSession.shared.data(from: try #require(URL(string: site + path)))
      #expect((answer as? HTTPURLResponse)?.statusCode == 200, "\(path)")
      #expect(body.range(of: Data("CANARY".utf8)) == nil, "\(path)")
    }
    // The digest that is published is of a text with a salt: the text alone, written the same way, has another.
    let same = try await (1...2).asyncMap { _ in try RestrictedPart(state: xb, content: try await file(nodes).json()).pointer.digest }
    #expect(same[0] != same[1])
  }

  @Test("Nobody else is given it: no certificate, an unknown one, another State's key, a repeated call, a State that was taken out")
  func strangers() async throws {
    try await ThreeNodes.run(shelf: .own) { nodes in
      try await nodes.settled()
      try await nodes.publish(try await nodes.part(of: xb, "borealia", telling: file(nodes)))
      let path = RestrictedShelf.path(of: try await nodes.pointer(of: xb))
      let secretariat = try await nodes.secretariatPeer()
      let url = "https://127.0.0.1:\(nodes.ports[5])\(path)"
      try await PeerKit.Peer.inFolder { folder in
        // curl, with and without a certificate.
        #expect(try PeerKit.Peer.run("/usr/bin/curl", ["-sk", "--fail", url]) == nil)
        let stranger = try ring("XC.central", port: 1)
        let unknown = try await nodes.keys(stranger, in: folder.appending(path: "stranger.keys"))
        #expect(await asked(path, secretariat, unknown) == "no answer")
        let borealia = try await nodes.keys(of: "borealia")
        #expect(await asked(path, secretariat, borealia) == "200")
        #expect(await asked(path + "0", secretariat, borealia) == "404")
        #expect(await asked(RestrictedShelf.path + "XA/" + String(repeating: "0", count: 64), secretariat, borealia) == "404")
        // The certificate of one authority with the key of another.
        let mixed = BorrowedCertificate(certificateOf: borealia, keyOf: try await nodes.keys(of: "arcadia"))
        #expect(await asked(path, secretariat, mixed).hasPrefix("unknown-key"))
        try await replays(path, secretariat, borealia, in: folder)
        try await revoked(nodes, path, secretariat, borealia)
      }
    }
  }

  /// A call that was heard is said again, with its certificate: once it is answered, and no second time.
  private func replays(_ path: String, _ secretariat: ExchangeService.Peer, _ keys: KeptOwnKeys, in folder: URL) async throws {
    let certificate = try await keys.certificate()
    let (shown, key) = (folder.appending(path: "c.pem"), folder.appending(path: "k.pem"))
    try Data(certificate.certificate.utf8).write(to: shown)
    try Data(certificate.privateKey.utf8).write(to: key)
    let authority = try #require(WireProfile.authority(of: secretariat.endpoint))
    let request = try await HTTPSignature.signing(
      HTTPRequest(method: .get, scheme: "https", authority: authority, path: path),
      as: WireProfile.parameters(by: try await keys.signatureKey().thumbprint, at: Date()), for: WireProfile.requests()
    ) { try await keys.signature(for: $0) }
    let fields = request.headerFields.flatMap { ["-H", "\($0.name.rawName): \($0.value)"] }
    let call = ["-sk", "--cert", shown.path, "--key", key.path, "-o", "/dev/null", "-w", "%{http_code}"] + fields
    let answers = try (1...2).map { _ in
      try PeerKit.Peer.run("/usr/bin/curl", call + ["https://\(authority)\(path)"]).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(answers == ["200", "401"])
  }

  /// An open connection is of no use either once the State was taken out.
  private func revoked(_ nodes: ThreeNodes, _ path: String, _ secretariat: ExchangeService.Peer, _ keys: KeptOwnKeys) async throws {
    try await nodes.publish(try await nodes.part(of: xa, "arcadia", telling: RestrictedFile(of: xa, in: [])))
    let other = RestrictedShelf.path(of: try await nodes.pointer(of: xa))
    let client = WireClient(keys: keys, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    #expect(Self.told(await client.ask(WireQuestion(method: "GET", path: other), of: secretariat)) == "200")
    let (publisher, at) = (nodes.signers.publisher, Date())
    let next = try publisher.nextTargets(admitting: [], removing: [try xb], at: at)
    let list = try nodes.signers.targets.prefix(2).reduce(next) { try $0.signed(by: $1) }
    _ = try publisher.take([list], [], online: nodes.signers.online, at: at)
    #expect(Self.told(await client.ask(WireQuestion(method: "GET", path: other), of: secretariat)).hasPrefix("unknown-key"))
    await client.shutdown()
    #expect(await asked(other, secretariat, keys) == "no answer")
    try await nodes.secretariat.publication?.shelf?.sweep()
    let kept = try await nodes.secretariat.database.rows(SQL("SELECT state FROM exchangeRestrictedShelf"))
    #expect(try kept.map { try $0.text("state") } == ["XA"])
    try await nodes.follow(nodes.arcadia)
    #expect(try await nodes.arcadia.restricted?.content(of: xb) == nil)
  }

  @Test("What a secretariat gives that is not what the State signed is not kept, is told once, and the public part counts all the same")
  func hostile() async throws {
    try await ThreeNodes.run(shelf: .other) { nodes in
      try await nodes.settled()
      let earlier = try await nodes.part(of: xb, "borealia", telling: RestrictedFile(of: xb, in: []))
      let older = try await nodes.opened(earlier)
      let foreign = try await nodes.opened(nodes.part(of: xa, "arcadia", telling: RestrictedFile(of: xa, in: [])))
      let part = try await nodes.part(of: xb, "borealia", telling: file(nodes))
      let right = try await nodes.opened(part)
      var altered = right
      altered[20] ^= 1
      try await nodes.publish(part)
      let lies: [(String, Data?, RestrictedFault)] = [
        ("nothing", nil, .missing), ("an altered part", altered, .wrong), ("an older part", older, .wrong),
        ("the part of another State", foreign, .wrong), ("an oversized part", right + Data(repeating: 32, count: 1 << 19), .wrong),
        ("one without end", right + Data(repeating: 32, count: 2 << 20), .missing),
        ("a part that is cut", right.dropLast(4096), .wrong), ("an empty one", Data(), .wrong),
      ]
      let given = Mutex<Data?>(nil)
      try await nodes.withOtherShelf({ given.withLock { $0 } }) {
        for (name, lie, fault) in lies {
          given.withLock { $0 = lie }
          #expect(try await nodes.follow(nodes.arcadia) == false, "\(name)")
          #expect(try await nodes.arcadia.restricted?.content(of: xb) == nil, "\(name)")
          #expect(try await nodes.knowsBorealia, "\(name)")
          let concerns = try await nodes.concerns(of: nodes.arcadia)
          #expect(concerns.contains(.restricted(try xb, fault)), "\(name): \(concerns)")
        }
        let told = try await nodes.arcadia.database.rows(SQL("SELECT subjectId FROM event WHERE kind = 'exchange.restrictedRefused'"))
        #expect(told.count == 4)
        given.withLock { $0 = right }
        #expect(try await nodes.follow(nodes.arcadia))
        #expect(try await nodes.arcadia.restricted?.content(of: xb) != nil)
        #expect(!(try await nodes.concerns(of: nodes.arcadia)).contains { if case .restricted = $0 { true } else { false } })
      }
    }
  }

  @Test("A directory whose signers name no node of the secretariat is followed, and what is not public is told to be out of reach")
  func noSecretariat() async throws {
    try await ThreeNodes.run { nodes in
      try await nodes.settled()
      let keys = try ring("XZ.secretariat", port: 9)
      let stranger = try #require(keys.entry)
      let part = try await nodes.part(of: xb, "borealia", telling: file(nodes), sealedFor: stranger)
      _ = try nodes.signers.publisher.take([], [part], online: nodes.signers.online, at: Date())
      #expect(try await nodes.follow(nodes.arcadia) == false)
      #expect(try await nodes.concerns(of: nodes.arcadia).contains(.restricted(try xb, .noSecretariat)))
      #expect(try await nodes.knowsBorealia)
    }
  }

  // MARK: Parts of the tests

  /// What Borealia's authority keeps from the public, with words that must be found nowhere.
  private func file(_ nodes: ThreeNodes) async throws -> RestrictedFile {
    let all = try await nodes.borealia.directory.snapshot().authorities
    var authority = try #require(try all.first { try $0.state == xb })
    authority.telephone = Self.canary
    authority.contactAtAnyHour = Self.duty
    authority.email = "public@example.org"
    authority.restrictedFields = [.telephone, .contactAtAnyHour]
    return RestrictedFile(of: try xb, in: [authority])
  }

  private func ring(_ name: String, port: Int) throws -> OwnKeyRing {
    try OwnKeyRing(
      authority: try #require(AuthorityName(name)), endpoint: "https://127.0.0.1:\(port)", languages: ["en"], at: Date())
  }

  /// What came of a question, in a word.
  private func asked(_ path: String, _ peer: ExchangeService.Peer, _ keys: some OwnKeys) async -> String {
    let client = WireClient(keys: keys, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let outcome = await client.ask(WireQuestion(method: "GET", path: path), of: peer)
    await client.shutdown()
    return Self.told(outcome)
  }

  private static func told(_ outcome: WireOutcome) -> String {
    switch outcome {
    case .answered(let status, _, _): "\(status)"
    case .problem(let problem, let isSigned, _): "\(problem.rawValue) \(isSigned ? "signed" : "unsigned")"
    case .noAnswer: "no answer"
    }
  }
}

/// The certificate of one authority with the signature key of another.
private struct BorrowedCertificate: OwnKeys {
  let certificateOf: KeptOwnKeys
  let keyOf: KeptOwnKeys

  var authority: AuthorityName { certificateOf.authority }
  func signatureKey() async throws -> VerificationKey { try await keyOf.signatureKey() }
  func signature(for bytes: Data) async throws -> Data { try await keyOf.signature(for: bytes) }
  func decryptionKey(_ thumbprint: Thumbprint) async throws -> DecryptionKey? { nil }
  func certificate() async throws -> NodeCertificate { try await certificateOf.certificate() }
}

extension ThreeNodes {
  /// The secretariat's entry as the published directory has it.
  fileprivate func secretariatPeer() async throws -> ExchangeService.Peer {
    let name = try #require(AuthorityName("XZ.secretariat"))
    return try #require(try await PublishedDirectory(folder: signers.publisher.folder).peer(name))
  }

  /// Whether Borealia's public entry counts in Arcadia.
  fileprivate var knowsBorealia: Bool {
    get async throws {
      let name = try #require(AuthorityName("XB.central"))
      return try await arcadia.follower?.peer(name) != nil
    }
  }

  fileprivate func pointer(of state: StateCode) async throws -> RestrictedPointer {
    try #require(try await PublishedDirectory(folder: signers.publisher.folder).pointers()[state])
  }

  fileprivate func keys(of name: String) async throws -> KeptOwnKeys {
    try KeptOwnKeys(OwnKeyFile(folder.appending(path: "\(name)/exchange.keys"), passphrase: nil))
  }

  fileprivate func keys(_ ring: OwnKeyRing, in url: URL) async throws -> KeptOwnKeys {
    let file = OwnKeyFile(url, passphrase: nil)
    try file.make(ring)
    return try KeptOwnKeys(file)
  }

  /// A State's part with what it tells authorities alone, signed a second after the one before.
  fileprivate func part(
    of state: StateCode, _ name: String, telling file: RestrictedFile, sealedFor other: DirectoryEntry? = nil
  ) async throws -> StatePart {
    let ring = try OwnKeyFile(folder.appending(path: "\(name)/exchange.keys"), passphrase: nil).read()
    let secretariat = folder.appending(path: "secretariat/exchange.keys")
    let own = other == nil ? try OwnKeyFile(secretariat, passphrase: nil).read().entry : nil
    let entry = try #require(other ?? own)
    let restricted = try RestrictedPart(state: state, content: file.json())
    let part = try StatePart(
      state: state, entries: [try #require(ring.entry)], restricted: (restricted, entry), signer: try #require(signers.states[state.code]),
      at: Date().addingTimeInterval(2))
    // It goes to the secretariat as a file.
    return try StatePart(part.file())
  }

  /// What a part has for authorities alone, as the secretariat opens it.
  fileprivate func opened(_ part: StatePart) async throws -> Data {
    let (sealed, pointer) = (try #require(part.restricted), try #require(try part.pointer()))
    return try await RestrictedPart.open(sealed, as: pointer, with: keys(of: "secretariat")).file
  }

  /// Publishes a part as `comity exchange publish take` does.
  fileprivate func publish(_ part: StatePart) async throws {
    let shelf = try #require(secretariat.publication?.shelf)
    try await shelf.keep([part])
    _ = try signers.publisher.take([], [part], online: signers.online, at: Date())
    try await shelf.sweep()
  }

  /// Waits until both nodes have their first copy, so that what is counted afterwards is the test's own doing.
  fileprivate func settled() async throws {
    for node in [arcadia, borealia] {
      _ = try await Self.eventually("a copy of the directory") { try await node.follower?.copy() }
    }
  }

  /// Fetches the public part and then the rest, as a node does every hour.
  @discardableResult fileprivate func follow(_ node: Node) async throws -> Bool {
    try await node.follower?.refresh()
    return try await node.restricted?.refresh() == true
  }

  fileprivate func concerns(of node: Node) async throws -> [ExchangeConcern] {
    let own = try await keys(of: node.configuration.state?.code == "XA" ? "arcadia" : "borealia")
    let follower = try #require(node.follower)
    return try await StandingDesk(keys: own, follower: follower, database: node.database).view(at: Date()).concerns
  }

  /// Something with the secretariat's keys and address that gives whatever it is told to.
  fileprivate func withOtherShelf(_ given: @escaping @Sendable () -> Data?, _ body: () async throws -> Void) async throws {
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let (ready, told) = AsyncStream<Void>.makeStream()
    let listener = WireListener(
      host: "127.0.0.1", port: ports[5], keys: try await keys(of: "secretariat"),
      directory: PublishedDirectory(folder: signers.publisher.folder),
      routes: [
        WireRoute("GET", RestrictedShelf.path) { _ in
          guard let bytes = given() else { return .notFound }
          return WireAnswer(status: 200, fields: ["content-type": "application/json"], content: .bytes(bytes))
        }
      ], logger: quiet, onListening: { _ in told.finish() })
    let running = Task { try await listener.run() }
    defer { running.cancel() }
    for await _ in ready {}
    try await body()
  }
}

extension Sequence {
  fileprivate func asyncMap<Value>(_ make: (Element) async throws -> Value) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await make(element)) }
    return values
  }
}
