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
  /// Files of a message that are longer than so many bytes together, as they are sent, are fetched only when an officer agrees; 0, unless told
  /// otherwise, asks always.
  public var askAbove: Int64
  /// The bytes that the files of one authority may have here.
  public var quota: Int64
  /// The PIN of the device that keeps keys of that file; `nil` when none does.
  public var pin: String?
  /// The authority that stamps checkpoints of the node's log; `nil` for none.
  public var timeStamp: TimeStampConfiguration?

  /// Whom a node asks for time stamps (RFC 3161), and whose it believes.
  public struct TimeStampConfiguration: Sendable {
    /// The address of the time-stamping authority.
    public var url: URL
    /// The certificates on which its stamps must hang: a file, in PEM or DER.
    public var roots: URL
    /// The policy that is asked for, in numbers with full stops; `nil` for the authority's own.
    public var policy: String?
    /// After how many minutes the next stamp is asked for.
    public var everyMinutes: Int
  }

  /// Describes an exchange.
  public init(
    host: String = "127.0.0.1", port: Int = 8443, directory: URL, root: URL, keys: URL, keysPassphrase: String? = nil,
    pin: String? = nil, askAbove: Int64 = 0, quota: Int64 = 256 << 30, timeStamp: TimeStampConfiguration? = nil
  ) {
    self.host = host
    self.port = port
    self.directory = directory
    self.root = root
    self.keys = keys
    self.keysPassphrase = keysPassphrase
    self.askAbove = askAbove
    self.quota = quota
    self.pin = pin
    self.timeStamp = timeStamp
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
      pin: reader.string(forKey: "exchange.pin", isSecret: true),
      askAbove: Int64(max(0, min(reader.int(forKey: "exchange.askAboveMiB", default: 0), 1 << 30))) << 20,
      quota: Int64(max(0, min(reader.int(forKey: "exchange.fileQuotaGiB", default: 256), 1 << 20))) << 30,
      timeStamp: try timeStamp(reader))
  }

  private static func timeStamp(_ reader: ConfigReader) throws -> TimeStampConfiguration? {
    guard let address = reader.string(forKey: "exchange.timeStamp.url"), !address.isEmpty else { return nil }
    guard let url = URL(string: address), ["http", "https"].contains(url.scheme), url.host() != nil else {
      throw NodeProblem.unreadableConfiguration(member: "exchange.timeStamp.url")
    }
    guard let roots = reader.string(forKey: "exchange.timeStamp.roots") else {
      throw NodeProblem.unreadableConfiguration(member: "exchange.timeStamp.roots")
    }
    return TimeStampConfiguration(
      url: url, roots: URL(filePath: roots), policy: reader.string(forKey: "exchange.timeStamp.policy"),
      everyMinutes: max(1, min(reader.int(forKey: "exchange.timeStamp.everyMinutes", default: 60), 10_080)))
  }
}

/// How a secretariat's node gives nodes what is not public of the directory: the part `exchange` of its file, as far as it says a port.
public struct PublicationWire: Sendable {
  /// Where it listens for nodes.
  public var host: String
  /// The port it listens on for nodes.
  public var port: Int
  /// The file of this node's keys; the secretariat's name stands in it.
  public var keys: URL
  /// What that file is sealed under; `nil` for a plain one.
  public var keysPassphrase: String?
  /// The PIN of the device that keeps keys of that file; `nil` when none does.
  public var pin: String?

  /// Reads the part; `nil` when the node's file names no port.
  static func read(_ reader: ConfigReader, dataFolder: URL) -> PublicationWire? {
    guard let port = reader.int(forKey: "exchange.port") else { return nil }
    return PublicationWire(
      host: reader.string(forKey: "exchange.host", default: "127.0.0.1"), port: port,
      keys: reader.string(forKey: "exchange.keys").map { URL(filePath: $0) } ?? dataFolder.appending(path: "exchange.keys"),
      keysPassphrase: reader.string(forKey: "exchange.keysPassphrase", isSecret: true),
      pin: reader.string(forKey: "exchange.pin", isSecret: true))
  }
}
