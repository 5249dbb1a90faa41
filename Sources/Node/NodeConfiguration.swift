// SPDX-License-Identifier: Apache-2.0
import Configuration
public import Foundation
public import Kernel
import SystemPackage

/// What a node's file says: whose node it is, where it listens, where it keeps its data.
public struct NodeConfiguration: Sendable {
  /// The two kinds of node.
  public enum Role: String, Sendable {
    /// A State's central authority: directory, request writer, casework.
    case centralAuthority = "central-authority"
    /// The secretariat of the expert meeting: directory, statistics, reviews, meetings.
    case secretariat
  }

  /// The authority's or the secretariat's name.
  public var name: LocalText
  /// The kind of node.
  public var role: Role
  /// The State whose authority it is; `nil` for a secretariat.
  public var state: StateCode?
  /// The language of visitors who name none.
  public var language: Language
  /// The time zone of visitors.
  public var zone: TimeZone
  /// Where it listens.
  public var host: String
  /// The port it listens on.
  public var port: Int
  /// The address browsers use.
  public var publicAddress: URL
  /// The address of the proxy in front of it, if any.
  public var proxy: String?
  /// `sqlite:FILE` or `postgres://…`.
  public var database: String
  /// The folder for what is not in the database.
  public var dataFolder: URL
  /// The MiB that the files of one officer may have together in drafts that nobody has approved.
  public var filesPerOfficer: Int
  /// The file of the key with which the event log's checkpoints are signed; the latest checkpoint is kept beside it.
  public var logKey: URL
  /// The file of the key-encryption keys; `nil` for `keys.ring` in the data folder.
  public var keyFile: URL?
  /// What that file is sealed under; `nil` for a plain one.
  public var keysPassphrase: String?
  /// The command that every file is given to, the program first; empty for none.
  public var virusScan: [String]
  /// The bytes that the files of one case may have together.
  public var fileQuota: Int
  /// The MiB that must be free on the disks of the database and of the data folder for new work to be taken; none for no limit.
  public var diskReserve: Int
  /// The file of the authority's own deadlines, JSON; `nil` for those of the program alone.
  public var deadlines: URL?
  /// The Python interpreter of the document worker's environment.
  public var python: URL
  /// How it exchanges messages with other nodes; `nil` when it does not.
  public var exchange: ExchangeConfiguration?
  /// The file of the key with which a secretariat's node says what of the published directory is the newest.
  public var onlineKey: URL
  /// What that file is sealed under; `nil` for a plain one.
  public var onlinePassphrase: String?
  /// How a secretariat's node gives nodes what is not public of the directory; `nil` when it does not.
  public var publicationWire: PublicationWire?
  /// Where a monitor fetches figures; `nil` when nobody can.
  public var metrics: MetricsConfiguration?
  /// Whether the data are made up.
  public var isDemonstration: Bool
  /// Whether English and Arabic are shown in disguise, to find text that no catalogue holds; in a demonstration alone.
  public var showsPseudoLanguages: Bool

  /// Reads a node's file; environment variables that begin with `COMITY_` win over it.
  /// - Parameter database: the database's address, which wins over both.
  /// - Throws: ``NodeProblem/unreadableConfiguration(member:)`` naming the member to put right; ``NodeProblem/unreadableFile(path:)``.
  public static func read(_ path: String, database: String? = nil) async throws -> NodeConfiguration {
    guard FileManager.default.isReadableFile(atPath: path) else { throw NodeProblem.unreadableFile(path: path) }
    let file: FileProvider<YAMLSnapshot>
    do {
      file = try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))
    } catch {
      throw NodeProblem.unreadableConfiguration(member: path)
    }
    let environment = EnvironmentVariablesProvider().mapKeys { $0.prepending("comity") }
    let given = InMemoryProvider(values: database.map { ["database": ConfigValue(.string($0), isSecret: true)] } ?? [:])
    return try NodeConfiguration(ConfigReader(providers: [given, environment, file]))
  }

  private init(_ reader: ConfigReader) throws {
    func required<Value>(_ key: String, _ read: (String) -> Value?) throws -> Value {
      guard let text = reader.string(forKey: ConfigKey(key)), let value = read(text) else {
        throw NodeProblem.unreadableConfiguration(member: key)
      }
      return value
    }
    var name = LocalText()
    for language in Language.allCases {
      name[language] = reader.string(forKey: ConfigKey(["name", language.rawValue]))
    }
    guard name.best(for: .en) != nil else { throw NodeProblem.unreadableConfiguration(member: "name") }
    self.name = name
    role = try required("role", Role.init(rawValue:))
    state = role == .centralAuthority ? try required("state") { StateCode($0) } : nil
    language = try required("language", Language.init(rawValue:))
    zone = try required("zone", TimeZone.init(identifier:))
    host = reader.string(forKey: "host", default: "127.0.0.1")
    port = reader.int(forKey: "port", default: 8080)
    publicAddress = try required("public") { URL(string: $0) }
    proxy = reader.string(forKey: "proxy")
    database = try required("database") { $0 }
    dataFolder = try required("data") { URL(filePath: $0, directoryHint: .isDirectory) }
    filesPerOfficer = reader.int(forKey: "filesPerOfficer", default: 20_480)
    guard (1...1 << 40).contains(filesPerOfficer) else { throw NodeProblem.unreadableConfiguration(member: "filesPerOfficer") }
    logKey = reader.string(forKey: "logKey").map { URL(filePath: $0) } ?? dataFolder.appending(path: NodeKey.log)
    keyFile = reader.string(forKey: "keys").map { URL(filePath: $0) }
    keysPassphrase = reader.string(forKey: "keysPassphrase", isSecret: true)
    virusScan = reader.stringArray(forKey: "virusScan", default: [])
    fileQuota = max(0, min(reader.int(forKey: "fileQuotaGiB", default: 1024), 1 << 20)) << 30
    diskReserve = reader.int(forKey: "diskReserveMiB", default: 64)
    guard (0...1 << 30).contains(diskReserve) else { throw NodeProblem.unreadableConfiguration(member: "diskReserveMiB") }
    deadlines = reader.string(forKey: "deadlines").map { URL(filePath: $0) }
    exchange = role == .centralAuthority ? try ExchangeConfiguration.read(reader, dataFolder: dataFolder) : nil
    onlineKey = reader.string(forKey: "exchange.online").map { URL(filePath: $0) } ?? dataFolder.appending(path: "online.key")
    onlinePassphrase = reader.string(forKey: "exchange.keysPassphrase", isSecret: true)
    publicationWire = role == .secretariat ? PublicationWire.read(reader, dataFolder: dataFolder) : nil
    python = URL(filePath: reader.string(forKey: "python", default: ".comity/venv/bin/python"))
    metrics = reader.int(forKey: "metrics.port").map { port in
      MetricsConfiguration(host: reader.string(forKey: "metrics.host", default: "127.0.0.1"), port: port)
    }
    isDemonstration = reader.bool(forKey: "demonstration", default: false)
    showsPseudoLanguages = reader.bool(forKey: "pseudoLanguages", default: false)
    guard isDemonstration || !showsPseudoLanguages else { throw NodeProblem.unreadableConfiguration(member: "pseudoLanguages") }
  }
}
