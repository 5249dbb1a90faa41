// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Keys
import Node
import Storage
import TestKit
import Testing
import Web

@Suite("Files given out") struct DownloadTests {
  private static let content = String((0..<200_000).map { Character(UnicodeScalar(UInt8(97 + $0 * 7 % 26))) })

  /// Sends a file, then asks for it with other fields each time.
  private func answers(
    _ asked: [HTTPFields], method: HTTPRequest.Method = .get, content: String = content, scan: [String] = []
  ) async throws -> [TestResponse] {
    let site = try await UploadSite(scan: scan)
    return try await site.live { client in
      let token = try await UploadSite.token(client)
      let body = UploadSite.body([("formToken", nil, token), ("keep", nil, "yes"), ("file", "a.txt", content)])
      let sent = try await client.execute(uri: "/form", method: .post, headers: UploadSite.headers(), body: body) { $0.answer }
      var answers: [TestResponse] = []
      for fields in asked {
        var headers: HTTPFields = [.cookie: "signIn=one"]
        for field in fields { headers[field.name] = field.value }
        answers.append(try await client.execute(uri: "/kept/\(sent["sha256"] ?? "")", method: method, headers: headers) { $0 })
      }
      return answers
    }
  }

  private func part(_ range: Range<Int>) -> Substring {
    let start = Self.content.index(Self.content.startIndex, offsetBy: range.lowerBound)
    return Self.content[start..<Self.content.index(start, offsetBy: range.count)]
  }

  @Test("A part that is asked for is given with its place, also across chunks and from the end")
  func parts() async throws {
    let ranges = [
      ("bytes=0-0", 0..<1), ("bytes=65530-65545", 65530..<65546), ("bytes=199990-", 199_990..<200_000), ("bytes=-5", 199_995..<200_000),
      ("bytes=100-999999999", 100..<200_000), ("bytes=-999999999", 0..<200_000),
    ]
    let answers = try await answers(ranges.map { [.range: $0.0] })
    for ((text, range), answer) in zip(ranges, answers) {
      #expect(answer.status == .partialContent, "\(text)")
      #expect(answer.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/200000", "\(text)")
      #expect(answer.headers[.contentLength] == "\(range.count)")
      #expect(String(buffer: answer.body) == part(range), "\(text)")
      #expect(answer.headers[HTTPField.Name("Repr-Digest")!]?.hasPrefix("sha-256=:") == true)
    }
  }

  @Test("What is no range of bytes, several of them, or a range of another file gets the whole")
  func whole() async throws {
    let asked: [HTTPFields] = [
      [:], [.range: "bytes=5-2"], [.range: "bytes=0-1,5-6"], [.range: "lines=1-2"], [.range: "bytes=-"], [.range: "bytes=a-b"],
      [.range: "bytes=0-1", .ifRange: "\"other\""], [.range: "bytes=0-1", .ifRange: "Wed, 25 Nov 2026 00:00:00 GMT"],
    ]
    for answer in try await answers(asked) {
      #expect(answer.status == .ok && answer.headers[.acceptRanges] == "bytes" && answer.headers[.contentLength] == "200000")
      #expect(String(buffer: answer.body) == Self.content)
    }
  }

  @Test("A range goes on where a download broke off when the tag is the same, and one beyond the end is refused with the length")
  func resumed() async throws {
    let whole = try await answers([[:]])[0]
    let tag = try #require(whole.headers[.eTag])
    let answers = try await answers([[.range: "bytes=150000-", .ifRange: tag], [.range: "bytes=200000-"], [.range: "bytes=-0"]])
    #expect(answers[0].status == .partialContent && String(buffer: answers[0].body) == part(150_000..<200_000))
    for answer in answers.dropFirst() {
      #expect(answer.status == .rangeNotSatisfiable && answer.headers[.contentRange] == "bytes */200000")
    }
  }

  @Test("The head of a file is told without its content, and an empty file is given out")
  func headAndEmpty() async throws {
    let head = try await answers([[:]], method: .head)[0]
    #expect(head.headers[.contentLength] == "200000" && head.body.readableBytes == 0)
    let empty = try await answers([[:], [.range: "bytes=0-"]], content: "")
    #expect(empty[0].status == .ok && empty[0].body.readableBytes == 0)
    #expect(empty[1].status == .rangeNotSatisfiable)
  }

  @Test("An infected file is kept and refused with its reason")
  func infected() async throws {
    let answer = try await answers([[:]], scan: ["/bin/sh", "-c", "cat >/dev/null; exit 1"])[0]
    #expect(answer.status == .conflict && String(buffer: answer.body).contains("files.infected"))
    #expect(!String(buffer: answer.body).contains(Self.content.prefix(40)))
  }

