// SPDX-License-Identifier: Apache-2.0
import AccountsService
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import Testing

@Suite("What executing authorities put to their tasks") struct TaskFileTests {
  /// A case of which one item is with the court, and the court's page of it.
  private struct Given {
    let one: GuardedCase
    let court: TestBrowser
    let task: String
    var today: String { CalendarDay(Date(), in: one.node.configuration.zone).description }
    var id: String { String(task.dropFirst("/tasks/".count)) }

    init(items: [String] = ["i1"]) async throws {
      one = try await GuardedCase.accepted(on: try await demonstrationNode())
      court = try await TestBrowser(one.node).signIn(as: "court")
      let fields = [
        ("assignee", try await one.officer("court")), ("authority", "Lakeside District Court"), ("instructions", "The records"),
      ]
      try await one.drafter.submit("\(one.url)/tasks/new", items.map { ("items", $0) } + fields)
      #expect(one.drafter.status == .seeOther)
      task = String(try #require(try await court.get("/tasks").body.firstMatch(of: /href="(\/tasks\/[0-9a-f-]{36})"/)).1)
    }

    func attach(_ text: String, _ more: [(String, String)] = [], name: String = "records.pdf") async throws {
      try await court.submit(
        "\(task)/files", [("title", "RECORDSTITLE"), ("form", "original")] + more, file: ("file", name, text), from: task)
    }

    func report() async throws {
      try await court.submit("\(task)/report", [("result-i1", "full"), ("on", today), ("text", "Done")], from: task)
      #expect(court.status == .seeOther)
    }

    func events(_ kind: String) async throws -> Int {
      try await EventLog(one.node.database).events(of: EventSubject("registeredRequest", one.id))
        .count { $0.kind.rawValue == "casework.\(kind)" }
    }

    /// The addresses of the files on a page.
    func contents(_ page: String) -> [String] {
      page.matches(of: /href="([^"]+\/files\/[0-9a-f-]{36}\/content)"/).map { String($0.1) }
    }
  }

