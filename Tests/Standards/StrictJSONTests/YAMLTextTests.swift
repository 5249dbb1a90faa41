// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON
import Testing

@Suite("YAML that is written") struct YAMLTextTests {
  @Test(
    "Text that another reader could take for a truth value, a number, a time or a day is quoted",
    arguments: [
      "no", "NO", "y", "On", "null", "~", "1", "1e3", "0x1F", "12:30", "2018-06-08", "1_000", ".inf", "", " a", "a ", "a: b", "a #b", "- a",
      "@a", "*a", "&a", "!a", "%a", "`a", "a\nb", "\u{85}", "\u{202E}a", "<<", "=", "{}", "[]", "|", ">", "'", "\"", "a\\b", "\u{FEFF}",
    ])
  func quoted(text: String) throws {
    let written = YAMLText.text(JSONValue(.array([JSONValue(.string(text))])))
    #expect(written.hasPrefix("- \""))
    let read = try StrictYAML.parse(Data(written.utf8))
    #expect(read[0] == text)
  }

  @Test(
    "Plain words stand without quotes, in every script", arguments: ["Vienna", "CAC/COSP/EG.1", "会议开幕", "аба", "States parties", "norway"])
  func plain(text: String) throws {
    #expect(YAMLText.text(JSONValue(.array([JSONValue(.string(text))]))) == "- \(text)\n")
  }

  @Test("Lists in lists, objects in lists and empty ones are read back the same")
  func nested() throws {
    let json = #"{"a":[[1,2],[],{"b":{"c":[{"d":null,"e":{}}]},"no":true}],"z":"x"}"#
    let value = try StrictJSON.parse(Data(json.utf8))
    let read = try StrictYAML.parse(Data(YAMLText.text(value).utf8))
    #expect(CanonicalJSON.bytes(read) == CanonicalJSON.bytes(value))
  }

  @Test(
    "A name longer than readers look for its colon is read back the same, at every depth", arguments: [1_000, 1_001, 1_024, 1_025, 5_000])
  func longName(length: Int) throws {
    func object(_ members: (name: String, value: JSONValue)...) -> JSONValue {
      JSONValue(.object(members.map { .init(name: $0.name, position: Position(line: 1, column: 1), value: $0.value) }))
    }
    for name in [String(repeating: "n", count: length), String(repeating: "\n", count: length)] {
      let flat = object((name, JSONValue(.string("x"))))
      let deep = object((name, JSONValue(.array([flat, flat]))), ("z", flat))
      let read = try StrictYAML.parse(Data(YAMLText.text(JSONValue(.array([deep]))).utf8))
      #expect(CanonicalJSON.bytes(read) == CanonicalJSON.bytes(JSONValue(.array([deep]))))
    }
  }
}

extension JSONValue {
  fileprivate subscript(index: Int) -> String? {
    guard case .array(let elements) = content, case .string(let text) = elements[index].content else { return nil }
    return text
  }
}
