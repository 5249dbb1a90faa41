// SPDX-License-Identifier: Apache-2.0
import Foundation
import FoundationXML
import Testing
import XMLText

@Suite("XML that is written") struct XMLTextTests {
  /// What a parser that is not ours reads.
  private final class Judge: NSObject, XMLParserDelegate {
    var elements: [String] = []
    var attributes: [[String: String]] = []
    var text = ""
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
      elements.append("{\(namespaceURI ?? "")}\(name)")
      self.attributes.append(attributes)
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  private func read(_ file: XMLFile) -> Judge? {
    let judge = Judge()
    let parser = XMLParser(data: Data(file.text.utf8))
    parser.shouldProcessNamespaces = true
    parser.delegate = judge
    return parser.parse() ? judge : nil
  }

  @Test(
    "Hostile text is read back as the same text",
    arguments: [
      "<script>&amp;</script> ]]> <!-- x --> <?php ?>", "\" ' = > <", "line\nline\ttab", "first\r\nsecond\rthird", "阿 العربية 𝔘 🏛",
      "&#0; &lt;",
    ])
  func text(_ text: String) throws {
    let judge = try #require(
      read(try XMLFile(root: "a") { XML.element("b", [XMLAttribute("c", text)]) { text } }))
    #expect(judge.text.unicodeScalars.elementsEqual(text.unicodeScalars))
    let attribute = try #require(judge.attributes[1]["c"])
    #expect(attribute.unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  @Test("Every character that XML forbids becomes U+FFFD, in text and in attributes, and the file stays well formed")
  func forbidden() throws {
    let codes = Array(UInt32(0)..<0x20).filter { ![0x9, 0xA, 0xD].contains($0) } + [0xFFFE, 0xFFFF]
    let bad = String(String.UnicodeScalarView(codes.compactMap(Unicode.Scalar.init)))
    let judge = try #require(read(try XMLFile(root: "a", attributes: [XMLAttribute("b", bad)]) { bad }))
    let expected = String(repeating: "\u{FFFD}", count: codes.count)
    #expect(judge.text == expected)
    #expect(judge.attributes[0]["b"] == expected)
  }

  @Test("Namespaces are declared at the root, once, and hold for every element")
  func namespaces() throws {
    let file = try XMLFile(
      root: "akomaNtoso",
      namespaces: [XMLNamespace("urn:one?a&b"), XMLNamespace("un", "urn:two"), XMLNamespace("un", "urn:three")]
    ) {
      XML.element("p", [.language("zh")]) { XML.element("un:ref", [XMLAttribute("un:href", "x"), nil]) }
    }
    #expect(
      file.text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <akomaNtoso xmlns="urn:one?a&amp;b" xmlns:un="urn:two"><p xml:lang="zh"><un:ref un:href="x"/></p></akomaNtoso>

        """)
    #expect(read(file)?.elements == ["{urn:one?a&b}akomaNtoso", "{urn:one?a&b}p", "{urn:two}ref"])
  }

  @Test("A prefix that the root does not declare is refused by name, of an element and of an attribute")
  func undeclared() {
    #expect(throws: XMLFile.Fault.undeclared(prefix: "un")) { try XMLFile(root: "a") { XML.element("un:b") } }
    #expect(throws: XMLFile.Fault.undeclared(prefix: "y")) {
      try XMLFile(root: "a", namespaces: [XMLNamespace("x", "urn:x")]) {
        XML.element("x:b") { XML.element("c", [XMLAttribute("y:d", "")]) }
      }
    }
  }

  @Test("An attribute given twice is written once, and the same value gives the same bytes")
  func attributes() throws {
    let files = try (0..<20).map { _ in
      try XMLFile(root: "a", attributes: [XMLAttribute("z", "1"), XMLAttribute("b", "2"), XMLAttribute("z", "3")]) {
        for number in 1...3 { XML.element("c") { "\(number)" } }
      }.text
    }
    #expect(Set(files).count == 1)
    #expect(files[0].contains("<a z=\"1\" b=\"2\"><c>1</c><c>2</c><c>3</c></a>"))
  }
}
