// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import Instruments
import Kernel
import Testing
import WritingService

@testable import WritingRules

@Suite("Drafts") struct DraftTests {
  static let ada = ActingOfficer(id: "a", name: "Ada")
  static let bo = ActingOfficer(id: "b", name: "Bo")
  static let chen = ActingOfficer(id: "c", name: "Chen")
  static let now = Date(timeIntervalSince1970: 1_800_000_000)
  static let day = CalendarDay("2026-11-24") ?? .earliest
  static let digest = String(repeating: "a", count: 64)

  /// The sample request, which nothing blocks.
  static func sample() throws -> RequestContent {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    return try RequestFile.open(root.appending(path: "Samples/bank-records.yaml").standardized.path)
  }

  static func ready(_ content: RequestContent) throws -> ReadyRequest {
    let snapshot = try BuiltInDirectory.all().snapshot
    return try ReadyRequest(ReadinessInput(content, on: day, directory: snapshot))
  }

  func draft(_ content: RequestContent? = nil, isWritten: Bool = true) throws -> Draft {
    Draft.starting(try content ?? Self.sample(), id: ID<Draft>(), isWritten: isWritten, by: Self.ada, at: Self.now).state
  }

  func submitted() throws -> Draft {
    let draft = try draft()
    return try draft.submitting(try Self.ready(draft.content), digest: Self.digest, by: Self.ada, at: Self.now).state
  }

  func approved() throws -> Draft {
    let draft = try submitted()
    return try draft.approving(try Self.ready(draft.content), digest: Self.digest, by: Self.chen, at: Self.now, on: Self.day).state
  }

  func discarded() throws -> Draft { try draft().discarding(by: Self.ada, at: Self.now).state }

  @Test("Each act is possible at its own stage alone")
  func stages() throws {
    for draft in [try draft(), try submitted(), try approved(), try discarded()] {
      let ready = try Self.ready(draft.content)
      let acts: [(String, Set<Draft.Stage.Code>, () throws -> Draft)] = [
        ("change", [.writing], { try draft.changing(to: draft.content, in: .facts, by: Self.bo).state }),
        ("discard", [.writing], { try draft.discarding(by: Self.bo, at: Self.now).state }),
        ("resume", [.discarded], { try draft.resuming().state }),
        ("submit", [.writing], { try draft.submitting(ready, digest: Self.digest, by: Self.bo, at: Self.now).state }),
        ("take back", [.submitted], { try draft.takingBack().state }),
        ("return", [.submitted], { try draft.returning(reason: "Why", by: Self.chen, at: Self.now).state }),
        (
          "approve", [.submitted],
          { try draft.approving(ready, digest: Self.digest, by: Self.chen, at: Self.now, on: Self.day).state }
        ),
      ]
      for (name, stages, act) in acts {
        let isPossible = (try? act()) != nil
        #expect(isPossible == stages.contains(draft.stage.code), "\(name) while \(draft.stage.code)")
      }
      #expect(((try? draft.contentOfSupplement()) != nil) == (draft.stage.code == .approved))
    }
  }

