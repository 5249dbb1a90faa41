// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing
import WritingRules

@Suite("What refusals teach about the checks of readiness") struct LessonTests {
  static let codes = Set(Readiness.rules.map(\.code))

  @Test("Everything that a request can come back for has one line, whose checks exist and whose code is read back")
  func table() {
    #expect(ReadinessAnswer.table.map(\.cameBack) == CameBack.all)
    for answer in ReadinessAnswer.table {
      #expect(CameBack(answer.cameBack.code) == answer.cameBack)
      #expect(Set(answer.checks).isSubset(of: Self.codes), "\(answer.cameBack.code): \(Set(answer.checks).subtracting(Self.codes))")
      #expect(Set(answer.checks).count == answer.checks.count && (answer.standing == .checked) == !answer.checks.isEmpty)
      #expect(Instruments.builtIn.resolves(answer.source), "\(answer.cameBack.code)")
    }
    for code in ["", "refused", "refused.", "refused.nothing", "delayed.notTold", "asked.language.more", "other.language"] {
      #expect(CameBack(code) == nil, "\(code)")
    }
  }

  @Test("Every check that article 46(15) demands answers the delay for content that is not whole")
  func contentIsWhole() {
    let demanded = Readiness.rules.filter {
      guard case .provision(let place) = $0.source else { return false }
      return place.instrument == .uncac && place.article == 46 && place.paragraph == 15
    }.map(\.code)
    let answered = Set(ReadinessAnswer.byCameBack[.delayed(.incompleteContent)]?.checks ?? [])
    #expect(Set(demanded).subtracting(answered).isEmpty, "\(Set(demanded).subtracting(answered))")
  }

  private func lesson(
    _ day: Int, open: Set<String>? = [], resolved: Set<String>? = [], _ cameBack: Set<CameBack> = []
  ) -> RequestLesson {
    RequestLesson(
      request: ID(), requestedState: Sample.state("XB"), sentOn: Sample.today.adding(Days(-day)),
      readiness: open.map { ReadinessRecord(open: $0, resolved: resolved) }, cameBack: cameBack)
  }

  @Test("A check is counted apart where it was open, mended, silent or not known, each with those that came back for what it is about")
  func counts() throws {
    let lessons = Lessons(of: [
      lesson(1, open: ["item-link-missing"], [.refused(.insufficientFacts), .delayed(.noLinkToFacts)]),
      lesson(2, open: ["item-link-missing"]),
      lesson(3, resolved: ["item-link-missing", "facts-missing"]),
      lesson(4, resolved: ["item-link-missing"], [.asked(.link)]),
      lesson(5, [.refused(.insufficientFacts)]),
      lesson(6, [.refused(.immunity)]),
      lesson(7, open: nil, [.delayed(.resources)]),
      lesson(8, open: ["facts-short"], resolved: nil, [.asked(.facts)]),
    ])
    #expect(lessons.sent == 8 && lessons.cameBack == 6 && lessons.notRecorded == 1)
    let link = try #require(lessons.checks.first { $0.code == "item-link-missing" })
    #expect((link.open.requests, link.open.cameBack) == (2, 1))
    #expect((link.resolved.requests, link.resolved.cameBack) == (2, 1))
    // The fifth came back without that the check had found anything; of the seventh and the eighth it is not known.
    #expect((link.silent.requests, link.silent.cameBack) == (2, 1))
    #expect((link.notRecorded.requests, link.notRecorded.cameBack) == (2, 0))
    let short = try #require(lessons.checks.first { $0.code == "facts-short" })
    #expect((short.open.requests, short.open.cameBack) == (1, 1))
    let all = lessons.checks.allSatisfy { check in
      [check.open, check.resolved, check.silent, check.notRecorded].map(\.requests).reduce(0, +) == lessons.sent
    }
    #expect(all)
    let facts = try #require(lessons.outcomes.first)
    #expect(facts.answer.cameBack == .refused(.insufficientFacts) && facts.requests == 2 && facts.withOpenCheck == 1)
    #expect(lessons.candidates.map(\.answer.cameBack) == [.refused(.immunity)])
    let resources = try #require(lessons.outcomes.first { $0.answer.cameBack == .delayed(.resources) })
    #expect(resources.answer.standing == .notInOurHands && resources.notRecorded == 1)
  }

  @Test("Nothing is told of fewer than five requests, nor of a single one that came back")
  func thresholds() throws {
    let language = Set([CameBack.refused(.language)])
    let four = (1...4).map { lesson($0, language) }
    #expect(PastRequests(four, to: Sample.state("XB")) == nil)
    let one = four.map { lesson(1, $0 == four[0] ? language : []) } + [lesson(5)]
    #expect(try #require(PastRequests(one, to: nil)).cameBack.isEmpty)
    let five = try #require(PastRequests(four + [lesson(5)], to: Sample.state("XB")))
    #expect(five.sent == 5 && five.cameBack["language-not-accepted"] == 4 && five.cameBack["item-link-missing"] == nil)
  }

