// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation
import JOSE
import Kernel
import Node
import PeerKit
import Storage
import TestKit
import Testing

@testable import ExchangeService

/// What somebody could make of a genuine bundle, also somebody who has the keys of an authority: what must be told of it.
private struct Forgery: Sendable {
  /// What must be among the findings.
  enum Told: Sendable {
    case fault(EvidenceFault)
    case gap(EvidenceGap)
  }

  let what: String
  let told: Told
  let change: @Sendable (Forge) async throws -> EvidenceBundle

  init(_ what: String, _ told: Told, _ change: @escaping @Sendable (Forge) async throws -> EvidenceBundle) {
    self.what = what
    self.told = told
    self.change = change
  }
}

/// Alters a bundle with the keys of both authorities.
private struct Forge {
  let bundle: EvidenceBundle
  let keys: [String: KeptOwnKeys]

  func remade(conversation: ConversationID? = nil, by maker: AuthorityName? = nil, at moment: Date? = nil) -> EvidenceBundle {
    EvidenceBundle(
      conversation: conversation ?? bundle.conversation, madeBy: maker ?? bundle.madeBy, directoryAt: moment ?? bundle.directoryAt,
      members: bundle.members)
  }

  func with(_ change: (inout [String: Data]) throws -> Void) rethrows -> EvidenceBundle {
    var altered = bundle
    try change(&altered.members)
    return altered
  }

  func member(_ pattern: String) throws -> String {
    try #require(bundle.members.keys.sorted().first { $0.range(of: "^\(pattern)$", options: .regularExpression) != nil }, "\(pattern)")
  }

