// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import ExchangeRules
import Foundation
import Kernel
import Localisation
import Storage
import TestKit
import Testing
import WritingRules

@testable import CaseworkService

@Suite("Requests that travel between two registers") struct TravelServiceTests {
  static let day = Desk.day

  /// The registers of Arcadia and Borealia, with a request that went from one to the other.
  func between(
    _ engine: TestDatabases, knows others: [String] = ["XB.central"],
    _ body: (Desk, Desk, RegisteredRequest, inout Carrier) async throws -> Void
  ) async throws {
    try await Desk.with(engine, "XA.central", knows: others) { arcadia in
      try await Desk.with(engine, "XB.central", knows: ["XA.central"]) { borealia in
        var carrier = Carrier()
        let request = try await arcadia.approved()
        try await arcadia.send(request.id)
        try await carrier.carry(arcadia, borealia)
        try await body(arcadia, borealia, request, &carrier)
      }
    }
  }

  func theirs(_ desk: Desk) async throws -> IncomingRequest {
    guard case .incoming(let request)? = try await desk.requests().first else { throw CannotAct.noSuchRequest }
    return request
  }

  func ours(_ desk: Desk, _ id: ID<RegisteredRequest>) async throws -> OutgoingRequest {
    guard case .outgoing(let request) = try await desk.request(id) else { throw CannotAct.noSuchRequest }
    return request
  }

  @Test(
    "A request that is sent by the electronic channel is in the other register, and its acts arrive on either side",
    arguments: TestDatabases.all)
  func travels(_ engine: TestDatabases) async throws {
    try await between(engine) { arcadia, borealia, request, carrier in
      let arrived = try await theirs(borealia)
      #expect(arrived.stage == .registered && arrived.head.theirReference == "XAO-2026-00001" && arrived.head.reference == "XBI-2026-00001")
      #expect(arrived.head.basis.appliesParagraphs9To29 && arrived.head.responsible == nil)
      try await borealia.act(.incoming(.acknowledge(Acknowledgement(on: Self.day, contact: "Desk 3"))), arrived.id)
      try await borealia.act(.incoming(.accept(AcceptItems(items: ["i1"], conditions: ["One."], on: Self.day))), arrived.id)
      try await carrier.carry(arcadia, borealia)
      let told = try await ours(arcadia, request.id)
      #expect(told.acknowledgement?.theirReference == "XBI-2026-00001" && told.items[0].conditions.map(\.text) == ["One."])
      try await arcadia.act(.outgoing(.acceptConditions(AcceptConditions(items: ["i1"], on: Self.day))), request.id)
      try await arcadia.act(.outgoing(.withdraw(WithdrawItems(items: ["i2"], Withdrawal(on: Self.day)))), request.id)
      try await carrier.carry(arcadia, borealia)
      #expect(try await theirs(borealia).items[0].openConditions.isEmpty)
      #expect(try await theirs(borealia).items[1].stage.code == .withdrawn)
      #expect(try await ours(arcadia, request.id).notNeededToTell.isEmpty)
      // Every own message is known to have arrived, every other one was recorded.
      let sent = try await arcadia.casework.messages(of: request.id)
      #expect(Set(sent.map(\.act)) == [.request, .acknowledgement, .acceptance, .conditionsAccepted, .withdrawal] && sent.count == 5)
      for message in sent {
        if case .relayed = message.standing { continue }
        #expect(message.author == borealia.name && message.standing == .taken, "\(message.act)")
      }
      let question = sent.first { $0.act == .request }?.message
      #expect(question != nil && sent.first { $0.act == .acknowledgement }?.answers == question)
      let (here, there) = (carrier.line(of: arcadia.name), carrier.line(of: borealia.name))
      #expect(here.text == there.text && Set(here.agreed.map(\.act)) == [.request, .acknowledgement, .acceptance, .withdrawal])
    }
  }

  @Test("A message that comes again brings about nothing", arguments: TestDatabases.all)
  func twice(_ engine: TestDatabases) async throws {
    try await between(engine) { _, borealia, _, carrier in
      for message in carrier.carried {
        let again = try await borealia.casework.arrived(message.manifest, signed: message.signed, receivedAt: Desk.instant)
        #expect(again.statements.isEmpty && again.events.isEmpty && again.effects.isEmpty)
      }
      #expect(try await borealia.requests().count == 1)
    }
  }

