// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Node
import Testing
import Web

@Suite("Meetings taken along") struct MeetingExportTests {
  static func node() async throws -> Node {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    return node
  }

  @Test(
    "Every form of a meeting is there for everybody",
    arguments: [
      ("/meetings/calendar.ics?lang=zh", "BEGIN:VCALENDAR"), ("/meetings/calendar.ics?body=eg1&lang=ru", "SEQUENCE:0"),
      ("/meetings/eg1-7/event.ics?lang=ar", "RELATED-TO"), ("/meetings/eg1-7/event.jsonld", "\"subEvent\""),
      ("/meetings/eg1-7/agenda.akn.xml?lang=fr", "fra@2018-04-04"), ("/meetings/eg1-7/meeting.yaml", "schema: comity.meeting/1"),
      ("/meetings/eg1-7/bundle.zip", "ar/index.html"), ("/api/meetings", "\"eg1-7\""), ("/api/meetings/eg1-7", "comity.meeting/1"),
      ("/api/meetings/eg1-7/documents", "CAC/COSP/EG.1/2018/3"), ("/api/mandates?addressee=eg1&living=true", "\"m01\""),
      ("/meetings/eg1-7", "rel=\"alternate\" type=\"text/calendar\""),
    ])
  func forms(address: String, part: String) async throws {
    let browser = try await TestBrowser(try await Self.node()).get(address)
    #expect(browser.status == .ok)
    #expect(browser.body.contains(part))
  }

  @Test(
    "What is not there or cannot be read is refused",
    arguments: [
      ("/meetings/eg1-9/event.ics", 404), ("/meetings/eg1-9/bundle.zip", 404), ("/meetings/calendar.ics?body=none", 404),
      ("/api/meetings/eg1-9", 404), ("/api/mandates?status=lost", 422), ("/api/meetings?page=0", 422), ("/api/mandates?page=x", 422),
      ("/api/meetings/eg1-7/findings", 401),
    ])
  func refused(address: String, status: Int) async throws {
    #expect(try await TestBrowser(try await Self.node()).get(address).status.code == status)
  }

  @Test("A list for programs ends with an empty page", arguments: ["/api/meetings", "/api/mandates"])
  func pages(address: String) async throws {
    let browser = TestBrowser(try await Self.node())
    let first = try await browser.get("\(address)?page=1").body
    #expect(try await browser.get(address).body == first && first.contains("\"id\""))
    #expect(try await browser.get("\(address)?page=2").body == "[]")
  }

  @Test("Findings are for officers who service meetings")
  func findings() async throws {
    let node = try await Self.node()
    #expect(try await TestBrowser(node).signIn(as: "meetings").get("/api/meetings/eg1-7/findings").body.contains("term_variation"))
    #expect(try await TestBrowser(node).signIn(as: "keeper").get("/api/meetings/eg1-7/findings").status == .forbidden)
  }

  @Test("A calendar that has not changed is not sent again")
  func unchanged() async throws {
    let node = try await Self.node()
    try await Application(router: node.site.router()).test(.router) { client in
      let address = "/meetings/eg1-7/event.ics?lang=en"
      let tag = try await client.execute(uri: address, method: .get) { response in
        #expect(response.status == .ok && response.headers[.contentType] == "text/calendar; charset=utf-8")
        return response.headers[.eTag] ?? ""
      }
      #expect(tag.hasPrefix("\"") && tag.count > 20)
      for seen in [tag, "W/\(tag)", "\"other\", \(tag)"] {
        try await client.execute(uri: address, method: .get, headers: [.ifNoneMatch: seen]) { response in
          #expect(response.status == .notModified && response.body.readableBytes == 0 && response.headers[.eTag] == tag)
        }
      }
      try await client.execute(uri: address, method: .get, headers: [.ifNoneMatch: "\"other\""]) { #expect($0.status == .ok) }
    }
  }

  @Test("A feed ends with the account of the officer who made it, and comes back with it")
  func feedOfSuspended() async throws {
    let node = try await Self.node()
    let officer = try await TestBrowser(node).signIn(as: "meetings2")
    try await officer.submit("/meetings/feeds", [])
    let address = try #require(officer.body.firstMatch(of: /\/meetings\/feeds\/[A-Za-z0-9_-]{43}\/calendar\.ics/).map { String($0.0) })
    #expect(try await TestBrowser(node).get(address).status == .ok)
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    let list = try await administrator.get("/administration/officers").body
    let account = try #require(
      list.firstMatch(of: /href="(\/administration\/officers\/[0-9a-f-]{36})"[^>]*>(?:<[^>]*>)*Mina Osei/).map { String($0.1) })
    for (version, standing, status) in [("1", "suspended", HTTPResponse.Status.notFound), ("2", "active", .ok)] {
      try await administrator.submit(
        account,
        [("version", version), ("name", "Mina Osei"), ("signInName", "meetings2"), ("roles", "meetingOfficer"), ("standing", standing)])
      #expect(administrator.status == .seeOther)
      #expect(try await TestBrowser(node).get(address).status == status, "\(standing)")
    }
  }

  @Test("Programs read the sessions with their lists of speakers, and no report before it is adopted")
  func sessions() async throws {
    let node = try await Self.node()
    let visitor = TestBrowser(node)
    struct Line: Decodable {
      struct Item: Decodable {
        let number: String
        let list: String?
      }
      let from: String
      let startsAt: String
      let items: [Item]
    }
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    let speakers = try #require(
      try await officer.get("/meetings/eg1-7/speakers").body.firstMatch(of: /\/meetings\/eg1-7\/items\/[0-9a-f-]{36}\/speakers/)?.0)
    try await officer.submit("\(speakers)/open", [], from: String(speakers))
    let lines = try JSONDecoder().decode([Line].self, from: Data(try await visitor.get("/api/meetings/eg1-7/sessions").body.utf8))
    #expect(lines.map(\.from) == ["10:00", "15:00"] && lines[0].startsAt == "2018-06-08T08:00:00Z")
    #expect(lines.flatMap(\.items).map(\.number) == ["1", "2", "3", "4", "5", "6"])
    #expect(lines.flatMap(\.items).compactMap(\.list) == ["open"])
    #expect(try await visitor.get("/api/meetings/eg1-7/report").status == .notFound)
    try await officer.submit("/meetings/eg1-7/report/draft", [])
    #expect(try await visitor.get("/api/meetings/eg1-7/report").status == .notFound)
  }
}
