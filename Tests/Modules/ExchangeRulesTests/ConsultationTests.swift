// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Testing

@Suite("A consultation about conditions") struct ConsultationTests {
  private static func day(_ offset: Int) -> CalendarDay { CalendarDay(Sample.now, in: .gmt).adding(Days(offset)) }

  private static func room(_ entries: [RoomEntry] = []) throws -> ConsultationRoom {
    ConsultationRoom(requestingState: try Sample.arcadia(), requestedState: try Sample.borealia(), entries: entries)
  }

  private static func entry(
    _ number: Int, by author: AuthorityName, sequence: Int, _ act: RoomAct, answers: Int? = nil, day: Int = 0, second: Int? = nil
  ) throws -> RoomEntry {
    RoomEntry(
      id: Sample.id(number), author: author, sequence: sequence, signed: try Sample.digest(number), answers: answers.map { Sample.id($0) },
      receivedAt: Sample.now.addingTimeInterval(Double(day) * 86_400 + Double(second ?? number)), act: act)
  }

  private static func proposal(lapsing day: Int = 10) throws -> RoomAct {
    .propose(try #require(RoomProposal(conditions: ["No use in other proceedings"], lapsesOn: Self.day(day))))
  }

  /// Opened by the requested State, which proposes; the requesting State accepts; the requested State closes.
  private static func agreed() throws -> [RoomEntry] {
    let (arcadia, borealia) = (try Sample.arcadia(), try Sample.borealia())
    return [
      try entry(1, by: borealia, sequence: 1, .open(.refusalOrPostponement)),
      try entry(2, by: borealia, sequence: 2, try proposal()),
      try entry(3, by: arcadia, sequence: 1, .say("We would accept that for the documents")),
      try entry(4, by: arcadia, sequence: 2, .answer(.accept), answers: 2),
      try entry(5, by: borealia, sequence: 3, .close(.agreed(acceptance: Sample.id(4)))),
    ]
  }

  @Test("Conditions that are accepted bind, and the end that both sides carry names the acceptance")
  func binding() throws {
    let entries = try Self.agreed()
    let bound = try Self.room(Array(entries.prefix(4)))
    guard case .bound(let binding) = bound.state else {
      Issue.record("\(bound.state)")
      return
    }
    #expect(binding.conditions == ["No use in other proceedings"])
    #expect(binding.proposedBy == (try Sample.borealia()) && binding.acceptance == Sample.id(4) && binding.since == Self.day(0))
    let closed = try Self.room(entries)
    #expect(closed.state == .closed(.agreed(acceptance: Sample.id(4)), binding))
    #expect(closed.ground == .refusalOrPostponement && closed.setAside.isEmpty)
  }

  @Test("A consultation that begins with its proposal in one message waits for the answer at once, until its last day and not longer")
  func begins() throws {
    let (arcadia, borealia) = (try Sample.arcadia(), try Sample.borealia())
    let proposal = try #require(RoomProposal(conditions: ["Used here alone"], lapsesOn: Self.day(2)))
    let begin = RoomAct.begin(.refusalOrPostponement, proposal)
    let room = try Self.room([try Self.entry(1, by: borealia, sequence: 1, begin)])
    #expect(room.ground == .refusalOrPostponement)
    guard case .awaiting(let pending) = room.state else {
      Issue.record("\(room.state)")
      return
    }
    #expect(pending.id == Sample.id(1) && pending.by == borealia && pending.proposal == proposal)
    #expect(room.standing(on: Self.day(3)) == .open)
    let bound = try room.taking(try Self.entry(2, by: arcadia, sequence: 1, .answer(.accept), answers: 1, day: 2))
    guard case .bound(let binding) = bound.state else {
      Issue.record("\(bound.state)")
      return
    }
    #expect(binding.conditions == ["Used here alone"] && binding.acceptance == Sample.id(2))
    #expect(throws: RoomProblem.lapsed) {
      try room.taking(try Self.entry(2, by: arcadia, sequence: 1, .answer(.accept), answers: 1, day: 3))
    }
    #expect(throws: RoomProblem.alreadyOpen) { try room.taking(try Self.entry(3, by: borealia, sequence: 2, begin)) }
    #expect(throws: RoomProblem.notTheirs) { try Self.room().taking(try Self.entry(1, by: arcadia, sequence: 1, begin)) }
    #expect(throws: RoomProblem.lapsed) { try Self.room().taking(try Self.entry(1, by: borealia, sequence: 1, begin, day: 3)) }
  }

