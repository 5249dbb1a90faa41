// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PrometheusText
import ServiceLifecycle

/// Where a monitor fetches the figures of a node; beside the site and never a part of it, so that no visitor reaches them.
public struct MetricsConfiguration: Sendable, Hashable {
  /// The address it listens on; the machine's own alone unless told otherwise.
  public var host: String
  /// The port.
  public var port: Int

  /// Names an address.
  public init(host: String = "127.0.0.1", port: Int) {
    self.host = host
    self.port = port
  }
}

/// Gives the figures of a node to whoever asks on an address of their own.
struct FiguresService: Service {
  let address: MetricsConfiguration
  let figures: NodeFigures
  let logger: Logger
  /// Is told the port, which matters where the system was to choose one.
  var onListening: @Sendable (Int) async -> Void = { _ in }

  /// Connections at once.
  private static let connections = 16
  /// After so long it is tried again to listen where that was not possible.
  private static let again: Duration = .seconds(30)

  /// Officers work on when nobody can watch: a port that is taken is told and tried again.
  func run() async throws {
    do { try await figures.log.begin() } catch { logger.error("the event log cannot be counted") }
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      do {
        try await application.run()
      } catch {
        logger.error("no figures are given: their port cannot be listened on", metadata: ["error": "\(type(of: error))"])
      }
      await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.again) }
    }
  }

  private var application: some ApplicationProtocol {
    let router = Router()
    router.get("metrics") { [figures, logger] _, _ -> Response in
      do {
        return Response(
          status: .ok, headers: [.contentType: PrometheusText.mediaType, .cacheControl: "no-store"],
          body: .init(byteBuffer: ByteBuffer(string: try await figures.text())))
      } catch {
        logger.error("the figures cannot be read", metadata: ["error": "\(type(of: error))"])
        return Response(status: .serviceUnavailable)
      }
    }
    return Application(
      router: router,
      configuration: .init(
        address: .hostname(address.host, port: address.port), serverName: nil,
        availableConnectionsDelegate: .maximum(Self.connections, logger: logger)),
      onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) }, logger: logger)
  }
}
