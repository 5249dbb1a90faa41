// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Keys
import Localisation
import Logging
import Node
import Storage
import Testing
import Web

/// A site of one form with a file, and the folder in which its files arrive.
struct UploadSite: Sendable {
  static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  static let owner = KeyOwner(type: "case", id: "1")
  let folder: URL
  let site: Site
  let vault: FileVault

  /// - Parameters:
  ///   - isDiskBroken: whether no file can be made where files arrive.
  ///   - reserve: the part of the disk that must stay free.
  ///   - quota: the bytes that may be kept.
  ///   - scan: the command that files are given to.
  init(
    limit: Int = 512 << 20, isDiskBroken: Bool = false, reserve: Double = 0, quota: Int = .max, scan: [String] = []
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-upload-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if isDiskBroken { try Data().write(to: folder.appending(path: "incoming")) }
    let database = try await Node.open("sqlite:\(folder.path)/kept.sqlite")
    try await database.migrate(DataKeys.migrations + FileVault.migrations)
    let keys = DataKeys(database: database, store: try KeyRingFile(folder.appending(path: "keys.ring"), at: Date()))
    let vault = FileVault(
      folder: folder.appending(path: "kept"), database: database, keys: keys, scanner: VirusScanner(scan), quota: quota)
    let store = FileStore(vault, for: Self.owner)
    let shown: @Sendable (Call<SignedIn>) async throws -> Answer = { call in
      .page(Page("Form") { form(call, to: "/form", submit: "Send", encoding: .multipart) { Field("file", "File").file() } })
    }
    let taken: @Sendable (Call<SignedIn>) async throws -> Answer = { call in
      let sent = try await call.form()
      var answer = ["title": sent.raw("title"), "after": sent.raw("after")]
      do {
        let file = try call.file("file")
        answer["name"] = file?.name
        answer["sha256"] = file?.sha256
        answer["size"] = file.map { "\($0.size)" }
        if sent["keep"] == "yes" { try await file?.keep(in: store) }
      } catch let error as WebProblem {
        answer["refused"] = error.code.rawValue
      }
      return .json(answer)
    }
    let download: @Sendable (Call<SignedIn>) async throws -> Answer = { call in
      guard let file = try await store.open(call.parameters["digest"] ?? "") else { throw WebProblem.notFound }
      return .stored(file, type: "text/plain", name: "Beschluß 中.txt")
    }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    self.folder = folder
    self.vault = vault
    site = Site(
      modules: [
        Module(
          name: "test",
          routes: [
            .page(.get, "/form", needs: "test.send", shown),
            .page(.post, "/form", needs: "test.send", records: ["test.sent"], files: limit, taken).within { _ in
              try await vault.room(for: Self.owner)
            },
            .page(.post, "/plain", needs: "test.send", records: ["test.sent"], taken),
            .page(.get, "/kept/:digest", needs: "test.send", download),
          ], strings: folder)
      ],
      identity: SiteIdentity(name: LocalText(), isDemonstration: true), catalogue: try Node.words(), formKey: Data(repeating: 7, count: 32),
      settings: Site.Settings(incoming: IncomingFiles(folder: folder.appending(path: "incoming"), reserve: reserve), logger: logger),
      signIn: { presented in
        presented.cookie.map { SignedIn(officer: "1", name: "Ada", permissions: ["test.send"], zone: .gmt, signIn: $0) }
      })
  }

  /// What stands in the folder in which files arrive; a file goes with the last that holds it, which may be a moment after the answer.
  var arriving: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "incoming").path)) ?? [] }

  func live<Value: Sendable>(_ use: @escaping @Sendable (any TestClientProtocol) async throws -> Value) async throws -> Value {
    try await Application(router: site.router()).test(.live) { try await use($0) }
  }

  static func headers(_ more: HTTPFields = [:]) -> HTTPFields {
    var headers: HTTPFields = [.contentType: "multipart/form-data; boundary=B0", .cookie: "signIn=one"]
    for field in more { headers[field.name] = field.value }
    return headers
  }

  static func token(_ client: any TestClientProtocol) async throws -> String {
    let page = try await client.execute(uri: "/form", method: .get, headers: [.cookie: "signIn=one"]) { String(buffer: $0.body) }
    #expect(page.contains("enctype=\"multipart/form-data\""))
    return try #require(page.firstMatch(of: /name="formToken" value="([^"]+)"/).map { String($0.1) })
  }

  /// A body of fields; a value with a file's name in front of a colon stands for a file.
  static func body(_ fields: [(name: String, fileName: String?, value: String)]) -> ByteBuffer {
    var text = ""
    for field in fields {
      text += "--B0\r\nContent-Disposition: form-data; name=\"\(field.name)\""
      if let name = field.fileName { text += "; filename=\"\(name)\"\r\nContent-Type: text/plain" }
      text += "\r\n\r\n\(field.value)\r\n"
    }
    return ByteBuffer(string: text + "--B0--\r\n")
  }
}

