// SPDX-License-Identifier: Apache-2.0
import AccountsService
import CaseworkRules
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import Storage
import Testing

@Suite("Tracks, what is bound, and undertakings, through their pages") struct TrackPagesTests {
  private static let arrived = CalendarDay(Date(), in: .gmt).adding(-20)

  private func day(_ browser: TestBrowser, _ days: Int = 0) -> String {
    CalendarDay(Date(), in: browser.node.configuration.zone).adding(Days(days)).description
  }

  /// A registered incoming request of one item; its address and an officer who acts on it.
  private func incoming(
    _ kind: String, _ item: String, on node: Node? = nil, reference: String = "XAI-2026-00910"
  ) async throws -> (drafter: TestBrowser, url: String) {
    let drafter: TestBrowser
    if let node {
      drafter = try await TestBrowser(node).signIn(as: "drafter")
    } else {
      drafter = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    }
    try await drafter.submit(
      "/cases/new",
      [
        ("reference", reference), ("state", "XB"), ("kind", kind), ("subject", "CANARYSUBJECT of the harbour"),
        ("arrivedOn", Self.arrived.description), ("medium", "paper"), ("item0", item), ("summary0", "What is asked"),
      ])
    #expect(drafter.status == .seeOther, "\(drafter.body.prefix(2000))")
    return (drafter, try #require(drafter.location))
  }

  /// An outgoing request that has gone out.
  private func outgoing() async throws -> (drafter: TestBrowser, url: String) {
    let node = try await demonstrationNode()
    let head = "direction,reference,state,kind,arrived_on,subject,items,closed_on\r\n"
    let line = "outgoing,O-1,XB,criminalAssistance,2026-01-07,Case 12,bankRecords,\r\n"
    let report = try await node.casework?.take(register: Data((head + line).utf8), isCSV: true, at: Date(), in: node.catalogue.words(.en))
    #expect(report?.new == 1)
    let id = try #require(try await node.casework?.request(named: "O-1").value.id)
    return (try await TestBrowser(node).signIn(as: "drafter"), "/cases/\(id)")
  }

  /// Fills a form as its page draws it: what it hides and what stands in it goes along.
  private func fill(_ browser: TestBrowser, _ url: String, _ fields: [(String, String)]) async throws {
    try await browser.get(url)
    var sent = fields
    for hidden in browser.body.matches(of: /type="hidden" name="(version|id)" value="([^"]*)"/) {
      sent.append((String(hidden.1), String(hidden.2)))
    }
    if !fields.contains(where: { $0.0 == "on" }), browser.body.contains("name=\"on\"") { sent.append(("on", day(browser))) }
    try await browser.submit(url, sent, from: url)
  }

  private func begin(_ browser: TestBrowser, _ url: String, _ act: String, _ fields: [(String, String)]) async throws {
    try await fill(browser, "\(url)/tracks/begin/\(act)", fields)
  }

  /// The address of an act that the request's page offers.
  private func offered(_ browser: TestBrowser, _ url: String, _ act: String) async throws -> String {
    let body = try await browser.get(url).body
    let link = body.matches(of: /href="([^"]+\/tracks\/[0-9a-f-]{36}\/acts\/([A-Za-z.]+))"/).first { $0.2 == act }
    return String(try #require(link, "\(act) is not offered").1)
  }

  private func act(_ browser: TestBrowser, _ url: String, _ act: String, _ fields: [(String, String)] = []) async throws {
    try await fill(browser, try await offered(browser, url, act), fields)
  }

  private func done(_ browser: TestBrowser, _ what: String) { #expect(browser.status == .seeOther, "\(what): \(said(browser))") }

  private func said(_ browser: TestBrowser) -> String {
    String(browser.body.replacing(/<[^>]+>/, with: " ").replacing(/\s+/, with: " ").prefix(900))
  }

  @Test("A reply brings bound material in the same commit; another use is refused with the article, asked for, consented to and recorded")
  func bound() async throws {
    let (drafter, url) = try await outgoing()
    try await fill(
      drafter, "\(url)/acts/recordReply",
      [("items", "i1"), ("result", "full"), ("summary", "Statements"), ("limitationOnUse", "CANARYLIMIT: case 12 alone")])
    done(drafter, "recordReply")
    #expect(try await drafter.get(url).body.contains("CANARYLIMIT"))
    #expect(try await drafter.get("/cases/material?state=XB").body.contains("CANARYLIMIT"))
    #expect(try await !drafter.get("/cases/material?state=XC").body.contains("CANARYLIMIT"))
    try await act(drafter, url, "useMaterial", [("purpose", "A tax audit")])
    #expect(drafter.status == .conflict && drafter.body.contains("46(19)") && drafter.body.contains("A tax audit"))
    try await act(drafter, url, "askNewUse", [("purpose", "A tax audit")])
    done(drafter, "askNewUse")
    #expect(try await drafter.get("/cases/material?show=waiting").body.contains("A tax audit"))
    #expect(try await drafter.get(url).body.contains("Consent to another use is awaited"))
    try await act(drafter, url, "useMaterial", [("use", "u1")])
    #expect(drafter.status == .conflict && drafter.body.contains("46(19)"))
    try await act(drafter, url, "recordUseAnswer", [("newUse", "u1"), ("isConsented", "yes")])
    done(drafter, "recordUseAnswer")
    try await act(drafter, url, "useMaterial", [("use", "u1")])
    done(drafter, "useMaterial")
    #expect(try await !drafter.get("/cases/material?show=waiting").body.contains("A tax audit"))
    #expect(try await drafter.get(url).body.contains("Another use answered"))
  }

  @Test("An exculpatory disclosure without notice before is told after; what is restricted and confidential is said")
  func disclosed() async throws {
    let (drafter, url) = try await incoming("spontaneousTransmission", "information")
    try await act(drafter, url, "restrictMaterial", [("limitationOnUse", "For intelligence"), ("confidentiality", "The source")])
    done(drafter, "restrictMaterial")
    try await act(drafter, url, "prepareDisclosure", [("proceeding", "Trial of CANARYACCUSED")])
    #expect(drafter.status == .conflict && drafter.body.contains("46(5)"))
    try await act(
      drafter, url, "prepareDisclosure", [("proceeding", "Trial of CANARYACCUSED"), ("noticeNotPossible", "The hearing is today.")])
    done(drafter, "prepareDisclosure")
    try await act(drafter, url, "discloseMaterial", [("disclosure", "d1")])
    done(drafter, "discloseMaterial")
    #expect(try await drafter.get("/cases/material?show=waiting").body.contains("CANARYACCUSED"))
    try await act(drafter, url, "tellAfterDisclosure", [("disclosure", "d1")])
    done(drafter, "tellAfterDisclosure")
    try await act(drafter, url, "tellMaterialConfidentialityImpossible", [("reason", "A public trial")])
    done(drafter, "tellMaterialConfidentialityImpossible")
    #expect(try await !drafter.get("/cases/material?show=waiting").body.contains("CANARYACCUSED"))
  }

  @Test("Property goes from freezing to handing over by article 57(3); entries are corrected and never changed")
  func property() async throws {
    let (drafter, url) = try await incoming("assetRecovery", "enforceConfiscationOrder")
    try await begin(drafter, url, "openAccount", [("property", "A house by the sea")])
    done(drafter, "openAccount")
    let money = [("currency", "XAD")]
    try await act(drafter, url, "enter.frozen", money + [("amount", "12000.00")])
    done(drafter, "frozen")
    for _ in 1...2 { try await act(drafter, url, "enter.confiscated", money + [("amount", "10000.10")]) }
    try await act(drafter, url, "correctEntry", [("entry", "3"), ("note", "Entered twice")])
    done(drafter, "correctEntry")
    try await act(drafter, url, "enter.deducted", money + [("amount", "500.05"), ("note", "The trial")])
    done(drafter, "deducted")
    try await act(drafter, url, "enter.handedOver", money + [("amount", "9500.05")])
    #expect(drafter.status == .conflict && drafter.body.contains("57(3)"))
    try await act(drafter, url, "registerClaim", [("claimant", "A lender")])
    done(drafter, "registerClaim")
    let due: [(String, String)] = [("origin", "embezzledPublicFunds"), ("isUnderArticle55", "yes"), ("isJudgmentWaived", "yes")]
    try await act(drafter, url, "decideDisposal", due + [("disposalTo", "requestingState")])
    #expect(drafter.status == .conflict && drafter.body.contains("55(9)"))
    try await act(drafter, url, "decideClaim", [("claim", "k1"), ("claimOutcome", "upheld"), ("upheld", "500.00"), ("currency", "XAD")])
    done(drafter, "decideClaim")
    try await act(drafter, url, "decideDisposal", due + [("disposalTo", "confiscatingState")])
    #expect(drafter.status == .conflict && drafter.body.contains("57(3)(a)"))
    try await act(drafter, url, "decideDisposal", due + [("disposalTo", "requestingState")])
    done(drafter, "decideDisposal")
    try await act(drafter, url, "enter.handedOver", money + [("amount", "9500.06")])
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("57(4)"))
    try await act(drafter, url, "enter.handedOver", money + [("amount", "9500.05")])
    #expect(drafter.status == .conflict && drafter.body.contains("57(2)"))
    try await act(drafter, url, "enter.paidToThirdParty", money + [("claim", "k1"), ("amount", "500.00")])
    done(drafter, "paidToThirdParty")
    try await act(drafter, url, "enter.handedOver", money + [("amount", "4000.05")])
    done(drafter, "handedOver")
    let offer = try #require(drafter.location)
    #expect(offer.contains("letter=handOver-"))
    #expect(try await drafter.get(offer).body.contains("Hand-over of confiscated property"))
    try await act(
      drafter, url, "agreeDisposal",
      [("recipients", "requestingState"), ("recipients", "victims"), ("agreed", "The rest to the victims"), ("excludesDeductions", "yes")])
    #expect(drafter.status == .conflict && drafter.body.contains("57(4)"))
    try await act(
      drafter, url, "agreeDisposal", [("recipients", "requestingState"), ("recipients", "victims"), ("agreed", "The rest to the victims")])
    done(drafter, "agreeDisposal")
    try await act(drafter, url, "enter.handedOver", money + [("disposalTo", "victims"), ("amount", "5000.00")])
    done(drafter, "handedOver by agreement")
    try await act(drafter, url, "enter.released", money + [("amount", "1999.91"), ("releaseCause", "lapsed")])
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("54(2)"))
    try await act(drafter, url, "enter.released", money + [("amount", "1999.90"), ("releaseCause", "lapsed")])
    done(drafter, "released")
    let body = try await drafter.get(url).body
    for shown in [
      "12000.00 XAD", "10000.10 XAD", "-10000.10 XAD", "5000.00 XAD", "57(3)(a)", "57(5)", "Entered twice", "Property handed over",
      "Frozen sums released", "1999.90 XAD", "The measure lapsed", "Disposal of property agreed",
    ] { #expect(body.contains(shown), "\(shown)") }
  }

  @Test("The other State asks consent to another use of what was sent; a second officer confirms the answer, and its letter is there")
  func givenUse() async throws {
    let node = try await demonstrationNode()
    let head = "direction,reference,state,kind,arrived_on,subject,items,closed_on,limitation_on_use,conditions,persons\r\n"
    let line =
      "incoming,I-1,XB,criminalAssistance,2026-01-07,Case 12,bankRecords=executed@2026-02-01,2026-03-01,CANARYLIMIT,Kept apart,Jane Doe\r\n"
    let report = try await node.casework?.take(register: Data((head + line).utf8), isCSV: true, at: Date(), in: node.catalogue.words(.en))
    #expect(report?.new == 1, "\(report?.faults ?? [])")
    let id = try #require(try await node.casework?.request(named: "I-1").value.id)
    let url = "/cases/\(id)"
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let body = try await drafter.get(url).body
    #expect(body.contains("CANARYLIMIT") && body.contains("Kept apart") && body.contains("Jane Doe"))
    try await begin(drafter, url, "recordUseAsked", [("given", "t1"), ("purpose", "CANARYPURPOSE"), ("answerDueOn", day(drafter, 10))])
    done(drafter, "recordUseAsked")
    // It waits with its day: in the list of such requests and on the desk.
    #expect(try await drafter.get("/cases/uses?show=waiting").body.contains("CANARYPURPOSE"))
    #expect(try await drafter.get("/").body.contains("Another use of what was given"))
    try await act(drafter, url, "proposeUseAnswer", [("consents", "yes"), ("conditions", "No names")])
    done(drafter, "proposeUseAnswer")
    let page = try await drafter.get(url).body
    #expect(!page.contains("confirmUseAnswer") && page.contains("returnUseAnswer"))
    let confirm = try await offered(drafter, url, "returnUseAnswer").replacing("returnUseAnswer", with: "confirmUseAnswer")
    #expect(try await drafter.get(confirm).status == .forbidden)
    try await drafter.submit(confirm, [("version", "2")], from: url)
    #expect(drafter.status == .forbidden)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let heading = "Answers about another use, waiting for your confirmation"
    for list in ["/", "/cases?show=proposed"] { #expect(try await approver.get(list).body.contains(heading), "\(list)") }
    #expect(try await !drafter.get("/").body.contains(heading))
    try await act(approver, url, "confirmUseAnswer")
    done(approver, "confirmUseAnswer")
    let offer = try #require(approver.location)
    #expect(offer.contains("letter=consentGranted-"))
    #expect(try await !approver.get("/cases?show=proposed").body.contains(heading))
    #expect(try await !approver.get("/cases/uses?show=waiting").body.contains("CANARYPURPOSE"))
    #expect(try await approver.get("/cases/uses").body.contains("CANARYPURPOSE"))
    let answered = try await approver.get(offer).body
    #expect(answered.contains("Consent to another use") && answered.contains("Other State answered about another use"))
    let letter = try #require(answered.firstMatch(of: /href="([^"]+\/letters\/consentGranted-[^"]+)"/)?.1)
    let text = try await approver.get("\(letter)/file?first=fr&as=html").body
    #expect(text.contains("CANARYPURPOSE") && text.contains("No names") && text.contains("paragraphe 19"))
  }

  @Test("A person who is moved here needs consent and agreement as one who is moved away does")
  func movedHere() async throws {
    let node = try await demonstrationNode()
    let head = "direction,reference,state,kind,arrived_on,subject,items,closed_on\r\n"
    let line = "outgoing,O-2,XB,criminalAssistance,2026-01-07,Case 12,transferDetainedPerson,\r\n"
    _ = try await node.casework?.take(register: Data((head + line).utf8), isCSV: true, at: Date(), in: node.catalogue.words(.en))
    let id = try #require(try await node.casework?.request(named: "O-2").value.id)
    let url = "/cases/\(id)"
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let coming = [("person", "CANARYPRISONER"), ("on", day(drafter, -10)), ("returnDueOn", day(drafter, 3))]
    try await begin(drafter, url, "receivePerson", coming)
    #expect(drafter.status == .conflict && drafter.body.contains("46(10)(a)"))
    try await begin(drafter, url, "receivePerson", coming + [("personOn", day(drafter, -12))])
    #expect(drafter.status == .conflict && drafter.body.contains("46(10)(b)"))
    try await begin(drafter, url, "receivePerson", coming + [("personOn", day(drafter, -12)), ("authoritiesOn", day(drafter, -11))])
    done(drafter, "receivePerson")
    let offer = try #require(drafter.location)
    #expect(offer.contains("letter=transferTerms-"))
    try await act(drafter, url, "returnPerson")
    done(drafter, "returnPerson")
    #expect(try await drafter.get(url).body.contains("Return of a transferred person"))
  }

  @Test("Rows that bind nothing or name nobody are told with their line, and nothing is taken in")
  func importFaults() async throws {
    let node = try await demonstrationNode()
    let head = "direction,reference,state,kind,arrived_on,subject,items,closed_on,limitation_on_use,conditions,persons\r\n"
    let lines =
      "incoming,I-1,XB,criminalAssistance,2026-01-07,A,bankRecords,,For it alone,,\r\n"
      + "incoming,I-2,XB,criminalAssistance,2026-01-07,B,bankRecords,,,,vessel=The Ship\r\n"
    let report = try await node.casework?.take(register: Data((head + lines).utf8), isCSV: true, at: Date(), in: node.catalogue.words(.en))
    let faults = try #require(report?.faults)
    #expect(report?.new == 0 && faults.count == 2, "\(faults)")
    #expect(faults.contains { $0.hasPrefix("2: Nothing was sent") })
    #expect(faults.contains { $0.hasPrefix("3: persons: ") })
  }

  @Test("Safe conduct, a moved person and parallel investigations are walked, with their articles where a rule stands against an act")
  func persons() async throws {
    let (drafter, url) = try await incoming("criminalAssistance", "transferDetainedPerson")
    try await begin(drafter, url, "openAccount", [("property", "A house")])
    #expect(drafter.status == .conflict && drafter.body.contains("57(3)"))
    let coming = [("person", "CANARYWITNESS"), ("on", day(drafter, -10)), ("returnDueOn", day(drafter, -3))]
    try await begin(drafter, url, "receivePerson", coming)
    #expect(drafter.status == .conflict && drafter.body.contains("46(10)"))
    try await fill(
      drafter, "\(url)/acts/recordTransferConsent",
      [("item", "i1"), ("personOn", Self.arrived.description), ("authoritiesOn", Self.arrived.description)])
    try await begin(drafter, url, "receivePerson", coming)
    done(drafter, "receivePerson")
    #expect(try await drafter.get(url).body.contains("Overdue"))
    #expect(try await drafter.get("/").body.contains("\(url)#tracks"))
    try await act(drafter, url, "recordProsecution", [("actsOn", day(drafter, -400))])
    #expect(drafter.status == .conflict && drafter.body.contains("46(12)"))
    try await act(drafter, url, "agreeReturnDay", [("returnDueOn", day(drafter, 5))])
    done(drafter, "agreeReturnDay")
    try await act(drafter, url, "returnPerson")
    done(drafter, "returnPerson")
    #expect(try await drafter.get(url).body.contains("11 days"))
    #expect(try await !drafter.get("/").body.contains("\(url)#tracks"))
    try await begin(drafter, url, "giveSafeConduct", [("person", "CANARYWITNESS")])
    done(drafter, "giveSafeConduct")
    try await act(drafter, url, "endSafeConduct")
    #expect(drafter.status == .conflict && drafter.body.contains("46(27)"))
    try await act(drafter, url, "tellSafeConduct", [("on", day(drafter, -16))])
    done(drafter, "tellSafeConduct")
    try await act(drafter, url, "interruptSafeConduct", [("from", day(drafter, -12)), ("until", day(drafter, -8))])
    done(drafter, "interruptSafeConduct")
    try await act(drafter, url, "recordDeparture")
    try await act(drafter, url, "recordComingBack")
    try await act(drafter, url, "endSafeConduct")
    done(drafter, "endSafeConduct")
    try await begin(drafter, url, "recordParallel", [("conduct", "The same bribes")])
    done(drafter, "recordParallel")
    #expect(try await drafter.get(url).body.contains("Coordinate parallel investigations"))
    try await act(drafter, url, "recordCoordination", [("agreed", "XA prosecutes the officials.")])
    done(drafter, "recordCoordination")
    #expect(try await !drafter.get(url).body.contains("Coordinate parallel investigations"))
  }

  @Test("An extradition has one track: the arrest waits for the request, and enforcement here is considered")
  func extradition() async throws {
    let (drafter, url) = try await incoming("extradition", "surrender")
    try await begin(drafter, url, "recordArrest", [("days", "forty")])
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("whole number"))
    try await begin(drafter, url, "recordArrest", [("on", day(drafter, -5)), ("days", "40")])
    done(drafter, "recordArrest")
    #expect(try await !drafter.get(url).body.contains("tracks/begin/recordArrest"))
    try await act(drafter, url, "arrestRequestArrived")
    done(drafter, "arrestRequestArrived")
    try await act(drafter, url, "considerEnforcement", [("reasons", "The sentence is short.")])
    done(drafter, "considerEnforcement")
    try await begin(drafter, url, "beginSubmission", [])
    #expect(drafter.status == .conflict && drafter.body.contains("44(11)"))
    let body = try await drafter.get(url).body
    #expect(body.contains("The request came in time") && body.contains("Enforcement of the foreign sentence considered"))
  }

  @Test("A civil action is recovered only once it was granted and is final")
  func recovery() async throws {
    let (drafter, url) = try await incoming("assetRecovery", "returnAssets")
    try await begin(drafter, url, "prepareRecovery", [("recoveryClaim", "title"), ("court", "High Court"), ("state", "XB")])
    done(drafter, "prepareRecovery")
    for stage in ["filed", "decided"] { try await act(drafter, url, "moveRecovery", [("recoveryStage", stage), ("isGranted", "yes")]) }
    try await act(drafter, url, "moveRecovery", [("recoveryStage", "recovered")])
    #expect(drafter.status == .conflict && drafter.body.contains("53"))
    for stage in ["final", "recovered"] { try await act(drafter, url, "moveRecovery", [("recoveryStage", stage), ("isGranted", "yes")]) }
    done(drafter, "recovered")
  }

  @Test("Undertakings of all requests stand in one list; a condition that is accepted joins it and is kept with its item")
  func undertakings() async throws {
    let (drafter, url) = try await outgoing()
    try await begin(
      drafter, url, "recordUndertaking",
      [("undertakingSubject", "noDeathPenalty"), ("giver", "ours"), ("wording", "CANARYWORDING"), ("until", day(drafter, 30))])
    done(drafter, "recordUndertaking")
    try await fill(drafter, "\(url)/acts/recordDecision", [("items", "i1"), ("told", "accepted"), ("conditions", "CANARYCONDITION")])
    #expect(try await !drafter.get("/cases/undertakings").body.contains("CANARYCONDITION"))
    #expect(try await drafter.get("\(url)/acts/refuseConditions").body.contains("CANARYCONDITION"))
    try await fill(drafter, "\(url)/acts/refuseConditions", [("items", "i1"), ("text", "CANARYANSWER")])
    done(drafter, "refuseConditions")
    #expect(try await drafter.get(url).body.contains("/letters/conditionsRefused-a1"))
    try await fill(drafter, "\(url)/acts/recordDecision", [("items", "i1"), ("told", "accepted"), ("conditions", "CANARYCONDITION")])
    try await fill(drafter, "\(url)/acts/acceptConditions", [("items", "i1")])
    done(drafter, "acceptConditions")
    let list = try await drafter.get("/cases/undertakings?show=waiting").body
    #expect(list.contains("CANARYCONDITION") && list.contains("CANARYWORDING"))
    try await fill(drafter, "\(url)/acts/recordConditionKept", [("item", "i1"), ("condition", "CANARYCONDITION")])
    done(drafter, "recordConditionKept")
    try await act(drafter, url, "endUndertaking", [("undertakingOutcome", "released")])
    #expect(drafter.status == .unprocessableContent)
    try await act(drafter, url, "endUndertaking", [("undertakingOutcome", "released"), ("note", "They gave it back.")])
    done(drafter, "endUndertaking")
    let open = try await drafter.get("/cases/undertakings?show=waiting").body
    #expect(!open.contains("CANARYCONDITION") && !open.contains("CANARYWORDING"))
  }

  @Test("A stale page is refused and shows the record as it is now; the same form sent twice makes one record")
  func stale() async throws {
    let (drafter, url) = try await incoming("criminalAssistance", "takeEvidence")
    let id = "0198c000-0000-7000-8000-000000000001"
    let fields = [("id", id), ("undertakingSubject", "costs"), ("giver", "theirs"), ("wording", "Half each"), ("on", day(drafter))]
    for status: HTTPResponse.Status in [.seeOther, .conflict] {
      try await drafter.submit("\(url)/tracks/begin/recordUndertaking", fields, from: url)
      #expect(drafter.status == status)
    }
    let end = try await offered(drafter, url, "endUndertaking")
    let ending = [("version", "1"), ("undertakingOutcome", "kept"), ("on", day(drafter))]
    for status: HTTPResponse.Status in [.seeOther, .conflict] {
      try await drafter.submit(end, ending, from: url)
      #expect(drafter.status == status)
    }
    #expect(drafter.body.contains("Kept"))
  }

  @Test("Nothing of a restricted case is reached by those it is not open to: lists, forms, acts and API")
  func access() async throws {
    let (drafter, url) = try await incoming("criminalAssistance", "takeEvidence")
    try await begin(
      drafter, url, "recordUndertaking", [("undertakingSubject", "costs"), ("giver", "theirs"), ("wording", "CANARYWORDING")])
    let end = try await offered(drafter, url, "endUndertaking")
    let node = drafter.node
    let approver = try await TestBrowser(node).signIn(as: "approver")
    #expect(try await approver.get("/cases/undertakings").body.contains("CANARYWORDING"))
    let id = String(url.dropFirst("/cases/".count))
    try await node.database.commit(Commit([SQL("UPDATE registeredRequest SET isRestricted = 1 WHERE id = $1", [id.sql])], events: []))
    #expect(try await !approver.get("/cases/undertakings").body.contains("CANARYWORDING"))
    #expect(try await approver.get(end).status == .notFound)
    #expect(try await approver.get("\(url)/tracks/begin/recordUndertaking").status == .notFound)
    try await approver.submit(end, [("version", "1"), ("undertakingOutcome", "kept"), ("on", day(approver))], from: "/cases")
    #expect(approver.status == .notFound)
    let editor = try await TestBrowser(node).signIn(as: "editor")
    for address in ["/cases/material", "/cases/undertakings", end] {
      #expect(try await editor.get(address).status == .forbidden, "\(address)")
      #expect(try await TestBrowser(node).get(address).status != .ok, "\(address)")
    }
  }

  @Test("Reasons for delay stand on the page, chosen again in the form, and go when they are left out")
  func delays() async throws {
    for (drafter, url) in [try await incoming("criminalAssistance", "takeEvidence"), try await outgoing()] {
      try await fill(drafter, "\(url)/acts/recordDelays", [("delays", "resources"), ("delays", "costs")])
      done(drafter, "recordDelays")
      #expect(try await drafter.get(url).body.contains("Costs in dispute"))
      #expect(try await drafter.get("\(url)/acts/recordDelays").body.components(separatedBy: " checked").count == 3)
      try await fill(drafter, "\(url)/acts/recordDelays", [("delays", "resources")])
      #expect(try await !drafter.get(url).body.contains("Costs in dispute"))
    }
  }

  @Test("Programs do the same acts: what a rule refuses is a conflict, and a record asked for under another case is not there")
  func api() async throws {
    let (drafter, url) = try await incoming("criminalAssistance", "takeEvidence")
    let (_, other) = try await incoming("assetRecovery", "returnAssets", on: drafter.node, reference: "XAI-2026-00911")
    let token = try await drafter.node.accounts.makeToken(named: "test", signInName: "drafter", days: 1)
    let program = TestBrowser(drafter.node)
    func send(_ url: String, _ body: String) async throws -> HTTPResponse.Status {
      try await program.send("/api\(url)/tracks", .post, body: body, bearer: token).status
    }
    func field(_ name: String, _ value: String) -> String { "{\"name\":\"\(name)\",\"value\":\"\(value)\"}" }
    let given = [field("undertakingSubject", "costs"), field("giver", "theirs"), field("wording", "Half"), field("on", day(drafter))]
    #expect(try await send(url, "{\"act\":\"recordUndertaking\",\"fields\":[\(given.joined(separator: ","))]}") == .ok)
    let record = try #require(program.body.firstMatch(of: /"id" ?: ?"([0-9a-f-]{36})"/)?.1)
    let kept = "\"fields\":[\(field("undertakingOutcome", "kept")),\(field("on", day(drafter)))]"
    #expect(try await send(other, "{\"act\":\"endUndertaking\",\"record\":\"\(record)\",\"version\":1,\(kept)}") == .notFound)
    #expect(try await send(url, "{\"act\":\"endUndertaking\",\"record\":\"\(record)\",\"version\":2,\(kept)}") == .conflict)
    #expect(try await send(url, "{\"act\":\"endUndertaking\",\"record\":\"\(record)\",\"version\":1,\(kept)}") == .ok)
    #expect(try await send(url, "{\"act\":\"recordArrest\",\"fields\":[]}") == .conflict)
    #expect(try await send(url, "{\"act\":\"nothing\",\"fields\":[]}") == .unprocessableContent)
    #expect(try await program.send("/api\(url)/tracks", .post, body: "{}").status == .unauthorized)
  }
}
