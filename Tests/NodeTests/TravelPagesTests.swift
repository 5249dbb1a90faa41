// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import CaseworkService
import ExchangeRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import Storage
import Testing

@Suite("What travelled, on the page of a case") struct TravelPagesTests {
  /// A message of the authority of State XB as it takes effect, with a sample document.
  private func message(
    _ act: TravellingAct, _ conversation: ConversationID, _ number: Int, changing members: [String: Any] = [:], at instant: Date
  ) throws -> (Manifest, DigestOf<SignedMessage>) {
    let data = try Data(contentsOf: root.appending(path: "Samples/messages/\(act.rawValue).json"))
    let sample = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let bytes = try JSONSerialization.data(withJSONObject: sample.merging(members) { $1 })
    let last = DigestOf<SignedMessage>(String(repeating: "\(number - 1)", count: 64))
    let digest = try #require(DigestOf<SignedMessage>(String(repeating: "\(number)", count: 64)))
    let form = try #require(WireURN(act.schema))
    let media = try #require(MediaType("application/json"))
    let from = try #require(AuthorityName("XB.central"))
    let own = try #require(AuthorityName("XA.central"))
    let service = try #require(WireURN(TravellingAct.service))
    let name = try #require(ActName(act.rawValue))
    let place = try #require(ChainPlace(sequence: number, predecessor: number == 1 ? nil : last))
    let manifest = try Manifest(
      id: MessageID(at: instant, random: UInt128(number)), conversation: conversation, from: from, to: own, service: service, act: name,
      place: place, issuedAt: Date(timeIntervalSince1970: instant.timeIntervalSince1970.rounded(.down)),
      expiresAt: Date(timeIntervalSince1970: instant.timeIntervalSince1970.rounded(.down) + 600),
      document: try MessageDocument(schema: form, media: media, content: bytes), directoryVersion: 1)
    return (manifest, digest)
  }

  @Test("A request that came as a message is in the register; what could not be recorded is shown until an officer has looked at it")
  func arrived() async throws {
    let node = try await demonstrationNode()
    let casework = try #require(node.casework)
    let now = Date()
    let conversation = ConversationID(at: now, random: 3)
    let request = try message(.request, conversation, 1, changing: ["reference": "BO-77-CANARY"], at: now)
    try await node.database.commit(try await casework.arrived(request.0, signed: request.1, receivedAt: now))
    // Nobody sent a product that could be confirmed.
    let early = try message(.productReceived, conversation, 2, at: now)
    try await node.database.commit(try await casework.arrived(early.0, signed: early.1, receivedAt: now))
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let list = try await drafter.get("/cases?show=all&q=BO-77-CANARY").body
    let url = String(try #require(list.firstMatch(of: /href="(\/cases\/[0-9a-f-]{36})"/)).1)
    let page = try await drafter.get(url).body
    #expect(page.contains("XB.central") && page.contains("Between the two authorities") && !page.contains("⟦"))
    #expect(page.contains("Could not be recorded") && page.contains("What was sent has arrived"))
    let see = String(try #require(page.firstMatch(of: /action="(\/cases\/[^"]+\/messages\/[^"]+\/seen)"/)).1)
    try await drafter.submit(see, [], from: url)
    #expect(drafter.status == .seeOther)
    #expect(try await !drafter.get(url).body.contains("/seen\""))
    try await drafter.submit("\(url)/travel", [("way", "paper")], from: url)
    #expect(drafter.status == .seeOther)
    #expect(try await drafter.get(url).body.contains("on paper"))
    for language in Language.allCases {
      #expect(try await !drafter.get("\(url)?lang=\(language.rawValue)").body.contains("⟦"), "\(language)")
    }
  }
}
