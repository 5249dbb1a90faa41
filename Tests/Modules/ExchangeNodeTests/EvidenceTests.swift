// SPDX-License-Identifier: Apache-2.0
import Age
import AuditService
import CaseworkRules
import ExchangeRules
import ExchangeService
import Files
import Foundation
import JOSE
import Kernel
import Keys
import Localisation
import Node
import Storage
import TestKit
import Testing
import ZipFile

@testable import CaseworkService

/// What was exchanged for the tests of evidence: a request, two answers and a file, with all receipts on either side.
struct ExchangedCase {
  let nodes: ThreeNodes
  let conversation: ConversationID

  static let content = Data("statement of account".utf8)

  init(_ nodes: ThreeNodes, hasFile: Bool = true, isProduct: Bool = false) async throws {
    self.nodes = nodes
    let xa = try #require(StateCode("XA"))
    for node in [nodes.arcadia, nodes.borealia] {
      _ = try await ThreeNodes.eventually("a copy of the directory") { try await node.casework?.around.exchange?.authorities(xa).first }
    }
    let id = try await nodes.sent(subject: "The harbour")
    let arrived = try await ThreeNodes.eventually("the request in Borealia") { try await nodes.arrived(subject: "The harbour") }
    let today = ThreeNodes.today
    try await ThreeNodes.act(.incoming(.acknowledge(Acknowledgement(on: today, contact: "Desk 3"))), arrived.id, on: nodes.borealia)
    try await ThreeNodes.act(.incoming(.accept(AcceptItems(items: ["i1"], on: today))), arrived.id, on: nodes.borealia)
    conversation = try #require(try await nodes.arcadia.casework?.exporting("\(id)") { _ in [] })
    try await Self.received(3, of: conversation, on: nodes)
    guard hasFile else { return }
    if isProduct { try await sendProduct(of: arrived.id) } else { try await sendFile() }
    try await Self.received(4, of: conversation, on: nodes)
  }

  /// A message that does nothing, with a file, so that the conversation has one.
  private func sendFile() async throws {
    let arcadia = nodes.arcadia
    let folder = arcadia.configuration.dataFolder.appending(path: "files")
    let vault = FileVault(folder: folder.appending(path: "vault"), database: arcadia.database, keys: arcadia.keys)
    let file = try IncomingFiles(folder: folder.appending(path: "incoming"), reserve: 0).begin(expecting: Self.content.count)
    try file.write(ArraySlice(Self.content))
    try file.finish()
    let owner = KeyOwner(type: "case", id: "evidence")
    let kept = try await vault.store(file, under: try await arcadia.keys.keyMadeOnce(for: owner, at: .now), at: .now)
    let draft = MessageDraft(
      id: MessageID(at: .now, random: .random(in: 0 ... .max)), conversation: conversation, to: try #require(AuthorityName("XB.central")),
      service: "urn:comity:loop:1", act: "try",
      files: [.init(ownerKind: owner.type, ownerID: owner.id, sha256: kept.sha256, name: "account.txt", media: "text/plain")])
    let payload = String(decoding: try JSONEncoder().encode(draft), as: UTF8.self)
    try await arcadia.database.commit(Commit(effects: [NewEffect(MessageDraft.effect, payload: payload, notBefore: .now)]))
  }

  /// A product of Borealia with a file, which becomes a file of Arcadia's case.
  private func sendProduct(of id: ID<RegisteredRequest>) async throws {
    let node = nodes.borealia
    for act: IncomingAct in [
      .beginExecution(BeginExecution(items: ["i1"], authority: "Court", on: ThreeNodes.today)),
      .recordExecution(RecordExecution(item: "i1", result: .full, on: ThreeNodes.today)),
    ] { try await ThreeNodes.act(.incoming(act), id, on: node) }
    let digest = try await ThreeNodes.added(
      "account.csv", Self.content, to: id, on: node, folder: nodes.folder.appending(path: "borealia"))
    try await ThreeNodes.act(
      .incoming(.sendProduct(SendProduct(items: ["i1"], summary: "Copies", files: [digest], on: ThreeNodes.today))), id, on: node)
  }

