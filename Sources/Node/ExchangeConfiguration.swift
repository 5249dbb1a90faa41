// SPDX-License-Identifier: Apache-2.0
import Configuration
public import Foundation

/// How a node of a central authority exchanges messages with other nodes: the part `exchange` of its file.
public struct ExchangeConfiguration: Sendable {
  /// Where it listens for other nodes.
  public var host: String
  /// The port it listens on for other nodes.
  public var port: Int
  /// The address of the published directory, ending with a slash.
  public var directory: URL
  /// The root of the directory that people compared: a file.
  public var root: URL
  /// The file of the authority's keys; the authority's name stands in it.
  public var keys: URL
  /// What that file is sealed under; `nil` for a plain one.
  public var keysPassphrase: String?

  /// GiB of the files of one message that are fetched without asking an officer.
  public var withoutAskingGiB: Int

  /// Describes an exchange.
  public init(
    host: String = "127.0.0.1", port: Int = 8443, directory: URL, root: URL, keys: URL, keysPassphrase: String? = nil,
    withoutAskingGiB: Int = 1
  ) {
    self.host = host
    self.port = port
    self.directory = directory
    self.root = root
    self.keys = keys
    self.keysPassphrase = keysPassphrase
    self.withoutAskingGiB = withoutAskingGiB
  }

  /// Reads the part; `nil` when the node's file names no directory to follow.
  /// - Throws: ``NodeProblem/unreadableConfiguration(member:)``.
  static func read(_ reader: ConfigReader, dataFolder: URL) throws -> ExchangeConfiguration? {
    guard let address = reader.string(forKey: "exchange.directory"), !address.isEmpty else { return nil }
    guard address.hasSuffix("/"), let directory = URL(string: address), directory.host() != nil else {
      throw NodeProblem.unreadableConfiguration(member: "exchange.directory")
    }
    guard let root = reader.string(forKey: "exchange.root") else { throw NodeProblem.unreadableConfiguration(member: "exchange.root") }
    return ExchangeConfiguration(
      host: reader.string(forKey: "exchange.host", default: "127.0.0.1"), port: reader.int(forKey: "exchange.port", default: 8443),
      directory: directory, root: URL(filePath: root),
      keys: reader.string(forKey: "exchange.keys").map { URL(filePath: $0) } ?? dataFolder.appending(path: "exchange.keys"),
      keysPassphrase: reader.string(forKey: "exchange.keysPassphrase", isSecret: true),
      withoutAskingGiB: max(0, min(1 << 20, reader.int(forKey: "exchange.withoutAskingGiB", default: 1))))
  }
}