  @Test("Nobody approves who has begun, written in or handed over the request")
  func fourEyes() throws {
    var draft = try draft()
    draft = try draft.changing(to: draft.content, in: .facts, by: Self.bo).state
    let handedOver = try draft.submitting(
      try Self.ready(draft.content), digest: Self.digest, by: ActingOfficer(id: "d", name: "Dana"), at: Self.now
    ).state
    for officer in [Self.ada, Self.bo, ActingOfficer(id: "d", name: "Dana")] {
      #expect(throws: CannotApprove.ownWork) {
        try handedOver.approving(try Self.ready(draft.content), digest: Self.digest, by: officer, at: Self.now, on: Self.day)
      }
    }
    let state = try handedOver.approving(try Self.ready(draft.content), digest: Self.digest, by: Self.chen, at: Self.now, on: Self.day)
      .state
    guard case .approved(let approval) = state.stage else { throw CannotApprove.ownWork }
    #expect(approval.by == Self.chen && approval.day == Self.day && approval.digest == Self.digest)
  }

  @Test("Nobody approves a colleague's copy of, or supplement to, what they have written themselves", arguments: [true, false])
  func fourEyesOnCopies(isCopy: Bool) throws {
    let first = try approved()
    let id = ID<Draft>()
    let content = isCopy ? first.copyOfContent : try first.contentOfSupplement()
    let made = Draft.starting(
      content, id: id, origin: isCopy ? .copy(of: first.id) : .supplement(to: first.id), isWritten: true, writtenBefore: first.writers,
      by: Self.bo, at: Self.now
    ).state
    #expect(made.writers == [Self.ada, Self.bo])
    let ready = try Self.ready(made.content)
    let handedOver = try made.submitting(ready, digest: Self.digest, by: Self.bo, at: Self.now).state
    #expect(throws: CannotApprove.ownWork) { try handedOver.submission(for: Self.ada) }
    #expect(throws: CannotApprove.ownWork) {
      try handedOver.approving(ready, digest: Self.digest, by: Self.ada, at: Self.now, on: Self.day)
    }
    _ = try handedOver.approving(ready, digest: Self.digest, by: Self.chen, at: Self.now, on: Self.day)
  }

  @Test("What is approved is what was handed over: another digest or another text is refused")
  func sameRequest() throws {
    let draft = try submitted()
    var other = draft.content
    other.facts = "Something else"
    #expect(throws: CannotApprove.notWhatWasSubmitted) {
      try draft.approving(try Self.ready(other), digest: Self.digest, by: Self.chen, at: Self.now, on: Self.day)
    }
    #expect(throws: CannotApprove.notWhatWasSubmitted) {
      try draft.approving(
        try Self.ready(draft.content), digest: String(repeating: "b", count: 64), by: Self.chen, at: Self.now, on: Self.day)
    }
    #expect(throws: CannotChange.changedSinceSeen) {
      try self.draft().submitting(try Self.ready(other), digest: Self.digest, by: Self.ada, at: Self.now)
    }
  }

  @Test("A draft is given back with a reason; the reason stays until it is handed over again", arguments: ["", "  \n"])
  func returning(blank: String) throws {
    let draft = try submitted()
    #expect(throws: CannotApprove.reasonMissing) { try draft.returning(reason: blank, by: Self.chen, at: Self.now) }
    let back = try draft.returning(reason: "Name the account", by: Self.chen, at: Self.now).state
    #expect(back.returned?.reason == "Name the account" && back.stage == .writing)
    let again = try back.submitting(try Self.ready(back.content), digest: Self.digest, by: Self.ada, at: Self.now).state
    #expect(again.returned == nil)
  }

  @Test("A draft stays of the kind that it was begun as")
  func otherKind() throws {
    let draft = try draft()
    #expect(throws: CannotChange.otherKind) {
      try draft.changing(to: RequestContent(.extradition), in: nil, by: Self.ada)
    }
  }

  @Test("A section nobody has looked at is told from one in which something is missing")
  func standings() throws {
    let blank = try draft(RequestContent(from: StateCode("XA"), to: StateCode("XB")), isWritten: false)
    let finding = Finding(code: "facts-missing", severity: .blocks, field: "facts", source: .uncac(46, 15, "c"), details: [:])
    let late = Finding(code: "x", severity: .delays, field: "items[0].link", source: .uncac(46, 15, "d"), details: [:])
    #expect(blank.standings([finding])[.facts] == .untouched)
    #expect(blank.standings([finding], opened: [.facts])[.facts] == .incomplete)
    let looked = try blank.changing(to: blank.content, in: .items, by: Self.ada).state
    #expect(looked.standings([finding, late])[.items] == .doubtful)
    #expect(looked.standings([finding])[.items] == .complete)
    #expect(try draft().standings([])[.facts] == .complete)
  }

  @Test("Every member of a request belongs to one section")
  func sections() throws {
    for label in Mirror(reflecting: try Self.sample()).children.compactMap(\.label) where label != "format" && label != "kind" {
      let section = DraftSection(path: label)
      #expect(section.members.contains(label), "\(label)")
      #expect(DraftSection.allCases.filter { $0.members.contains(label) } == [section], "\(label)")
    }
  }

  @Test("A field that only one officer changed is settled, one that both changed is contested unless they agree")
  func merging() {
    #expect(MergedField(seen: 1, mine: 1, theirs: 1) == .settled(1))
    #expect(MergedField(seen: 1, mine: 2, theirs: 1) == .settled(2))
    #expect(MergedField(seen: 1, mine: 1, theirs: 2) == .settled(2))
    #expect(MergedField(seen: 1, mine: 2, theirs: 2) == .settled(2))
    #expect(MergedField(seen: 1, mine: 2, theirs: 3) == .contested(mine: 2, theirs: 3))
  }

  @Test(
    "Amounts are read with a point or a comma, and never guessed",
    arguments: [
      ("12345.67", "USD", 1_234_567), ("12345,67", "EUR", 1_234_567), ("12 345.6", "USD", 1_234_560), ("1,234,567.89", "USD", 123_456_789),
      ("500", "JPY", 500), ("1,234,567", "JPY", 1_234_567), ("1.234", "KWD", 1234), ("0.05", "USD", 5),
    ])
  func amounts(text: String, currency: String, units: Int) {
    #expect(Money.minorUnits(of: text, currency: currency) == units)
    #expect(Money.minorUnits(of: Money.decimalText(units, currency: currency), currency: currency) == units)
  }

  @Test(
    "What is no amount of the currency is refused",
    arguments: [
      ("1,234", "USD"), ("1.2.3", "USD"), ("-5", "USD"), ("12.345", "USD"), ("", "USD"), ("abc", "USD"), ("99999999999999999999", "USD"),
      ("1.5", "JPY"),
    ])
  func notAmounts(text: String, currency: String) { #expect(Money.minorUnits(of: text, currency: currency) == nil) }
}
