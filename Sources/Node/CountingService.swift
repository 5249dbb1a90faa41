// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import ServiceLifecycle
import StatisticsService

/// Lets the figures of the authority follow the event log: at start, and every minute from then, so that no page has much to take in.
struct CountingService: Service {
  let figures: OwnFigures
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await follow()
        try? await Task.sleep(for: .seconds(60))
      }
    }
  }

  /// A database that does not answer keeps nobody from working: the next round tries again.
  private func follow() async {
    do {
      try await figures.follow()
    } catch {
      logger.error("the figures did not follow the log", metadata: ["error": "\(type(of: error))"])
    }
  }
}