  @Test(
    "A second text under the name of a message that was taken is refused, also a draft, whatever the exchange still remembers",
    arguments: TestDatabases.all)
  func reused(_ engine: TestDatabases) async throws {
    try await Desk.with(engine, "XA.central", knows: ["XB.central"]) { arcadia in
      try await Desk.with(engine, "XB.central", knows: ["XA.central"]) { borealia in
        let request = try await arcadia.approved()
        try await arcadia.casework.shareDraft(request.id, for: arcadia.casework.console, by: .officer("a"), at: Desk.instant)
        try await arcadia.send(request.id)
        var carrier = Carrier()
        try await carrier.carry(arcadia, borealia)
        #expect(Set(carrier.carried.map(\.manifest.act.text)) == ["draft-for-comment", "request"])
        let second = try #require(DigestOf<SignedMessage>(String(repeating: "0b", count: 32)))
        for message in carrier.carried {
          await #expect(throws: ExchangeProblem.idReuse) {
            try await borealia.casework.arrived(message.manifest, signed: second, receivedAt: Desk.instant)
          }
        }
      }
    }
  }

  @Test("A draft with files is refused: they would belong to no case")
  func draftWithFiles() async throws {
    try await between(.sqlite) { _, borealia, _, carrier in
      let first = try #require(carrier.carried.first).manifest
      let payload = try Payload(
        name: try PayloadName("notes.txt"), media: try #require(MediaType("text/plain")), size: 1_000,
        digest: try #require(DigestOf(String(repeating: "0c", count: 32))), sealedSize: try #require(SealedLength.sealed(of: 1_000)),
        blob: try #require(DigestOf(String(repeating: "0e", count: 32))), each: .short,
        tree: try #require(DigestOf(String(repeating: "0f", count: 32))),
        key: try #require(FileKey("AGE-SECRET-KEY-1" + String(repeating: "Q", count: 58))))
      let document = try #require(first.document)
      let form = try #require(WireURN(TravellingAct.draftForComment.schema))
      let name = try #require(ActName("draft-for-comment"))
      let manifest = try Manifest(
        id: MessageID(at: Desk.instant, random: 11), conversation: ConversationID(at: Desk.instant, random: 12), from: first.from,
        to: first.to, service: first.service, act: name, place: try #require(ChainPlace(sequence: 1, predecessor: nil)),
        issuedAt: Desk.instant, expiresAt: Desk.instant.addingTimeInterval(60),
        document: try MessageDocument(schema: form, media: document.media, content: document.content), payloads: [payload],
        directoryVersion: 1)
      let digest = try #require(DigestOf<SignedMessage>(String(repeating: "0d", count: 32)))
      await #expect(throws: ExchangeProblem.schema) {
        try await borealia.casework.arrived(manifest, signed: digest, receivedAt: Desk.instant)
      }
    }
  }

  @Test("More messages with files than one look takes are all looked at")
  func manyOffers() async throws {
    try await between(.sqlite) { _, borealia, _, _ in
      let arrived = try await theirs(borealia)
      let record = ID<CaseMessage>()
      var statements: [SQL] = []
      for number in 0..<450 {
        statements.append(
          SQL(
            "INSERT INTO caseOffer (author, message, request, record, isAsked) VALUES ($1, $2, $3, $4, $5)",
            [
              "XA.central".sql, "\(MessageID(at: Desk.instant, random: UInt128(number)))".sql, arrived.id.sql, record.sql,
              (number % 3 == 0).sql,
            ]))
      }
      try await borealia.database.commit(Commit(statements))
      for withAsked in [true, false] {
        var (found, last) = (Set<MessageID>(), CaseStore.Offer?.none)
        while case let page = try await borealia.casework.store.offers(withAsked: withAsked, after: last), !page.isEmpty {
          found.formUnion(page.map(\.message))
          last = page.last
        }
        #expect(found.count == (withAsked ? 450 : 300))
      }
    }
  }

  @Test("A name sorts behind everything that is known, by one millisecond or by five minutes of another clock")
  func fresh() {
    for milliseconds in stride(from: 0, through: 298_000, by: 997) {
      let known = MessageID(at: Desk.instant.addingTimeInterval(Double(milliseconds) / 1000), random: .max)
      let name = MessageID.fresh(at: Desk.instant, after: [known])
      #expect(name > known && name.madeAt.timeIntervalSince(Desk.instant) <= Manifest.clockTolerance, "\(milliseconds)")
    }
    let far = MessageID(at: Desk.instant.addingTimeInterval(3_600), random: 0)
    #expect(MessageID.fresh(at: Desk.instant, after: [far]).madeAt == Desk.instant)
  }

  @Test("Evidence that is written out by the name of a conversation is a reading of its restricted request, and so is that of a draft")
  func evidenceIsRead() async throws {
    try await Desk.with(.sqlite, "XA.central", knows: ["XB.central"]) { arcadia in
      let request = try await arcadia.approved()
      try await arcadia.casework.shareDraft(request.id, for: arcadia.casework.console, by: .officer("a"), at: Desk.instant)
      let draft = try #require(try await arcadia.takeGiven().first)
      try await arcadia.send(request.id)
      let sent = try #require(try await arcadia.takeGiven().first)
      try await arcadia.database.commit(
        Commit([SQL("UPDATE registeredRequest SET isRestricted = 1 WHERE id = $1", [request.id.sql])]))
      var reads = 0
      for (name, message) in [("\(draft.conversation)", draft.id), ("\(sent.conversation)", sent.id), ("\(request.id)", sent.id)] {
        let found = try await arcadia.casework.exporting(name, messages: { _ in [(arcadia.name, message)] }, at: Desk.instant)
        #expect(found == (name == "\(draft.conversation)" ? draft.conversation : sent.conversation))
        let events = try await EventLog(arcadia.database).events(of: EventSubject("caseReading", request.id.description))
        reads += 1
        #expect(events.count == reads && events.allSatisfy { $0.by == .operatorAtConsole }, "\(name)")
        #expect(events.allSatisfy { if case .value(.text("export")) = $0.facts["how"] { true } else { false } }, "\(name)")
      }
    }
  }

  @Test("A letter names the message of its very act, also where two of a kind were signed on one day")
  func letters() async throws {
    try await between(.sqlite) { arcadia, borealia, request, carrier in
      let arrived = try await theirs(borealia)
      try await borealia.act(.incoming(.acknowledge(Acknowledgement(on: Self.day, contact: "Desk 3"))), arrived.id)
      for question in ["Which bank?", "Which account?"] {
        try await borealia.act(
          .incoming(.askForInformation(AskForInformation(items: ["i1"], question: question, on: Self.day))), arrived.id)
        try await carrier.carry(arcadia, borealia)
        try await arcadia.act(.outgoing(.answerInformation(AnswerInformation(text: "About \(question)", on: Self.day))), request.id)
        try await carrier.carry(arcadia, borealia)
      }
      for item in ["i1", "i2"] as [ItemID] {
        try await borealia.act(.incoming(.accept(AcceptItems(items: [item], on: Self.day))), arrived.id)
      }
      try await carrier.carry(arcadia, borealia)
      for (desk, id) in [(arcadia, request.id), (borealia, arrived.id)] {
        let found = try await desk.request(id)
        let letters = try await desk.casework.letters(of: found, for: desk.casework.console)
        var named: [MessageID] = []
        for letter in letters {
          let messages = try await desk.casework.messages(for: letter, among: letters, of: found)
          // What was accepted alike in two goes has one letter, and two messages.
          #expect(messages.count == (letter.kind.acts.isEmpty ? 0 : letter.kind == .acceptance ? 2 : 1), "\(letter.name)")
          named += messages.map(\.id)
        }
        #expect(named.count == (desk.name == arcadia.name ? 3 : 5) && Set(named).count == named.count)
      }
    }
  }

  @Test("What cannot be recorded as the request stands is kept as it was told, until an officer has looked at it")
  func setAside() async throws {
    try await between(.sqlite) { arcadia, borealia, request, carrier in
      let arrived = try await theirs(borealia)
      try await borealia.act(.incoming(.acknowledge(Acknowledgement(on: Self.day, contact: "Desk 3"))), arrived.id)
      // The acknowledgement was on the telephone first.
      try await arcadia.act(.outgoing(.recordAcknowledgement(ToldAcknowledgement(on: Self.day, contact: "By telephone"))), request.id)
      try await carrier.carry(arcadia, borealia)
      #expect(try await ours(arcadia, request.id).acknowledgement?.contact == "By telephone")
      let kept = try #require(try await arcadia.casework.messages(of: request.id).first { $0.act == .acknowledgement })
      #expect(kept.standing == .setAside("casework.not-at-this-stage") && kept.waitsForOfficer)
      let words = try Catalogue(folders: [CaseworkResources.strings]).words(.en)
      #expect(kept.lines(words).contains { $0.value == "Desk 3" })
      let seen = try kept.seeing(Desk.acting("a"))
      #expect(!seen.state.waitsForOfficer)
      #expect(throws: CannotAct.nothingOpen) { try seen.state.seeing(Desk.acting("a")) }
      let events = try await EventLog(arcadia.database).events(of: EventSubject("registeredRequest", request.id.description))
      #expect(events.contains { $0.kind == "casework.messageSetAside" })
    }
  }

  @Test("Nothing is told through the exchange on paper, to an authority that is not known, or where the channel is another")
  func onPaper() async throws {
    try await between(.sqlite, knows: []) { arcadia, borealia, request, _ in
      let arrived = try await borealia.requests()
      let begun = try await arcadia.casework.store.conversation(of: request.id)
      #expect(arrived.isEmpty && begun == nil)
    }
    try await Desk.with(.sqlite, "XA.central", knows: ["XB.central"]) { arcadia in
      let request = try await arcadia.approved()
      try await arcadia.send(request.id, channel: .direct)
      #expect(try await arcadia.takeGiven().isEmpty)
    }
    try await between(.sqlite) { arcadia, borealia, request, _ in
      let arrived = try await theirs(borealia)
      let conversation = try #require(try await borealia.casework.store.conversation(of: arrived.id))
      try await borealia.database.commit(Commit([CaseStore.choosing(conversation, isOn: false)]))
      try await borealia.act(.incoming(.acknowledge(Acknowledgement(on: Self.day, contact: "Desk 3"))), arrived.id)
      #expect(try await borealia.takeGiven().isEmpty)
    }
  }

  @Test(
    "A request to a State in the exchange that cannot be reached is refused by the electronic channel, and goes on paper",
    arguments: TestDatabases.all)
  func notReachable(_ engine: TestDatabases) async throws {
    try await Desk.with(engine, "XA.central", knows: [], takingPart: ["XB"]) { arcadia in
      let request = try await arcadia.approved()
      await #expect(throws: CannotTravel.notReachable) { try await arcadia.send(request.id) }
      #expect(try await ours(arcadia, request.id).dispatches.isEmpty)
      try await arcadia.send(request.id, channel: .direct)
      let (dispatches, given) = (try await ours(arcadia, request.id).dispatches.count, try await arcadia.takeGiven().count)
      #expect(dispatches == 1 && given == 0)
    }
  }

  @Test(
    "Of several authorities of a State the central one gets the request, the only one when there is one, and none when that is not clear",
    arguments: [
      (["XB.aaa", "XB.central"], "XB.central"), (["XB.aaa"], "XB.aaa"), (["XB.aaa", "XB.zzz"], nil),
    ])
  func addressee(_ known: [String], _ expected: String?) async throws {
    try await Desk.with(.sqlite, "XA.central", knows: known, takingPart: ["XB"]) { arcadia in
      let request = try await arcadia.approved()
      guard let expected else {
        await #expect(throws: CannotTravel.severalAuthorities) { try await arcadia.send(request.id) }
        await #expect(throws: CannotTravel.severalAuthorities) {
          try await arcadia.casework.shareDraft(request.id, for: arcadia.casework.console, by: .officer("a"), at: Desk.instant)
        }
        #expect(try await ours(arcadia, request.id).dispatches.isEmpty)
        return
      }
      try await arcadia.send(request.id)
      #expect(try await arcadia.takeGiven().map(\.to.description) == [expected])
    }
  }

  @Test(
    "Another authority of a State is no stand-in for one that cannot be written to now: the central one, the only one, or that which has the case",
    arguments: [
      (["XB.central"], nil, ["XB.aaa"]), (["XB.aaa"], "XB.aaa", ["XB.central"]), (["XB.aaa", "XB.bbb"], nil, ["XB.ccc"]),
    ])
  func standIn(_ listing: [String], _ begun: String?, _ known: [String]) async throws {
    try await Desk.with(.sqlite, "XA.central", knows: known, takingPart: ["XB"], listing: listing) { arcadia in
      let exchange = try #require(arcadia.casework.around.exchange)
      let xb = try #require(StateCode("XB"))
      let expected: CannotTravel = listing.count > 1 ? .severalAuthorities : .notReachable
      await #expect(throws: expected) { try await exchange.addressee(in: xb, begun: begun.flatMap { AuthorityName($0) }) }
    }
  }

  @Test("A case stays with the authority that has it, and one that left the directory does not keep it", arguments: [true, false])
  func stays(_ isListed: Bool) async throws {
    try await Desk.with(.sqlite, "XA.central", knows: ["XB.central"] + (isListed ? ["XB.aaa"] : []), takingPart: ["XB"]) { arcadia in
      let exchange = try #require(arcadia.casework.around.exchange)
      let chosen = try await exchange.addressee(in: try #require(StateCode("XB")), begun: AuthorityName("XB.aaa"))
      #expect(chosen?.description == (isListed ? "XB.aaa" : "XB.central"))
    }
  }

  @Test(
    "A hostile message is refused as unreadable and leaves no trace",
    arguments: [
      "schema", "media", "act", "service", "stranger", "wrong side", "unknown member", "no document", "own State",
    ])
  func hostile(_ fault: String) async throws {
    try await between(.sqlite) { arcadia, borealia, request, carrier in
      let first = try #require(carrier.carried.first).manifest
      let events = try await borealia.database.rows(SQL("SELECT eventIndex FROM event")).count
      let other = fault == "stranger" ? "XC.central" : fault == "own State" ? "XB.other" : "XA.central"
      let document = try #require(first.document)
      let conversation = fault == "own State" ? ConversationID(at: Desk.instant, random: 7) : first.conversation
      let act = fault == "wrong side" ? "acceptance" : fault == "act" ? "nonsense" : fault == "own State" ? "request" : "status-enquiry"
      let schema = fault == "schema" ? "urn:comity:schema:mla-request:1" : "urn:comity:schema:mla-\(act):1"
      var bytes = Data(#"{"on":"2026-11-19"}"#.utf8)
      if fault == "wrong side" { bytes = Data(#"{"conditions":[],"items":["i1"],"on":"2026-11-19"}"#.utf8) }
      if fault == "unknown member" { bytes = Data(#"{"on":"2026-11-19","note":"x"}"#.utf8) }
      if fault == "own State" { bytes = document.content }
      let from = try #require(AuthorityName(other))
      let service = try #require(WireURN(fault == "service" ? "urn:comity:loop:1" : "urn:comity:mla:1"))
      let named = try #require(ActName(act))
      let place = try #require(ChainPlace(sequence: 1, predecessor: nil))
      let form = try #require(WireURN(schema))
      let media = try #require(MediaType(fault == "media" ? "text/plain" : "application/json"))
      let written = try MessageDocument(schema: form, media: media, content: bytes)
      let manifest = try Manifest(
        id: MessageID(at: Desk.instant, random: 9), conversation: conversation, from: from, to: borealia.name, service: service, act: named,
        place: place, issuedAt: Desk.instant, expiresAt: Desk.instant.addingTimeInterval(60),
        document: fault == "no document" ? nil : written, directoryVersion: 1)
      let digest = try #require(DigestOf<SignedMessage>(String(repeating: "0a", count: 32)))
      await #expect(throws: ExchangeProblem.schema) {
        try await borealia.casework.arrived(manifest, signed: digest, receivedAt: Desk.instant)
      }
      #expect(try await borealia.database.rows(SQL("SELECT eventIndex FROM event")).count == events)
      #expect(try await borealia.requests().count == 1)
    }
  }

  @Test("A request whose message was lost goes out again in a conversation of its own; one that arrived does not")
  func again() async throws {
    try await Desk.with(.sqlite, "XA.central", knows: ["XB.central"]) { arcadia in
      let request = try await arcadia.approved()
      try await arcadia.send(request.id)
      let first = try #require(try await arcadia.takeGiven().first)
      var carrier = Carrier()
      let message = try carrier.signed(first, from: arcadia.name)
      let failure = Receipt(
        message: first.id, signed: message.signed, from: arcadia.name, to: arcadia.name, issuedAt: Desk.instant,
        evidence: .relayFailure(tries: 9, last: nil))
      try await arcadia.database.commit(try await arcadia.casework.progressed(first.id, [failure]))
      let to = try #require(Desk.authorities.first { $0.state.code == "XB" })
      let again = SendRequest(authority: to.id, to: "X", channel: .electronic, medium: .electronic, on: Self.day)
      try await arcadia.act(.outgoing(.resend(again)), request.id)
      let second = try #require(try await arcadia.takeGiven().first)
      #expect(second.conversation != first.conversation && second.act == .request)
      try await arcadia.act(.outgoing(.resend(again)), request.id)
      #expect(try await arcadia.takeGiven().isEmpty)
    }
  }

  @Test(
    "A draft that is shared for comment is a contact over there and no request; once the request went out there is no draft",
    arguments: TestDatabases.all)
  func draft(_ engine: TestDatabases) async throws {
    try await Desk.with(engine, "XA.central", knows: ["XB.central"]) { arcadia in
      try await Desk.with(engine, "XB.central", knows: ["XA.central"]) { borealia in
        let request = try await arcadia.approved()
        try await arcadia.casework.shareDraft(request.id, for: arcadia.casework.console, by: .officer("a"), at: Desk.instant)
        var carrier = Carrier()
        try await carrier.carry(arcadia, borealia)
        let registered = try await borealia.requests()
        let contacts = try await borealia.casework.store.contacts(for: borealia.casework.console, limit: 9)
        #expect(registered.isEmpty && contacts.map(\.contact.details.draft) == ["XAO-2026-00001"])
        #expect(contacts.first?.contact.details.said.contains("i1 · bankRecords · Account i1") == true)
        let sent = try await arcadia.casework.messages(of: request.id)
        #expect(sent.map(\.act) == [.draftForComment] && sent.allSatisfy { $0.standing == .relayed(at: Desk.instant) })
        for message in carrier.carried {
          let again = try await borealia.casework.arrived(message.manifest, signed: message.signed, receivedAt: Desk.instant)
          #expect(again.statements.isEmpty)
        }
        try await arcadia.send(request.id)
        await #expect(throws: CannotAct.notAtThisStage) {
          try await arcadia.casework.shareDraft(request.id, for: arcadia.casework.console, by: .officer("a"), at: Desk.instant)
        }
        try await carrier.carry(arcadia, borealia)
        let after = try await borealia.requests()
        #expect(after.count == 1)
      }
    }
  }

  @Test("What is told, kept and recorded has words in six languages", arguments: Language.allCases)
  func words(_ language: Language) throws {
    let words = try Catalogue(folders: [CaseworkResources.strings]).words(language)
    var texts = TravellingAct.allCases.map { words("casework.travel.act.\($0.rawValue)") }
    texts += ConsultationEndDocument.Outcome.allCases.map { words("casework.travel.ended.\($0.rawValue)") }
    for code in [
      "underway", "relayed", "delivered", "retrieved", "rejected", "failed", "notDelivered", "taken", "noted", "setAside", "seen",
    ] {
      texts.append(words("casework.travel.standing.\(code)"))
    }
    for code in ["rejected", "failed", "notDelivered", "setAside"] {
      texts.append(words("casework.travel.lead.\(code)", ["authority": .text("XA.central")]))
    }
    for name in CaseEvent.Name.allCases where name.rawValue.hasPrefix("message") || name == .travelChosen || name == .draftShared {
      texts.append(words("casework.event.\(name.rawValue)"))
    }
    for text in texts { #expect(!text.contains("⟦") && !text.isEmpty) }
  }
}
