// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Testing

@Suite("What somebody has to see to") struct ConcernTests {
  private static let start = Date(timeIntervalSince1970: 1_795_000_000)
  private static let day: TimeInterval = 86_400

  private static func name(_ number: UInt8) throws -> DigestOf<PublicKey> {
    try #require(DigestOf(bytes: Array(repeating: number, count: 32)))
  }

  private static func key(_ use: EntryKey.Use, _ number: UInt8, ends days: Double, begins: Double = -100) throws -> EntryKey {
    try #require(
      EntryKey(
        use: use, name: name(number), bytes: use == .certificate ? nil : Data(repeating: number, count: 32),
        notBefore: start + begins * day, expiresAt: start + days * day))
  }

  /// An authority for which all is well.
  private static func well() throws -> ExchangeStanding {
    let keys = try EntryKey.Use.allCases.enumerated().map { try key($0.element, UInt8($0.offset), ends: 200) }
    return ExchangeStanding(
      keys: keys, published: Set(keys.map(\.name)), entryEnds: start + 300 * day,
      copy: DirectoryCopy(
        version: 4, timestampExpiresAt: start + 0.5 * day, snapshotExpiresAt: start + 4 * day, targetsExpiresAt: start + 40 * day),
      isRefused: false, held: [], silent: [])
  }

  @Test("Where all is well there is nothing to see to, also when a node that is silent has nothing to wait for")
  func nothing() throws {
    var standing = try Self.well()
    standing.silent = [(try #require(AuthorityName("XB.central")), 0)]
    #expect(standing.concerns(at: Self.start) == [])
  }

  @Test("What a State tells authorities alone is told when it is not here, and at once when it is not what the State signed")
  func restricted() throws {
    var standing = try Self.well()
    let (one, other) = (try #require(StateCode("XB")), try #require(StateCode("XC")))
    standing.restricted = [(one, .missing), (other, .wrong)]
    let told = standing.concerns(at: Self.start)
    #expect(told == [.restricted(other, .wrong), .restricted(one, .missing)])
    #expect(told.map { $0.urgency(at: Self.start) } == [.now, .soon])
  }

  @Test(
    "The last key of a use is told thirty days before it ends, and is urgent when no other could be known in time", arguments: [0, 1, 2])
  func keyEnds(place: Int) throws {
    let use = EntryKey.Use.allCases[place]
    func concerns(_ days: Double) throws -> [ExchangeConcern] {
      var standing = try Self.well()
      standing.keys[place] = try Self.key(use, UInt8(place), ends: days)
      return standing.concerns(at: Self.start)
    }
    #expect(try concerns(30).isEmpty)
    let soon = try concerns(29.9)
    #expect(soon == [.keyEnds(use, at: Self.start + 29.9 * Self.day)] && soon[0].urgency(at: Self.start) == .soon)
    #expect(try concerns(7)[0].urgency(at: Self.start) == .soon && concerns(6.9)[0].urgency(at: Self.start) == .now)
    #expect(try concerns(0) == [.keyEnded(use)])
  }

  @Test("A key that another takes over from is not told; the other is, as long as the directory does not have it")
  func rotated() throws {
    var standing = try Self.well()
    standing.keys[0] = try Self.key(.signature, 0, ends: 5)
    let next = try Self.key(.signature, 9, ends: 400, begins: 8)
    standing.keys.append(next)
    let told = standing.concerns(at: Self.start)
    #expect(told == [.keyUnpublished(.signature, begins: Self.start + 8 * Self.day)] && told[0].urgency(at: Self.start) == .soon)
    #expect(
      standing.concerns(at: Self.start + 2 * Self.day).contains { $0 == told[0] && $0.urgency(at: Self.start + 2 * Self.day) == .now })
    standing.published.insert(next.name)
    #expect(standing.concerns(at: Self.start) == [])
  }

  @Test("A key that somebody else may have had does not count as one that is left")
  func compromised() throws {
    var standing = try Self.well()
    standing.keys[1].status = .compromised(since: Self.start)
    #expect(standing.concerns(at: Self.start) == [.keyEnded(.encryption)])
  }

  @Test("A copy is told when nobody confirms it, when it ends soon, and when it has ended")
  func copy() throws {
    let standing = try Self.well()
    let copy = try #require(standing.copy)
    func concerns(_ days: Double) -> [ExchangeConcern] { standing.concerns(at: Self.start + days * Self.day) }
    #expect(concerns(0.6) == [.directoryUnconfirmed(since: copy.timestampExpiresAt)])
    #expect(concerns(2.1) == [.directoryUnconfirmed(since: copy.timestampExpiresAt), .directoryEnds(at: copy.snapshotExpiresAt)])
    #expect(concerns(4) == [.directoryStale(since: copy.snapshotExpiresAt)])
    var never = standing
    never.copy = nil
    #expect(never.concerns(at: Self.start) == [.directoryMissing])
    never.isRefused = true
    #expect(never.concerns(at: Self.start) == [.directoryRefused])
  }

  @Test("What is urgent comes first; a State that is held and a node that is silent are told by name, the own entry by its end")
  func order() throws {
    var standing = try Self.well()
    let (state, authority) = (try #require(StateCode("XB")), try #require(AuthorityName("XC.central")))
    standing.entryEnds = Self.start + 10 * Self.day
    standing.silent = [(authority, 3)]
    standing.held = [state]
    standing.isRefused = true
    #expect(
      standing.concerns(at: Self.start) == [
        .directoryRefused, .stateHeld(state), .entryEnds(at: Self.start + 10 * Self.day), .silent(authority, waiting: 3),
      ])
  }

  @Test("Time stamps that fail are told after a day, and nothing is urgent about them")
  func unstamped() throws {
    var standing = try Self.well()
    standing.unstampedSince = Self.start
    #expect(!standing.concerns(at: Self.start + 0.9 * Self.day).contains(.unstamped(since: Self.start)))
    #expect(standing.concerns(at: Self.start + Self.day).contains(.unstamped(since: Self.start)))
    #expect(ExchangeConcern.unstamped(since: Self.start).urgency(at: Self.start + 40 * Self.day) == .soon)
  }
}
