// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestKit
import Testing

@testable import Age

/// Runs a program and gives what it wrote; `nil` when it refused.
private func run(_ program: String, _ arguments: [String]) async throws -> Data? {
  let ran = try await RanProgram(program, arguments)
  return ran.code == 0 ? ran.out : nil
}

/// Two programs by others that know the format.
enum AgePeer: String, CaseIterable, Sendable {
  /// The first implementation, in Go (Debian's package `age`).
  case age
  /// The one in Rust, through Python (PyPI's `pyrage`).
  case pyrage

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  func open(_ sealed: URL, with secret: URL) async throws -> Data? {
    switch self {
    case .age: try await run("/usr/bin/age", ["--decrypt", "--identity", secret.path, sealed.path])
    case .pyrage:
      try await python(
        "i=pyrage.x25519.Identity.from_str(open(a[1]).read().strip());sys.stdout.buffer.write(pyrage.decrypt(open(a[0],'rb').read(),[i]))",
        [sealed.path, secret.path])
    }
  }

  func seal(_ content: URL, for recipients: [AgeRecipient]) async throws -> Data? {
    switch self {
    case .age: try await run("/usr/bin/age", recipients.flatMap { ["--recipient", $0.description] } + [content.path])
    case .pyrage:
      try await python(
        "r=[pyrage.x25519.Recipient.from_str(x) for x in a[1:]];sys.stdout.buffer.write(pyrage.encrypt(open(a[0],'rb').read(),r))",
        [content.path] + recipients.map(\.description))
    }
  }

  func python(_ program: String, _ arguments: [String]) async throws -> Data? {
    let python = Self.root.appending(path: ".comity/venv-tests/bin/python").path
    return try await run(python, ["-c", "import pyrage,sys\na=sys.argv[1:]\n\(program)"] + arguments)
  }
}

@Suite("Sealed files and other programs") struct AgePeerTests {
  private func inFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-age-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  @Test("Both programs open what is sealed here for two, and what they seal is opened here", arguments: AgePeer.allCases, AgeTests.sizes)
  func bothWays(peer: AgePeer, size: Int) async throws {
    try await inFolder { folder in
      let (one, two) = (AgeIdentity(), AgeIdentity())
      let (plain, sealed, secret) = (folder.appending(path: "plain"), folder.appending(path: "sealed"), folder.appending(path: "secret"))
      try content(size).write(to: plain)
      for identity in [one, two] {
        try AgeSealer.seal(content(size), for: [one.recipient, two.recipient]).write(to: sealed)
        try Data("\(identity.secretText)\n".utf8).write(to: secret)
        #expect(try await peer.open(sealed, with: secret) == content(size))
        let theirs = try #require(try await peer.seal(plain, for: [one.recipient, two.recipient]))
        #expect(try AgeOpener.open(theirs, .identities([identity])) == content(size))
        try theirs.write(to: sealed)
        #expect(try AgeReader(sealed, .identities([identity])).read(at: 0, upTo: size) == content(size))
      }
    }
  }

  @Test("Both programs refuse the same faults: cut, a flipped bit, another's key", arguments: AgePeer.allCases)
  func faults(peer: AgePeer) async throws {
    try await inFolder { folder in
      let identity = AgeIdentity()
      let (file, secret) = (folder.appending(path: "sealed"), folder.appending(path: "secret"))
      let sealed = try AgeSealer.seal(content(70_000), for: [identity.recipient])
      try Data("\(identity.secretText)\n".utf8).write(to: secret)
      var flipped = sealed
      flipped[sealed.count - 10] ^= 1
      var head = sealed
      head[60] ^= 1
      for faulty in [sealed.prefix(sealed.count - 1), sealed.prefix(sealed.count - 4480), flipped, head, sealed + Data([0])] {
        try faulty.write(to: file)
        #expect(try await peer.open(file, with: secret) == nil)
        #expect(throws: AgeFault.self) { try AgeOpener.open(faulty, .identities([identity])) }
      }
      try sealed.write(to: file)
      #expect(try await peer.open(file, with: secret) == content(70_000))
      try Data("\(AgeIdentity().secretText)\n".utf8).write(to: secret)
      #expect(try await peer.open(file, with: secret) == nil)
    }
  }

  @Test("A passphrase's file opens in the other program, and the other's opens here")
  func passphrase() async throws {
    try await inFolder { folder in
      let (plain, sealed) = (folder.appending(path: "plain"), folder.appending(path: "sealed"))
      try content(70_000).write(to: plain)
      var sealer = try AgeSealer(passphrase: "一 two três", work: 12)
      try (sealer.take(content(70_000)) + sealer.finish()).write(to: sealed)
      let opened = try await AgePeer.pyrage.python(
        "sys.stdout.buffer.write(pyrage.passphrase.decrypt(open(a[0],'rb').read(),a[1]))", [sealed.path, "一 two três"])
      #expect(opened == content(70_000))
      let theirs = try #require(
        try await AgePeer.pyrage.python(
          "sys.stdout.buffer.write(pyrage.passphrase.encrypt(open(a[0],'rb').read(),a[1]))", [plain.path, "一 two três"]))
      #expect(try AgeOpener.open(theirs, .passphrase("一 two três")) == content(70_000))
    }
  }

  @Test("Keys of the other program are read here, and it reads those made here")
  func keys() async throws {
    let text = String(decoding: try #require(try await run("/usr/bin/age-keygen", [])), as: UTF8.self)
    let secret = try #require(text.split(separator: "\n").last.map(String.init))
    let identity = try AgeIdentity(secret)
    #expect(text.contains("public key: \(identity.recipient)"))
    #expect(identity.secretText == secret)
    try await inFolder { folder in
      let file = folder.appending(path: "secret")
      let own = AgeIdentity()
      try Data("\(own.secretText)\n".utf8).write(to: file)
      #expect(try await run("/usr/bin/age-keygen", ["-y", file.path]) == Data("\(own.recipient)\n".utf8))
    }
  }
}
