// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Testing

@Suite("What a node does with a message that arrives") struct ArrivalTests {
  private func arrival(
    _ manifest: Manifest, signed: Int = 1, key: DirectoryKey? = nil, receivedAt: Date = Sample.now
  ) throws -> Arrival {
    Arrival(
      manifest: manifest, signed: try Sample.digest(signed), sealed: try Sample.digest(5), key: try key ?? Sample.directoryKey(),
      receivedAt: receivedAt)
  }

  private func knowledge(
    entry: InboxEntry? = nil, second: InboxEntry? = nil, chain: MessageChain = MessageChain(), directory: DirectoryStanding = .fresh,
    forgottenThrough: Date = .distantPast, hasRoom: Bool = true
  ) throws -> InboxKnowledge {
    InboxKnowledge(
      own: try Sample.borealia(), entries: [entry, second].compactMap { $0 }, chain: chain, directory: directory,
      forgottenThrough: forgottenThrough, hasRoom: hasRoom)
  }

  private func taken(_ signed: Int = 1) throws -> InboxEntry {
    let head = SentHead(try Sample.manifest(), signed: try Sample.digest(signed))
    return InboxEntry(
      signed: head.signed, receivedAt: Sample.now, expiresAt: head.expiresAt,
      state: .attested(Sample.receipt(try Sample.acceptance(), for: head)))
  }

  private func waiting(_ signed: Int = 1, receivedAt: Date = Sample.now) throws -> InboxEntry {
    InboxEntry(
      signed: try Sample.digest(signed), receivedAt: receivedAt, expiresAt: Sample.now.addingTimeInterval(7 * 86_400),
      state: .waitsForDirectory)
  }

  @Test("A first message takes effect at once")
  func first() throws {
    let arrival = try arrival(try Sample.manifest())
    guard case .take(let released, let chain) = arrival.decided(knowing: try knowledge(), at: Sample.now) else {
      Issue.record("not taken")
      return
    }
    #expect(released == [arrival.link])
    #expect(chain.next == 2 && chain.last == arrival.signed)
  }

  @Test("The same message again gets the receipt of then, whatever has happened to time, key and directory since")
  func again() throws {
    let entry = try taken()
    guard case .attested(let receipt) = entry.state else { return }
    let revoked = try Sample.directoryKey(status: .compromised(since: .distantPast))
    let late = Sample.now.addingTimeInterval(60 * 86_400)
    let arrival = try arrival(try Sample.manifest(), key: revoked, receivedAt: late)
    #expect(arrival.decided(knowing: try knowledge(entry: entry, directory: .stale, hasRoom: false), at: late) == .again(receipt))
  }

