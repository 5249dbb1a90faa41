// SPDX-License-Identifier: Apache-2.0
import Foundation
import MultipartForm
import Testing

/// A part as a test compares it.
struct Part: Hashable {
  var name: String
  var fileName: String?
  var mediaType: String?
  var body: [UInt8] = []

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// Reads a body given in pieces.
func parts(_ pieces: [[UInt8]], boundary: String = "AaB03x", limits: MultipartParser.Limits = .init()) throws -> [Part] {
  var parser = MultipartParser(boundary: boundary, limits: limits)
  var found: [Part] = []
  var ended = 0
  for piece in pieces {
    for event in try parser.take(piece) {
      switch event {
      case .part(let head): found.append(Part(name: head.name, fileName: head.fileName, mediaType: head.mediaType))
      case .body(let bytes): found[found.count - 1].body += bytes
      case .partEnd: ended += 1
      }
    }
  }
  try parser.finish()
  #expect(ended == found.count)
  return found
}

func parts(_ text: String, boundary: String = "AaB03x", limits: MultipartParser.Limits = .init()) throws -> [Part] {
  try parts([Array(text.utf8)], boundary: boundary, limits: limits)
}

/// A form of one part with this head.
func form(_ head: String, _ body: String = "x") -> String { "--AaB03x\r\n\(head)\r\n\r\n\(body)\r\n--AaB03x--\r\n" }

func named(_ parameters: String) -> String { form("Content-Disposition: form-data; \(parameters)") }

@Suite("Forms with files") struct MultipartParserTests {
  static let whole = """
    --AaB03x\r
    content-disposition: form-data; name="field1"\r
    content-type: text/plain;charset=UTF-8\r
    \r
    Joe owes €100.\r
    --AaB03x \t\r
    Content-Disposition: form-data; name="empty"\r
    \r
    \r
    --AaB03x\r
    Content-Disposition: form-data; name="pics"; filename="日本 \"1\".gif"\r
    Content-Type: image/GIF\r
    \r
    \r\r\n\r\n--AaB03\r\n--\r\n-\r\r\n--AaB03\r
    --AaB03x--\r
    epilogue\r
    --AaB03x
    """.replacing("\"1\"", with: "%221%22")

  static let expected = [
    Part(name: "field1", fileName: nil, mediaType: "text/plain", body: Array("Joe owes €100.".utf8)),
    Part(name: "empty", fileName: nil, mediaType: nil),
    Part(
      name: "pics", fileName: "日本 \"1\".gif", mediaType: "image/gif",
      body: Array("\r\r\n\r\n--AaB03\r\n--\r\n-\r\r\n--AaB03".utf8)),
  ]

