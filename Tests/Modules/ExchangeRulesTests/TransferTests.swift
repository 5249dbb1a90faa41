// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Testing

@Suite("Fetching a file that a message offers") struct TransferTests {
  private let room = TransferRoom(free: 1 << 40, used: 0, quota: 1 << 40)

  private func pulling(size: Int64) throws -> Transfer {
    try Transfer(try Sample.payload(1, size: size)).consenting(.officer, policy: .always, total: size, room: room).beginning(room: room)
  }

  @Test("Nothing is fetched before somebody agreed, and policy agrees only to what is small")
  func consent() throws {
    let offered = Transfer(try Sample.payload(1))
    #expect(throws: CannotTransfer.consentMissing) { try offered.beginning(room: room) }
    #expect(throws: CannotTransfer.consentMissing) { try offered.consenting(.policy, policy: .always, total: 1, room: room) }
    #expect(throws: CannotTransfer.consentMissing) { try offered.consenting(.policy, policy: .above(bytes: 9), total: 10, room: room) }
    #expect(try offered.consenting(.policy, policy: .above(bytes: 10), total: 10, room: room).state == .consented(.policy))
    let refused = try offered.refusing()
    #expect(throws: CannotTransfer.alreadyDecided) { try refused.consenting(.officer, policy: .always, total: 1, room: room) }
    #expect(throws: CannotTransfer.alreadyDecided) { try refused.beginning(room: room) }
    #expect(throws: CannotTransfer.alreadyDecided) { try refused.ending() }
  }

  @Test("A file for which there is no room, on the disk or for the authority, stays offered")
  func noRoom() throws {
    let offered = Transfer(try Sample.payload(1))
    let length = offered.payload.segments.length
    func refusal(_ room: TransferRoom) -> CannotTransfer? {
      do throws(CannotTransfer) {
        _ = try offered.consenting(.officer, policy: .always, total: length, room: room)
        return nil
      } catch { return error }
    }
    #expect(refusal(TransferRoom(free: length, used: 0, quota: length)) == nil)
    #expect(refusal(TransferRoom(free: length - 1, used: 0, quota: length)) == .noRoom)
    #expect(refusal(TransferRoom(free: length, used: 1, quota: length)) == .quota)
    #expect(refusal(TransferRoom(free: .max, used: .max, quota: .max)) == .quota)
  }

  @Test("At most four pieces of one node are fetched at once, other files of it included")
  func parallel() throws {
    var transfer = try pulling(size: 200 << 20)
    #expect(try transfer.next(elsewhere: 3) == [0])
    #expect(try transfer.next() == [1, 2, 3])
    #expect(try transfer.next().isEmpty)
    try transfer.note(.good, of: 1)
    #expect(try transfer.next() == [4])
    try transfer.note(.lost, of: 0)
    #expect(try transfer.next() == [0])
    #expect(try transfer.next(elsewhere: 9).isEmpty)
  }

  @Test("Whatever breaks in between, every piece is fetched, and after a restart only what is missing")
  func resumes() throws {
    var generator = Seeded(6)
    for _ in 0..<200 {
      var transfer = try pulling(size: Int64.random(in: 1...(700 << 20), using: &generator))
      let count = transfer.payload.segments.count
      var good: [Int: Int] = [:]
      for _ in 0..<100_000 {
        if case .pulling(let map) = transfer.state, map.isWhole { break }
        if generator.happens(5) { transfer = try transfer.beginning(room: room) }
        for number in try transfer.next() {
          #expect(good[number] == nil, "fetched again although it is here")
          switch Int.random(in: 0..<10, using: &generator) {
          case 0..<6:
            try transfer.note(.good, of: number)
            good[number, default: 0] += 1
          case 6..<9: try transfer.note(.lost, of: number)
          default: break
          }
        }
        // What neither came nor broke is lost with the process.
        transfer = try transfer.beginning(room: room)
      }
      #expect(good.count == count)
      let payload = transfer.payload
      #expect(try transfer.verifying(sealed: payload.blob, plain: payload.digest).state == .verified)
    }
  }

  @Test("A piece that comes wrong is fetched again four times; the fifth time the file is given up")
  func badPieces() throws {
    var transfer = try pulling(size: 1_000)
    for _ in 1...4 {
      #expect(try transfer.next() == [0])
      try transfer.note(.bad, of: 0)
      transfer = try transfer.beginning(room: room)
    }
    #expect(try transfer.next() == [0])
    try transfer.note(.bad, of: 0)
    #expect(transfer.state == .failed(.badSegment))
    #expect(throws: CannotTransfer.notPulling) { try transfer.next() }
    #expect(Evidence.ofDelivery([transfer]) == .nonDelivery(.notAsSigned))
  }

  @Test("The whole is compared with what was signed, sealed and opened, and not before all is here")
  func verifying() throws {
    var transfer = try pulling(size: 1_000)
    let payload = transfer.payload
    #expect(throws: CannotTransfer.incomplete) { try transfer.verifying(sealed: payload.blob, plain: payload.digest) }
    _ = try transfer.next()
    try transfer.note(.good, of: 0)
    #expect(try transfer.verifying(sealed: payload.blob, plain: nil).state == .failed(.digestDiffers))
    #expect(try transfer.verifying(sealed: try Sample.digest(1), plain: payload.digest).state == .failed(.digestDiffers))
    #expect(try transfer.verifying(sealed: payload.blob, plain: payload.digest).state == .verified)
    #expect(try transfer.ending().state == .failed(.ended))
  }

  @Test("What was kept of a transfer is read back, and what is not of the file is not")
  func kept() throws {
    var map = SegmentMap(count: 11)
    for number in [0, 7, 8, 10] { map.arrived(number) }
    let back = try #require(SegmentMap(count: 11, kept: map.kept, bad: [1: 2]))
    #expect(back.missing == [1, 2, 3, 4, 5, 6, 9])
    #expect(back.bad == [1: 2])
    #expect(SegmentMap(count: 10, kept: map.kept) == nil)
    #expect(SegmentMap(count: 20, kept: map.kept) == nil)
    #expect(SegmentMap(count: 11, kept: map.kept, bad: [11: 1]) == nil)
    #expect(SegmentMap(count: 0).isWhole)
  }

  @Test("Delivery is attested when all files are verified, its contrary when one has ended otherwise, nothing before")
  func evidence() throws {
    let offered = Transfer(try Sample.payload(1))
    let verified = Transfer(try Sample.payload(2), state: .verified)
    #expect(Evidence.ofDelivery([]) == .delivery(files: []))
    #expect(Evidence.ofDelivery([verified]) == .delivery(files: [verified.payload.digest]))
    #expect(Evidence.ofDelivery([verified, offered]) == nil)
    #expect(Evidence.ofDelivery([verified, try offered.refusing()]) == .nonDelivery(.refusedByOfficer))
    #expect(Evidence.ofDelivery([try offered.ending(), verified]) == .nonDelivery(.notFetched))
  }
}
