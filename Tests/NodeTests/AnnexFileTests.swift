// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import TestKit
import Testing
import Web

extension TestBrowser {
  /// Opens a page and sends one of its forms with a file.
  @discardableResult
  func submit(_ uri: String, _ fields: [(String, String)], file: (field: String, name: String, text: String), from page: String? = nil)
    async throws -> Self
  {
    try await get(page ?? uri)
    let token = body.firstMatch(of: /name="formToken" value="([^"]+)"/).map { String($0.1) } ?? ""
    return try await send(uri, .post, body: Self.form([("formToken", token)] + fields, file), type: "multipart/form-data; boundary=B0")
  }

  static func form(_ fields: [(String, String)], _ file: (field: String, name: String, text: String)?) -> String {
    var text = ""
    for (name, value) in fields { text += "--B0\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n" }
    if let file {
      text += "--B0\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\n"
      text += "Content-Type: application/pdf\r\n\r\n\(file.text)\r\n"
    }
    return text + "--B0--\r\n"
  }
}

@Suite("Files of annexes") struct AnnexFileTests {
  private func begun(_ changes: [String: String] = [:]) async throws -> (node: Node, drafter: TestBrowser, url: String) {
    let node = try await demonstrationNode(changes)
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/requests/new", [("requestedState", "XB"), ("language", "en")])
    let url = try #require(drafter.location)
    try await drafter.submit("\(url)/sections/annexes", [])
    return (node, drafter, url)
  }

  private func attached(_ drafter: TestBrowser, _ url: String, version: String = "2") async throws {
    try await drafter.submit(
      "\(url)/sections/annexes/1", [("version", version), ("title", "The order")], file: ("file", "C:\\orders\\order 1.pdf", "abc"))
  }

  private func files(_ node: Node) -> [String] {
    let walk = FileManager.default.enumerator(atPath: node.configuration.dataFolder.appending(path: "files").path)
    return (walk?.allObjects as? [String] ?? []).filter { $0.contains(/[0-9a-f]{64}$/) || $0.hasPrefix("incoming/") }
  }

  @Test("A chosen file fills in name, type, size and digest, can be downloaded and is named in the letter")
  func chosen() async throws {
    let (node, drafter, url) = try await begun()
    try await attached(drafter, url)
    #expect(drafter.status == .seeOther)
    let page = try await drafter.get("\(url)/sections/annexes/1").body
    for value in ["The order", "order 1.pdf", "application/pdf", "3", UploadSite.abc] {
      #expect(page.contains("value=\"\(value)\""), "\(value)")
    }
    #expect(page.contains("href=\"\(url)/files/\(UploadSite.abc)\""))
    #expect(try await drafter.get("\(url)/review").body.contains("href=\"\(url)/files/\(UploadSite.abc)\""))
    #expect(try await drafter.get("\(url)/files/\(UploadSite.abc)").body == "abc")
    #expect(try await drafter.get("\(url)/letter/file?first=en&second=fr&as=html").body.contains(UploadSite.abc))
    // Under the digest of the sealed file: the name does not tell the content either.
    #expect(files(node).count == 1 && files(node)[0].hasPrefix("vault/") && !files(node)[0].contains(UploadSite.abc))
  }

  @Test("A digest that was typed for a paper is kept as it is, and nothing can be downloaded")
  func paper() async throws {
    let (_, drafter, url) = try await begun()
    try await drafter.submit(
      "\(url)/sections/annexes/1", [("version", "2"), ("title", "Paper"), ("sha256", UploadSite.abc)], file: ("file", "", ""))
    #expect(drafter.status == .seeOther)
    let page = try await drafter.get("\(url)/sections/annexes/1").body
    #expect(page.contains("value=\"\(UploadSite.abc)\"") && !page.contains("/files/"))
    #expect(try await drafter.get("\(url)/files/\(UploadSite.abc)").status == .notFound)
  }

  @Test("When the disk takes no file everything typed stays in the form, with the reason beside the file")
  func refused() async throws {
    let (node, drafter, url) = try await begun()
    try Data().write(to: node.configuration.dataFolder.appending(path: "files"))
    try await attached(drafter, url)
    #expect(drafter.status == .unprocessableContent)
    #expect(drafter.body.contains("value=\"The order\"") && drafter.body.contains("did not take the file"))
    #expect(drafter.body.contains("id=\"field-file-error\""))
    #expect(try await drafter.get("\(url)/versions").body.matches(of: /\/versions\/\d+"/).count == 2)
  }