extension TestResponse {
  var answer: [String: String] { (try? JSONDecoder().decode([String: String].self, from: Data(String(buffer: body).utf8))) ?? [:] }
}

@Suite("Files sent with forms") struct UploadTests {
  private func send(
    _ fields: [(name: String, fileName: String?, value: String)], to site: UploadSite, uri: String = "/form", token: String? = nil,
    headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    try await site.live { client in
      let token = if let token { token } else { try await UploadSite.token(client) }
      let body = UploadSite.body((token.isEmpty ? [] : [("formToken", nil, token)]) + fields)
      return try await client.execute(uri: uri, method: .post, headers: UploadSite.headers(headers), body: body) { $0 }
    }
  }

  @Test("A file arrives with its digest and the fields around it; what the handler does not keep is gone")
  func arrives() async throws {
    let site = try await UploadSite()
    let response = try await send([("title", nil, "two\r\nlines"), ("file", "C:\\x\\a.txt", "abc"), ("after", nil, "é")], to: site)
    #expect(response.status == .ok)
    #expect(
      response.answer == ["title": "two\nlines", "after": "é", "name": "a.txt", "sha256": UploadSite.abc, "size": "3"])
    #expect(await eventually { site.arriving.isEmpty })
    #expect(FileManager.default.fileExists(atPath: site.folder.appending(path: "incoming").path))
  }

  @Test("A kept file can be downloaded under its full name and is not stored on the way")
  func kept() async throws {
    let site = try await UploadSite()
    _ = try await send([("keep", nil, "yes"), ("file", "a.txt", "abc")], to: site)
    #expect(await eventually { site.arriving.isEmpty })
    let file = try await site.live { client in
      try await client.execute(uri: "/kept/\(UploadSite.abc)", method: .get, headers: [.cookie: "signIn=one"]) { $0 }
    }
    #expect(String(buffer: file.body) == "abc")
    #expect(file.headers[.cacheControl] == "no-store")
    #expect(file.headers[.xContentTypeOptions] == "nosniff")
    #expect(file.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
    #expect(file.headers[HTTPField.Name("Repr-Digest")!] == "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:")
    #expect(file.headers[.contentDisposition]?.hasSuffix("filename*=UTF-8''Beschlu%C3%9F%20%E4%B8%AD%2Etxt") == true)
  }

  @Test("A form in which no file was chosen has none")
  func notChosen() async throws {
    let response = try await send([("title", nil, "a"), ("file", "", "")], to: try await UploadSite())
    #expect(response.answer == ["title": "a", "after": ""])
  }

  @Test("A file that is too large is refused, and the fields before and after it are not lost")
  func tooLarge() async throws {
    let site = try await UploadSite(limit: 100_000)
    let response = try await send(
      [("title", nil, "a"), ("file", "a", String(repeating: "x", count: 100_001)), ("after", nil, "b")], to: site)
    #expect(response.answer == ["title": "a", "after": "b", "refused": "web.too-large"])
    #expect(await eventually { site.arriving.isEmpty })
    let endless = try await send([("file", "a", String(repeating: "x", count: 500_001))], to: site)
    #expect(endless.status == .unprocessableContent)
  }

  @Test("A disk that takes nothing is told, and the fields are not lost")
  func brokenDisk() async throws {
    let response = try await send([("title", nil, "a"), ("file", "a", "abc")], to: try await UploadSite(isDiskBroken: true))
    #expect(response.answer == ["title": "a", "after": "", "refused": "web.file-not-stored"])
  }

  @Test("A disk that is full in the middle of a file is told, the fields are not lost and nothing is left")
  func fullDisk() async {
    // In a process of its own, whose files cannot grow beyond 1 MiB.
    await #expect(processExitsWith: .success) {
      _ = signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let site = try await UploadSite()
      let answer = try await site.live { client in
        let fields = [
          ("formToken", nil, try await UploadSite.token(client)), ("file", "a", String(repeating: "x", count: 3 << 20)),
          ("after", nil, "b"),
        ]
        return try await client.execute(uri: "/form", method: .post, headers: UploadSite.headers(), body: UploadSite.body(fields)) {
          $0.answer
        }
      }
      #expect(answer == ["title": "", "after": "b", "refused": "web.file-not-stored"])
      #expect(await eventually { site.arriving.isEmpty })
    }
  }

  @Test("A form whose first part is not the token is refused before a file is taken")
  func noToken() async throws {
    let site = try await UploadSite()
    for fields in [[("file", "a", "abc"), ("title", nil, "a")], [("formToken", "a", "abc")]] as [[(String, String?, String)]] {
      let response = try await send(fields, to: site, token: "")
      #expect(response.status == .forbidden)
      #expect(String(buffer: response.body).contains("web.foreign-form"))
    }
    #expect(!FileManager.default.fileExists(atPath: site.folder.appending(path: "incoming").path))
  }

  @Test("A token that no longer fits shows the typed fields again, and the file never reached the disk")
  func expired() async throws {
    let site = try await UploadSite()
    let response = try await send(
      [("title", nil, "a long story"), ("file", "a", "secret"), ("after", nil, "its end")], to: site, token: "AAAA")
    let page = String(buffer: response.body)
    #expect(response.status == .forbidden)
    #expect(page.contains("a long story") && page.contains("its end") && !page.contains("secret"))
    #expect(!FileManager.default.fileExists(atPath: site.folder.appending(path: "incoming").path))
  }

  @Test("A form shown again after an expired sign-in comes back without its file and is taken")
  func shownAgain() async throws {
    let response = try await UploadSite().live { client in
      let token = try await UploadSite.token(client).addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .cookie: "signIn=one"]
      return try await client.execute(
        uri: "/form", method: .post, headers: headers, body: ByteBuffer(string: "formToken=\(token)&title=a")
      ) { $0 }
    }
    #expect(response.answer == ["title": "a", "after": ""])
  }

  @Test("Another site's form, a route that takes no files, a broken body, and NUL or foreign bytes in a field are refused")
  func refused() async throws {
    let site = try await UploadSite()
    let foreign = try await send([("file", "a", "abc")], to: site, headers: [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"])
    #expect(foreign.status == .forbidden)
    #expect(try await send([("file", "a", "abc")], to: site, uri: "/plain").status == .unprocessableContent)
    #expect(try await send([("title", nil, "a\0b")], to: site).status == .unprocessableContent)
    #expect(try await send([("title", nil, "a\r\n--B0x")], to: site).status == .unprocessableContent)
    #expect(await eventually { site.arriving.isEmpty })
  }

  @Test("300 MiB are taken in without 64 MiB more of memory")
  func bounded() async {
    // In a process of its own, because the peak belongs to the whole process.
    await #expect(processExitsWith: .success) {
      let site = try await UploadSite()
      let pieces = 4800
      let (growth, answer) = try await site.live { client in
        let token = try await UploadSite.token(client)
        let before = Memory.peak
        let raw = try RawClient(port: try #require(client.port))
        let start =
          "--B0\r\nContent-Disposition: form-data; name=\"formToken\"\r\n\r\n\(token)\r\n"
          + "--B0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"zeros\"\r\n\r\n"
        let end = "\r\n--B0--\r\n"
        try await raw.begin("/form", length: start.utf8.count + pieces * 65536 + end.utf8.count)
        try await raw.send(Array(start.utf8))
        try await raw.send([UInt8](repeating: 0, count: 65536), times: pieces)
        try await raw.send(Array(end.utf8))
        let answer = try await raw.answer()
        return (Memory.peak - before, answer)
      }
      #expect(answer.contains("\"size\":\"314572800\""), "\(answer)")
      #expect(answer.contains("17a88af83717f68b8bd97873ffcf022c8aed703416fe9b08e0fa9e3287692bf0"), "\(answer)")
      #expect(growth < 64 << 20, "\(growth >> 20) MiB")
      #expect(await eventually { site.arriving.isEmpty })
    }
  }

  @Test("An upload that breaks off leaves no file")
  func aborted() async throws {
    let site = try await UploadSite()
    try await site.live { client in
      let token = try await UploadSite.token(client)
      let raw = try RawClient(port: try #require(client.port))
      try await raw.begin("/form", length: 10_000_000)
      let start =
        "--B0\r\nContent-Disposition: form-data; name=\"formToken\"\r\n\r\n\(token)\r\n"
        + "--B0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
      try await raw.send(Array(start.utf8) + [UInt8](repeating: 1, count: 1_000_000))
      #expect(await eventually { site.arriving.count == 1 })
      raw.close()
      #expect(await eventually { site.arriving.isEmpty })
    }
  }

  @Test("What a process left behind is removed at the next start; what is arriving stays")
  func cleaned() async throws {
    let site = try await UploadSite()
    let incoming = IncomingFiles(folder: site.folder.appending(path: "incoming"))
    let alive = try incoming.begin()
    try Data("left".utf8).write(to: site.folder.appending(path: "incoming/left"))
    #expect(site.arriving.count == 2)
    incoming.clean()
    #expect(site.arriving.count == 1 && !site.arriving.contains("left"))
    try alive.write(Array("abc".utf8)[...])
    try alive.finish()
    #expect(alive.sha256 == UploadSite.abc)
  }
}
