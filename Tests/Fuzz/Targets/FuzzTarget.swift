// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A reader of bytes that come from elsewhere, with what must hold of it whatever it is given.
public struct FuzzTarget: Sendable {
  /// The name of its corpus.
  public let name: String
  /// Well-formed bytes to begin with, so that chance need not find them.
  public let seeds: @Sendable () throws -> [Data]
  /// Reads the bytes: `true` when they were taken, `false` when they were refused, ``Broken`` when something holds no longer.
  public let check: @Sendable (Data) throws -> Bool

  init(_ name: String, seeds: @escaping @Sendable () throws -> [Data] = { [] }, check: @escaping @Sendable (Data) throws -> Bool) {
    self.name = name
    self.seeds = seeds
    self.check = check
  }

  /// The folder of the package.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of the inputs that are kept.
  public var corpus: URL { Self.root.appending(path: "Tests/Fuzz/Corpus/\(name)") }

  /// Every reader.
  public static let all = texts + signed + sealed + trees + exchange + archives + cases + files + reviews + statistics + releases
}

/// What was promised of a reader and does not hold.
public struct Broken: Error, CustomStringConvertible {
  /// What does not hold.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Demands that something holds.
func demand(_ holds: Bool, _ what: String) throws {
  guard holds else { throw Broken(what) }
}

/// Demands that two texts are the same, byte for byte: to Swift, two spellings of one letter are equal.
func demandSame(_ one: String, _ other: String, _ what: String) throws { try demand(one.utf8.elementsEqual(other.utf8), what) }

/// Reads again what was just written; a refusal is broken.
func again<Value>(_ what: String, _ read: () throws -> Value) throws -> Value {
  do {
    return try read()
  } catch {
    throw Broken("\(what) is refused: \(error)")
  }
}

/// The first byte says how, the rest is read.
func split(_ data: Data) -> (how: Int, rest: Data)? {
  guard let first = data.first else { return nil }
  return (Int(first), Data(data.dropFirst()))
}

/// A byte that says how, before what is read.
func seed(_ how: UInt8, _ text: String) -> Data { Data([how]) + Data(text.utf8) }

/// Files of the package as seeds, each after a byte that says how it is read.
func samples(_ how: UInt8?, _ paths: String...) throws -> [Data] {
  try paths.map { Data(how.map { [$0] } ?? []) + (try Data(contentsOf: FuzzTarget.root.appending(path: $0))) }
}

/// The bytes in pieces of this length.
func pieces(_ data: Data, of length: Int) -> [Data] {
  stride(from: 0, to: data.count, by: length).map { Data(data[data.startIndex + $0..<min(data.endIndex, data.startIndex + $0 + length)]) }
}