  func payload(_ name: String) throws -> [String: Any] {
    let parts = String(decoding: try #require(bundle.members[name]), as: UTF8.self).split(separator: ".")
    let content = try #require(Base64URL.decode(Data(parts[1].utf8)))
    return try #require(try JSONSerialization.jsonObject(with: content) as? [String: Any])
  }

  /// Signs another content with the keys of an authority, in the order of members that the profile has.
  func signed(_ kind: SealedText, _ content: [String: Any], by author: String? = nil) async throws -> Data {
    let name = try #require(author ?? content["from"] as? String)
    let key = try #require(keys[name])
    let bytes = try JSONSerialization.data(withJSONObject: content, options: [.sortedKeys, .withoutEscapingSlashes])
    return try await kind.sign(bytes, with: key)
  }

  func message(_ name: String, by author: String? = nil, _ change: (inout [String: Any]) throws -> Void) async throws -> EvidenceBundle {
    var content = try payload(name)
    try change(&content)
    var altered = bundle
    altered.members[name] = try await signed(.message, content, by: author)
    return altered
  }

  /// Another receipt made of one that is there, under the name that it then has.
  func receipt(
    like pattern: String, keeping: Bool = false, _ change: (inout [String: Any]) throws -> Void
  ) async throws -> EvidenceBundle {
    let name = try member(pattern)
    var content = try payload(name)
    try change(&content)
    var altered = bundle
    if !keeping { altered.members[name] = nil }
    let number = name.dropFirst("receipts/".count).prefix(4)
    altered.members["receipts/\(number)-\(content["act"] ?? "")-\(content["from"] ?? "").jws"] = try await signed(.receipt, content)
    guard let proof = content["proof"] as? String else { return altered }
    // Whoever forges a receipt puts the same proof beside it.
    altered.members["proofs/\(number)-\(content["from"] ?? "").tlog-proof"] = Data(proof.utf8)
    return altered
  }
}

@Suite("What a forger makes of a bundle of evidence", .timeLimit(.minutes(15))) struct EvidenceForgeryTests {
  private static let taken = "receipts/0001-relay-acceptance-XB.central.jws"
  private static let delivery = "receipts/0001-delivery-XB.central.jws"

  private static let ofReceiver: [Forgery] = [
    Forgery("receipts changed between two messages", .fault(.otherMessage)) { forge in
      let other = taken.replacing("0001", with: "0004")
      return forge.with { members in (members[taken], members[other]) = (members[other], members[taken]) }
    },
    Forgery("a receipt with a proof of another log", .fault(.proof)) { forge in
      let other = try forge.payload("receipts/0002-relay-acceptance-XA.central.jws")
      return try await forge.receipt(like: taken) { $0["proof"] = other["proof"] }
    },
    Forgery("a receipt with a proof under an older checkpoint", .fault(.proof)) { forge in
      let note = try #require(try forge.payload("messages/0002.jws")["ckpt"] as? String)
      return try await forge.receipt(like: "receipts/0004-relay-acceptance-XB.central.jws") { receipt in
        let proof = try #require(receipt["proof"] as? String)
        receipt["proof"] = String(proof[..<(try #require(proof.range(of: "\n\n")).upperBound)]) + note
      }
    },
    Forgery("a receipt with a proof that was cut short", .fault(.proof)) { forge in
      try await forge.receipt(like: taken) { receipt in
        var lines = try #require(receipt["proof"] as? String).components(separatedBy: "\n")
        lines.remove(at: 3)
        receipt["proof"] = lines.joined(separator: "\n")
      }
    },
    Forgery("a message under the key of the other State", .fault(.unknownKey)) { forge in
      try await forge.message("messages/0001.jws", by: "XB.central") { _ in }
    },
    Forgery("another list of parts under the genuine root", .fault(.directory)) { forge in
      let name = try forge.member("directory/metadata/[0-9]+\\.snapshot\\.json")
      return forge.with { members in
        members[name] = members[name].map {
          Data(String(decoding: $0, as: UTF8.self).replacing("\"version\":1", with: "\"version\":2").utf8)
        }
      }
    },
    Forgery("something in the directory that nothing leads to", .fault(.unreadable)) { forge in
      forge.with { $0["directory/targets/authorities/XC/0.central.entry.json"] = Data("{}".utf8) }
    },
    Forgery("two messages under one identifier", .fault(.sameIdentifier)) { forge in
      let first = try forge.payload("messages/0001.jws")
      return try await forge.message("messages/0004.jws") { $0["id"] = first["id"] }
    },
    Forgery("a message that names another predecessor", .fault(.secondStory)) { forge in
      try await forge.message("messages/0004.jws") { $0["prev"] = String(repeating: "0", count: 64) }
    },
    Forgery("a message of before its conversation", .fault(.unreadable)) { forge in
      try await forge.message("messages/0004.jws") { $0["iat"] = try #require($0["iat"] as? Int) - 3_600 }
    },
    Forgery("messages of another conversation", .fault(.otherConversation)) { forge in
      forge.remade(conversation: ConversationID(at: Date(), random: 7))
    },
    Forgery("receipts without their message", .fault(.otherMessage)) { forge in forge.with { $0["messages/0004.jws"] = nil } },
    Forgery("a message of next year", .fault(.future)) { forge in
      try await forge.message("messages/0004.jws") {
        $0["iat"] = try #require($0["iat"] as? Int) + 20 * 86_400
        $0["exp"] = try #require($0["iat"] as? Int) + 86_400
      }
    },
    Forgery("a receipt of tomorrow", .fault(.future)) { forge in
      try await forge.receipt(like: delivery) { $0["iat"] = try #require($0["iat"] as? Int) + 86_400 }
    },
    Forgery("a retrieval of before the message, and the key, was there", .fault(.keyNotRelied)) { forge in
      try await forge.receipt(like: delivery, keeping: true) { receipt in
        receipt["act"] = "retrieval"
        receipt["files"] = nil
        receipt["role"] = "officer"
        receipt["iat"] = try #require(receipt["iat"] as? Int) - 7_200
      }
    },
    Forgery("a delivery and a non-delivery", .fault(.contradiction)) { forge in
      try await forge.receipt(like: delivery, keeping: true) { receipt in
        receipt["act"] = "non-delivery"
        receipt["files"] = nil
        receipt["reason"] = "not-fetched"
      }
    },
    Forgery("an acceptance and a rejection", .fault(.contradiction)) { forge in
      let when = try forge.payload(taken)["received"]
      return try await forge.receipt(like: delivery, keeping: true) { receipt in
        receipt["act"] = "relay-rejection"
        receipt["files"] = nil
        receipt["problem"] = "expired"
        receipt["received"] = when
      }
    },
    Forgery("an acceptance that says a later time than the log, and than the delivery", .fault(.timesReversed)) { forge in
      try await forge.receipt(like: taken) { receipt in
        for time in ["received", "iat"] { receipt[time] = try #require(receipt[time] as? Int) + 200 }
        receipt["received"] = try #require(receipt["received"] as? Int) + 200
      }
    },
    Forgery("a delivery of other files", .fault(.otherFiles)) { forge in
      try await forge.receipt(like: "receipts/0004-delivery-XB.central.jws") { $0["files"] = [String(repeating: "1", count: 64)] }
    },
    Forgery("no acceptance of a message", .gap(.noAcceptance)) { forge in
      forge.with { members in for name in [taken] + members.keys.filter({ $0.hasPrefix("proofs/0001-XB") }) { members[name] = nil } }
    },
    Forgery("an acceptance that went by a newer directory", .gap(.newerDirectory)) { forge in
      try await forge.receipt(like: taken) { $0["dir"] = 4_711 }
    },
    Forgery("an answer to a message that is not there", .gap(.answersMissing)) { forge in
      try await forge.message("messages/0003.jws") { $0["ref"] = "\(MessageID(at: Date(), random: 9))" }
    },
    Forgery("a bundle of a third authority", .fault(.otherParty)) { forge in forge.remade(by: AuthorityName("XC.central")) },
    Forgery("a directory of before the messages", .gap(.afterDirectory)) { forge in
      forge.remade(at: forge.bundle.directoryAt.addingTimeInterval(-3_600))
    },
    Forgery("a directory of tomorrow", .fault(.future)) { forge in
      forge.remade(at: Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 86_400).rounded()))
    },
    Forgery("a directory of when it had ended", .fault(.directoryEnded)) { forge in
      forge.remade(at: Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 400 * 86_400).rounded()))
    },
    Forgery("a checkpoint of an authority that nobody wrote to", .fault(.unknownAuthority)) { forge in
      let name = try forge.member("checkpoints/XB\\.central-.*\\.note")
      return forge.with { $0[name.replacing("XB", with: "XC")] = $0[name] }
    },
    Forgery("no proofs that logs go on", .gap(.notContinued)) { forge in
      forge.with { members in for name in members.keys where name.hasPrefix("consistency/XB") { members[name] = nil } }
    },
    Forgery("a checkpoint left out that a receipt tells", .gap(.leftOut)) { forge in
      let proof = try #require(try forge.payload("receipts/0001-relay-acceptance-XB.central.jws")["proof"] as? String)
      let note = String(proof[try #require(proof.range(of: "\n\n")).upperBound...])
      return forge.with { members in
        for (name, content) in members where name.hasPrefix("checkpoints/") && content == Data(note.utf8) { members[name] = nil }
        for name in members.keys where name.hasPrefix("consistency/XB") { members[name] = nil }
      }
    },
    Forgery("nothing at all", .fault(.empty)) { forge in forge.with { $0 = $0.filter { $0.key.hasPrefix("directory/") } } },
  ]

  private static let ofSender: [Forgery] = [
    Forgery("no proof of the own submission", .gap(.noSubmission)) { forge in
      forge.with { members in for name in members.keys where name.hasPrefix("proofs/0001-XA") { members[name] = nil } }
    },
    Forgery("a proof of the submission of another message", .fault(.proof)) { forge in
      forge.with { members in
        for kind in ["tlog-proof", "event.json"] { members["proofs/0001-XA.central.\(kind)"] = members["proofs/0004-XA.central.\(kind)"] }
      }
    },
    Forgery("a receipt of submission that names another place in the log", .fault(.contradiction)) { forge in
      try await forge.receipt(like: "receipts/0001-submission-acceptance-XA.central.jws") { $0["index"] = 1 }
    },
  ]

  @Test("Every forgery is told for what it is by the program, and none is passed over by the commands of the document")
  func forgeries() async throws {
    try await ThreeNodes.run { nodes in
      let exchanged = try await ExchangedCase(nodes)
      let folder = nodes.folder.appending(path: "forged")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var knowledge = EvidenceVerification.Knowledge(root: try exchanged.root, directory: .folder(nodes.signers.publisher.folder))
      let keys = try ["XA.central": "arcadia", "XB.central": "borealia"].mapValues {
        try KeptOwnKeys(OwnKeyFile(nodes.folder.appending(path: "\($0)/exchange.keys"), passphrase: nil))
      }
      for (node, name, forgeries) in [(nodes.borealia, "receiver", Self.ofReceiver), (nodes.arcadia, "sender", Self.ofSender)] {
        let genuine = try await exchanged.evidence(on: node)
        let report = await EvidenceVerification.run(try genuine.file(), knowing: knowledge)
        // The one thing that is open of a genuine bundle, to whoever brings root and directory, is the file that it does not have.
        let open = report.findings.filter { $0.outcome != .holds }
        #expect(open.allSatisfy { $0.outcome == .open(.fileNotHere) } && open.count == 1, "\(name): \(open)")
        try genuine.file().write(to: folder.appending(path: "genuine-\(name).zip"))
        for (number, forgery) in forgeries.enumerated() {
          let forged = try await forgery.change(Forge(bundle: genuine, keys: keys)).file()
          // What a later directory settles is not what this is about.
          if case .gap(.afterDirectory) = forgery.told {
            knowledge.directory = nil
          } else {
            knowledge.directory = .folder(nodes.signers.publisher.folder)
          }
          let found = await EvidenceVerification.run(forged, knowing: knowledge)
          switch forgery.told {
          case .fault(let fault): #expect(found.faults.contains(fault), "\(forgery.what): \(found.faults)")
          case .gap(let gap):
            #expect(found.findings.contains { $0.outcome == .open(gap) }, "\(forgery.what): \(found.findings.map(\.outcome))")
          }
          try forged.write(to: folder.appending(path: "\(name)-\(number)-\(forgery.what.replacing(" ", with: "-")).zip"))
        }
      }
      let script = Peer.root.appending(path: "Tests/Interop/evidence_peer.py").path
      let ran = try await RanProgram("/usr/bin/python3", [script, "forged", folder.path])
      #expect(ran.code == 0, "\(String(decoding: ran.errors, as: UTF8.self).suffix(3_000))")
    }
  }

  @Test("A key that was reported as compromised after the bundle was made is told by a later directory, and by nothing else")
  func laterDirectory() async throws {
    try await ThreeNodes.run { nodes in
      let exchanged = try await ExchangedCase(nodes, hasFile: false)
      let file = try await exchanged.evidence(on: nodes.borealia).file()
      let before = await EvidenceVerification.run(file, knowing: .init(root: try exchanged.root))
      #expect(before.holds && before.findings.contains { $0.check == .moment && $0.outcome == .open(.makersMoment) }, "\(before.faults)")
      // A copy of the directory that whoever checks has kept, from before the report.
      let old = nodes.folder.appending(path: "old")
      try FileManager.default.copyItem(at: nodes.signers.publisher.folder, to: old)
      try exchanged.revoke(since: Date().addingTimeInterval(-3_600))
      let later = EvidenceDirectory.folder(nodes.signers.publisher.folder)
      let after = await EvidenceVerification.run(file, knowing: .init(root: try exchanged.root, directory: later))
      #expect(
        after.findings.filter { $0.check == .message }.map(\.outcome) == [.fails(.keyNotRelied), .holds, .holds], "\(after.findings)")
      #expect(after.findings.contains { $0.check == .key && $0.outcome == .open(.keyCompromised) })
      // The bundle of now has the newer directory: the old copy is no later one.
      _ = try await DirectoryFollower(
        database: nodes.borealia.database, shippedRoot: try exchanged.root, fetch: DirectoryFetch.over(nodes.directory)
      ).refresh()
      let newer = try await exchanged.evidence(on: nodes.borealia).file()
      let refused = await EvidenceVerification.run(newer, knowing: .init(root: try exchanged.root, directory: .folder(old)))
      #expect(refused.faults.contains(.olderDirectory), "\(refused.faults)")
      // As of a moment of the checker's own the directory of the bundle still stands, or has ended.
      let today = await EvidenceVerification.run(file, knowing: .init(root: try exchanged.root, asOf: Date()))
      #expect(today.findings.contains { $0.check == .asOf && $0.outcome == .holds } && today.holds, "\(today.faults)")
      let ended = await EvidenceVerification.run(file, knowing: .init(asOf: Date().addingTimeInterval(400 * 86_400)))
      #expect(ended.faults == [.directoryEnded])
    }
  }

  @Test("Nothing that is printed steers a terminal or changes the direction of writing")
  func printed() {
    let hostile = "a\u{1B}[2Jb\u{202E}c\u{2066}d\u{200B}e\u{9B}f\tg\n\u{2028}h"
    #expect(EvidenceFinding.plain(hostile) == "a\\u{1b}[2Jb\\u{202e}c\\u{2066}d\\u{200b}e\\u{9b}f\\u{9}g\\u{a}\\u{2028}h")
    #expect(EvidenceFinding.plain("receipts/0001 – é 中 ع") == "receipts/0001 – é 中 ع")
  }
}
