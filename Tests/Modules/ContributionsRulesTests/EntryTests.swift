// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import ContributionsRules

@Suite("Reading entries") struct EntryTests {
  private let today = ModerationTests.day

  private func faults<Entry>(_ read: () throws -> Entry) -> [String: ProblemCode] {
    do {
      _ = try read()
      return [:]
    } catch {
      return Dictionary(((error as? CannotContribute)?.fields ?? []).map { ($0.field, $0.code) }) { first, _ in first }
    }
  }

  private var toolFields: EntryFields {
    EntryFields([
      "mark": "guide-1", "name.en": "Guide", "provider": "P", "kind": "guide", "purpose.en": "For requests", "articles": "46(13), 55",
      "languages": "en, de", "link": "https://tools.example.org/a?b=c", "verifiedOn": today.description,
    ])
  }

  @Test("A tool comes back from its fields as it was, and is due a year after it was verified")
  func tool() throws {
    let tool = try Tool.entered(toolFields, over: nil, id: ID(), in: EntrySurroundings(today: today))
    #expect(tool.articles == ["46(13)", "55"] && tool.languages == ["en", "de"])
    #expect(try Tool.entered(tool.fields, over: tool, id: tool.id, in: EntrySurroundings(today: today)) == tool)
    #expect(!tool.isDue(on: today.adding(364)) && tool.isDue(on: today.adding(365)))
    #expect(tool.verified(on: today.adding(400)).verifiedOn == today.adding(400))
    #expect(tool.verified(on: today.adding(-5)).verifiedOn == today)
    var never = tool
    never.verifiedOn = nil
    #expect(never.isDue(on: today))
  }

  @Test(
    "What is wrong with a field is said beside it",
    arguments: [
      ("mark", "Guide 1", EntryFault.nameUnreadable), ("mark", "", .missing), ("kind", "poem", .choiceUnknown),
      ("articles", "46(13), 99", .articleUnknown), ("articles", "0", .articleUnknown), ("languages", "eng", .languageUnknown),
      ("link", "javascript:alert(1)", .linkUnreadable), ("link", "https://user:secret@a.example.org/", .linkUnreadable),
      ("link", "https://localhost/", .linkUnreadable), ("link", "//a.example.org", .linkUnreadable),
      ("link", "https://a.example.org/\"x", .linkUnreadable), ("verifiedOn", "2026-3-2", .dayUnreadable),
      ("verifiedOn", "2026-03-03", .dayToCome), ("provider", String(repeating: "x", count: 501), .tooLong),
    ])
  func faults(field: String, value: String, fault: EntryFault) {
    var fields = toolFields
    fields[field] = value
    #expect(faults { try Tool.entered(fields, over: nil, id: ID(), in: EntrySurroundings(today: today)) }[field] == fault.code)
  }

  @Test("A law ends after it begins, is deposited no later than today, and keeps the file that was brought")
  func law() throws {
    var fields = EntryFields(["mark": "xa-act", "state": "XA", "kind": "law", "title.en": "Act", "inForceFrom": "2020-01-01"])
    let surroundings = EntrySurroundings(today: today)
    var law = try NationalLaw.entered(fields, over: nil, id: ID(), in: surroundings)
    #expect(law.isInForce(on: today) && !law.isInForce(on: CalendarDay(year: 2019, month: 12, day: 31) ?? .latest))
    law.file = NationalLaw.Attachment(sha256: "ab", name: "act.pdf", size: 3)
    #expect(try NationalLaw.entered(law.fields, over: law, id: law.id, in: surroundings).file == law.file)
    fields["inForceTo"] = "2019-01-01"
    fields["depositedOn"] = today.adding(1).description
    fields["state"] = "xa"
    let found = faults { try NationalLaw.entered(fields, over: nil, id: ID(), in: surroundings) }
    #expect(found["inForceTo"] == EntryFault.endsFirst.code && found["depositedOn"] == EntryFault.dayToCome.code)
    #expect(found["state"] == EntryFault.stateUnknown.code)
  }