  @Test("Both sides are in the same state, in whatever order entries came in")
  func sameState() throws {
    var generator = Seeded(9)
    let parties = [try Sample.arcadia(), try Sample.borealia()]
    for _ in 0..<500 {
      var entries: [RoomEntry] = []
      var sequences = [1, 1]
      for number in 1...Int.random(in: 1...12, using: &generator) {
        let side = Int.random(in: 0...1, using: &generator)
        let earlier = entries.randomElement(using: &generator)?.id
        let acts: [RoomAct] = [
          .open(.refusalOrPostponement), .say("-"), try Self.proposal(lapsing: Int.random(in: 0...3, using: &generator)), .answer(.accept),
          .answer(.accept), .answer(.decline(reasons: nil)), .close(.withoutAgreement), .close(.withdrawn),
          .close(.agreed(acceptance: earlier ?? Sample.id(0))),
        ]
        let act = number == 1 ? RoomAct.open(.refusalOrPostponement) : try #require(acts.randomElement(using: &generator))
        let author = number == 1 ? 1 : side
        entries.append(
          RoomEntry(
            id: Sample.id(number), author: parties[author], sequence: sequences[author], signed: try Sample.digest(number),
            answers: earlier, receivedAt: Sample.now.addingTimeInterval(Double.random(in: 0...400_000, using: &generator).rounded()),
            act: act))
        sequences[author] += 1
      }
      let here = try Self.room(entries)
      let there = try Self.room(entries.shuffled(using: &generator))
      #expect(here == there)
      #expect(here.entries.count + here.setAside.count == entries.count)
    }
  }

  @Test("An acceptance on the last day counts, by the day when the other side received it; one day later it does not")
  func lapse() throws {
    let (arcadia, borealia) = (try Sample.arcadia(), try Sample.borealia())
    let opened = [
      try Self.entry(1, by: borealia, sequence: 1, .open(.refusalOfExtradition)),
      try Self.entry(2, by: borealia, sequence: 2, try Self.proposal(lapsing: 10)),
    ]
    let inTime = try Self.room(opened + [try Self.entry(3, by: arcadia, sequence: 1, .answer(.accept), answers: 2, day: 10)])
    guard case .bound = inTime.state else {
      Issue.record("\(inTime.state)")
      return
    }
    let late = try Self.room(opened + [try Self.entry(3, by: arcadia, sequence: 1, .answer(.accept), answers: 2, day: 11)])
    #expect(late.setAside.map(\.reason) == [.lapsed])
    #expect(late.standing(on: Self.day(11)) == .open)
    guard case .awaiting = late.standing(on: Self.day(10)) else {
      Issue.record("\(late.state)")
      return
    }
  }

  @Test("Nobody answers oneself, answers what was not proposed, proposes while an answer is awaited or closes what is the other's to close")
  func turns() throws {
    let (arcadia, borealia) = (try Sample.arcadia(), try Sample.borealia())
    let entries = try Self.agreed()
    func refusal(after count: Int, _ act: RoomAct, by author: AuthorityName, answers: Int? = nil, underway: Bool = false) throws
      -> RoomProblem?
    {
      let room = try Self.room(Array(entries.prefix(count)))
      do throws(RoomProblem) {
        try room.check(act, by: author, answers: answers.map { Sample.id($0) }, on: Self.day(0), isUnderway: underway)
        return nil
      } catch { return error }
    }
    let stranger = try #require(AuthorityName("XC.central"))
    #expect(try refusal(after: 0, .say("-"), by: arcadia) == .notOpen)
    #expect(try refusal(after: 0, .open(.refusalOrPostponement), by: arcadia) == .notTheirs)
    #expect(try refusal(after: 0, .open(.refusalOrPostponement), by: borealia) == nil)
    #expect(try refusal(after: 1, .open(.refusalOrPostponement), by: borealia) == .alreadyOpen)
    #expect(try refusal(after: 1, .say("-"), by: stranger) == .notAParty)
    #expect(try refusal(after: 1, .say("-"), by: arcadia, underway: true) == .underway)
    #expect(try refusal(after: 1, .answer(.accept), by: arcadia, answers: 2) == .noSuchProposal)
    #expect(try refusal(after: 1, try Self.proposal(lapsing: -1), by: arcadia) == .lapsed)
    #expect(try refusal(after: 1, try Self.proposal(), by: arcadia) == nil)
    #expect(try refusal(after: 2, try Self.proposal(), by: arcadia) == .answerAwaited)
    #expect(try refusal(after: 2, .answer(.accept), by: borealia, answers: 2) == .notTheirs)
    #expect(try refusal(after: 2, .answer(.accept), by: arcadia, answers: 1) == .noSuchProposal)
    #expect(try refusal(after: 2, .answer(.decline(reasons: "-")), by: arcadia, answers: 2) == nil)
    #expect(try refusal(after: 2, .close(.withoutAgreement), by: borealia) == .answerAwaited)
    #expect(try refusal(after: 2, .close(.withdrawn), by: borealia) == .notTheirs)
    #expect(try refusal(after: 2, .close(.withdrawn), by: arcadia) == nil)
    #expect(try refusal(after: 4, try Self.proposal(), by: arcadia) == .alreadyBound)
    #expect(try refusal(after: 4, .answer(.accept), by: arcadia, answers: 2) == .alreadyBound)
    #expect(try refusal(after: 4, .close(.withoutAgreement), by: borealia) == .alreadyBound)
    #expect(try refusal(after: 4, .close(.agreed(acceptance: Sample.id(3))), by: borealia) == .notAgreed)
    #expect(try refusal(after: 4, .close(.agreed(acceptance: Sample.id(4))), by: arcadia) == .notTheirs)
    #expect(try refusal(after: 5, .say("-"), by: arcadia) == .closed)
  }