  @Test("A file for which the officer has no room is refused with the figures, what was typed stays, and nothing of it is on the disk")
  func noRoom() async throws {
    let (node, drafter, url) = try await begun(["filesPerOfficer": "1"])
    let small = String(repeating: "a", count: 700 << 10)
    let second = String(repeating: "b", count: 400 << 10)
    func attach(_ text: String, to url: String, as version: String) async throws {
      try await drafter.submit(
        "\(url)/sections/annexes/1", [("version", version), ("title", "The order")], file: ("file", "order.pdf", text))
    }
    try await attach(small, to: url, as: "2")
    #expect(drafter.status == .seeOther)
    try await drafter.submit("\(url)/copy", [], from: url)
    let copy = try #require(drafter.location)
    try await attach(second, to: copy, as: "1")
    #expect(drafter.status == .unprocessableContent)
    #expect(drafter.body.contains("value=\"The order\"") && drafter.body.contains("have 1 of 1 MiB"))
    #expect(drafter.body.contains("id=\"field-file-error\""))
    // The same content again takes no more room, and another officer has room of their own.
    try await attach(small, to: copy, as: "1")
    #expect(drafter.status == .seeOther)
    let other = try await TestBrowser(node).signIn(as: "drafter2")
    try await other.submit("/requests/new", [("requestedState", "XB"), ("language", "en")])
    let own = try #require(other.location)
    try await other.submit("\(own)/sections/annexes", [])
    try await other.submit("\(own)/sections/annexes/1", [("version", "2"), ("title", "Mine")], file: ("file", "b.pdf", second))
    #expect(other.status == .seeOther)
    #expect(files(node).count == 2)
  }

