// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Node
import Testing
import Web

@Suite("A secretariat's node") struct SecretariatTests {
  @Test("Its demonstration starts, and each of its officers signs in and sees the directory")
  func signIn() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    let officers = Demonstration.officers(of: .secretariat)
    #expect(
      officers.map(\.signInName) == [
        "keeper", "statistics", "statistics2", "reviews", "reviews2", "meetings", "meetings2", "delegate-xa", "delegate-xb",
        "administrator",
        "auditor",
      ])
    for officer in officers {
      let browser = try await TestBrowser(node).signIn(as: officer.signInName)
      #expect(try await browser.isSignedIn, "\(officer.signInName)")
      #expect(browser.body.contains(officer.name))
      #expect(try await browser.get("/directory").status == .ok, "\(officer.signInName)")
    }
  }

  @Test("It has no request writer: none of its addresses is there for any officer, and no bar leads to one")
  func noWriter() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    let writer = Set(try await demonstrationNode().modules.first { $0.name == "writing" }?.routes.map(\.path) ?? [])
    #expect(writer.contains("/requests") && writer.contains("/api/requests"))
    #expect(writer.isDisjoint(with: node.site.routes.map(\.path)))
    for officer in Demonstration.officers(of: .secretariat) {
      let browser = try await TestBrowser(node).signIn(as: officer.signInName)
      for path in ["/requests", "/requests/new", "/requests/import", "/api/requests", "/api/readiness"] {
        #expect(try await browser.get(path).status == .notFound, "\(officer.signInName) \(path)")
      }
      #expect(!(try await browser.get("/").body.contains("href=\"/requests")), "\(officer.signInName)")
    }
  }

  @Test(
    "Each role sees its own doors",
    arguments: [
      ("keeper", ["/directory/verification": 200, "/administration/officers": 403]),
      ("meetings", ["/directory/verification": 403, "/administration/officers": 403]),
      ("administrator", ["/directory/verification": 403, "/administration/officers": 200]),
    ])
  func doors(name: String, doors: [String: Int]) async throws {
    let browser = try await TestBrowser(try await demonstrationNode(of: "secretariat")).signIn(as: name)
    for (path, status) in doors { #expect(try await browser.get(path).status.code == status, "\(name) \(path)") }
  }

  @Test("Its file names it in six languages, and sample requests become no drafts")
  func samples() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(samples: [root.appending(path: "Samples/bank-records.yaml")])
    #expect(node.configuration.state == nil && node.configuration.port == 8081)
    for (language, name) in [("ar", "أمانة"), ("es", "Secretaría"), ("fr", "Secrétariat"), ("ru", "Секретариат"), ("zh", "秘书处")] {
      #expect(try await TestBrowser(node).get("/?lang=\(language)").body.contains(name), "\(language)")
    }
  }

  @Test("The sample meeting is public, with the Chinese headings of its file and mirrored in Arabic")
  func meeting() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    let page = try await TestBrowser(node).get("/meetings/eg1-7?lang=zh")
    #expect(page.status == .ok)
    for heading in ["会议开幕", "通过议程和工作安排", "《联合国反腐败公约》第四章实施情况：吸取的经验教训、良好做法和挑战", "通过报告，包括结论和建议"] {
      #expect(page.body.contains(heading), "\(heading)")
    }
    #expect(page.body.contains("2018年6月8日"))
    #expect(try await page.get("/meetings?lang=ar").body.contains("dir=\"rtl\""))
    #expect(try await page.get("/meetings/eg1-9").status == .notFound)
  }

  @Test("Everybody reads agenda and items; findings, translation queries and unannounced panels are for meeting officers alone")
  func publicAndOfficers() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    let visitor = TestBrowser(node)
    #expect(try await visitor.get("/meetings/eg1-7?lang=en").body.contains("no indication: 11 mandates"))
    #expect(!visitor.body.contains("Findings of the coverage check"))
    #expect(try await visitor.get("/meetings/eg1-7/items/3?lang=en").body.contains("existing good practices"))
    #expect(!visitor.body.contains("Translation query") && !visitor.body.contains("connected with asylum"))
    #expect(try await visitor.get("/meetings/eg1-7/agenda?lang=zh").body.contains("Original: English"))
    #expect(try await visitor.get("/meetings/eg1-7/agenda/file?in=fr&as=txt").body.contains("Distr. générale"))
    for path in ["items/9", "items/3z", "items/x", "agenda/file", "agenda/file?in=de", "agenda/file?in=fr&as=exe"] {
      #expect(try await visitor.get("/meetings/eg1-7/\(path)").status == .notFound, "\(path)")
    }
    #expect(try await visitor.get("/meetings/eg1-6/agenda").status == .notFound)
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    #expect(try await officer.get("/meetings/eg1-7?lang=en").body.contains("Findings of the coverage check"))
    #expect(try await officer.get("/meetings/eg1-7/items/3?lang=en").body.contains("Translation query"))
    #expect(officer.body.contains("connected with asylum"))
  }
}
