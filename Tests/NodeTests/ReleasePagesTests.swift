// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import Testing

@Suite("Releases of statistics on pages") struct ReleasePagesTests {
  private static let folder = "/statistics/releases"
  private static let draft = "\(folder)/drafts/2025"

  private static func register(_ state: String) throws -> String {
    try String(contentsOf: root.appending(path: "Samples/statistics/release/\(state).csv"), encoding: .utf8)
  }

  /// A draft of two tables with the register of one State.
  private func begun() async throws -> (node: Node, officer: TestBrowser) {
    let node = try await demonstrationNode(of: "secretariat")
    let officer = try await TestBrowser(node).signIn(as: "statistics")
    try await officer.submit(
      "\(Self.folder)/new",
      [("name", "2025"), ("from", "2025-01-01"), ("through", "2025-12-31"), ("threshold", "5"), ("asked", "XA XB")]
        + ["flows", "convention"].map { ("tables", $0) })
    #expect(officer.status == .seeOther && officer.location == Self.draft)
    try await officer.submit(
      "\(Self.draft)/sources", [("version", "1"), ("state", "XA"), ("accept", "yes")],
      file: ("file", "XA.csv", try Self.register("XA")), from: Self.draft)
    #expect(officer.status == .seeOther, "\(officer.status)")
    return (node, officer)
  }

  private func published() async throws -> (node: Node, officer: TestBrowser) {
    let (node, officer) = try await begun()
    try await officer.submit("\(Self.draft)/protect", [("version", "2")], from: Self.draft)
    #expect(officer.status == .seeOther)
    let second = try await TestBrowser(node).signIn(as: "statistics2")
    try await second.submit("\(Self.draft)/approve", [("version", "3")], from: Self.draft)
    #expect(second.location == "\(Self.folder)/2025")
    return (node, officer)
  }

  @Test("Two officers publish a release: who prepared it cannot approve it, everybody sees it afterwards, nobody before")
  func wholeWay() async throws {
    let (node, officer) = try await begun()
    let reader = TestBrowser(node)
    #expect(try await reader.get("\(Self.folder)/2025").status == .notFound)
    #expect(try await reader.get(Self.draft).status == .seeOther)
    try await officer.submit("\(Self.draft)/approve", [("version", "2")], from: Self.draft)
    #expect(officer.status == .conflict && officer.body.contains("not protected yet"))
    try await officer.submit("\(Self.draft)/protect", [("version", "2")], from: Self.draft)
    try await officer.submit("\(Self.draft)/approve", [("version", "3")], from: Self.draft)
    #expect(officer.status == .forbidden && officer.body.contains("A second officer approves it"))
    let second = try await TestBrowser(node).signIn(as: "statistics2")
    try await second.submit("\(Self.draft)/approve", [("version", "2")], from: Self.draft)
    #expect(second.status == .conflict && second.body.contains("changed since you opened it"))
    try await second.submit("\(Self.draft)/approve", [("version", "3")], from: Self.draft)
    #expect(second.status == .seeOther)
    #expect(try await reader.get("/statistics").body.contains("href=\"\(Self.folder)/2025\""))
    #expect(try await reader.get("\(Self.folder)/2025").status == .ok)
    #expect(try await second.get(Self.draft).location == "\(Self.folder)/2025")
  }

  @Test("A table has its chart, its figures and its files in six languages; a wish in the address shows less of it")
  func tables() async throws {
    let (node, _) = try await published()
    let reader = TestBrowser(node)
    let table = "\(Self.folder)/2025/tables/convention"
    for language in Language.allCases {
      let body = try await reader.get("\(table)?lang=\(language.rawValue)").body
      #expect(reader.status == .ok && !body.contains("⟦") && body.contains("role=\"img\""), "\(language)")
    }
    let less = try await reader.get("\(table)?lang=en&row=conventionAlone&column=2025").body
    #expect(less.contains("Convention alone") && !less.contains("<th scope=\"row\" data-label=\"The Convention as legal basis\">Total"))
    #expect(try await reader.get("\(table)/file?as=csv").body.hasPrefix("release,table,row,"))
    #expect(try await reader.get("\(table)/file?as=sdmx").body.hasPrefix("STRUCTURE,STRUCTURE_ID,ACTION,"))
    #expect(try await reader.get("\(table)/file?as=json").body.contains("comity-released-table-1"))
    #expect(try await reader.get("\(table)/file?as=svg").body.contains("<svg xmlns="))
    #expect(try await reader.get("\(table)/file?as=exe").status == .notFound)
    #expect(try await reader.get("\(Self.folder)/2025/tables/nothing").status == .notFound)
    #expect(try await reader.get("\(Self.folder)/2025/file").body.contains("\"format\":\"comity-release-1\""))
  }

