// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import CaseworkRules

@Suite("What can be read in a file that is text") struct ReadableTextTests {
  private static func note(_ words: [String]) -> ProtectedWords {
    ProtectedWords(words: words)
  }

  private func finds(_ phrase: String, in content: Data, name: String = "", mediaType: String = "") -> Bool {
    guard let text = ReadableText(beginning: content, name: name, mediaType: mediaType) else { return false }
    return text.readings(of: content).contains(where: Self.note([phrase]).occur)
  }

  @Test(
    "A phrase is found in every way in which text is written",
    arguments: [
      ("plain", "It is of the Harbour Claim, he said."), ("in a table", "a;b\r\n1;\"harbour claim\"\r\n"),
      ("in JSON", #"{"a":"the \u0048arbour\u0020claim"}"#), ("in JSON, over two lines", #"{"a":"the harbour\nclaim"}"#),
      ("through a mark", "<p>har<b>bour</b> claim</p>"), ("between marks", "<td>harbour</td><td>claim</td>"),
      ("with entities", "<x>h&#x61;rbour&nbsp;cl&aacute;im &amp; more</x>"),
      ("quoted-printable", "Content-Transfer-Encoding: quoted-printable\r\n\r\nthe harb=6Fur=20cla=\r\nim\r\n"),
      ("in the head of a message", "From: a@b\r\nSubject: =?UTF-8?B?SGFyYm91ciBjbGFpbQ==?=\r\n\r\nHello"),
      ("in base64", "Content-Transfer-Encoding: base64\r\n\r\nVGhlIGhhcmJv\r\ndXIgY2xhaW0u\r\n\r\n--end--\r\n"),
    ])
  func found(how: String, content: String) {
    #expect(finds("harbour claim", in: Data(content.utf8)))
    #expect(!finds("harbour blame", in: Data(content.utf8)))
  }

  @Test("Other codings than UTF-8 are read where the file says that it is text, UTF-16 always")
  func codings() throws {
    #expect(finds("éloïse", in: try #require("Madame Éloïse B.".data(using: .windowsCP1252)), name: "a.txt"))
    #expect(finds("гавань", in: try #require("дело «Гавань» 7".data(using: .windowsCP1251)), name: "a.CSV"))
    #expect(!finds("гавань", in: try #require("дело «Гавань» 7".data(using: .windowsCP1251)), name: "a.bin"))
    #expect(finds("庇护申请", in: Data("他的庇护申请".utf8)))
    for coding in [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf16] {
      #expect(finds("harbour claim", in: try #require("the harbour claim".data(using: coding))))
    }
    #expect(finds("Éloïse", in: Data("Madame =C9lo=EFse B. =".utf8)))
  }

  @Test("What is no text is not taken for one")
  func others() {
    var picture = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    picture += Data("harbour claim".utf8)
    #expect(!finds("harbour claim", in: picture, name: "scan.txt", mediaType: "text/plain"))
    #expect(ReadableText(beginning: Data("%PDF-1.7\n".utf8) + Data([0xE2, 0xE3, 0xCF, 0xD3])) == nil)
    #expect(ReadableText(beginning: Data()) == nil)
    #expect(ReadableText(beginning: Data("PK".utf8) + Data([3, 4, 20, 0, 0, 0])) == nil)
  }

  @Test("A letter that is cut at the end of a piece does not make the piece no text")
  func cut() {
    let text = Data("庇护".utf8)
    for count in 1...5 { #expect(ReadableText(beginning: text.prefix(count)) != nil, "\(count)") }
  }
}
