// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

@Suite("The list of speakers") struct SpeakersListTests {
  typealias Stage = FloorRequest.Stage
  private static let noon = Date(timeIntervalSince1970: 1_528_459_200)
  private let delegations = (0..<6).map { _ in ID<Delegation>() }

  private func list() throws -> SpeakersList { try SpeakersList(item: ID(), meeting: ID()).opened() }

  private func after(_ seconds: Double) -> Date { Self.noon.addingTimeInterval(seconds) }

  @Test("Every act on a request at every stage is decided")
  func stages() {
    let led: [Stage: [FloorRequest.Act: Stage]] = [
      .listed: [.giveFloor: .speaking, .passOver: .passedOver, .withdraw: .withdrawn],
      .speaking: [.finish: .finished],
      .finished: [:],
      .withdrawn: [:],
      .passedOver: [.putBack: .listed, .withdraw: .withdrawn],
    ]
    var pairs = 0
    for stage in Stage.allCases {
      for act in FloorRequest.Act.allCases {
        #expect(stage.after(act) == led[stage]?[act], "\(stage) \(act)")
        pairs += 1
      }
    }
    #expect(pairs == 25)
  }

  @Test("A point of order comes first, then groups, then the others in the order of request, the right of reply last")
  func order() throws {
    var list = try list()
    let kinds: [FloorRequest.Kind] = [.rightOfReply, .generalStatement, .groupStatement, .generalStatement, .pointOfOrder, .groupStatement]
    for (delegation, kind) in zip(delegations, kinds) {
      list = try list.requesting(kind, as: ID(), by: delegation, for: "Group of Friends", at: Self.noon)
    }
    #expect(list.waiting.map(\.number) == [5, 3, 6, 2, 4, 1])
    #expect(list.place(of: delegations[1]) == 4)
  }

  @Test("A list takes nothing before it is opened, and points of order and replies alone once it is closed")
  func standing() throws {
    let new = SpeakersList(item: ID(), meeting: ID())
    for kind in FloorRequest.Kind.allCases {
      #expect(throws: CannotTakeFloor.notOpened) { try new.requesting(kind, as: ID(), by: delegations[0], for: "G", at: Self.noon) }
    }
    #expect(throws: CannotTakeFloor.notOpened) { try new.closed() }
    let open = try new.opened()
    #expect(throws: CannotTakeFloor.standsSo) { try open.opened() }
    let closed = try open.closed()
    #expect(throws: CannotTakeFloor.standsSo) { try closed.closed() }
    #expect(throws: CannotTakeFloor.listClosed) {
      try closed.requesting(.generalStatement, as: ID(), by: delegations[0], at: Self.noon)
    }
    #expect(try closed.requesting(.rightOfReply, as: ID(), by: delegations[0], at: Self.noon).waiting.count == 1)
    #expect(try closed.opened().standing == .open)
  }

  @Test("A delegation waits once for the same thing, and a statement for a group names the group")
  func once() throws {
    let list = try list().requesting(.generalStatement, as: ID(), by: delegations[0], at: Self.noon)
    #expect(throws: CannotTakeFloor.requestStands) {
      try list.requesting(.generalStatement, as: ID(), by: delegations[0], at: Self.noon)
    }
    #expect(throws: CannotTakeFloor.groupMissing) {
      try list.requesting(.groupStatement, as: ID(), by: delegations[0], at: Self.noon)
    }
    #expect(try list.requesting(.pointOfOrder, as: ID(), by: delegations[0], at: Self.noon).waiting.count == 2)
  }

  @Test("A group's name is announced as it was typed, or refused where it is too long to announce; none is cut")
  func longGroup() throws {
    let longest = String(repeating: "ж", count: CannotTakeFloor.longestGroup)
    let asked = try list().requesting(.groupStatement, as: ID(), by: delegations[0], for: longest, at: Self.noon)
    #expect(asked.waiting.map(\.group) == [longest])
    #expect(throws: CannotTakeFloor.groupTooLong) {
      try list().requesting(.groupStatement, as: ID(), by: delegations[0], for: longest + "ж", at: Self.noon)
    }
    #expect(CannotTakeFloor.groupTooLong.fields.map(\.field) == ["group"])
  }

  @Test("A point of order takes the floor; whoever was interrupted is next and keeps the time spoken")
  func interruption() throws {
    let ids = (0..<4).map { _ in ID<FloorRequest>() }
    var list = try list()
    list = try list.requesting(.generalStatement, as: ids[0], by: delegations[0], at: Self.noon)
    list = try list.requesting(.groupStatement, as: ids[1], by: delegations[1], for: "G", at: Self.noon)
    list = try list.carryingOut(.giveFloor, on: ids[0], at: Self.noon)
    #expect(throws: CannotTakeFloor.anotherSpeaks) { try list.carryingOut(.giveFloor, on: ids[1], at: Self.noon) }
    list = try list.requesting(.pointOfOrder, as: ids[2], by: delegations[2], at: after(60))
    list = try list.requesting(.pointOfOrder, as: ids[3], by: delegations[3], at: after(60))
    list = try list.carryingOut(.giveFloor, on: ids[2], at: after(90))
    #expect(list.speaking?.id == ids[2])
    #expect(throws: CannotTakeFloor.anotherSpeaks) { try list.carryingOut(.giveFloor, on: ids[3], at: after(91)) }
    #expect(list.waiting.map(\.id) == [ids[3], ids[0], ids[1]])
    list = try list.carryingOut(.finish, on: ids[2], at: after(100))
    list = try list.carryingOut(.giveFloor, on: ids[0], at: after(200))
    #expect(list.request(ids[0])?.spoken(at: after(210)) == 100)
    #expect(list.spoken(at: after(210)) == 110)
  }

  @Test("Time is limited by kind, in whole minutes from 1 to 120")
  func time() throws {
    let id = ID<FloorRequest>()
    var list = try list().limiting([.generalStatement: 3]).requesting(.generalStatement, as: id, by: delegations[0], at: Self.noon)
    list = try list.carryingOut(.giveFloor, on: id, at: Self.noon)
    let request = try #require(list.speaking)
    #expect(list.remaining(of: request, at: after(60)) == 120)
    #expect(list.remaining(of: request, at: after(200)) == -20)
    #expect(list.limit(of: .rightOfReply) == nil)
    for wrong in [0, -1, 121] {
      #expect(throws: CannotTakeFloor.wrongLimit("limit.rightOfReply")) { try list.limiting([.rightOfReply: wrong]) }
    }
  }

  @Test("Who was passed over comes back at the end of its kind")
  func passedOver() throws {
    let ids = (0..<3).map { _ in ID<FloorRequest>() }
    var list = try list()
    for (id, delegation) in zip(ids, delegations) {
      list = try list.requesting(.generalStatement, as: id, by: delegation, at: Self.noon)
    }
    list = try list.carryingOut(.passOver, on: ids[0], at: Self.noon)
    #expect(list.waiting.map(\.id) == [ids[1], ids[2]])
    list = try list.carryingOut(.putBack, on: ids[0], at: Self.noon)
    #expect(list.waiting.map(\.id) == [ids[1], ids[2], ids[0]])
    #expect(throws: CannotTakeFloor.otherStage) { try list.carryingOut(.finish, on: ids[0], at: Self.noon) }
    #expect(throws: CannotTakeFloor.otherStage) { try list.carryingOut(.giveFloor, on: ID(), at: Self.noon) }
  }
}
