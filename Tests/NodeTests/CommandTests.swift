// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Node
import Storage
import TestKit
import Testing

/// Runs the program as a person at a terminal does.
struct Terminal {
  struct Outcome {
    let code: Int32
    let out: String
    let errors: String
  }

  static let program = root.appending(path: ".build/debug/comity")

  private static let ours = ["PATH": "/usr/bin:/bin", "LANG": "en_GB.UTF-8"]

  /// Starts the program, waits for a mark, does something beside it and ends it.
  static func running(
    _ arguments: [String], _ environment: [String: String], until mark: String, _ body: (Int32) async throws -> Void
  ) async throws -> Int32? {
    try await RanProgram.running(
      program.path, arguments, environment: ours.merging(environment) { $1 }, in: root, until: mark, body)
  }

  static func run(_ arguments: String..., with environment: [String: String] = [:]) async throws -> Outcome {
    try await run(arguments, environment)
  }

  static func run(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Outcome {
    let ran = try await RanProgram(program.path, arguments, environment: ours.merging(environment) { $1 }, in: root)
    return Outcome(code: ran.code, out: ran.text, errors: String(decoding: ran.errors, as: UTF8.self))
  }
}

@Suite("The command line") struct CommandTests {
  @Test(
    "What cannot be done is told in words, with exit code 1",
    arguments: [
      (["serve", "--node", "nowhere.yaml"], "nowhere.yaml is not there or may not be read."),
      (["serve", "--node", "nodes/arcadia.yaml", "--database", "mysql://x"], "The database is not known"),
      (["serve", "--node", "nodes/arcadia.yaml", "--database", "postgres://comity:hush@127.0.0.1:9/x"], "The database does not answer"),
      (["backup", "--node", "nodes/arcadia.yaml", "--database", "postgres://x/y", "--out", "copy.sqlite"], "Use pg_dump"),
      (["backup", "--node", "nodes/arcadia.yaml", "--database", "sqlite:nowhere.sqlite", "--out", "copy"], "nowhere.sqlite is not there"),
      (["directory", "resolve", "XF"], "No authority is valid on that day"),
      (["directory", "resolve", "XB", "--directory", "nowhere.json"], "nowhere.json"),
      (["directory", "resolve", "XB", "--directory", "Makefile"], "The text cannot be read at this place."),
      (["directory", "export", "--out", "nowhere/x.json"], "nowhere/x.json cannot be written."),
      (["directory", "import", "nowhere.json", "--out", "x.json"], "nowhere.json is not there"),
      (["directory", "import", "Makefile", "--out", "x.json"], "Makefile:1:1 The text cannot be read at this place."),
      (["request", "letter", "Samples/bank-records.yaml", "--lang", "en", "--with", "fr", "--out", "nowhere/x.html"], "cannot be written"),
    ])
  func words(arguments: [String], said: String) async throws {
    let outcome = try await Terminal.run(arguments)
    let told = outcome.errors
    #expect(outcome.code == 1)
    #expect(told.contains(said), "\(told)")
    for word in ["Error", "Domain", "Swift", "(", "hush", "⟦"] { #expect(!told.contains(word), "\(told)") }
  }

  @Test("The words are those of the terminal's language")
  func language() async throws {
    let outcome = try await Terminal.run("serve", "--node", "nowhere.yaml", with: ["LC_ALL": "fr_FR.UTF-8"])
    #expect(outcome.errors.contains("Un fichier ne peut pas être lu"))
  }

  @Test("A request that cannot be checked because of another file exits with 2, for 1 says that it is blocked")
  func check() async throws {
    let outcome = try await Terminal.run("request", "check", "Samples/bank-records.yaml", "--directory", "nowhere.json")
    #expect(outcome.code == 2)
    #expect(outcome.out.contains("nowhere.json is not there"))
  }

  @Test(
    "Help of the program and of each group of commands is printed, with exit code 0",
    arguments: [
      ["--help"], ["exchange", "--help"], ["help", "exchange"], ["exchange", "keys", "--help"], ["evidence", "--help"], ["meeting", "-h"],
    ])
  func help(_ arguments: [String]) async throws {
    let ran = try await Terminal.run(arguments)
    #expect(ran.code == 0 && ran.out.contains("SUBCOMMANDS:") && ran.errors.isEmpty, "\(ran)")
  }

  @Test("Help and a misspelt option are answered by the parser, with its own codes")
  func parser() async throws {
    #expect(try await Terminal.run("--version").out == "\(Node.version)\n")
    #expect(try await Terminal.run("directory", "resolve", "XYZ").code == 64)
    #expect(try await Terminal.run("serve", "--nod", "x").code == 64)
  }

  @Test(
    "A second start tells where the node is running and leaves its mark; another node on the same port is refused", .timeLimit(.minutes(2)))
  func twice() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let port = "\(Int.random(in: 20_000..<30_000))"
    func settings(_ name: String) -> [String: String] {
      ["COMITY_DATA": folder.appending(path: name).path, "COMITY_PORT": port, "COMITY_PUBLIC": "http://127.0.0.1:\(port)"]
    }
    func demo(_ name: String) -> [String] {
      ["demo", "--node", "nodes/arcadia.yaml", "--database", "sqlite:\(folder.path)/\(name).sqlite"]
    }
    let mark = folder.appending(path: "a/comity.pid")
    let code = try await Terminal.running(demo("a"), settings("a"), until: "is running") { process in
      let kept = try String(contentsOf: mark, encoding: .utf8)
      #expect(kept == "\(process)\nhttp://127.0.0.1:\(port)\n")
      let again = try await Terminal.run("demo", "--node", "nodes/arcadia.yaml", with: settings("a"))
      #expect(again.code == 1)
      #expect(again.errors.contains("It is running at http://127.0.0.1:\(port)."))
      #expect(try String(contentsOf: mark, encoding: .utf8) == kept)
      let other = try await Terminal.run(demo("b"), settings("b"))
      #expect(other.code == 1)
      #expect(other.errors.contains("Another program listens at 127.0.0.1:\(port) already."), "\(other.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "b/comity.pid").path))
    }
    #expect(code != nil)
    #expect(!FileManager.default.fileExists(atPath: mark.path))
  }
}

@Suite("Copies of a node's database") struct BackupTests {
  @Test("The copy of a node that is running is a whole database, and nothing is overwritten")
  func copy() async throws {
    let node = try await demonstrationNode()
    let copy = node.configuration.dataFolder.appending(path: "copy.sqlite")
    try await Node.backUp(node.configuration, to: copy)
    await #expect(throws: NodeProblem.fileExists(path: copy.path)) { try await Node.backUp(node.configuration, to: copy) }
    let again = try await demonstrationNode(["database": "sqlite:\(copy.path)", "data": node.configuration.dataFolder.path])
    let counts = try await [node, again].asyncMap { try await $0.database.row(SQL("SELECT count(*) AS n FROM event"))?.integer("n") }
    #expect(counts[0] == counts[1])
  }
}

extension Array {
  fileprivate func asyncMap<Other>(_ transform: (Element) async throws -> Other) async rethrows -> [Other] {
    var others: [Other] = []
    for element in self { others.append(try await transform(element)) }
    return others
  }
}

@Suite("Errors in words") struct ExplanationTests {
  struct Unforeseen: Error {
    let secret = "hush"
  }

