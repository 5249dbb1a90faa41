// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON
import Testing

@Suite("Reading YAML strictly") struct StrictYAMLTests {
  func issues(_ text: String, limits: StrictLimits = StrictLimits()) -> [String] {
    do {
      _ = try StrictYAML.parse(Data(text.utf8), limits: limits)
      return []
    } catch {
      return error.issues.map { "\($0.reason.rawValue) \($0.path) \($0.position.line):\($0.position.column)" }
    }
  }

  @Test(
    "YAML that is more than JSON is refused at its place",
    arguments: [
      ("a: &x 1\nb: *x\n", "not-plain a 1:4"), ("a: 1\nb: &unused 2\n", "not-plain b 2:4"),
      ("a: &x []\n", "not-plain a 1:4"), ("a: &x {}\n", "not-plain a 1:4"), ("- 1\n- &x\n- *x\n", "not-plain [1] 2:3"),
      ("a: *nowhere\n", "not-plain a 1:4"), ("*x : 1\n", "not-plain  1:1"), ("a:\n  &x b: 1\n", "not-plain a 2:3"),
      ("a: !!str 5\n", "not-plain a 1:4"), ("a: !x 5\n", "not-plain a 1:4"), ("a: ! 5\n", "not-plain a 1:4"),
      ("a: !!map {}\n", "not-plain a 1:4"), ("a: !!seq []\n", "not-plain a 1:4"), ("!!str a: 1\n", "not-plain  1:1"),
      ("a: !!binary aGk=\n", "not-plain a 1:4"), ("%TAG !e! tag:x,2000:\n---\na: !e!y 1\n", "not-plain a 3:4"),
      ("? [a]\n: 1\n", "not-plain  1:3"), ("{a: 1}: 2\n", "not-plain  1:1"),
    ])
  func notPlain(text: String, expected: String) { #expect(issues(text) == [expected]) }

  @Test(
    "YAML that cannot be read is refused at its place",
    arguments: [
      ("a: [1\n", "syntax  2:1"), ("", "syntax  1:1"), ("# nothing\n", "syntax  2:1"), ("a: 1\n---\nb: 2\n", "syntax  2:1"),
      ("a: 1\nb: \u{1}\n", "syntax  2:4"),
    ])
  func unreadable(text: String, expected: String) { #expect(issues(text) == [expected]) }

  @Test("Every member that is there twice is reported with its path and place")
  func duplicates() {
    #expect(issues("a:\n  b: 1\n  b: 2\na: 3\n") == ["duplicate-member a.b 3:3", "duplicate-member a 4:1"])
  }

  @Test("Aliases that multiply, of collections and as names, are refused at once", arguments: ["[]", "{}", "''"])
  func multiplying(seed: String) {
    var text = "a0: &a0 \(seed)\n"
    for level in 1...30 { text += "a\(level): &a\(level) {? [*a\(level - 1), *a\(level - 1)] : 1}\n" }
    #expect(issues(text) == ["not-plain a0 1:5"])
  }

  @Test("Nesting is counted as in JSON")
  func depth() {
    let limits = StrictLimits(depth: 3)
    #expect(issues("[[[1]]]", limits: limits) == [])
    #expect(issues("[[[[1]]]]", limits: limits) == ["too-large [0][0][0][0] 1:5"])
    #expect(issues(String(repeating: "[\n", count: 100_000)).first?.hasPrefix("too-large") == true)
  }

  @Test("A long name above many elements and members is not written out for each", .timeLimit(.minutes(1)))
  func longNames() throws {
    let name = String(repeating: "a", count: 500_000)
    let elements = Array(repeating: "{b: true}", count: 100_000).joined(separator: ", ")
    let value = try StrictYAML.parse(Data("? \(name)\n: [\(elements)]\n".utf8))
    guard case .object(let members) = value.content, case .array(let found)? = members.first?.value.content else {
      Issue.record("no list below the name")
      return
    }
    #expect(found.count == 100_000)
  }

  @Test("A problem is told with its whole path, however deep it stands and whatever stood before it")
  func paths() {
    let text = "a:\n  - b: 1\n  - c:\n      - d: 1\n        d: 2\n    c: 3\ne: {f: &x 1}\n"
    #expect(issues(text) == ["not-plain e.f 7:8"])
    #expect(issues(text.replacing("&x ", with: "")) == ["duplicate-member a[1].c[0].d 5:9", "duplicate-member a[1].c 6:5"])
  }

  @Test("Plain words, quoted words and texts of several lines keep what was typed, signs of YAML included")
  func texts() throws {
    let text = """
      plain: see * and & and !
      quoted: "*x"
      single: '!!str'
      block: |
        *x
        &y
      folded: >-
        !z
        w
      number: -1.5e3
      day: 2026-11-24
      nothing:
      no: yes
      "5": 5
      """
    let value = try StrictYAML.parse(Data(text.utf8))
    let expected: [(String, JSONValue.Content)] = [
      ("plain", .string("see * and & and !")), ("quoted", .string("*x")), ("single", .string("!!str")), ("block", .string("*x\n&y\n")),
      ("folded", .string("!z w")), ("number", .number("-1.5e3")), ("day", .string("2026-11-24")), ("nothing", .null),
      ("no", .string("yes")), ("5", .number("5")),
    ]
    for (name, content) in expected { #expect(value[name]?.content == content, "\(name)") }
  }
}
