// SPDX-License-Identifier: Apache-2.0
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import Testing

/// What stood in a case before a note protected it, and what stands in files, does not leave.
@Suite("Words of a compartment do not leave with copies, letters and files") struct OutgoingWordsTests {
  private func note(_ one: GuardedCase, _ words: String) async throws {
    let protection = try await TestBrowser(one.node).signIn(as: "protection")
    try await protection.submit(
      "\(one.url)/protection", [("matter", "claimMade"), ("words", words), ("source", "The office"), ("effect", "wordsStay")])
    #expect(protection.status == .seeOther)
  }

  @Test("Copies of the whole case and its letters are refused while they say what a note protects, without telling what that is")
  func copies() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let drafter = one.drafter
    try await one.act(drafter, "askForInformation", [("items", "i1"), ("question", "What of the EARLYWORD ship?")])
    var print = ""
    for letter in try await drafter.get(one.url).body.matches(of: /href="([^"]+\/letters\/[^"]+)"/).map({ String($0.1) }) {
      let address = "\(letter)/file?first=en&as=html"
      if try await drafter.get(address).body.contains("EARLYWORD") { print = address }
    }
    #expect(!print.isEmpty)
    let copies = ["\(one.url)/whole.json", "/api\(one.url)/whole"]
    for copy in copies { #expect(try await drafter.get(copy).body.contains("EARLYWORD"), "\(copy)") }
    try await note(one, "otherword")
    for copy in copies { #expect(try await drafter.get(copy).status == .ok, "\(copy)") }
    #expect(try await drafter.get(print).status == .ok)
    try await note(one, "earlyword ship")
    for copy in copies + ["\(one.url)/whole.pdf"] {
      #expect(try await drafter.get(copy).status == .conflict, "\(copy)")
      #expect(drafter.body.contains("This copy cannot be given out") || drafter.body.contains("casework.protected-copy"), "\(copy)")
      #expect(!drafter.body.lowercased().contains("earlyword"), "\(copy)")
    }
    #expect(try await drafter.get(print).status == .conflict)
    #expect(!drafter.body.lowercased().contains("earlyword"))
    // Whoever may see the case reads it as before: the words were there.
    #expect(try await drafter.get(one.url).body.contains("EARLYWORD"))
  }

  @Test(
    "A letter is refused for a word in what it takes from the head of the request",
    arguments: [("subject", "SUBJECTWORD"), ("reference of the other State", "BO 95"), ("item", "RECORDSWORD")])
  func head(place: String, word: String) async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let letter = try #require(try await one.drafter.get(one.url).body.firstMatch(of: /href="([^"]+\/letters\/[^"]+)"/)).1
    #expect(try await one.drafter.get("\(letter)/file?first=en&as=html").status == .ok)
    try await note(one, word)
    #expect(try await one.drafter.get("\(letter)/file?first=en&as=html").status == .conflict, "\(place)")
  }

  @Test("A product names no text file in which a protected word stands, however it is written; what is no text goes unread")
  func product() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let drafter = one.drafter
    let site = CaseSite(on: one)
    func added(_ name: String, _ text: String) async throws -> String {
      let before = try await Set(site.files().map(\.sha256))
      _ = try await site.add(text, [("title", "Records \(name)")], name: name)
      #expect(drafter.status == .seeOther, "\(name)")
      return try #require(try await site.files().map(\.sha256).first { !before.contains($0) })
    }
    let table = try await added("a.csv", "account;holder\r\n12;the HIDDEN-word trust\r\n")
    let page = try await added("b.html", "<p>the hid<i>den</i></p><p>word</p>")
    let mail = try await added("c.eml", "Subject: =?UTF-8?B?aGlkZGVuIHdvcmQ=?=\r\n\r\nHello")
    let clean = try await added("d.txt", "nothing of it")
    let packed = try await added("e.zip", "PK\u{3}\u{4}\u{0}\u{0}hidden word")
    try await note(one, "hidden word")
    try await one.act(drafter, "beginExecution", [("items", "i1"), ("authority", "The court")])
    try await one.act(drafter, "recordExecution", [("item", "i1"), ("result", "full"), ("procedure", "followed")])
    #expect(drafter.status == .seeOther, "\(drafter.body.suffix(2500).prefix(1500))")
    for file in [table, page, mail] {
      try await one.act(drafter, "sendProduct", [("items", "i1"), ("summary", "Records"), ("files", clean), ("files", file)])
      #expect(drafter.status == .conflict && drafter.body.contains("Something in it may not be told in this case"))
      #expect(!drafter.body.lowercased().contains("hidden word"))
    }
    try await one.act(drafter, "sendProduct", [("items", "i1"), ("summary", "Records"), ("files", clean), ("files", packed)])
    #expect(drafter.status == .seeOther)
    // What a note protects since the product was proposed does not leave by its confirmation either.
    let approver = try await TestBrowser(one.node).signIn(as: "approver")
    func confirm() async throws {
      let seen = try await approver.get(one.url).version(of: "\(one.url)/proposals/0/confirm")
      try await approver.submit("\(one.url)/proposals/0/confirm", [("version", seen)], from: one.url)
    }
    let protection = try await TestBrowser(one.node).signIn(as: "protection", offset: 30)
    try await protection.submit(
      "\(one.url)/protection", [("matter", "claimMade"), ("words", "nothing of it"), ("source", "The office"), ("effect", "wordsStay")])
    #expect(protection.status == .seeOther)
    try await confirm()
    #expect(approver.status == .conflict && approver.body.contains("Something in it may not be told in this case"))
    // Nobody read them: the check is the program's own.
    #expect(try await site.events("fileRead") == 0)
  }

  @Test("A word in the title of a file that was there before the note keeps it from leaving too")
  func title() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let site = CaseSite(on: one)
    _ = try await site.add("nothing of it", [("title", "Of the hidden word")], name: "d.bin")
    #expect(one.drafter.status == .seeOther)
    let file = try #require(try await site.files().first?.sha256)
    try await note(one, "hidden word")
    try await one.act(one.drafter, "sendProduct", [("items", "i1"), ("summary", "Records"), ("files", file)])
    #expect(one.drafter.status == .conflict && one.drafter.body.contains("Something in it may not be told in this case"))
  }
}