  @Test("A disk without its reserve and a case without room refuse a file before taking it, and the fields are not lost")
  func noRoom() async throws {
    for (site, code) in [(try await UploadSite(reserve: 1), "web.no-room"), (try await UploadSite(quota: 2), "web.over-quota")] {
      let answer = try await site.live { client in
        let token = try await UploadSite.token(client)
        let body = UploadSite.body([("formToken", nil, token), ("title", nil, "a"), ("file", "a", "abc"), ("after", nil, "b")])
        return try await client.execute(uri: "/form", method: .post, headers: UploadSite.headers(), body: body) { $0.answer }
      }
      #expect(answer == ["title": "a", "after": "b", "refused": code])
      #expect(await eventually { site.arriving.isEmpty })
    }
    let announced = try await UploadSite(quota: 1000)
    let raw = try await announced.live { client in
      let token = try await UploadSite.token(client)
      let body = UploadSite.body([("formToken", nil, token), ("file", "a", String(repeating: "x", count: 6 << 20))])
      return try await client.execute(uri: "/form", method: .post, headers: UploadSite.headers(), body: body) { $0.answer }
    }
    #expect(raw["refused"] == "web.over-quota")
    // Not even the folder was made.
    #expect(!FileManager.default.fileExists(atPath: announced.folder.appending(path: "incoming").path))
  }
}

@Suite("The files of a whole node") struct SealedNodeTests {
  private static let canary = "CANARY-91c2-the-account-of-Ada-at-the-Bank-of-Arcadia"

  /// The names of the files under a folder in whose bytes a text stands.
  private func holding(_ text: String, under folder: URL) throws -> [String] {
    let walk = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]))
    var found: [String] = []
    for case let url as URL in walk where (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true {
      if try Data(contentsOf: url).range(of: Data(text.utf8)) != nil { found.append(url.lastPathComponent) }
    }
    return found
  }

  @Test("No byte of an uploaded file stands readable in the node's data folder, its database included, and the file comes back whole")
  func canary() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/requests/new", [("requestedState", "XB"), ("language", "en")])
    let url = try #require(drafter.location)
    try await drafter.submit("\(url)/sections/annexes", [])
    let content = String(repeating: "filling ", count: 20_000) + Self.canary + String(repeating: " end", count: 20_000)
    try await drafter.submit(
      "\(url)/sections/annexes/1", [("version", "2"), ("title", "TITLE-91c2-in-the-open")], file: ("file", "a.txt", content))
    #expect(drafter.status == .seeOther)
    #expect(try holding(Self.canary, under: node.configuration.dataFolder).isEmpty)
    // The search itself finds what is not sealed.
    #expect(try !holding("TITLE-91c2-in-the-open", under: node.configuration.dataFolder).isEmpty)
    let page = try await drafter.get("\(url)/review").body
    let link = try #require(page.firstMatch(of: /\/requests\/[0-9a-f-]+\/files\/[0-9a-f]{64}/).map { String($0.0) })
    #expect(try await drafter.get(link).body == content)
    try await node.tidyUpFiles(at: Date(timeIntervalSinceNow: 7 * 24 * 3600))
    _ = try await node.keys.rotate(at: Date())
    #expect(try await drafter.get(link).body == content)
    try await node.database.close()
  }

  @Test("Annexes that an earlier version kept plain are sealed at the next start, and are given out as before")
  func adopted() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/requests/new", [("requestedState", "XB"), ("language", "en")])
    let url = try #require(drafter.location)
    let id = try #require(url.split(separator: "/").last.map(String.init))
    let folder = node.configuration.dataFolder.appending(path: "files/writing/ba")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("abc".utf8).write(to: folder.appending(path: UploadSite.abc))
    _ = try await node.database.change(
      SQL(
        """
        INSERT INTO draftUpload (draft, sha256, fileName, mediaType, size, uploadedAt, uploadedBy, uploadedByName)
        VALUES ($1, $2, 'a', 'text/plain', 3, 0, 'x', 'X')
        """, [id.sql, UploadSite.abc.sql]))
    #expect(try await drafter.get("\(url)/files/\(UploadSite.abc)").status == .notFound)
    try await node.tidyUpFiles(at: Date())
    #expect(try await drafter.get("\(url)/files/\(UploadSite.abc)").body == "abc")
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: UploadSite.abc).path))
    try await node.database.close()
  }
}