  @Test(
    "An error of a driver is told by what it means for whoever runs the node",
    arguments: [
      (DatabaseUnavailable("disk I/O error"), "disk I/O error"),
      (MigrationRefused.unknown(module: "writing", number: 9), "Install the newer version."),
      (MigrationRefused.edited(module: "writing", number: 1), "“writing”"),
      (MigrationRefused.gap(module: "x", expected: 2), "Install the program again."),
      (Unforeseen(), "The program made a mistake."),
    ] as [(any Error, String)])
  func errors(error: any Error, said: String) throws {
    let text = Node.explanation(of: error, in: try Node.words().words(.en))
    #expect(text.contains(said))
    #expect(!text.contains("hush") && !text.contains("Unforeseen") && !text.contains("Migration"))
  }

  @Test("What is wrong in a file is told with its places, in the reader's language", arguments: Language.allCases)
  func places(language: Language) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString).csv")
    try Data("a,b\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let outcome = try await Terminal.run(
      "directory", "resolve", "XB", "--directory", file.path, with: ["LANG": "\(language.rawValue)_XX.UTF-8"])
    #expect(outcome.errors.contains("\(file.path):1:1 id: "))
    #expect(!outcome.errors.contains("wrong-heading") && !outcome.errors.contains("⟦"))
    let taken = try await Terminal.run(
      "directory", "import", file.path, "--out", "\(file.path).json", with: ["LANG": "\(language.rawValue)_XX.UTF-8"])
    #expect(taken.code == 1)
    #expect(taken.errors == outcome.errors)
    #expect(!FileManager.default.fileExists(atPath: "\(file.path).json"))
  }
}
