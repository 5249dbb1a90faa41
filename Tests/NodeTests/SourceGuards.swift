// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Node
import StatisticsRules
import Testing
import Web
import WritingRules

@Suite("The words and the size of the sources") struct SourceGuards {
  /// Declarations with a body: where one begins and how many lines it has, whatever the shape of its signature.
  static func bodies(in text: String) -> [(name: String, lines: Int)] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
    let begins =
      /^\s*(?:@\w+(?:\(.*\))? )*(?:(?:public|package|private|internal|fileprivate|static|mutating|nonisolated|override|convenience|required|final) )*(?:func [^\s(<]+|init[?(<]|subscript|deinit|var \w+: .+\{$)/
    return lines.indices.compactMap { start in
      guard lines[start].firstMatch(of: begins) != nil, !lines[start].hasSuffix("}") else { return nil }
      let depth = indent(lines[start])
      for end in (start + 1)..<lines.count where !lines[end].isEmpty {
        if lines[end] == String(repeating: " ", count: depth) + "}" {
          return (lines[start].trimmingCharacters(in: .whitespaces), end - start)
        }
        // A signature of several lines goes on with a bracket; anything else at this depth means that there is no body.
        if indent(lines[end]) < depth || (indent(lines[end]) == depth && !lines[end].dropFirst(depth).hasPrefix(")")) { return nil }
      }
      return nil
    }
  }

  @Test("A body is measured whatever its signature looks like")
  func bodiesAreFound() {
    let long = String(repeating: "    work()\n", count: 90)
    let shapes = [
      "  func a() {\n", "  func a(\n    b: Int\n  ) throws -> Int {\n", "  public init(_ b: Int) {\n", "  init?(\n    b: Int\n  ) {\n",
      "  @Test(\"x\") func a() {\n", "  var a: Int {\n",
    ]
    for shape in shapes { #expect(Self.bodies(in: "struct S {\n\(shape)\(long)  }\n}\n").first.map { $0.lines > 80 } == true, "\(shape)") }
    #expect(Self.bodies(in: "protocol P {\n  func a()\n  func b()\n}\n").isEmpty)
  }

  @Test("Files stay under 500 lines and bodies under 80, in the tests as well")
  func sizes() throws {
    // The typed keys of the catalogues are generated, one declaration a sentence.
    for url in try GuardTests.sources(under: "Sources") + GuardTests.sources(under: "Tests") where !url.path.contains("/Words/") {
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 500, "\(url.lastPathComponent)")
      for body in Self.bodies(in: text) { #expect(body.lines <= 80, "\(url.lastPathComponent): \(body.name)") }
    }
  }

  /// The types that are problems and their cases, as the sources declare them.
  private static func declaredProblems() throws -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for url in try GuardTests.sources(under: "Sources") {
      let text = try String(contentsOf: url, encoding: .utf8)
      for match in text.matches(
        of: /(?m)^( *)(?:public |private |package )?(enum|struct|final class) (\w+): (?:\w+, )*(?:Sourced)?Problem\b[^\n]*\{\n/)
      {
        let body = text[match.range.upperBound...].prefix(while: { _ in true })
        let end = body.firstRange(of: "\n\(match.1)}")?.lowerBound ?? body.endIndex
        let cases = match.2 == "enum" ? body[..<end].matches(of: /(?m)^ +case (\w+)(?:[ (,=]|$)(?!.*:.*\{)/).map { String($0.1) } : []
        found[String(match.3), default: []].formUnion(cases)
      }
    }
    return found
  }

  @Test("Every problem of the sources is among the examples, with each of its cases")
  func problems() async throws {
    let modules = try await House.modules
    let problems =
      modules.flatMap(\.problems) + NodeProblem.examples + WebProblem.examples + DocumentProblem.examples
      + DisclosureProblem.examples + [NotReady(findings: [])]
    var shown: [String: Set<String>] = [:]
    for problem in problems {
      let label = Mirror(reflecting: problem).children.first?.label ?? "\(problem)"
      shown["\(type(of: problem))", default: []].insert(label)
    }
    let declared = try Self.declaredProblems()
    #expect(declared.count > 20)
    for (type, cases) in declared {
      #expect(shown[type] != nil, "no example of \(type)")
      for name in cases { #expect(shown[type]?.contains(name) == true, "no example of \(type).\(name)") }
    }
  }

  /// The words that a part of the program does not use, from the glossary: the part's heading, then the last column.
  private static func banned() throws -> [(folder: String, word: String)] {
    let text = try String(contentsOf: root.appending(path: "docs/glossary.md"), encoding: .utf8)
    var part = ""
    var found: [(String, String)] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") { part = String(line.dropFirst(3)) }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 6, cells[1] != "term", !cells[1].hasPrefix("---"), cells[4] != "-" else { continue }
      found += cells[4].split(separator: ", ").map { (part, $0.lowercased()) }
    }
    return found
  }

  /// The words of a source: what stands between spaces and signs, and the parts of names.
  private static func words(of text: String) -> String {
    " " + text.replacing(/([a-z])([A-Z])/) { "\($0.1) \($0.2)" }.lowercased().split { !$0.isLetter }.joined(separator: " ") + " "
  }

  @Test("Rules never use a word that the glossary rules out for their part")
  func glossary() throws {
    let banned = try Self.banned()
    #expect(banned.count > 30)
    for url in try GuardTests.sources(under: "Sources/Modules") where url.path.contains("/Rules/") {
      let module = url.pathComponents[(url.pathComponents.firstIndex(of: "Modules") ?? 0) + 1]
      let words = Self.words(of: try String(contentsOf: url, encoding: .utf8))
      for (part, word) in banned where part == module || part == "Everywhere" {
        #expect(!words.contains(" \(word) "), "\(module)/\(url.lastPathComponent): \(word)")
      }
    }
  }
}
