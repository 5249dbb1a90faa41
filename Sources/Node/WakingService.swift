// SPDX-License-Identifier: Apache-2.0
import CaseworkService
import Foundation
import Logging
import ServiceLifecycle

/// Lets the clocks of waiting requests go on: at start, and every ten minutes from then.
struct WakingService: Service {
  let casework: Casework
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await wake()
        try? await Task.sleep(for: .seconds(600))
      }
    }
  }

  /// A database that does not answer keeps nobody from working: the next round tries again.
  private func wake() async {
    do {
      try await casework.wake(at: Date())
    } catch {
      logger.error("clocks were not looked at", metadata: ["error": "\(type(of: error))"])
    }
  }
}