  @Test("A call has equally many questions in each language, and once opened keeps their number")
  func call() throws {
    var fields = EntryFields([
      "title.en": "T", "themes": "extradition, prevention", "questions.en": "One?\nTwo?", "questions.fr": "Une ?\nDeux ?",
      "opensOn": "2026-03-02", "closesOn": "2026-04-02", "asked": "XB, XA",
    ])
    let surroundings = EntrySurroundings(today: today)
    let call = try CallForContributions.entered(fields, over: nil, id: ID(), in: surroundings)
    #expect(call.questions.count == 2 && call.questions[1][.fr] == "Deux ?" && call.asked.map(\.code) == ["XA", "XB"])
    #expect(try CallForContributions.entered(call.fields, over: call, id: call.id, in: surroundings) == call)
    let opened = try call.after(.open)
    fields["questions.fr"] = "Une ?"
    #expect(!faults { try CallForContributions.entered(fields, over: nil, id: ID(), in: surroundings) }.isEmpty)
    fields["questions.fr"] = ""
    fields["questions.en"] = "One?"
    #expect(try CallForContributions.entered(fields, over: call, id: call.id, in: surroundings).questions.count == 1)
    #expect(!faults { try CallForContributions.entered(fields, over: opened, id: call.id, in: surroundings) }.isEmpty)
    fields["closesOn"] = "2026-03-01"
    #expect(
      faults { try CallForContributions.entered(fields, over: call, id: call.id, in: surroundings) }["closesOn"]
        == EntryFault.endsFirst.code)
  }

  @Test("A call goes through its stages and no other way")
  func stages() throws {
    let ways: [CallForContributions.Stage: Set<CallForContributions.Act>] = [
      .planned: [.open, .cancel], .open: [.close, .cancel], .closed: [.reopen, .compile], .compiled: [], .cancelled: [],
    ]
    for stage in CallForContributions.Stage.allCases {
      let call = ModerationTests.call(stage)
      #expect(Set(CallForContributions.Act.allCases.filter { call.stage(after: $0) != nil }) == ways[stage], "\(stage)")
    }
    #expect(throws: CannotContribute.otherStage) { try ModerationTests.call(.closed).reminding([.notKnown], on: today) }
    #expect(throws: CannotContribute.otherStage) { try ModerationTests.call().reminding([], on: today) }
    #expect(try ModerationTests.call().reminding([.notKnown], on: today).reminders.count == 1)
  }

  @Test("Different fields that two people changed both stay; the same field is contested with what the other wrote")
  func merging() {
    let seen = EntryFields(["a": "1", "b": "1", "c": "1"])
    let joined = EntryFields.merged(
      seen: seen, mine: EntryFields(["a": "2", "b": "1", "c": "3"]), theirs: EntryFields(["a": "1", "b": "4", "c": "5"]))
    #expect(joined.fields["a"] == "2" && joined.fields["b"] == "4" && joined.fields["c"] == "3")
    #expect(joined.contested == ["c": "5"])
  }

  private func help(_ side: String, _ state: String, category: String = "training") throws -> AssistanceEntry {
    try AssistanceEntry.entered(
      EntryFields([
        "side": side, "state": state, "provider": state.isEmpty ? "Institute" : "", "category": category, "subject": "S", "language": "en",
        "priority": "high", "audience": "everybody",
      ]), over: nil, id: ID(), in: EntrySurroundings(today: today, categories: ["training", "research"]))
  }

  @Test("A request and an offer of one category are brought together once, and part again when one goes back")
  func matching() throws {
    let (request, offer) = (try help("request", "XA"), try help("offer", ""))
    let matched = try AssistanceEntry.matched(request, with: offer, on: today)
    #expect(matched.request.matchedWith == offer.id && matched.offer.status == .matched && matched.request.isUnmet)
    for (left, right) in [
      (request, try help("offer", "XB", category: "research")), (offer, request), (matched.request, offer),
      (request, try help("offer", "XA")),
    ] {
      #expect(throws: CannotContribute.cannotMatch) { try AssistanceEntry.matched(left, with: right, on: today) }
    }
    let reopened = try matched.request.moved(to: .open, remark: "No", on: today)
    #expect(reopened.matchedWith == nil && reopened.history.count == 3)
    #expect(throws: CannotContribute.otherStage) { try request.moved(to: .matched, remark: nil, on: today) }
    #expect(try !request.moved(to: .completed, remark: nil, on: today).isUnmet)
  }

  @Test("A request is a State’s; a delegate writes for the own State alone; a retired category stays with its entries")
  func assistanceFields() throws {
    let fields = try help("offer", "").fields
    var request = fields
    request["side"] = "request"
    let surroundings = EntrySurroundings(today: today, categories: ["training"], ownStates: [try #require(StateCode("XA"))])
    #expect(faults { try AssistanceEntry.entered(request, over: nil, id: ID(), in: surroundings) }["state"] == EntryFault.missing.code)
    request["state"] = "XB"
    #expect(faults { try AssistanceEntry.entered(request, over: nil, id: ID(), in: surroundings) }["state"] == EntryFault.stateUnknown.code)
    let kept = try help("request", "XA", category: "research")
    #expect(try AssistanceEntry.entered(kept.fields, over: kept, id: kept.id, in: surroundings).category == "research")
    #expect(!faults { try AssistanceEntry.entered(kept.fields, over: nil, id: ID(), in: surroundings) }.isEmpty)
  }
}
