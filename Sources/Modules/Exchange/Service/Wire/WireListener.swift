// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import HTTPSignatures
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// What answers the calls under a path.
public struct WireRoute: Sendable {
  let method: String
  let path: String
  let handler: WireHandler

  /// Names a path; one that ends with a slash stands for all that begin with it.
  public init(_ method: String, _ path: String, _ handler: @escaping WireHandler) {
    self.method = method
    self.path = path
    self.handler = handler
  }

  /// What it answers to a call.
  public func answer(_ call: WireCall) async throws -> WireAnswer { try await handler(call) }

  func fits(_ method: String, _ path: String) -> Bool {
    self.method == method && (self.path.hasSuffix("/") ? path.hasPrefix(self.path) && path.count > self.path.count : path == self.path)
  }
}

/// How long the listener waits for others, in seconds.
public struct WirePatience: Sendable {
  /// For a handshake and the head of a call, and between two calls.
  public var head: Int64
  /// For the content of a call.
  public var content: Int64
  /// For a piece of an answer to be taken.
  public var piece: Int64

  /// States how long; as the profile says unless told otherwise.
  public init(head: Int64 = Int64(WireLimits.headPatience), content: Int64 = 120, piece: Int64 = 60) {
    self.head = head
    self.content = content
    self.piece = piece
  }
}

/// Listens for other nodes: TLS 1.3 with certificates of the directory on both sides, calls and answers signed.
public struct WireListener: Service {
  private let address: (host: String, port: Int)
  private let keys: any OwnKeys
  private let directory: any PeerDirectory
  private let routes: [WireRoute]
  private let logger: Logger
  private let patience: WirePatience
  private let again: Duration
  private let now: @Sendable () -> Date
  private let onRefusal: @Sendable (ExchangeProblem) -> Void
  private let onListening: @Sendable (Int) async -> Void

  /// Connections of all authorities at once.
  static let connections = 1024
  /// Seconds after which it is looked whether the own certificate was replaced.
  private static let look: Duration = .seconds(60)

  /// Prepares to listen.
  /// - Parameters:
  ///   - routes: what answers; calls of other paths are told that nothing is there.
  ///   - again: after how long it is tried again to listen where that was not possible.
  ///   - onRefusal: is told of each call that is refused, for whoever counts them.
  ///   - onListening: is told the port, which matters where the system was to choose one.
  public init(
    host: String, port: Int, keys: any OwnKeys, directory: any PeerDirectory, routes: [WireRoute], logger: Logger,
    patience: WirePatience = WirePatience(), again: Duration = .seconds(30), now: @escaping @Sendable () -> Date = { Date() },
    onRefusal: @escaping @Sendable (ExchangeProblem) -> Void = { _ in }, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    address = (host, port)
    self.keys = keys
    self.directory = directory
    self.routes = routes
    self.logger = logger
    self.patience = patience
    self.again = again
    self.now = now
    self.onRefusal = onRefusal
    self.onListening = onListening
  }

  /// Listens until the node is told to stop.
  ///
  /// A port that is taken or a certificate that cannot be used is told and tried again: officers work on while other nodes have to wait.
  public func run() async throws {
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      if let identity = await identity() { await listen(as: identity) }
      await cancelWhenGracefulShutdown { try? await Task.sleep(for: again) }
    }
  }

  private func identity() async -> WireIdentity? {
    do {
      return try WireIdentity(try await keys.certificate())
    } catch {
      logger.error("other nodes cannot call this one: its certificate cannot be used", metadata: ["error": "\(type(of: error))"])
      return nil
    }
  }

  private func listen(as identity: WireIdentity) async {
    do {
      try await serve(identity)
    } catch  where !Task.isCancelled && !Task.isShuttingDownGracefully {
      logger.error("other nodes cannot call this one: its port for them cannot be listened on", metadata: ["error": "\(type(of: error))"])
    } catch {}
  }

  private func serve(_ identity: WireIdentity) async throws {
    let application = application(identity)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      group.addTask { [keys, logger] in
        while !Task.isCancelled {
          try? await Task.sleep(for: Self.look)
          do { try identity.show(try await keys.certificate()) } catch { logger.error("the own certificate cannot be read") }
        }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  private func application(_ identity: WireIdentity) -> some ApplicationProtocol {
    let gate = PeerGate(directory: directory, connections: WireConnections(limit: WireLimits.connections), logger: logger)
    let responder = WireResponder(
      inspector: CallInspector(gate: gate, keys: keys, startedAt: now(), patience: patience, now: now), keys: keys, routes: routes,
      patience: patience, logger: logger, now: now, onRefusal: onRefusal)
    let channel = HTTP1Channel.Configuration(
      idleTimeout: .seconds(patience.head),
      httpDecoderConfiguration: .init(maxHeaderFieldSize: WireLimits.head, maxHeaderListSize: WireLimits.head, maxHeaderFieldCount: 64))
    return Application(
      responder: responder,
      server: HTTPServerBuilder { respond in
        WireChannel(base: HTTP1Channel(responder: respond, configuration: channel), identity: identity, gate: gate)
      },
      configuration: .init(
        address: .hostname(address.host, port: address.port), serverName: nil,
        availableConnectionsDelegate: .maximum(Self.connections, logger: logger)),
      onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) }, logger: logger)
  }
}
