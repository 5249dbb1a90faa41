// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import FoundationNetworking
import Kernel
import Node
import PeerKit
import Testing
import Web

@testable import CaseworkService

@Suite("Figures of whole nodes") struct FiguresTests {
  /// The figures as the parser of others reads them: name, labels and value.
  private struct Figure { let name: String, labels: [String: String], value: Double }

  private func read(_ text: String) throws -> [Figure] {
    let answer = try #require(try Peer.ask("prometheus_peer", [["text": text]]).first)
    let understood = try #require(answer.value)
    let families = try #require(try JSONSerialization.jsonObject(with: Data(understood.utf8)) as? [[Any]])
    return families.flatMap { family in
      (family[3] as? [[Any]] ?? []).compactMap { sample in
        guard let name = sample[0] as? String, let labels = sample[1] as? [String: String], let value = sample[2] as? NSNumber else {
          return nil
        }
        return Figure(name: name, labels: labels, value: value.doubleValue)
      }
    }
  }

  @Test("A request that travels moves both nodes' figures, which others read, and which name no authority, no State and nothing of a case")
  func whole() async throws {
    try await ThreeNodes.run { nodes in
      // Where counting begins.
      for node in [nodes.arcadia, nodes.borealia] { _ = try await node.figures() }
      let state = try #require(StateCode("XA"))
      for node in [nodes.arcadia, nodes.borealia] {
        _ = try await ThreeNodes.eventually("a copy of the directory") {
          try await node.casework?.around.exchange?.authorities(state).first
        }
      }
      _ = try await nodes.sent(subject: "CANARYSUBJECT of the harbour")
      _ = try await ThreeNodes.eventually("the request in Borealia") { try await nodes.arrived(subject: "CANARYSUBJECT of the harbour") }
      func value(_ node: Node, _ name: String, _ labels: [String: String] = [:]) async throws -> Double? {
        try read(try await node.figures()).first { $0.name == name && $0.labels == labels }?.value
      }
      _ = try await ThreeNodes.eventually("the receipt in Arcadia") {
        try await value(nodes.arcadia, "comity_exchange_events_total", ["kind": "exchange.delivered"]).flatMap { $0 >= 1 ? $0 : nil }
      }
      #expect(try await value(nodes.borealia, "comity_exchange_events_total", ["kind": "exchange.received"]) ?? 0 >= 1)
      #expect(try await value(nodes.arcadia, "comity_exchange_ways", ["breaker": "closed"]) == 1)
      #expect(try await value(nodes.arcadia, "comity_exchange_concerns", ["urgency": "now"]) == 0)
      let now = Date().timeIntervalSince1970
      for use in ["sig", "enc", "tls"] {
        #expect(
          try await value(nodes.arcadia, "comity_exchange_key_expiry_timestamp_seconds", ["use": use]) ?? 0 > now + 100 * 86_400, "\(use)")
      }
      for part in ["timestamp", "snapshot", "targets"] {
        #expect(try await value(nodes.arcadia, "comity_exchange_directory_expiry_timestamp_seconds", ["part": part]) ?? 0 > now, "\(part)")
        #expect(try await value(nodes.secretariat, "comity_publication_expiry_timestamp_seconds", ["part": part]) ?? 0 > now, "\(part)")
      }
      #expect(try await value(nodes.arcadia, "process_resident_memory_bytes") ?? 0 > 1_048_576)
      for node in [nodes.arcadia, nodes.borealia, nodes.secretariat] {
        let text = try await node.figures()
        for word in ["XA", "XB", "central", "CANARY", "harbour", "Ada"] { #expect(!text.contains(word), "\(word)") }
        #expect(text.firstMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}/) == nil)
      }
    }
  }

  @Test("Figures are given on the address that the node's file names and on no other: not on the site, and nowhere when it names none")
  func listener() async throws {
    try await ThreeNodes.run { nodes in
      let port = try #require(nodes.arcadia.configuration.metrics?.port)
      #expect(nodes.borealia.configuration.metrics == nil && nodes.arcadia.configuration.metrics?.host == "127.0.0.1")
      func get(_ path: String) async throws -> (status: Int?, type: String?, text: String)? {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)"), let (data, answer) = try? await URLSession.shared.data(from: url)
        else {
          return nil
        }
        let head = answer as? HTTPURLResponse
        return (head?.statusCode, head?.value(forHTTPHeaderField: "content-type"), String(decoding: data, as: UTF8.self))
      }
      let given = try await ThreeNodes.eventually("the figures") { try await get("/metrics") }
      #expect(given.status == 200 && given.type == "text/plain; version=0.0.4; charset=utf-8")
      #expect(try read(given.text).contains { $0.name == "comity_build_info" && $0.value == 1 })
      #expect(try await get("/")?.status == 404)
      for node in [nodes.arcadia, nodes.secretariat] { #expect(!node.site.routes.contains { $0.path.contains("metrics") }) }
    }
  }
}
