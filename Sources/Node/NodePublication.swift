// SPDX-License-Identifier: Apache-2.0
public import ExchangeService
import Foundation
import Kernel
import Keys
import Logging
import ServiceLifecycle
import Storage

/// The published directory of a secretariat's node: its folder, what renews it, what counts downloads and, where the node's file has a port for
/// nodes, what gives them the parts for authorities alone.
public struct NodePublication: Sendable {
  let publisher: DirectoryPublisher
  let downloads: DirectoryDownloads
  private let keeper: PublicationKeeper
  /// What States tell other authorities alone; `nil` on a node that gives nodes nothing.
  public let shelf: RestrictedShelf?
  /// As whom and by which directory the secretariat's node meets other nodes; `nil` where its file names no port for them.
  let wire: SecretariatWire?
  private let logger: Logger

  /// What is counted of the exchange.
  let tally = Tally()

  /// Opens what the node's file names.
  /// - Throws: `TrustProblem.keyFile` when it names a port for nodes and there are no keys to be known by.
  init(
    _ configuration: NodeConfiguration, database: any Database, keys: DataKeys, now: @escaping @Sendable () -> Date, logger: Logger
  ) throws {
    let folder = configuration.dataFolder.appending(path: "published")
    publisher = DirectoryPublisher(folder: folder)
    downloads = DirectoryDownloads(database: database, now: now)
    keeper = PublicationKeeper(
      publisher: publisher, online: SignerFile(configuration.onlineKey, passphrase: configuration.onlinePassphrase), database: database)
    self.logger = logger
    guard let wire = configuration.publicationWire else {
      (shelf, self.wire) = (nil, nil)
      return
    }
    let published = PublishedDirectory(folder: folder, now: now)
    let given = ServiceCredential.file("comity-exchange-keys")
    let file = OwnKeyFile(
      given ?? wire.keys, passphrase: given == nil ? wire.keysPassphrase : nil, pin: { wire.pin }, isSystems: given != nil)
    let own = try KeptOwnKeys(file, published: { try await published.publishedKeys() }, now: now)
    shelf = RestrictedShelf(database: database, keys: keys, own: own, directory: published, now: now)
    self.wire = SecretariatWire(host: wire.host, port: wire.port, keys: own, directory: published)
  }

  /// What works while the node runs, beside its listener.
  var services: [any Service] { [PublishingService(keeper: keeper, downloads: downloads, logger: logger)] }
}

/// As whom the secretariat's node meets other nodes, and where it listens for them.
struct SecretariatWire: Sendable {
  let host: String
  let port: Int
  let keys: KeptOwnKeys
  /// The published directory, as every client checks it.
  let directory: PublishedDirectory
}

/// Renews the published directory of a secretariat's node, at start and every hour from then, and keeps every minute what was counted of downloads.
struct PublishingService: Service {
  let keeper: PublicationKeeper
  let downloads: DirectoryDownloads
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var round = 0
      while !Task.isCancelled {
        if round.isMultiple(of: 60) { await renew() }
        await keep()
        round += 1
        try? await Task.sleep(for: .seconds(60))
      }
    }
    await keep()
  }

  /// A key that cannot be read keeps nobody from working: its problem is told, and the next round tries again.
  private func renew() async {
    do {
      try await keeper.renew(at: Date())
    } catch let problem as TrustProblem {
      logger.error("the directory was not renewed", metadata: ["code": "\(problem.code.rawValue)"])
    } catch {
      logger.error("the directory was not renewed", metadata: ["error": "\(type(of: error))"])
    }
  }

  private func keep() async {
    do { try await downloads.keep() } catch { logger.error("downloads were not counted", metadata: ["error": "\(type(of: error))"]) }
  }
}