  @Test("The accepted returns of a collection are added from the page, and the release says from what its figures come")
  func collection() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    let officer = try await TestBrowser(node).signIn(as: "statistics")
    let year = Calendar(identifier: .gregorian).component(.year, from: Date()) - 1
    let collection = CollectionPagesTests.answered
    let draft = "\(Self.folder)/drafts/returns"
    try await officer.submit(
      "\(Self.folder)/new",
      [
        ("name", "returns"), ("from", "\(year)-01-01"), ("through", "\(year)-12-31"), ("threshold", "5"), ("asked", "XA"),
        ("tables", "flows"),
      ])
    let id = String(collection.split(separator: "/").last ?? "")
    try await officer.submit("\(draft)/collection", [("version", "1"), ("collection", id)], from: draft)
    #expect(officer.status == .conflict && officer.body.contains("Only returns that were accepted in the collection count."))
    try await officer.submit("\(draft)/collection", [("version", "1"), ("collection", "")], from: draft)
    #expect(officer.body.contains("The collection is not there, or was never opened."))
    #expect(try await officer.get("/").body.contains("2 returns wait to be looked at"))
    for state in ["XA", "XB"] {
      let page = "\(collection)/states/\(state)"
      try await officer.submit("\(page)/answer", [("revision", "1"), ("version", "1"), ("answer", "accept")], from: page)
    }
    #expect(!(try await officer.get("/").body.contains("to be looked at")))
    try await officer.submit("\(draft)/collection", [("version", "1"), ("collection", id)], from: draft)
    #expect(officer.location == draft, "\(officer.status)")
    #expect(try await officer.get(draft).body.contains("return · version 1"))
    #expect(officer.body.contains("Returns that count now: 2. Returns that do not count because other figures of the State are in: 0."))
    try await officer.submit("\(draft)/protect", [("version", "2")], from: draft)
    let second = try await TestBrowser(node).signIn(as: "statistics2")
    try await second.submit("\(draft)/approve", [("version", "3")], from: draft)
    #expect(second.location == "\(Self.folder)/returns", "\(second.body.suffix(3000))")
    let reader = TestBrowser(node)
    for language in Language.allCases {
      let body = try await reader.get("\(Self.folder)/returns?lang=\(language.rawValue)").body
      #expect(reader.status == .ok && !body.contains("⟦"), "\(language)")
    }
  }

  @Test("A register that contradicts itself is told line by line and counted only when the officer says so; nothing typed is lost")
  func contradictory() async throws {
    let (_, officer) = try await begun()
    let wrong = "id,direction,state,kind,received_on,closed_on\nA-1,incoming,XB,extradition,2025-02-01,2025-01-01\n"
    try await officer.submit(
      "\(Self.draft)/sources", [("version", "2"), ("state", "XB")], file: ("file", "b.csv", wrong), from: Self.draft)
    #expect(officer.status == .unprocessableContent && officer.body.contains("b.csv:2:6 closed_on: It was closed before it came."))
    #expect(officer.body.contains("value=\"XB\""))
    try await officer.submit("\(Self.draft)/sources", [("version", "2"), ("state", "")], from: Self.draft)
    #expect(officer.status == .unprocessableContent || officer.status == .unsupportedMediaType)
    try await officer.submit(
      "\(Self.draft)/sources", [("version", "2"), ("state", "XA")], file: ("file", "a.csv", try Self.register("XA")), from: Self.draft)
    #expect(officer.status == .conflict || officer.status == .unprocessableContent)
  }

  @Test("A revision is a release of its own that names the old one; the old one says so and stays as it was")
  func revision() async throws {
    let (node, officer) = try await published()
    let before = try await officer.get("\(Self.folder)/2025/file").body
    try await officer.submit(
      "\(Self.folder)/2025/revise",
      [("name", "2025-r1"), ("from", "2025-01-01"), ("through", "2025-12-31"), ("threshold", "5"), ("asked", "XA XB"), ("tables", "flows")])
    #expect(officer.status == .unprocessableContent && officer.body.contains("Give the reason"))
    try await officer.submit(
      "\(Self.folder)/2025/revise",
      [
        ("name", "2025-r1"), ("reason", "XB reported late"), ("from", "2025-01-01"), ("through", "2025-12-31"), ("threshold", "5"),
        ("asked", "XA XB"), ("tables", "flows"),
      ])
    let draft = "\(Self.folder)/drafts/2025-r1"
    for (version, state) in [("1", "XA"), ("2", "XB")] {
      try await officer.submit(
        "\(draft)/sources", [("version", version), ("state", state), ("accept", "yes")],
        file: ("file", "r.csv", try Self.register(state)), from: draft)
    }
    try await officer.submit("\(draft)/protect", [("version", "3")], from: draft)
    #expect(officer.status == .seeOther)
    let second = try await TestBrowser(node).signIn(as: "statistics2")
    try await second.submit("\(draft)/approve", [("version", "4")], from: draft)
    #expect(second.location == "\(Self.folder)/2025-r1")
    let reader = TestBrowser(node)
    let new = try await reader.get("\(Self.folder)/2025-r1").body
    #expect(new.contains("XB reported late") && new.contains("What is different"))
    #expect(try await reader.get("\(Self.folder)/2025").body.contains("A newer release takes the place of this one"))
    #expect(try await reader.get("\(Self.folder)/2025/file").body == before)
    #expect(try await officer.get("\(Self.folder)/2025/revise").status == .conflict)
  }

  @Test("Consents are recorded with day and document, and end for the future")
  func consents() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    let officer = try await TestBrowser(node).signIn(as: "statistics")
    let url = "\(Self.folder)/consents"
    try await officer.submit(url, [("state", "XA"), ("partner", "XA"), ("agreedOn", "2025-01-01"), ("document", "Note 12")])
    #expect(officer.status == .unprocessableContent && officer.body.contains("value=\"Note 12\""))
    try await officer.submit(url, [("state", "XA"), ("partner", "XB"), ("agreedOn", "2025-01-01"), ("document", "Note 12")])
    #expect(officer.status == .seeOther)
    let id = try #require(try await officer.get(url).body.firstMatch(of: /name="consent" value="([0-9a-f-]{36})"/)).1
    try await officer.submit("\(url)/withdraw", [("consent", String(id))], from: url)
    #expect(try await officer.get(url).body.contains("withdrawn on"))
    try await officer.submit("\(url)/withdraw", [("consent", String(id))], from: url)
    #expect(officer.status == .conflict)
    #expect(try await TestBrowser(node).signIn(as: "meetings").get(url).status == .forbidden)
  }
}