  @Test("What is proposed instead takes the place of what waited, and the requested State answers it by closing")
  func instead() throws {
    let (arcadia, borealia) = (try Sample.arcadia(), try Sample.borealia())
    let theirs = try Self.entry(2, by: borealia, sequence: 2, try Self.proposal())
    let other = try #require(RoomProposal(conditions: ["By video link"], lapsesOn: Self.day(4)))
    let ours = try Self.entry(3, by: arcadia, sequence: 1, .propose(other), answers: 2)
    let opened = try Self.entry(1, by: borealia, sequence: 1, .open(.refusalOrPostponement))
    let room = try Self.room([ours, theirs, opened])
    guard case .awaiting(let pending) = room.state else {
      Issue.record("\(room.state)")
      return
    }
    #expect(pending.id == Sample.id(3) && pending.by == arcadia && pending.proposal == other && room.setAside.isEmpty)
    // What was proposed before can be accepted no more, and nobody answers oneself.
    for author in [arcadia, borealia] {
      #expect(throws: RoomProblem.noSuchProposal) {
        try room.taking(try Self.entry(4, by: author, sequence: 2, .answer(.accept), answers: 2))
      }
    }
    #expect(throws: RoomProblem.answerAwaited) {
      try room.taking(try Self.entry(4, by: arcadia, sequence: 2, try Self.proposal(), answers: 3))
    }
    let agreed = try room.taking(
      try Self.entry(4, by: borealia, sequence: 3, .close(.agreed(acceptance: Sample.id(3))), answers: 3, day: 4))
    guard case .closed(.agreed, let binding?) = agreed.state else {
      Issue.record("\(agreed.state)")
      return
    }
    #expect(binding.proposedBy == arcadia && binding.conditions == ["By video link"] && binding.acceptance == Sample.id(4))
    #expect(binding.since == Self.day(4))
    let declined = try room.taking(try Self.entry(4, by: borealia, sequence: 3, .close(.withoutAgreement), answers: 3))
    #expect(declined.state == .closed(.withoutAgreement, nil))
    // Too late is too late for the requested State as well: what lapsed binds nobody.
    #expect(throws: RoomProblem.notAgreed) {
      try room.taking(try Self.entry(4, by: borealia, sequence: 3, .close(.agreed(acceptance: Sample.id(3))), answers: 3, day: 5))
    }
    #expect(try room.taking(try Self.entry(4, by: borealia, sequence: 3, try Self.proposal(), answers: 3)).entries.count == 4)
  }

  @Test("Of two proposals that passed each other the one received first stands, for both sides")
  func passing() throws {
    let (arcadia, borealia) = (try Sample.arcadia(), try Sample.borealia())
    let opened = try Self.entry(1, by: borealia, sequence: 1, .open(.refusalOrPostponement))
    let theirs = try Self.entry(2, by: borealia, sequence: 2, try Self.proposal(), second: 20)
    let ours = try Self.entry(3, by: arcadia, sequence: 1, try Self.proposal(), second: 19)
    let room = try Self.room([opened, theirs, ours])
    guard case .awaiting(let pending) = room.state else {
      Issue.record("\(room.state)")
      return
    }
    #expect(pending.id == ours.id)
    #expect(room.setAside == [ConsultationRoom.SetAside(entry: theirs, reason: .answerAwaited)])
  }

  @Test("A proposal has conditions, each with words")
  func conditions() {
    #expect(RoomProposal(conditions: [], lapsesOn: Self.day(1)) == nil)
    #expect(RoomProposal(conditions: ["a", " \n"], lapsesOn: Self.day(1)) == nil)
    #expect(RoomProposal(conditions: Array(repeating: "a", count: 51), lapsesOn: Self.day(1)) == nil)
    #expect(RoomProposal(conditions: Array(repeating: "a", count: 50), lapsesOn: Self.day(1)) != nil)
  }
}