  @Test("However a body is cut in two or into single bytes, the same parts come out")
  func everySplit() throws {
    let bytes = Array(Self.whole.utf8)
    #expect(try parts([bytes]) == Self.expected)
    #expect(try parts(bytes.map { [$0] }) == Self.expected)
    for cut in 0...bytes.count { #expect(try parts([Array(bytes[..<cut]), Array(bytes[cut...])]) == Self.expected, "cut at \(cut)") }
  }

  @Test("However a refused body is cut, it is refused")
  func everySplitRefused() {
    let bytes = Array(Self.whole.replacing("--AaB03x \t\r\n", with: "--AaB03xx\r\n").utf8)
    for cut in 0...bytes.count {
      #expect(throws: MultipartError.boundary, "cut at \(cut)") { try parts([Array(bytes[..<cut]), Array(bytes[cut...])]) }
    }
  }

  @Test("The example of RFC 2046 with its preamble and its epilogue is read: both are passed over")
  func preamble() throws {
    let text = "This is the preamble.  It is to be ignored.\r\n\r\n" + named("name=a").replacing("--AaB03x", with: "--simple boundary")
    #expect(try parts(text + "\r\nThis is the epilogue.", boundary: "simple boundary").map(\.text) == ["x"])
  }

  @Test("A form without any part ends at its first boundary")
  func none() throws { #expect(try parts("--AaB03x--").isEmpty) }

  @Test("What curl sends is read: quotation marks in names are escaped, the bytes of the file stay what they are")
  func curl() throws {
    let head = "--------------------------99966036cc481d99\r\nContent-Disposition: form-data; name="
    let start = "\(head)\"formToken\"\r\n\r\nabc\r\n\(head)\"title\"\r\n\r\nDécision \"x\"\r\n"
    for name in [#"naïve \"q\".bin"#, "naïve %22q%22.bin"] {
      let file = "\(head)\"file\"; filename=\"\(name)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
      let end = "\r\n--------------------------99966036cc481d99--\r\n"
      let content: [UInt8] = [0x61, 13, 10, 0x62, 0, 0xFF, 0x2D, 0x2D, 0x78]
      let read = try parts(
        [Array((start + file).utf8) + content + Array(end.utf8)], boundary: "------------------------99966036cc481d99")
      #expect(
        read == [
          Part(name: "formToken", body: Array("abc".utf8)), Part(name: "title", body: Array("Décision \"x\"".utf8)),
          Part(name: "file", fileName: "naïve \"q\".bin", mediaType: "application/octet-stream", body: content),
        ])
    }
  }

  @Test("What Python's email package writes is read")
  func python() throws {
    let boundary = "===============7330845974216740156=="
    let text = """
      --\(boundary)\r
      Content-Type: text/plain; charset="us-ascii"\r
      MIME-Version: 1.0\r
      Content-Transfer-Encoding: 7bit\r
      Content-Disposition: form-data; name="title"\r
      \r
      two\r
      lines\r
      --\(boundary)\r
      Content-Type: application/pdf\r
      MIME-Version: 1.0\r
      Content-Disposition: form-data; name="file"; filename="order.pdf"\r
      \r
      PDF bytes\r
      --\(boundary)--\r\n
      """
    #expect(MultipartParser.boundary(of: "multipart/form-data; boundary=\"\(boundary)\"") == boundary)
    #expect(
      try parts(text, boundary: boundary) == [
        Part(name: "title", mediaType: "text/plain", body: Array("two\r\nlines".utf8)),
        Part(name: "file", fileName: "order.pdf", mediaType: "application/pdf", body: Array("PDF bytes".utf8)),
      ])
  }