  @Test("With the secretariat statistics alone pass, and between authorities everything else; tests of the path pass everywhere")
  func services() throws {
    let (xa, xb) = (try #require(AuthorityName("XA.central")), try #require(AuthorityName("XB.central")))
    let secretariat = try #require(AuthorityName("XZ.secretariat"))
    let (cases, figures) = (try #require(WireURN("urn:comity:mla:1")), try #require(WireURN(ServiceBound.statistics)))
    let loop = try #require(WireURN(ServiceBound.loop))
    for (service, one, other, passes) in [
      (cases, xa, xb, true), (figures, xa, xb, false), (loop, xa, xb, true), (cases, xa, secretariat, false),
      (cases, secretariat, xa, false), (figures, xa, secretariat, true), (figures, secretariat, xa, true), (loop, secretariat, xa, true),
    ] {
      #expect(ServiceBound.admits(service, between: one, and: other, secretariat: secretariat) == passes, "\(service) \(one) \(other)")
    }
    // A name alone makes nobody the secretariat: the directory does.
    #expect(!ServiceBound.admits(figures, between: xa, and: secretariat, secretariat: nil))
    let arrival = try arrival(try Sample.manifest())
    let known = InboxKnowledge(
      own: try Sample.borealia(), chain: MessageChain(), directory: .fresh, secretariat: try Sample.borealia())
    #expect(arrival.decided(knowing: known, at: Sample.now) == .refuse(.service, alarm: nil))
  }

  @Test("Another message under the same identifier is refused with an alarm")
  func reuse() throws {
    let other = try arrival(try Sample.manifest(), signed: 2)
    #expect(other.decided(knowing: try knowledge(entry: try taken()), at: Sample.now) == .refuse(.idReuse, alarm: .idReuse))
    #expect(
      other.decided(knowing: try knowledge(entry: try waiting(), directory: .stale), at: Sample.now)
        == .putOff(.directoryStale, alarm: .idReuse))
  }

  @Test("What was refused with a receipt stays refused, when clock or directory are others by then as well")
  func refusedAgain() throws {
    let arrival = try arrival(try Sample.manifest())
    let head = SentHead(arrival.manifest, signed: arrival.signed)
    let rejection = Sample.receipt(.relayRejection(.expired, receivedAt: Sample.now), for: head)
    let entry = InboxEntry(signed: head.signed, receivedAt: Sample.now, expiresAt: head.expiresAt, state: .attested(rejection))
    #expect(arrival.decided(knowing: try knowledge(entry: entry), at: Sample.now) == .again(rejection))
    let both = try knowledge(entry: try taken(2), second: entry)
    #expect(arrival.decided(knowing: both, at: Sample.now) == .again(rejection))
  }

  @Test("A message for another authority, or signed with another authority's key, is refused")
  func addressed() throws {
    let elsewhere = try arrival(try Sample.manifest(to: "XC.central"))
    #expect(elsewhere.decided(knowing: try knowledge(), at: Sample.now) == .refuse(.notRecipient, alarm: nil))
    let borrowed = try arrival(try Sample.manifest(), key: try Sample.directoryKey(of: "XA.second"))
    #expect(borrowed.decided(knowing: try knowledge(entry: try taken()), at: Sample.now) == .putOff(.unknownKey, alarm: nil))
  }

  @Test("A message is taken until it expires and not from then on, and never once entries of its time were forgotten")
  func expired() throws {
    let arrival = try arrival(try Sample.manifest())
    let end = arrival.manifest.expiresAt
    guard case .take = arrival.decided(knowing: try knowledge(), at: end.addingTimeInterval(-1)) else {
      Issue.record("not taken")
      return
    }
    #expect(arrival.decided(knowing: try knowledge(), at: end) == .refuse(.expired, alarm: nil))
    #expect(arrival.decided(knowing: try knowledge(forgottenThrough: end), at: Sample.now) == .putOff(.expired, alarm: nil))
  }

  @Test("Forgetting waits until no clock within the tolerance would still take the message")
  func forgetting() throws {
    let entry = try taken()
    #expect(!entry.mayBeForgotten(at: entry.expiresAt.addingTimeInterval(600)))
    #expect(entry.mayBeForgotten(at: entry.expiresAt.addingTimeInterval(601)))
  }

  @Test("A message from the future is not taken until the clocks agree within five minutes")
  func future() throws {
    let arrival = try arrival(try Sample.manifest())
    #expect(arrival.decided(knowing: try knowledge(), at: Sample.now.addingTimeInterval(-301)) == .putOff(.clockSkew, alarm: nil))
    guard case .take = arrival.decided(knowing: try knowledge(), at: Sample.now.addingTimeInterval(-300)) else {
      Issue.record("not taken")
      return
    }
  }

  @Test("With an expired directory a message is kept without a receipt, and judged by the key of the day when it came")
  func stale() throws {
    let arrival = try arrival(try Sample.manifest())
    #expect(arrival.decided(knowing: try knowledge(directory: .stale), at: Sample.now) == .keep)
    #expect(arrival.decided(knowing: try knowledge(directory: .stale, hasRoom: false), at: Sample.now) == .putOff(.storage, alarm: nil))
    #expect(arrival.decided(knowing: try knowledge(entry: try waiting(), directory: .stale), at: Sample.now) == .keep)
    let later = Sample.now.addingTimeInterval(2 * 86_400)
    // The key was reported a day after the message had come: what was received before stays good.
    let key = try Sample.directoryKey(status: .compromised(since: Sample.now.addingTimeInterval(86_400)))
    let judged = try self.arrival(try Sample.manifest(), key: key, receivedAt: later)
    guard case .take = judged.decided(knowing: try knowledge(entry: try waiting()), at: later) else {
      Issue.record("not taken")
      return
    }
    #expect(judged.decided(knowing: try knowledge(), at: later) == .refuse(.revokedKey, alarm: .compromisedKey))
    // Its authority has given it up by then.
    let end = arrival.manifest.expiresAt
    #expect(arrival.decided(knowing: try knowledge(entry: try waiting()), at: end) == .refuse(.expired, alarm: nil))
  }

  @Test("A directory that nobody has confirmed for a day is used; one whose list or entries expired is not")
  func freshness() {
    func copy(_ timestamp: Double, _ snapshot: Double, _ targets: Double) -> DirectoryStanding {
      DirectoryCopy(
        version: 1, timestampExpiresAt: Sample.now.addingTimeInterval(timestamp),
        snapshotExpiresAt: Sample.now.addingTimeInterval(snapshot),
        targetsExpiresAt: Sample.now.addingTimeInterval(targets)
      ).standing(at: Sample.now)
    }
    #expect(copy(1, 1, 1) == .fresh)
    #expect(copy(0, 1, 1) == .unconfirmed)
    #expect(copy(1, 0, 1) == .stale)
    #expect(copy(1, 1, 0) == .stale)
    #expect(copy(0, 0, 0) == .stale)
    #expect(DirectoryStanding.allCases.filter(\.isRelied) == [.fresh, .unconfirmed])
  }

  @Test(
    "A key counts within its dates, after it was superseded only for what was signed before, after a compromise only for what had come before"
  )
  func keys() throws {
    let now = Sample.now
    func standing(_ status: DirectoryKey.Status, signed: TimeInterval, received: TimeInterval) throws -> KeyStanding {
      try Sample.directoryKey(status: status).standing(
        signedAt: now.addingTimeInterval(signed), receivedAt: now.addingTimeInterval(received))
    }
    let day: TimeInterval = 86_400
    #expect(try standing(.active, signed: 0, received: 0) == .relied)
    #expect(try standing(.active, signed: -day - 301, received: 0) == .notYet(from: now.addingTimeInterval(-day)))
    #expect(try standing(.active, signed: 0, received: 90 * day) == .lapsed(at: now.addingTimeInterval(90 * day)))
    let superseded = DirectoryKey.Status.superseded(at: now)
    #expect(try standing(superseded, signed: 300, received: 20 * day) == .relied)
    #expect(try standing(superseded, signed: 301, received: 20 * day) == .superseded(at: now))
    let compromised = DirectoryKey.Status.compromised(since: now)
    #expect(try standing(compromised, signed: -1, received: -1) == .relied)
    #expect(try standing(compromised, signed: -1, received: 0) == .compromised(since: now))
    #expect(KeyStanding.relied.told == nil && KeyStanding.compromised(since: now).told == .revokedKey)
  }

  @Test("A node stops signing when two others find its clock wrong in the same direction, not for one")
  func clocks() throws {
    var watch = ClockWatch()
    #expect(watch.maySign)
    watch.hear(Sample.now.addingTimeInterval(301), from: try Sample.arcadia(), at: Sample.now)
    #expect(watch.maySign)
    watch.hear(Sample.now.addingTimeInterval(-301), from: try Sample.borealia(), at: Sample.now)
    #expect(watch.maySign)
    watch.hear(Sample.now.addingTimeInterval(400), from: try Sample.borealia(), at: Sample.now)
    #expect(!watch.maySign)
    watch.hear(Sample.now.addingTimeInterval(300), from: try Sample.borealia(), at: Sample.now)
    #expect(watch.maySign)
  }

  @Test("No room refuses a new message for now, and a message of another place is refused with an alarm")
  func placed() throws {
    let arrival = try arrival(try Sample.manifest())
    #expect(arrival.decided(knowing: try knowledge(hasRoom: false), at: Sample.now) == .putOff(.storage, alarm: nil))
    var chain = MessageChain()
    _ = try chain.place(
      ChainLink(id: Sample.id(9), signed: try Sample.digest(9), place: try #require(ChainPlace(sequence: 1, predecessor: nil))))
    #expect(arrival.decided(knowing: try knowledge(chain: chain), at: Sample.now) == .refuse(.orderFork, alarm: .orderFork))
  }
}

@Suite("The order of an authority's messages in a conversation") struct ChainTests {
  private func links(_ count: Int, seed: Int = 0) throws -> [ChainLink] {
    var before: DigestOf<SignedMessage>?
    return try (1...count).map { number in
      let link = ChainLink(
        id: Sample.id(seed + number), signed: try Sample.digest(seed + number),
        place: try #require(ChainPlace(sequence: number, predecessor: before)))
      before = link.signed
      return link
    }
  }

  @Test("In whatever order messages arrive, they take effect in theirs, each once")
  func anyOrder() throws {
    var generator = Seeded(5)
    for _ in 0..<500 {
      let links = try links(Int.random(in: 1...12, using: &generator))
      var chain = MessageChain()
      var effects: [ChainLink] = []
      for link in links.shuffled(using: &generator) { effects += try chain.place(link) }
      #expect(effects == links)
      #expect(chain.held.isEmpty && chain.next == links.count + 1)
    }
  }

  @Test("A second story is refused wherever it touches the first")
  func forks() throws {
    let links = try links(5)
    let others = try self.links(5, seed: 100)
    var chain = MessageChain()
    #expect(try chain.place(links[0]) == [links[0]])
    #expect(throws: CannotPlace.fork) { try chain.place(others[0]) }
    #expect(throws: CannotPlace.fork) { try chain.place(others[1]) }
    #expect(try chain.place(links[3]).isEmpty)
    #expect(throws: CannotPlace.fork) { try chain.place(others[3]) }
    #expect(throws: CannotPlace.fork) { try chain.place(others[2]) }
    #expect(throws: CannotPlace.fork) { try chain.place(others[4]) }
    #expect(try chain.place(links[1]) == [links[1]])
    #expect(try chain.place(links[2]) == [links[2], links[3]])
  }

  @Test("What cannot be held is refused for now, and the next message is always taken")
  func bounds() throws {
    var links = try links(1_200)
    var chain = MessageChain()
    #expect(throws: CannotPlace.tooFarAhead) { try chain.place(links[1_001]) }
    for link in links[1...100] { #expect(try chain.place(link).isEmpty) }
    #expect(throws: CannotPlace.tooFarAhead) { try chain.place(links[101]) }
    #expect(CannotPlace.tooFarAhead.told == .quota)
    links.removeLast()
    #expect(try chain.place(links[0]).count == 101)
  }

  @Test("An officer goes on without what is missing; what comes later still takes effect, if it is what belongs there")
  func goingOn() throws {
    let links = try links(6)
    let others = try self.links(6, seed: 100)
    var chain = MessageChain()
    #expect(throws: CannotPlace.nothingHeld) { try chain.goOn() }
    _ = try chain.place(links[0])
    _ = try chain.place(links[4])
    _ = try chain.place(links[5])
    #expect(try chain.goOn() == [links[4], links[5]])
    #expect(chain.next == 7 && chain.skipped.count == 3)
    // Both ends of the gap are known, and the middle once a neighbour is here.
    #expect(throws: CannotPlace.fork) { try chain.place(others[1]) }
    #expect(throws: CannotPlace.fork) { try chain.place(others[3]) }
    #expect(try chain.place(links[3]) == [links[3]])
    #expect(throws: CannotPlace.fork) { try chain.place(others[2]) }
    #expect(try chain.place(links[1]) == [links[1]])
    #expect(try chain.place(links[2]) == [links[2]])
    #expect(chain.skipped.isEmpty)
    #expect(throws: CannotPlace.fork) { try chain.place(links[2]) }
  }
}
