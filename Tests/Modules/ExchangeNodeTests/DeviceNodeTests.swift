// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Kernel
import Node
import PeerKit
import Storage
import Testing

@testable import CaseworkService

@Suite("A node whose keys are in a device") struct DeviceNodeTests {
  @Test("It sends a request, opens what comes back and believes its receipts, and its file has no key that signs or opens")
  func whole() async throws {
    let token = try SoftToken.shared.get().ending(3)
    // As systemd hands it to the service: the node's file says nothing of it.
    let credentials = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: credentials, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: credentials) }
    try Data("\(token.pin)\n".utf8).write(to: credentials.appending(path: "comity-exchange-pin"))
    setenv("CREDENTIALS_DIRECTORY", credentials.path, 1)
    defer { unsetenv("CREDENTIALS_DIRECTORY") }
    try await ThreeNodes.run(keysIn: token) { nodes in
      #expect(nodes.arcadia.configuration.exchange?.pin == nil)
      let state = try #require(StateCode("XA"))
      for node in [nodes.arcadia, nodes.borealia] {
        _ = try await ThreeNodes.eventually("a copy of the directory") {
          try await node.casework?.around.exchange?.authorities(state).first
        }
      }
      let id = try await nodes.sent(subject: "Records of the harbour")
      let arrived = try await ThreeNodes.eventually("the request in Borealia") {
        try await nodes.arrived(subject: "Records of the harbour")
      }
      #expect(try await nodes.arcadia.figures().contains("comity_exchange_key_device 1"))
      // The device is taken out and put in again: what is sent next is signed, and what comes is answered, without a new start.
      try token.endSessions()
      try await ThreeNodes.act(
        .incoming(.acknowledge(Acknowledgement(on: ThreeNodes.today, contact: "Desk 3"))), arrived.id, on: nodes.borealia)
      // What Borealia sealed is opened with the key that the device unwraps.
      let told = try await ThreeNodes.eventually("the acknowledgement in Arcadia") { () -> String? in
        guard case .outgoing(let request) = try await ThreeNodes.request(id, on: nodes.arcadia) else { return nil }
        return request.acknowledgement?.contact
      }
      #expect(told == "Desk 3")
      let file = String(decoding: try Data(contentsOf: nodes.folder.appending(path: "arcadia/exchange.keys")), as: UTF8.self)
      #expect(file.matches(of: /"secret"/).count == 1 && file.contains("PRIVATE KEY"), "the certificate's alone")
      #expect(file.matches(of: /"held"/).count == 1 && file.matches(of: /"wrapped"/).count == 1)
    }
  }
}