  @Test(
    "Of a file's name only the last component counts, and percent signs are read as browsers write them",
    arguments: [
      ("/etc/passwd", "passwd"), (#"C:\Users\me\order.pdf"#, "order.pdf"), ("../../x.txt", "x.txt"), ("..", ""), ("", ""), ("a/", "a"),
      ("50%20off.txt", "50%20off.txt"), ("%E4%B8%AD.txt", "中.txt"), ("%ff.txt", "%ff.txt"), ("a%0D%0Ab.txt", "ab.txt"),
      ("%22x%22", "\"x\""), ("%2e%2e%2fx", "%2e%2e%2fx"), ("%C3%A9%2Fetc%2Fx", "x"), (".profile", ".profile"),
    ])
  func names(sent: String, read: String) throws {
    #expect(try parts(named("name=\"f\"; filename=\"\(sent)\"")).first?.fileName == read)
  }

  @Test(
    "A head that is not made as RFC 7578 says is refused",
    arguments: [
      "X: y", "Content-Disposition: attachment; name=\"a\"", "Content-Disposition: form-data", "Content-Disposition: form-data; name=",
      "Content-Disposition: form-data; name=\"a", "Content-Disposition: form-data; name=\"a\"b", "Content-Disposition: form-data name=a",
      "Content-Disposition: form-data; name=a; name=b", "Content-Disposition: form-data; name=a; filename*=UTF-8''x",
      "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b", "Content-Disposition : form-data; name=a",
      "Content-Disposition: form-data;\r\n name=a", "Content-Disposition: form-data; name=\"a\u{0}\"", "no colon",
      "Content-Disposition: form-data; name=a\nX: y", "Content-Disposition: form-data; name=\"a\rb\"",
      "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
      "Content-Disposition: form-data; name=a\r\nContent-Type: text", "Content-Disposition: form-data; name=a\r\nContent-Type: a/b/c",
    ])
  func heads(head: String) {
    #expect(throws: MultipartError.head) { try parts(form(head)) }
  }

  @Test("Text of a head that is not UTF-8 is refused")
  func encoding() {
    let text = Array("--AaB03x\r\nContent-Disposition: form-data; name=\"".utf8) + [0xC3, 0x28] + Array("\"\r\n\r\nx\r\n--AaB03x--".utf8)
    #expect(throws: MultipartError.encoding) { try parts([text]) }
  }

  @Test("A body that ends anywhere before its last boundary is refused")
  func truncated() {
    let bytes = Array(named("name=a").utf8)
    let last = bytes.count - "\r\n".utf8.count
    for end in 0..<last {
      #expect(throws: MultipartError.truncated, "ended at \(end)") { try parts([Array(bytes[..<end])]) }
    }
  }

  @Test(
    "A boundary line with anything but white space after the boundary is refused",
    arguments: [
      "--AaB03xy\r\n", "--AaB03x-\r\n", "--AaB03x--z", "--AaB03x\n", "--AaB03x\ry", "--AaB03x" + String(repeating: " ", count: 200),
    ])
  func boundaryLines(line: String) {
    #expect(throws: MultipartError.boundary) { try parts(named("name=a").replacing("--AaB03x--", with: line)) }
  }

  @Test("Limits: a long head, a long preamble, many parts and a long field are refused; a long file is not")
  func limits() throws {
    let small = MultipartParser.Limits(head: 100, parts: 2, field: 10)
    let long = String(repeating: "a", count: 200)
    #expect(throws: MultipartError.headTooLarge) { try parts(named("name=\(long)"), limits: small) }
    #expect(throws: MultipartError.headTooLarge) { try parts(String(repeating: "a: b\r\n", count: 50) + named("name=a"), limits: small) }
    #expect(throws: MultipartError.headTooLarge) { try parts(named("name=a") + long, limits: small) }
    #expect(throws: MultipartError.headTooLarge) {
      try parts(form(String(repeating: "a: b\r\n", count: 50) + "Content-Disposition: form-data; name=a"), limits: small)
    }
    let one = "--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
    #expect(throws: MultipartError.tooManyParts) { try parts(one + one + one + "--AaB03x--", limits: small) }
    #expect(throws: MultipartError.fieldTooLarge(name: "a")) {
      try parts(form("Content-Disposition: form-data; name=a", long), limits: small)
    }
    #expect(try parts(form("Content-Disposition: form-data; name=a; filename=b", long), limits: small).first?.body.count == 200)
  }

  @Test("The pieces of a long file come out as they go in; nothing of it is kept back but a beginning of a boundary")
  func incremental() throws {
    var parser = MultipartParser(boundary: "AaB03x")
    _ = try parser.take(Array("--AaB03x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n".utf8))
    for _ in 0..<100 {
      let out = try parser.take([UInt8](repeating: 13, count: 1000)).reduce(0) { count, event in
        if case .body(let bytes) = event { count + bytes.count } else { count }
      }
      #expect(abs(out - 1000) <= 1)
    }
  }

  @Test(
    "The boundary is read from the content type, and only one that RFC 2046 allows",
    arguments: [
      ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data; charset=x; boundary=\"a b\"", "a b"),
      ("multipart/form-data", nil), ("multipart/mixed; boundary=abc", nil), ("multipart/form-data; boundary=", nil),
      ("multipart/form-data; boundary=\"a \"", nil), ("multipart/form-data; boundary=\"é\"", nil),
      ("multipart/form-data; boundary=\(String(repeating: "a", count: 71))", nil), ("application/x-www-form-urlencoded", nil),
    ])
  func boundaries(type: String, boundary: String?) { #expect(MultipartParser.boundary(of: type) == boundary) }
}
