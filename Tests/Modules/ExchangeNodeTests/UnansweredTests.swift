// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import ExchangeService
import Foundation
import Kernel
import Node
import Storage
import Synchronization
import Testing

@testable import CaseworkService

@Suite("Whole nodes of which one does not answer, or has another time") struct UnansweredTests {
  private static let day: TimeInterval = 86_400

  private func borealiaKnown(to nodes: ThreeNodes) async throws {
    let state = try #require(StateCode("XB"))
    _ = try await ThreeNodes.eventually("a copy of the directory") {
      try await nodes.arcadia.casework?.around.exchange?.authorities(state).first
    }
  }

  @Test(
    "A message whose peer never answers ends as a relay-failure: in the log of messages, in a receipt, and on the page of its case with what to do",
    .timeLimit(.minutes(3)))
  func expires() async throws {
    let ahead = Mutex(0.0)
    let clock: @Sendable (String) -> Date = { node in Date().addingTimeInterval(node == "arcadia" ? ahead.withLock { $0 } : 0) }
    try await ThreeNodes.run(hasWire: false, now: clock) { nodes in
      try await borealiaKnown(to: nodes)
      let mail = try #require(nodes.arcadia.mail)
      let id = try await nodes.sent(subject: "Records of the harbour")
      let tried = try await ThreeNodes.eventually("a try") {
        try await mail.lines([("state", "sent")], limit: 9).first?.split(separator: "\t").map(String.init)
      }
      #expect(tried[5] == "-" && tried[2] == "XB.central")
      let before = try await nodes.pages(of: nodes.arcadia, now: { clock("arcadia") }, ["/cases/\(id)", "/exchange/standing"])
      #expect(!before[0].contains("No confirmation"))
      ahead.withLock { $0 = 8 * Self.day }
      let failed = try await ThreeNodes.eventually("the failure") {
        try await mail.lines([("state", "failed")], limit: 9).first?.split(separator: "\t").map(String.init)
      }
      #expect(failed[5] == "relay-failure" && failed[8] == tried[8])
      let signed = try #require(DigestOf<SignedMessage>(failed[8]))
      let receipts = try await mail.receiptLines(about: signed)
      #expect(receipts.contains { $0.hasPrefix("relay-failure\tXA.central\t") })
      let after = try await nodes.pages(
        of: nodes.arcadia, now: { clock("arcadia") }, ["/cases/\(id)", "/exchange/messages/\(signed)", "/exchange"])
      #expect(after[0].contains("No confirmation"))
      #expect(after[0].contains("Nobody knows whether") && after[0].contains("Ask by telephone, or tell it on paper"))
      #expect(after[1].contains("relay-failure") && after[2].contains("Failed"))
    }
  }

  @Test(
    "Where one clock is ten minutes wrong the sender notes that, and both sides are told whose clock it seems to be and by how much",
    .timeLimit(.minutes(3)), arguments: [-600.0, 600.0])
  func clocks(off: TimeInterval) async throws {
    let clock: @Sendable (String) -> Date = { node in Date().addingTimeInterval(node == "borealia" ? off : 0) }
    try await ThreeNodes.run(now: clock) { nodes in
      try await borealiaKnown(to: nodes)
      let state = try #require(StateCode("XA"))
      _ = try await ThreeNodes.eventually("a copy of the directory in Borealia") {
        try await nodes.borealia.casework?.around.exchange?.authorities(state).first
      }
      _ = try await nodes.sent(subject: "Records of the harbour")
      // A try from before the other listened has no answer; one that was answered has.
      _ = try await ThreeNodes.eventually("that the clocks differ") {
        try await nodes.arcadia.database.row(SQL("SELECT 1 AS one FROM exchangeMessage WHERE lastOutcome = 'clock-skew'"))
      }
      let page = try await nodes.pages(of: nodes.arcadia, now: { clock("arcadia") }, ["/exchange/standing"])[0]
      let direction = off < 0 ? "slow" : "fast"
      #expect(page.contains("The clock of XB.central seems wrong: against this node’s it is \(direction) by 10 minutes."))
      // The other way round the same is seen from the other side.
      let mail = try #require(nodes.borealia.mail)
      _ = try await mail.tryPath(to: try #require(AuthorityName("XA.central")), by: .operatorAtConsole)
      _ = try await ThreeNodes.eventually("that the clocks differ, seen from the other side") {
        try await nodes.borealia.database.row(
          SQL("SELECT 1 AS one FROM exchangeMessage WHERE direction = 'out' AND lastOutcome = 'clock-skew'"))
      }
      let other = try await nodes.pages(of: nodes.borealia, now: { clock("borealia") }, ["/exchange/standing"])[0]
      #expect(other.contains("The clock of XA.central seems wrong: against this node’s it is \(off < 0 ? "fast" : "slow") by 10 minutes."))
    }
  }
}
