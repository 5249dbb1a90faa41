// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Documents
import ExchangeRules
import Files
import Foundation
import Instruments
import Kernel
import Keys
import Localisation
import Storage
import Synchronization
import TestKit
import WritingRules

@testable import CaseworkService

/// The register of one authority on a database of its own, with what it gave to be sent.
struct Desk: Sendable {
  let name: AuthorityName
  let casework: Casework
  let database: any Database
  /// What was given to be sent, by the name of the message as it stands in the work that was committed.
  let given: Given

  /// What the exchange would read from the work that was committed.
  final class Given: Sendable {
    private let sendings = Mutex<[String: CaseSending]>([:])
    func put(_ sending: CaseSending) { sendings.withLock { $0[sending.id.description] = sending } }
    func sending(_ id: String) -> CaseSending? { sendings.withLock { $0[id] } }
  }

  static let kind = "exchange.send"

  static func with(
    _ engine: TestDatabases, _ name: String, knows others: [String], takingPart: [String] = [], listing: [String] = [],
    _ body: (Desk) async throws -> Void
  ) async throws {
    guard let own = AuthorityName(name) else { throw CannotAct.noSuchRequest }
    let known = others.compactMap { AuthorityName($0) }
    let listed = known + listing.compactMap { AuthorityName($0) }
    try await withTemporaryFolder { folder in
      let store = try KeyRingFile(folder.appending(path: "keys.ring"), at: instant)
      try await engine.with(DataKeys.migrations + FileVault.migrations + Casework.migrations) { database in
        let keys = DataKeys(database: database, store: store)
        let vault = FileVault(
          folder: folder.appending(path: "vault"), database: database, keys: keys, scanner: VirusScanner([], timeout: .seconds(20)),
          quota: .max)
        let given = Given()
        let exchange = CaseExchange(
          own: own, authorities: { state in known.filter { $0.state == state }.sorted() },
          takesPart: { takingPart.contains($0.code) }, listed: { state in listed.filter { $0.state == state }.sorted() },
          sending: { sending in
            given.put(sending)
            return NewEffect(kind, payload: "\"\(sending.id)\"", notBefore: sending.at)
          })
        let catalogue = try Catalogue(folders: [CaseworkResources.strings])
        let casework = Casework(
          database: database, directory: { directory }, words: { catalogue.words($0) },
          officers: CaseOfficers(staff: { Staff(members: [], units: []) }, name: { _ in nil }), keys: keys, vault: vault, state: own.state,
          zone: .gmt, worker: DocumentWorker(python: folder), around: Surroundings(exchange: exchange))
        try await body(Desk(name: own, casework: casework, database: database, given: given))
      }
    }
  }

  static let instant = Date(timeIntervalSince1970: 1_795_000_000)
  static let day = CalendarDay(instant, in: .gmt)

  /// Both States take part in the Convention; each has one central authority.
  static let authorities: [CompetentAuthority] = ["XA", "XB"].map {
    CompetentAuthority(id: ID(), state: SampleCases.state($0), kind: .mutualLegalAssistance, originalName: "Central Authority of \($0)")
  }

  static let directory = DirectorySnapshot(
    participation: ParticipationRegister(
      states: [:],
      episodes: ["XA", "XB"].map {
        Participation(
          state: SampleCases.state($0), instrument: .ratification, depositedOn: SampleCases.parsed("2006-01-01"),
          inForceOn: SampleCases.parsed("2006-01-31"))
      }), authorities: authorities, treaties: TreatyRegister())

  static func acting(_ officer: String) -> Acting {
    Acting(ActingOfficer(id: officer, name: "Officer \(officer)"), at: instant, on: day, authorities: authorities)
  }

  /// An approved request in the register.
  func approved(subject: String = "The harbour matter") async throws -> RegisteredRequest {
    var head = RequestHead(
      reference: "\(name.state)O-2026-00001", requestingState: name.state,
      requestedState: SampleCases.state(name.state.code == "XA" ? "XB" : "XA"),
      kind: .criminalAssistance, basis: AppliedBasis(primary: .init(.convention)), subject: subject,
      arrival: Arrival(channel: .electronic, medium: .electronic, on: Self.day))
    head.responsible = "CANARYOFFICER"
    let items = ["i1", "i2"].map {
      RegisterIncoming.RegisteredItem(id: ItemID(rawValue: $0), sought: .measure(.bankRecords), summary: "Account \($0)")
    }
    return try await casework.enter(EnterOutgoing(head: head, items: items, approvedOn: Self.day), Self.acting("a")).value
  }

  /// Does an act, with a second officer where one is needed.
  @discardableResult
  func act(_ act: CaseAct, _ id: ID<RegisteredRequest>) async throws -> RegisteredRequest {
    let done = try await casework.change(id, seen: nil, for: casework.console, by: .officer("a"), at: Self.instant) {
      try $0.deciding(act, Self.acting("a"))
    }.value
    guard act.code.needsSecondOfficer else { return done }
    return try await casework.change(id, seen: nil, for: casework.console, by: .officer("b"), at: Self.instant) {
      try $0.confirming($0.proposals.count - 1, Self.acting("b"))
    }.value
  }