  /// Waits until so many messages are delivered and both nodes have the receipts that say so.
  private static func received(_ count: Int, of conversation: ConversationID, on nodes: ThreeNodes) async throws {
    for node in [nodes.arcadia, nodes.borealia] {
      _ = try await ThreeNodes.eventually("\(count) deliveries") {
        let rows = try await node.database.rows(
          SQL(
            """
            SELECT 1 AS one FROM exchangeReceipt r JOIN exchangeMessage m ON m.signed = r.signed
            WHERE m.conversation = $1 AND r.act = 'delivery'
            """, ["\(conversation)".sql]))
        return rows.count == count ? true : nil
      }
    }
  }

  /// Arcadia says that somebody else may have had its key.
  func revoke(since: Date) throws {
    var ring = try OwnKeyFile(nodes.folder.appending(path: "arcadia/exchange.keys"), passphrase: nil).read()
    let name = try #require(ring.keys.first { $0.use == .signature }?.name)
    _ = try ring.revoke(name, since: since, at: Date())
    let part = try StatePart(
      state: try #require(StateCode("XA")), entries: [try #require(ring.entry)], succession: nil,
      signer: try #require(nodes.signers.states["XA"]), at: Date().addingTimeInterval(2))
    _ = try nodes.signers.publisher.take([], [part], online: nodes.signers.online, at: Date().addingTimeInterval(2))
  }

  var root: Data { get throws { try Data(contentsOf: signersFolder.appending(path: "metadata/1.root.json")) } }
  private var signersFolder: URL { nodes.signers.publisher.folder }

  func evidence(on node: Node, stamped: [StampedCheckpoint] = [], files: EvidenceFiles = .none) async throws -> EvidenceBundle {
    try await #require(node.mail).evidence(of: conversation, stamped: stamped, files: files, by: .operatorAtConsole)
  }
}

@Suite("Bundles of evidence of a real exchange", .timeLimit(.minutes(10))) struct EvidenceTests {
  @Test("Either side's bundle holds by itself, and no altered one does: each fault has its code")
  func faults() async throws {
    try await ThreeNodes.run { nodes in
      let exchanged = try await ExchangedCase(nodes)
      let root = try exchanged.root
      for node in [nodes.arcadia, nodes.borealia] {
        let (bundle, again) = (try await exchanged.evidence(on: node), try await exchanged.evidence(on: node))
        #expect(try bundle.file() == again.file())
        let report = await EvidenceVerification.run(try bundle.file(), knowing: .init(root: root))
        #expect(report.holds, "\(report.faults)")
        #expect(report.findings.count { $0.check == .message } == 4 && report.findings.count { $0.check == .proof } >= 2)
        #expect(report.findings.contains { $0.check == .consistency })
        #expect(try await EventLog(node.database).page(limit: 500).contains { $0.kind == "exchange.evidenceExported" })
      }
      let bundle = try await exchanged.evidence(on: nodes.borealia)
      for (what, fault, change) in Self.changes {
        var altered = bundle
        try change(&altered)
        #expect(altered.members != bundle.members, "\(what)")
        let report = await EvidenceVerification.run(try altered.file(), knowing: .init(root: root))
        #expect(report.faults.contains(fault), "\(what): \(report.faults)")
      }
      let other = Data("another root".utf8)
      #expect(await EvidenceVerification.run(try bundle.file(), knowing: .init(root: other)).faults == [.otherRoot])
      try await archives(bundle)
      try await words(bundle.file())
      try await revoked(exchanged)
    }
  }

  @Test("openssl, age, Python and Go find the same by the commands of the document, and refuse what is altered")
  func independently() async throws {
    try await ThreeNodes.run { nodes in
      let exchanged = try await ExchangedCase(nodes, isProduct: true)
      let folder = nodes.folder.appending(path: "judge")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let reader = AgeIdentity()
      try Data("\(reader.secretText)\n".utf8).write(to: folder.appending(path: "reader.key"))
      let note = try #require(try await nodes.arcadia.audit.checkpoint(at: .now)?.note)
      let noteFile = folder.appending(path: "note")
      try Data(note.utf8).write(to: noteFile)
      try await peer("stamp", noteFile.path, folder.path)
      let stamped = StampedCheckpoint(note: note, stamp: try Data(contentsOf: folder.appending(path: "note.tsr")))
      let bundle = try await exchanged.evidence(
        on: nodes.arcadia, stamped: [stamped],
        files: try .fetched(try #require(nodes.arcadia.fetchedFiles), for: ["\(reader.recipient)"]))
      #expect(bundle.members.keys.contains { $0.hasPrefix("files/") } && bundle.members.keys.contains { $0.hasPrefix("stamps/") })
      let file = folder.appending(path: "bundle.zip")
      try bundle.file().write(to: file)
      let stampRoot = try Data(contentsOf: folder.appending(path: "stamp-root.der"))
      let report = await EvidenceVerification.run(
        try bundle.file(), knowing: .init(root: try exchanged.root, stampRoots: [stampRoot]))
      #expect(report.holds && report.findings.contains { $0.check == .stamp && $0.outcome == .holds }, "\(report.faults)")
      let unstamped = await EvidenceVerification.run(try bundle.file())
      #expect(unstamped.findings.contains { $0.check == .stamp && $0.outcome == .open(.noStampRoot) })
      try await peer("check", file.path, folder.path)
    }
  }

  private func peer(_ arguments: String...) async throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Interop/evidence_peer.py").path
    let ran = try await RanProgram("/usr/bin/python3", [script] + arguments)
    #expect(ran.code == 0, "\(String(decoding: ran.errors, as: UTF8.self).suffix(3_000))")
  }

  // MARK: Faults

  private static let changes: [(String, EvidenceFault, @Sendable (inout EvidenceBundle) throws -> Void)] = [
    (
      "a message that says something else", .signature,
      { bundle in
        var parts = try text(bundle, "messages/0001.jws").split(separator: ".").map(String.init)
        let payload = String(decoding: try #require(Base64URL.decode(parts[1])), as: UTF8.self)
        parts[1] = Base64URL.text(Data(payload.replacing("\"act\":\"request\"", with: "\"act\":\"withdrawal\"").utf8))
        bundle.members["messages/0001.jws"] = Data(parts.joined(separator: ".").utf8)
      }
    ),
    (
      "a root under another version's name", .directory,
      { $0.members["directory/metadata/07.root.json"] = $0.members["directory/metadata/1.root.json"] }
    ),
    (
      "a receipt about another message", .otherMessage,
      { bundle in
        bundle.members["receipts/0003-delivery-XA.central.jws"] = bundle.members["receipts/0002-delivery-XA.central.jws"]
      }
    ),
    (
      "a message that is missing", .gap,
      { bundle in for name in bundle.members.keys where name.contains("/0002") { bundle.members[name] = nil } }
    ),
    (
      "a message at another one's place", .secondStory,
      { bundle in bundle.members["messages/0009.jws"] = bundle.members["messages/0002.jws"] }
    ),
    (
      "a proof with another hash", .proof,
      { bundle in try alter(&bundle, "proofs/0001-XB.central.tlog-proof") { $0.replacing("index ", with: "index 1") } }
    ),
    (
      "an event that says something else", .proof,
      { bundle in try alter(&bundle, "proofs/0001-XB.central.event.json") { $0.replacing("received", with: "refused") } }
    ),
    (
      "another key of a log", .checkpoint,
      { bundle in bundle.members["checkpoints/XB.central.key"] = bundle.members["checkpoints/XA.central.key"] }
    ),
    (
      "a checkpoint of another size", .unreadable,
      { bundle in
        let name = try #require(bundle.members.keys.sorted().first { $0.hasPrefix("checkpoints/XB.central-") })
        try alter(&bundle, name) { $0.replacing("\n\n", with: "1\n\n") }
      }
    ),
    (
      "a log that does not go on", .forkedLog,
      { bundle in
        let name = try #require(bundle.members.keys.sorted().first { $0.hasPrefix("consistency/XB.central-") })
        try alter(&bundle, name) { $0.replacing(/"proof":\[.*\]/, with: "\"proof\":[]") }
      }
    ),
    (
      "a State's part with another threshold", .directory,
      { bundle in
        let name = try #require(bundle.members.keys.first { $0.hasSuffix(".targets.json") })
        try alter(&bundle, name) { $0.replacing("\"threshold\":1", with: "\"threshold\":2") }
      }
    ),
    (
      "an entry with another address", .directory,
      { bundle in
        let name = try #require(bundle.members.keys.first { $0.hasPrefix("directory/targets/authorities/XA/") })
        try alter(&bundle, name) { $0.replacing("https://", with: "https://x") }
      }
    ),
    (
      "an authority without an entry", .unknownKey,
      { bundle in for name in bundle.members.keys where name.hasPrefix("directory/targets/authorities/XA/") { bundle.members[name] = nil } }
    ),
    ("something that nobody has asked for", .unreadable, { bundle in bundle.members["note.txt"] = Data("believe me".utf8) }),
  ]

  private static func text(_ bundle: EvidenceBundle, _ name: String) throws -> String {
    String(decoding: try #require(bundle.members[name]), as: UTF8.self)
  }

  private static func alter(_ bundle: inout EvidenceBundle, _ name: String, _ change: (String) -> String) throws {
    bundle.members[name] = Data(change(try text(bundle, name)).utf8)
  }

  /// What is wrong with the archive itself is found before anything in it is looked at.
  private func archives(_ bundle: EvidenceBundle) async throws {
    let file = try bundle.file()
    func faults(_ file: Data) async -> [EvidenceFault] { await EvidenceVerification.run(file).faults }
    for length in [0, 3, 100, file.count / 2, file.count - 1] { #expect(await faults(file.prefix(length)) == [.archive], "\(length)") }
    #expect(await faults(file + Data([0])) == [.archive])
    var flipped = file
    flipped[file.count / 2] ^= 1
    #expect(await faults(flipped) == [.archive])
    let entry = try #require(try ZipReader(file, limits: .init(entries: 1_000, directory: 1 << 20)).entries.first)
    let list = (name: entry.name, content: try ZipReader.content(of: entry, in: file))
    func archive(_ change: (inout [String: Data]) -> Void) throws -> Data {
      var (members, archive) = (bundle.members, ZipFile())
      change(&members)
      try archive.add(list.name, list.content)
      for (name, content) in members.sorted(by: { $0.key < $1.key }) { try archive.add(name, content) }
      return archive.data
    }
    #expect(await faults(try archive { $0["messages/0001.jws"] = Data("x".utf8) }) == [.memberAltered])
    #expect(await faults(try archive { $0["messages/0001.jws"] = nil }) == [.memberMissing])
    #expect(await faults(try archive { $0["more"] = Data() }) == [.memberUnlisted])
    var empty = ZipFile()
    try empty.add("messages/0001.jws", Data())
    #expect(await faults(empty.data) == [.memberMissing])
    // Names of the same length put in the place of harmless ones, before each member and in the directory of the archive.
    for (name, fault) in [
      ("messages/0001.jws", EvidenceFault.nameTwice), ("../../../etc/cron", .badName), ("/etc/cron.d/comity", .badName),
      ("messages\\0002.jws", .badName), ("messages//002.jws", .badName), ("messages/./02.jws", .badName),
    ] {
      let harmless = name.count == 18 ? "messages/000002.jw" : "messages/0002.jws"
      var archive = ZipFile()
      for member in ["messages/0001.jws", harmless] { try archive.add(member, Data()) }
      var hostile = archive.data
      let other = Data(name.utf8)
      while let range = hostile.range(of: Data(harmless.utf8)) { hostile.replaceSubrange(range, with: other) }
      #expect(other.count == harmless.count && hostile != archive.data, "\(name)")
      #expect(await faults(hostile) == [fault], "\(name)")
    }
  }

  /// Every line is a sentence in six languages.
  private func words(_ file: Data) async throws {
    let catalogue = try Node.words()
    var findings = await EvidenceVerification.run(file).findings
    findings += await EvidenceVerification.run(Data()).findings
    for language in Language.allCases {
      let words = catalogue.words(language)
      for finding in findings { #expect(!finding.line(in: words).contains("⟦") && !finding.line(in: words).contains("{")) }
      for fault in EvidenceFault.allCases { #expect(!words("exchange.evidence.fault.\(fault.rawValue)").contains("⟦")) }
      for gap in EvidenceGap.allCases { #expect(!words("exchange.evidence.gap.\(gap.rawValue)", ["command": .text("age")]).contains("⟦")) }
    }
  }

  /// Arcadia says later that somebody else may have had its key since before the first message was received.
  private func revoked(_ exchanged: ExchangedCase) async throws {
    let nodes = exchanged.nodes
    try exchanged.revoke(since: Date().addingTimeInterval(-3_600))
    let follower = DirectoryFollower(
      database: nodes.borealia.database, shippedRoot: try exchanged.root, fetch: DirectoryFetch.over(nodes.directory))
    try await follower.refresh()
    let report = await EvidenceVerification.run(try await exchanged.evidence(on: nodes.borealia).file())
    let messages = report.findings.filter { $0.check == .message }
    #expect(messages.map(\.outcome) == [.fails(.keyNotRelied), .holds, .holds, .fails(.keyNotRelied)], "\(messages)")
    #expect(report.findings.contains { $0.check == .key && $0.outcome == .open(.keyCompromised) })
  }
}
