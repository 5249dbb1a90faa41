// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Node
import Testing
import Web

@Suite("The site") struct SiteTests {
  func get(_ uri: String, headers: HTTPFields = [:], node: Node? = nil) async throws -> (HTTPResponse.Status, HTTPFields, String) {
    let used: Node
    if let node { used = node } else { used = try await demonstrationNode() }
    return try await Application(router: used.site.router()).test(.router) { client in
      try await client.execute(uri: uri, method: .get, headers: headers) { ($0.status, $0.headers, String(buffer: $0.body)) }
    }
  }

  static let pages = [
    "/", "/directory", "/directory?group=EEG&party=bound&kind=extradition&q=x", "/directory/states/XB", "/directory/states/AT",
    "/directory/states/XE", "/directory/basis", "/directory/basis?from=XA&to=XC&on=2026-11-24",
    "/directory/basis?from=XA&to=XF&on=2026-11-24", "/directory/resolve", "/directory/resolve?state=XC&on=2026-11-24",
    "/directory/resolve?state=AT&on=2026-11-24",
    "/directory/authorities/00000000-0000-4000-8000-000000000011", "/convention", "/convention/46", "/convention/55", "/accessibility",
    "/api",
  ]

  @Test("Every public page is complete in six languages, with its language and direction", arguments: Language.allCases)
  func pages(language: Language) async throws {
    let node = try await demonstrationNode()
    for page in Self.pages {
      let separator = page.contains("?") ? "&" : "?"
      let (status, fields, body) = try await get("\(page)\(separator)lang=\(language.rawValue)", node: node)
      #expect(status == .ok, "\(page)")
      #expect(!body.contains("⟦"), "\(page) \(language)")
      #expect(body.contains("<html lang=\"\(language.htmlCode)\" dir=\"\(language.direction.rawValue)\">"), "\(page)")
      #expect(fields[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
      #expect(!body.contains("style=\"") && !body.contains("<script"), "\(page)")
    }
  }

  @Test(
    "Austria is found in four scripts, Côte d’Ivoire without accents",
    arguments: [
      ("%E5%A5%A5%E5%9C%B0%E5%88%A9", "AT"), ("autriche", "AT"), ("%D0%B0%D0%B2%D1%81%D1%82%D1%80%D0%B8%D1%8F", "AT"),
      ("%D8%A7%D9%84%D9%86%D9%85%D8%B3%D8%A7", "AT"), ("cote+d%27ivoire", "CI"),
    ])
  func search(query: String, code: String) async throws {
    let (_, _, body) = try await get("/directory?q=\(query)")
    #expect(body.matches(of: /href="\/directory\/states\/([A-Z]{2})"/).map { String($0.1) } == [code])
  }

  @Test(
    "An authority is found by the words of one of its names, not by words of several",
    arguments: [("assistance+arcadia", ["XA"]), ("arcadia+entraide", [])])
  func oneName(query: String, codes: [String]) async throws {
    let (_, _, body) = try await get("/directory?q=\(query)")
    #expect(body.matches(of: /href="\/directory\/states\/([A-Z]{2})"/).map { String($0.1) } == codes)
  }

  @Test("The directory lists 198 real States and the fictional ones beside them")
  func list() async throws {
    let (_, _, body) = try await get("/directory")
    let codes = Set(body.matches(of: /href="\/directory\/states\/([A-Z]{2})"/).map { String($0.1) })
    #expect(codes.filter { StateCode($0)?.isFictional == false }.count == 198)
    #expect(codes.filter { StateCode($0)?.isFictional == true }.count == 6)
  }

  @Test("Fields for authorities only are on no public page and in no public answer")
  func restricted() async throws {
    let node = try await demonstrationNode()
    for uri in [
      "/directory/authorities/00000000-0000-4000-8000-000000000011",
      "/directory/authorities/00000000-0000-4000-8000-000000000011/card.vcf", "/directory/export.csv", "/directory/export.json",
      "/api/directory/authorities", "/api/directory/resolve?state=XB",
    ] {
      let (_, _, body) = try await get(uri, node: node)
      #expect(body.contains("cooperation@borealia.example"))
      #expect(!body.contains("+999 2 555 0000") && !body.contains("+999 2 555 0111"), "\(uri)")
    }
  }

