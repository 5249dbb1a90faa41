// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage
import TestKit
import Testing

@testable import MeetingsService

@Suite("Keeping a session") struct SessionStoreTests {
  private static let noon = Date(timeIntervalSince1970: 1_528_459_200)

  private func delegation(_ state: String, of meeting: ID<Meeting>) -> Delegation {
    Delegation(id: ID(), meeting: meeting, kind: .stateParty, state: StateCode(state))
  }

  private func keep(_ delegation: Delegation, in store: MeetingsStore) async throws {
    var change = Change()
    try change.keep(delegation, over: 0, as: "delegationRegistered", by: .console, at: Self.noon)
    try await store.commit(change)
  }

  @Test("Delegates who ask for the floor at one instant all get on the list, each with a place of its own", arguments: TestDatabases.all)
  func oneInstant(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let (item, meeting) = (ID<AgendaItem>(), ID<Meeting>())
      try await store.speak(item, in: meeting, as: "speakersListOpened", by: .console, at: Self.noon) { try $0.opened() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<6 {
          group.addTask {
            try await store.speak(item, in: meeting, as: "floorRequested", by: .console, at: Self.noon) {
              try $0.requesting(.generalStatement, as: ID(), by: ID(), at: Self.noon)
            }
          }
        }
        try await group.waitForAll()
      }
      let list = try #require(try await store.speakersLists(of: meeting)[item])
      #expect(list.waiting.map(\.number) == [1, 2, 3, 4, 5, 6])
      #expect(Set(list.waiting.map(\.delegation)).count == 6)
    }
  }

  @Test(
    "Of two officers who give the floor to two delegations at one instant, one is told that another speaks", arguments: TestDatabases.all)
  func twoOfficers(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let (item, meeting) = (ID<AgendaItem>(), ID<Meeting>())
      let ids = [ID<FloorRequest>(), ID<FloorRequest>()]
      try await store.speak(item, in: meeting, as: "speakersListOpened", by: .console, at: Self.noon) {
        try ids.reduce(try $0.opened()) { try $0.requesting(.generalStatement, as: $1, by: ID(), at: Self.noon) }
      }
      let refusals = try await withThrowingTaskGroup(of: CannotTakeFloor?.self) { group in
        for id in ids {
          group.addTask {
            do {
              try await store.speak(item, in: meeting, as: "floorGiven", by: .console, at: Self.noon) {
                try $0.carryingOut(.giveFloor, on: id, at: Self.noon)
              }
              return nil
            } catch let refusal as CannotTakeFloor {
              return refusal
            }
          }
        }
        return try await group.reduce(into: [CannotTakeFloor?]()) { $0.append($1) }
      }
      #expect(refusals.compactMap(\.self) == [.anotherSpeaks])
      #expect(try await store.speakersLists(of: meeting)[item]?.requests.count { $0.stage == .speaking } == 1)
    }
  }

  @Test("Two officers register participants of one delegation at once; only the same entry is contested")
  func merged() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let empty = delegation("XA", of: ID())
      try await keep(empty, in: store)
      var alma = Participant(id: ID(), name: "Alma Verrin", function: "Director", role: .head)
      let ilya = Participant(id: ID(), name: "Ilya Marek", function: "Adviser", role: .adviser)
      func change(_ person: Participant, seen: Int) async throws {
        try await store.change(
          empty.id, seen: seen, part: { $0.participant(person.id) }, as: "participantChanged", by: .console, at: Self.noon
        ) { try $0.registering(person) }
      }
      try await change(alma, seen: 1)
      try await change(ilya, seen: 1)
      alma.function = "Director General"
      try await change(alma, seen: 2)
      #expect(try await store.thing(Delegation.self, empty.key)?.value.participants.map(\.function) == ["Director General", "Adviser"])
      alma.function = "Minister"
      await #expect(throws: CannotRegister.changedSinceSeen) { try await change(alma, seen: 3) }
    }
  }

  @Test("A State has one delegation at a meeting, and an account speaks for one delegation")
  func once() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let meeting = ID<Meeting>()
      let (arcadia, borealia) = (delegation("XA", of: meeting), delegation("XB", of: meeting))
      for one in [arcadia, borealia] { try await keep(one, in: store) }
      await #expect(throws: UniqueViolation.self) { try await keep(delegation("XA", of: meeting), in: store) }
      func link(_ delegation: Delegation) throws -> Change {
        var change = Change()
        try change.keep(
          DelegateAccount(id: ID(), meeting: meeting, delegation: delegation.id, officer: "o1"), over: 0, as: "delegateLinked",
          by: .console, at: Self.noon)
        return change
      }
      try await store.commit(try link(arcadia))
      await #expect(throws: UniqueViolation.self) { try await store.commit(try link(borealia)) }
      let account = try #require(try await store.delegateAccounts(of: meeting).first)
      try await store.unlink(account, by: .console, at: Self.noon)
      try await store.commit(try link(borealia))
      #expect(try await store.delegateAccounts(ofOfficer: "o1").map(\.delegation) == [borealia.id])
    }
  }
}