  @Test("A limit of files that is no number from one is refused when the node's file is read", arguments: ["0", "-5"])
  func badLimit(limit: String) async {
    do {
      _ = try await emptyNode(["filesPerOfficer": limit])
      Issue.record("started")
    } catch { #expect((error as? any Problem)?.code == "node.unreadable-configuration") }
  }

  @Test("When another field cannot be read the file is not lost: the form comes back with its digest")
  func otherField() async throws {
    let (_, drafter, url) = try await begun()
    try await drafter.submit("\(url)/sections/annexes/1", [("version", "2"), ("pages", "many")], file: ("file", "a.pdf", "abc"))
    #expect(drafter.status == .unprocessableContent)
    #expect(drafter.body.contains("value=\"many\"") && drafter.body.contains("value=\"\(UploadSite.abc)\""))
    #expect(drafter.body.contains("\(url)/files/\(UploadSite.abc)"))
  }

  @Test("A copy has the files of the draft that it was made from; another draft has not")
  func copied() async throws {
    let (_, drafter, url) = try await begun()
    try await attached(drafter, url)
    try await drafter.submit("\(url)/bridge-sheet", [], from: "\(url)/sections/annexes")
    let review = try await drafter.get("\(url)/review").body
    let links = review.matches(of: /\/requests\/[0-9a-f-]+\/files\/([0-9a-f]{64})"/).map { String($0.1) }
    #expect(links.count == 2)
    try await drafter.submit("\(url)/copy", [], from: url)
    let copy = try #require(drafter.location)
    for digest in links { #expect(try await drafter.get("\(copy)/files/\(digest)").status == .ok) }
    try await drafter.submit("/requests/new", [("requestedState", "XB"), ("language", "en")])
    let other = try #require(drafter.location)
    #expect(try await drafter.get("\(other)/files/\(UploadSite.abc)").status == .notFound)
  }

  @Test("A file is taken from no draft that waits for approval, and nobody who only reads brings one")
  func notWriting() async throws {
    let (node, drafter, url) = try await begun()
    try await drafter.submit("\(url)/discard", [], from: url)
    try await drafter.submit("\(url)/sections/annexes/1", [("version", "2")], file: ("file", "a.pdf", "abc"), from: "/requests/new")
    #expect(drafter.status == .conflict)
    let auditor = try await TestBrowser(node).signIn(as: "auditor")
    try await auditor.submit("\(url)/sections/annexes/1", [("version", "2")], file: ("file", "a.pdf", "abc"), from: "/account")
    #expect(auditor.status == .forbidden)
    #expect(files(node).isEmpty)
  }

  @Test("Programs bring files as pages do; without a file or with an unknown kind they are told")
  func api() async throws {
    let (node, drafter, url) = try await begun()
    let token = try await node.accounts.makeToken(named: "test", signInName: "drafter", days: 1)
    let program = TestBrowser(node)
    let type = "multipart/form-data; boundary=B0"
    func send(_ fields: [(String, String)], _ file: (field: String, name: String, text: String)?) async throws {
      try await program.send("/api\(url)/annexes", .post, body: TestBrowser.form(fields, file), type: type, bearer: token)
    }
    try await send([("kind", "courtOrder"), ("title", "Order")], ("file", "order.pdf", "abc"))
    #expect(program.status == .created)
    for part in ["\"sha256\":\"\(UploadSite.abc)\"", "\"size\":3", "\"mediaType\":\"application/pdf\"", "\"kind\":\"courtOrder\""] {
      #expect(program.body.contains(part), "\(part)")
    }
    #expect(try await drafter.get("\(url)/files/\(UploadSite.abc)").body == "abc")
    try await send([("title", "Order")], nil)
    #expect(program.status == .unprocessableContent && program.body.contains("writing.file-missing"))
    try await send([("kind", "poem")], ("file", "order.pdf", "abc"))
    #expect(program.status == .unprocessableContent)
    try await drafter.send("/api\(url)/annexes", .post, body: TestBrowser.form([], ("file", "order.pdf", "abc")), type: type)
    #expect(drafter.status == .unauthorized)
  }

  private func sweeping(_ database: [String: String]) async throws {
    let (node, drafter, url) = try await begun(database)
    try await attached(drafter, url)
    try await drafter.submit("\(url)/sections/annexes/1", [("version", "3"), ("pages", "many")], file: ("file", "b.pdf", "never named"))
    try await drafter.submit("\(url)/sections/annexes/1", [("version", "3"), ("title", "The order")])
    #expect(drafter.status == .seeOther)
    func count() async throws -> Int { try await node.database.rows(SQL("SELECT sha256 FROM draftUpload")).count }
    try await node.removeUnnamedFiles(at: Date())
    #expect(try await count() == 2)
    try await node.removeUnnamedFiles(at: Date(timeIntervalSinceNow: 8 * 24 * 3600))
    #expect(try await count() == 1)
    #expect(try await drafter.get("\(url)/files/\(UploadSite.abc)").body == "abc")
    try await drafter.submit("\(url)/copy", [], from: url)
    #expect(drafter.status == .seeOther)
    try await node.database.close()
  }

  @Test("A file that an earlier version names stays for good; one that no version names goes after a week")
  func swept() async throws { try await sweeping([:]) }

  @Test("Files of annexes on PostgreSQL: as on SQLite")
  func postgres() async throws { try await withPostgresSchema { try await sweeping(["database": $0]) } }

  @Test("A request is begun from a chosen file; a chosen file that is refused stands in the form to be mended")
  func importedRequest() async throws {
    let drafter = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    let sample = try String(contentsOf: root.appending(path: "Samples/civil.yaml"), encoding: .utf8)
    try await drafter.submit("/requests/import", [("file", "")], file: ("chosen", "civil.yaml", sample))
    #expect(drafter.status == .seeOther)
    try await drafter.submit(
      "/requests/import", [("file", "")], file: ("chosen", "civil.yaml", sample.replacing("facts:", with: "fakts:")))
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("fakts"))
    try await drafter.submit("/requests/import", [("file", "typed")], file: ("chosen", "x.yaml", "a\0b"))
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("web.file-not-text") == false)
    #expect(drafter.body.contains("not text in UTF-8") && drafter.body.contains("typed"))
  }

  @Test("A directory file is chosen, checked and taken in; its text goes along to the confirmation")
  func importedDirectory() async throws {
    let editor = try await TestBrowser(try await demonstrationNode()).signIn(as: "editor")
    let all = try await editor.get("/directory/import/all.json").body
    let changed = all.replacing("cooperation@arcadia.example", with: "chosen@arcadia.example")
    #expect(changed != all)
    let fields = [("format", "json"), ("text", "")]
    try await editor.submit("/directory/import", fields, file: ("chosen", "directory.json", changed))
    #expect(editor.status == .ok)
    let seen = try #require(editor.body.firstMatch(of: /name="seen" value="([^"]+)"/).map { String($0.1) })
    let token = try #require(editor.body.firstMatch(of: /name="formToken" value="([^"]+)"/).map { String($0.1) })
    try await editor.send(
      "/directory/import/confirm", .post,
      body: TestBrowser.form([("formToken", token), ("format", "json"), ("text", changed), ("seen", seen)], nil),
      type: "multipart/form-data; boundary=B0")
    #expect(editor.status == .seeOther)
    #expect(try await editor.get("/directory/import/all.json").body.contains("chosen@arcadia.example"))
  }
}