  @Test("A business card has the form of RFC 6350: lines of at most 75 bytes, commas escaped")
  func businessCard() async throws {
    let (status, fields, body) = try await get("/directory/authorities/00000000-0000-4000-8000-000000000011/card.vcf?lang=fr")
    #expect(status == .ok)
    #expect(fields[.contentType] == "text/vcard; charset=utf-8")
    let lines = body.components(separatedBy: "\r\n")
    #expect(lines.first == "BEGIN:VCARD" && lines.dropLast().last == "END:VCARD")
    #expect(lines.allSatisfy { $0.utf8.count <= 75 })
    #expect(body.replacing("\r\n ", with: "").contains("ADR:;;4 Harbour Street\\, Port Boreal;;;;Borealie"))
  }

  @Test(
    "Programs get a problem with code, status and words",
    arguments: [
      ("/api/directory/parties", 422, "web.query-refused"), ("/api/directory/parties?on=2026-02-30", 422, "directory.bad-value"),
      ("/api/directory/resolve?state=AT", 404, "directory.no-authority"), ("/api/directory/resolve?state=XF", 404, "directory.none-valid"),
      ("/api/directory/resolve?state=at", 422, "web.query-refused"), ("/api/nothing", 404, "web.not-found"),
    ])
  func problems(uri: String, status: Int, code: String) async throws {
    let (answered, fields, body) = try await get(uri)
    #expect(answered.code == status)
    #expect(fields[.contentType] == "application/problem+json")
    let problem = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
    #expect(problem["code"] as? String == code)
    #expect(problem["status"] as? Int == status)
  }

  @Test("185 had deposited and 184 were bound on 8 June 2018")
  func parties() async throws {
    let (_, _, body) = try await get("/api/directory/parties?on=2018-06-08")
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
    #expect(answer["deposited"] as? Int == 185)
    #expect(answer["in_force"] as? Int == 184)
  }

  @Test("An address that does not exist is told in the reader's language", arguments: [("fr", "Il n’y a rien ici"), ("zh", "此处没有内容")])
  func missing(language: String, title: String) async throws {
    let (status, _, body) = try await get("/nowhere", headers: [.acceptLanguage: language])
    #expect(status == .notFound)
    #expect(body.contains(title))
  }

  @Test("A query that cannot be read is refused, not left out", arguments: ["/api/directory/authorities?state=%00", "/directory?q=%ZZ"])
  func unreadableQuery(uri: String) async throws { #expect(try await get(uri).0 == .unprocessableContent) }

  @Test("A wrong method is told apart from a wrong address")
  func wrongMethod() async throws {
    let node = try await demonstrationNode()
    try await Application(router: node.site.router()).test(.router) { client in
      try await client.execute(uri: "/directory", method: .post) {
        #expect($0.status == .methodNotAllowed)
        #expect($0.headers[.allow] == "GET")
      }
    }
  }

  @Test("A node's data survive a restart, and the demonstration fills an empty node alone")
  func restart() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)").path
    let same = ["database": "sqlite:\(folder)/node.sqlite", "data": folder]
    func authorities() async throws -> [CompetentAuthority] {
      let body = try await get("/api/directory/authorities", node: try await demonstrationNode(same)).2
      return try JSONDecoder().decode([CompetentAuthority].self, from: Data(body.utf8))
    }
    let first = try await authorities()
    #expect(first.count == 18)
    #expect(try await authorities() == first)
  }

  @Test("A node's file that lacks a member is refused by the member's name", arguments: ["role", "state", "zone", "public"])
  func configuration(member: String) async throws {
    await #expect(throws: NodeProblem.unreadableConfiguration(member: member)) { try await demonstrationNode([member: "''"]) }
  }

  @Test("Sample data do not go into a node that is no demonstration")
  func notADemonstration() async throws {
    await #expect(throws: NodeProblem.notADemonstration) { try await demonstrationNode(["demonstration": "false"]) }
  }
}