  @Test(
    "What the court uploads is sealed under the case's key, becomes a file of the case when its report is taken over, and keeps its chain")
  func taken() async throws {
    let given = try await Given()
    let (one, court) = (given.one, given.court)
    try await given.attach("CONTENTWORD of the account")
    #expect(court.status == .seeOther)
    try await given.attach("a ledger", [("object", "OBJECTWORD ledger"), ("condition", "Seal 12")], name: "ledger.pdf")
    #expect(court.status == .seeOther)
    try await given.attach("CONTENTWORD of the account")
    #expect(court.status == .conflict && court.body.contains("exactly the same content"))
    let page = try await court.get(given.task).body
    #expect(page.contains("RECORDSTITLE") && page.contains("OBJECTWORD"))
    let own = given.contents(page)
    #expect(own.count == 2)
    #expect(try await court.get(own[0]).body == "CONTENTWORD of the account")
    #expect(try await given.events("taskFileRead") == 1)
    // Nothing is a file of the case before the report is taken over, but whoever deals with it can look.
    #expect(try await !one.drafter.get("\(one.url)/files").body.contains("RECORDSTITLE"))
    try await given.report()
    let shown = try await one.drafter.get(one.url).body
    let seen = try #require(given.contents(shown).first { $0.hasPrefix("\(one.url)/tasks/") })
    #expect(try await one.drafter.get(seen).body == "CONTENTWORD of the account")
    let take = String(try #require(shown.firstMatch(of: /action="([^"]+\/take)"/)).1)
    let version = ("version", try await one.drafter.get(one.url).version(of: take))
    try await one.drafter.submit(take, [version], from: one.url)
    #expect(one.drafter.status == .unprocessableContent)
    try await one.drafter.submit(take, [version, ("keptBy", "Registry"), ("place", "Safe 2")], from: one.url)
    #expect(one.drafter.status == .seeOther, "\(one.drafter.body)")
    let list = try await one.drafter.get("\(one.url)/files").body
    for word in ["RECORDSTITLE", "OBJECTWORD", "Lakeside District Court", "Registry", "Safe 2", "Seal 12"] {
      #expect(list.contains(word), "\(word)")
    }
    #expect(try await given.events("fileAdded") == 2)
    let file = try #require(list.firstMatch(of: /href="(\/cases\/[0-9a-f-]{36}\/files\/[0-9a-f-]{36})"/)).1
    #expect(try await one.drafter.get("\(file)/content").status == .ok)
    // Sealed from its first byte.
    try await one.node.database.close()
    let walk = FileManager.default.enumerator(at: one.node.configuration.dataFolder, includingPropertiesForKeys: nil)
    for case let url as URL in walk ?? .init() {
      guard let bytes = try? Data(contentsOf: url) else { continue }
      for canary in ["CONTENTWORD", "RECORDSTITLE", "OBJECTWORD"] {
        #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(url.lastPathComponent)")
      }
    }
  }

  @Test("A file that is called by protected words is not taken over; it goes back, is called otherwise and becomes a file of the case")
  func protectedTitle() async throws {
    let given = try await Given()
    let (one, court) = (given.one, given.court)
    let officer = try await TestBrowser(one.node).signIn(as: "protection")
    try await officer.submit(
      "\(one.url)/protection",
      [
        ("matter", "claimMade"), ("persons", "Zeferina Quill"), ("items", "i2"), ("source", "The office"), ("effect", "notToExecute"),
      ])
    #expect(officer.status == .seeOther)
    // The executing authority is told nothing of it.
    try await court.submit(
      "\(given.task)/files", [("title", "Statement of Zeferina Quill"), ("form", "original")], file: ("file", "a.pdf", "text"),
      from: given.task)
    #expect(court.status == .seeOther)
    try await given.report()
    func press(_ act: String, _ fields: [(String, String)] = []) async throws {
      let form = "\(one.url)/tasks/\(given.id)/\(act)"
      let seen = try await one.drafter.get(one.url).version(of: form)
      try await one.drafter.submit(form, fields + [("version", seen)], from: one.url)
    }
    try await press("take")
    #expect(one.drafter.status == .conflict || one.drafter.status == .unprocessableContent)
    #expect(one.drafter.body.contains("/tasks/\(given.id)/return"))
    #expect(try await given.events("fileAdded") == 0)
    try await press("return", [("remark", "Call it by its number, please.")])
    #expect(one.drafter.status == .seeOther)
    let remove = try #require(try await court.get(given.task).body.firstMatch(of: /action="([^"]+\/remove)"/)).1
    try await court.submit(String(remove), [], from: given.task)
    try await given.attach("text")
    try await given.report()
    try await press("take")
    #expect(one.drafter.status == .seeOther)
    #expect(try await one.drafter.get("\(one.url)/files").body.contains("RECORDSTITLE"))
  }

  @Test("An executing authority reads the files of its own task alone, and those of the case not at all")
  func ownAlone() async throws {
    let given = try await Given()
    let (one, court) = (given.one, given.court)
    let kept = [("kind", "evidence"), ("title", "CASEFILE"), ("givenBy", "A bank"), ("form", "copy"), ("receivedOn", given.today)]
    try await one.drafter.submit("\(one.url)/files/new", kept, file: ("file", "a.pdf", "of the case"))
    let file = try #require(one.drafter.location)
    for address in [file, "\(file)/content", "\(one.url)/files", "\(one.url)/tasks/\(given.id)/files/\(file.suffix(36))/content"] {
      #expect(try await court.get(address).status == .forbidden, "\(address)")
    }
    #expect(try await court.get("\(given.task)/files/\(file.suffix(36))/content").status == .notFound)
    #expect(try await !court.get(given.task).body.contains("CASEFILE"))
    // The same content as a file of the case is taken without a word about it, and is there once afterwards.
    try await given.attach("of the case")
    #expect(court.status == .seeOther)
    let own = try #require(given.contents(try await court.get(given.task).body).first)
    let otherCourt = try await TestBrowser(one.node).signIn(as: "protection")
    #expect(try await otherCourt.get(own).status == .forbidden)
    try await given.report()
    #expect(try await !court.get(given.task).body.contains("/remove"))
    try await given.attach("too late")
    #expect(court.status == .conflict || court.status == .forbidden)
    let take = String(try #require(try await one.drafter.get(one.url).body.firstMatch(of: /action="([^"]+\/take)"/)).1)
    try await one.drafter.submit(take, [("version", try one.drafter.version(of: take))], from: one.url)
    #expect(one.drafter.status == .seeOther)
    #expect(try await given.events("fileAdded") == 1)
  }

  @Test("A file that the court takes away again is read by nobody, and its content goes after some days")
  func removed() async throws {
    let given = try await Given()
    try await given.attach("by mistake")
    let own = try #require(given.contents(try await given.court.get(given.task).body).first)
    try await given.court.submit(own.replacing("/content", with: "/remove"), [], from: given.task)
    #expect(given.court.status == .seeOther)
    #expect(try await given.court.get(own).status == .notFound)
    func files() async throws -> Int { try await given.one.node.database.rows(SQL("SELECT sha256 FROM vaultFile")).count }
    #expect(try await files() == 1)
    try await given.one.node.casework?.wake(at: Date().addingTimeInterval(8 * 86_400))
    #expect(try await files() == 0)
  }

  @Test("A form that says nothing of the file is shown again with what was typed and why")
  func mended() async throws {
    let given = try await Given()
    try await given.court.submit(
      "\(given.task)/files", [("title", "KEPTTITLE"), ("form", "")], file: ("file", "a.pdf", "abc"), from: given.task)
    #expect(given.court.status == .unprocessableContent && given.court.body.contains("value=\"KEPTTITLE\""))
    try await given.court.submit("\(given.task)/files", [("form", "copy")], file: ("file", "", ""), from: given.task)
    #expect(given.court.status == .unprocessableContent)
  }

  @Test("The court's own program lists its tasks, puts files to them and reports, and learns nothing else")
  func byProgram() async throws {
    let given = try await Given()
    let token = try await given.one.node.accounts.makeToken(named: "court", signInName: "court", days: 1)
    let program = TestBrowser(given.one.node)
    try await program.send("/api/tasks", .get, bearer: token)
    #expect(program.status == .ok && program.body.contains(given.id) && program.body.contains("RECORDSWORD"))
    #expect(!program.body.contains(given.one.id) && !program.body.contains("SUBJECTWORD"))
    try await program.send(
      "/api\(given.task)/files", .post, body: TestBrowser.form([("form", "electronic")], ("file", "a.csv", "abc")),
      type: "multipart/form-data; boundary=B0", bearer: token)
    #expect(program.status == .created && program.body.contains(UploadSite.abc))
    let report = #"{"results":[{"item":"i1","result":"full"}],"text":"Done","on":"\#(given.today)"}"#
    try await program.send("/api\(given.task)/report", .post, body: report, bearer: token)
    #expect(program.status == .ok && program.body.contains("\"standing\":\"reported\""))
    try await program.send("/api\(given.task)/report", .post, body: report, bearer: token)
    #expect(program.status == .conflict)
    #expect(try await program.send("/api\(given.one.url)", .get, bearer: token).status == .forbidden)
  }

  @Test(
    "An item has one task at a time; a task of which one item was withdrawn meanwhile is taken over; the page says before and after which has no result"
  )
  func changedMeanwhile() async throws {
    let given = try await Given()
    let one = given.one
    try await one.drafter.submit(
      "\(one.url)/tasks/new",
      [("items", "i1"), ("assignee", try await one.officer("court")), ("authority", "A"), ("instructions", "B")])
    #expect(one.drafter.status == .conflict && one.drafter.body.contains("Item i1 stands in a task that is open"))
    try await given.report()
    try await one.act(one.drafter, "withdraw", [("items", "i1")])
    #expect(one.drafter.status == .seeOther, "\(one.drafter.body)")
    let shown = try await one.drafter.get(one.url).body
    #expect(shown.contains("no result will be recorded: i1"))
    let take = String(try #require(shown.firstMatch(of: /action="([^"]+\/take)"/)).1)
    try await one.drafter.submit(take, [("version", try one.drafter.version(of: take))], from: one.url)
    #expect(one.drafter.status == .seeOther)
    #expect(try await one.drafter.get(one.url).body.contains("No result was recorded for i1"))
  }
}