  @Test("A request comes back for each told cause, for what was asked, for delays, and for a dispatch that did not arrive")
  func ofRequest() throws {
    var request = try Sample.doing(OutgoingTests.send, to: OutgoingWalkTests.start(.criminalAssistance, items: 2))
    #expect(request.cameBack.isEmpty && request.firstSentOn != nil)
    request = try Sample.doing(
      .recordInformationRequest(
        RecordInformationRequest(items: ["i1"], question: "Which bank?", on: Sample.today, about: [.persons, .measure, .measure])),
      to: request)
    #expect(request.cameBack == [.asked(.measure), .asked(.persons)])
    request = try Sample.doing(.answerInformation(AnswerInformation(text: "This one.", on: Sample.today)), to: request)
    request = try Sample.doing(
      .recordDecision(
        RecordDecision(
          items: ["i1"], .refused(grounds: [.notInConformity], provision: nil, causes: [.language, .insufficientFacts], reasons: "R"),
          on: Sample.today)), to: request)
    request = try Sample.doing(.recordDelays(RecordDelays([.translation], on: Sample.today)), to: request)
    let expected: Set<CameBack> = [
      .asked(.measure), .asked(.persons), .refused(.language), .refused(.insufficientFacts), .delayed(.translation),
    ]
    #expect(request.cameBack == expected)
    // The rest of an item of which a part came is refused: the cause stays known.
    request = try Sample.doing(
      .recordReply(RecordReply(items: ["i2"], result: .part, summary: "A part", files: [], on: Sample.today)), to: request)
    request = try Sample.doing(
      .recordDecision(
        RecordDecision(items: ["i2"], .refused(grounds: [], provision: nil, causes: [], reasons: nil), on: Sample.today)), to: request)
    #expect(request.cameBack == expected.union([.refused(nil)]))
    let again = try JSONDecoder().decode(OutgoingRequest.self, from: JSONEncoder().encode(request))
    #expect(again.cameBack == request.cameBack)
  }

  @Test("The document shows the whole table of what requests come back for and which checks look at it")
  func document() throws {
    let url = root.appending(path: "docs/what-refusals-teach.md")
    if ProcessInfo.processInfo.environment["COMITY_WRITE_TABLES"] == "1" { try Data(Self.text.utf8).write(to: url) }
    #expect((try? String(contentsOf: url, encoding: .utf8)) == Self.text, "make tables writes it anew")
  }

  private static var text: String {
    let rows = ReadinessAnswer.table.map { answer in
      let checks =
        switch answer.standing {
        case .checked: answer.checks.map { "`\($0)`" }.joined(separator: ", ")
        case .noCheck: "**no check yet**"
        case .notInOurHands: "not in the hands of those who write"
        }
      return "| `\(answer.cameBack.code)` | \(answer.source) | \(checks) |"
    }
    return head + rows.joined(separator: "\n") + "\n"
  }

  private static let head = """
    # What refusals teach

    Written by `make tables`; a test keeps it true. `/cases/lessons` on the node of a central authority sets two things beside each other: what the checks of
    readiness had found in requests until they were approved, and what the requests came back for. The same counts stand, much shorter, beside the
    findings of a request that is being written.

    ## What is counted

    The last 1,000 requests that went out, or those to one State. Restricted requests are not counted and not listed, whoever looks. Of each request
    only codes are kept (`requestLesson`): the checks open at its approval, those that had found something in an earlier version and nothing any more (both also
    in the event `writing.approved`), and what it came back for: the causes of refusals as they were told, reasons for delay, what questions were about (the officer who
    records a question chooses it), a dispatch that did not arrive. Requests that were not written here, or were approved before this was kept, are counted as
    *not known*.

    A field `2 of 3` under *Open at sending* says: three requests went out with the check open, two of them came back for something that the check is about. *Mended
    before* are requests in which it had found something that was put right, *Nothing found* all others, also those that have no place for it. One request can come
    back for several things and stand in several lines; lines are not to be added.

    ## What it does not say

    No line says why. Requests with an open check may differ in much else, a State may ask back whatever is written, and a cause is what the other State told. Numbers
    are small; nothing is tested for significance, and no share is told without its two numbers. Beside a finding nothing is told of fewer than five
    requests or of a single one that came back.

    ## How to check it

    1. Download the figures as CSV; the columns have the same names in every language.
    2. For a line of *What requests came back for* open the list: its requests, as far as you may know of them, show the refusal, the delay or the question
       on their pages. The list has the count of all of them in its first line; what is missing is of other units.
    3. For the checks of one request read its approval in the event log (`writing.approved`, members `open` and `resolved`): they are leaves of the signed log.
    4. Look whether the table below joins what belongs together. It is data with a source in each line (`ReadinessAnswer`); who disagrees changes one line.

    ## The table

    `refused.` is a cause of refusal, `delayed.` a reason for delay, `asked.` what a question under article 46(16) was about. *No check yet*: drafters could look at it
    and the program does not, because a request has no place where it could be said. *Not in the hands*: it lies with the requested State, or the Convention does not
    permit it as a reason (46(8), 46(22)); the answer to it is no check.

    | came back for | source | checks |
    |---|---|---|

    """
}
