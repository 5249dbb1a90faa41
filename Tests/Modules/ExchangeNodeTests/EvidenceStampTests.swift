// SPDX-License-Identifier: Apache-2.0
import AuditService
import ExchangeRules
import ExchangeService
import Foundation
import Node
import PeerKit
import Storage
import TestKit
import Testing

@Suite("Time stamps that a node asks for by itself", .timeLimit(.minutes(10))) struct EvidenceStampTests {
  private static let script = Peer.root.appending(path: "Tests/Interop/evidence_peer.py").path

  private func peer(_ arguments: String...) async throws {
    let ran = try await RanProgram("/usr/bin/python3", [Self.script] + arguments)
    #expect(ran.code == 0, "\(String(decoding: ran.errors, as: UTF8.self).suffix(3_000))")
  }

  @Test(
    "An authority run by openssl stamps the log; the bundle carries it, all of it holds, and each message is known to be older than the stamp"
  )
  func stamped() async throws {
    try await Peer.inFolder { folder in
      try await peer("authority", folder.path)
      let port = try await ThreeNodes.freePorts(1)[0]
      async let serving = RanProgram("/usr/bin/python3", [Self.script, "serve", folder.path, "\(port)"])
      let timeStamps = "  timeStamp:\n    url: http://127.0.0.1:\(port)/\n    roots: \(folder.path)/stamp-root.pem\n"
      try await ThreeNodes.run(timeStamps: timeStamps) { nodes in
        _ = try await ThreeNodes.eventually("a time stamp by itself") {
          try await nodes.arcadia.database.row(SQL("SELECT size FROM exchangeStamp LIMIT 1"))
        }
        let exchanged = try await ExchangedCase(nodes, hasFile: false)
        let bundle = try await exchanged.evidence(on: nodes.arcadia)
        let (file, root) = (folder.appending(path: "bundle.zip"), folder.appending(path: "root.json"))
        try bundle.file().write(to: file)
        try exchanged.root.write(to: root)
        try FileManager.default.copyItem(at: nodes.signers.publisher.folder, to: folder.appending(path: "later"))
        let knowledge = EvidenceVerification.Knowledge(
          root: try exchanged.root, stampRoots: [try Data(contentsOf: folder.appending(path: "stamp-root.der"))],
          directory: .folder(folder.appending(path: "later")))
        let report = await EvidenceVerification.run(try bundle.file(), knowing: knowledge)
        #expect(report.findings.allSatisfy { $0.outcome == .holds }, "\(report.findings.filter { $0.outcome != .holds })")
        #expect(report.findings.count { $0.check == .existed } == 3)
        // A stamp over something else proves nothing of what it is put beside.
        var moved = bundle
        let stamp = try #require(bundle.members.keys.first { $0.hasPrefix("stamps/") })
        let other = try #require(
          bundle.members.keys.sorted().first { $0.hasSuffix(".note") && !stamp.contains($0.dropFirst("checkpoints/".count).dropLast(5)) })
        moved.members["stamps/\(other.dropFirst("checkpoints/".count).dropLast(5)).tsr"] = bundle.members[stamp]
        #expect(await EvidenceVerification.run(try moved.file(), knowing: knowledge).faults == [.stamp])
        try await peer("whole", file.path, folder.path)
        try Data().write(to: folder.appending(path: "stop"))
        // Up to then it would stamp what is to be left without a stamp.
        _ = try await ThreeNodes.eventually("the end of the authority") {
          FileManager.default.fileExists(atPath: folder.appending(path: "stopped").path) ? true : nil
        }
        try await failing(nodes, exchanged)
      }
      _ = try await serving
    }
  }

  /// The authority is gone: messages go on, bundles are written, and it is noted why there is no newer stamp.
  private func failing(_ nodes: ThreeNodes, _ exchanged: ExchangedCase) async throws {
    let stamps = try #require(nodes.arcadia.stamps)
    _ = try await nodes.arcadia.audit.checkpoint(at: Date())
    _ = try await exchanged.evidence(on: nodes.arcadia)
    let row = try await ThreeNodes.eventually("the fault") {
      await stamps.stamp()
      return try await nodes.arcadia.database.row(SQL("SELECT fault FROM exchangeStamping WHERE fault IS NOT NULL"))
    }
    #expect(try row.text("fault") == "no-answer")
    let view = try await #require(nodes.arcadia.exchangeStanding).view(at: Date())
    #expect(view.stamps?.stampedAt != nil && view.stamps?.failingSince != nil && view.stamps?.fault == "no-answer")
    let aDayLater = try await #require(nodes.arcadia.exchangeStanding).view(at: Date().addingTimeInterval(90_000))
    #expect(aDayLater.concerns.contains { if case .unstamped = $0 { true } else { false } })
  }
}