  func send(_ id: ID<RegisteredRequest>, channel: Channel = .electronic) async throws {
    let to = Self.authorities.first { $0.state != name.state }
    try await act(
      .outgoing(
        .send(
          SendRequest(
            authority: to?.id, to: "Central Authority", channel: channel, medium: channel == .electronic ? .electronic : .paper,
            on: Self.day))),
      id)
  }

  func request(_ id: ID<RegisteredRequest>) async throws -> RegisteredRequest {
    try await casework.store.request(id, for: casework.console).value
  }

  /// Every request of the register.
  func requests() async throws -> [RegisteredRequest] {
    let rows = try await database.rows(SQL("SELECT id FROM registeredRequest ORDER BY id"))
    var found: [RegisteredRequest] = []
    for row in rows { found.append(try await request(try row.value("id") { ID<RegisteredRequest>($0) })) }
    return found
  }

  /// The messages that a commit left to be sent, in order; each is taken once.
  func takeGiven() async throws -> [CaseSending] {
    let outbox = Outbox(database)
    let effects = try await outbox.claim(kinds: [Self.kind], limit: 100, now: Self.instant.addingTimeInterval(60), lease: 60)
    for effect in effects { try await outbox.complete(effect) }
    return effects.sorted { $0.id < $1.id }.compactMap { given.sending(String($0.payload.dropFirst().dropLast())) }
  }
}

/// Carries what one authority gave to be sent to the other one, as the exchange does once signatures hold and order is kept.
struct Carrier {
  /// The last place of each authority in each conversation.
  private var places: [String: (sequence: Int, signed: DigestOf<SignedMessage>)] = [:]
  /// Everything that was carried.
  private(set) var carried: [(manifest: Manifest, signed: DigestOf<SignedMessage>)] = []

  mutating func signed(_ sending: CaseSending, from author: AuthorityName) throws -> (manifest: Manifest, signed: DigestOf<SignedMessage>) {
    let key = "\(author) \(sending.conversation)"
    let last = places[key]
    guard let place = ChainPlace(sequence: (last?.sequence ?? 0) + 1, predecessor: last?.signed), let service = WireURN(sending.service),
      let act = ActName(sending.act.rawValue), let schema = WireURN(sending.act.schema), let media = MediaType("application/json"),
      let digest = DigestOf<SignedMessage>(
        bytes: Array(repeating: UInt8(place.sequence), count: 16) + withUnsafeBytes(of: sending.id.uuid.uuid) { Array($0) })
    else { throw CannotAct.noSuchRequest }
    let manifest = try Manifest(
      id: sending.id, conversation: sending.conversation, answers: sending.answers, from: author, to: sending.to, service: service,
      act: act,
      place: place, issuedAt: Desk.instant, expiresAt: Desk.instant.addingTimeInterval(7 * 86_400),
      document: try MessageDocument(schema: schema, media: media, content: sending.document), directoryVersion: 1)
    places[key] = (place.sequence, digest)
    carried.append((manifest, digest))
    return (manifest, digest)
  }

  /// Carries everything between two desks until nothing is left, with a receipt for each message.
  mutating func carry(_ one: Desk, _ other: Desk) async throws {
    while true {
      var moved = false
      for (from, to) in [(one, other), (other, one)] {
        for sending in try await from.takeGiven() {
          moved = true
          let message = try signed(sending, from: from.name)
          try await to.database.commit(try await to.casework.arrived(message.manifest, signed: message.signed, receivedAt: Desk.instant))
          try await from.database.commit(try await from.casework.progressed(sending.id, [receipt(for: message, by: to.name, from.name)]))
        }
      }
      if !moved { return }
    }
  }

  /// The line that an authority shows of everything that was carried and receipted.
  func line(of own: AuthorityName) -> MilestoneLine {
    let steps = carried.compactMap { Milestone($0.manifest, signed: $0.signed) }
    return MilestoneLine(
      own: steps.filter { $0.author == own }, relayed: Set(steps.map(\.signed)), theirs: steps.filter { $0.author != own })
  }

  private func receipt(
    for message: (manifest: Manifest, signed: DigestOf<SignedMessage>), by maker: AuthorityName, _ to: AuthorityName
  ) throws -> Receipt {
    guard let sealed = DigestOf<SealedMessage>(message.signed.hex) else { throw CannotAct.noSuchRequest }
    return Receipt(
      message: message.manifest.id, signed: message.signed, from: maker, to: to, issuedAt: Desk.instant,
      evidence: .relayAcceptance(RelayAcceptance(sealed: sealed, directoryVersion: 1, receivedAt: Desk.instant, logProof: "")))
  }
}
