// SPDX-License-Identifier: Apache-2.0
import AuditService
import Foundation
import Kernel
import Logging
import ServiceLifecycle

/// Signs a checkpoint of the event log every minute in which something happened, and once more when the node is told to stop.
struct CheckpointService: Service {
  let audit: AuditLog
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await sign()
        try? await Task.sleep(for: .seconds(AuditLog.interval))
      }
    }
    await sign()
  }

  /// A log that cannot be signed keeps nobody from working: the next round tries again, and the auditor is told why.
  private func sign() async {
    do {
      try await audit.checkpoint(at: Date())
    } catch let problem as AuditProblem {
      logger.error("no checkpoint was signed", metadata: ["code": "\(problem.code.rawValue)"])
    } catch {
      logger.error("no checkpoint was signed", metadata: ["error": "\(type(of: error))"])
    }
  }
}
