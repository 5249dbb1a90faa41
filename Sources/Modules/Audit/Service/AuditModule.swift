// SPDX-License-Identifier: Apache-2.0
public import Foundation
import HTTPTypes
public import Storage
public import Web

/// What the pages of the auditor need besides the log itself.
public struct AuditViews: Sendable {
  /// The officers of the node: their ids and names.
  let officers: @Sendable () async throws -> [(id: String, name: String)]
  /// The kinds of events that the node may record.
  let kinds: @Sendable () -> [EventKind]

  /// Passes them in.
  public init(
    officers: @escaping @Sendable () async throws -> [(id: String, name: String)], kinds: @escaping @Sendable () -> [EventKind]
  ) {
    self.officers = officers
    self.kinds = kinds
  }
}

extension AuditLog {
  /// The folder of the module's words.
  public static let strings = Bundle.module.bundleURL.appending(path: "Strings")
}

extension Module {
  /// The transparency tree over the event log, and the auditor's pages.
  public static func audit(_ audit: AuditLog, desk: VerificationDesk, views: AuditViews) -> Module {
    Module(
      name: "audit", routes: AuditRoutes(audit: audit, desk: desk, views: views).all, migrations: AuditLog.migrations,
      strings: AuditLog.strings, navigation: [NavigationItem(label: "audit.nav", url: "/audit", permission: "audit.read", order: 80)],
      problems: AuditProblem.examples)
  }
}

/// The addresses of the module.
struct AuditRoutes: Sendable {
  let audit: AuditLog
  let desk: VerificationDesk
  let views: AuditViews

  var all: [Route] {
    let log = LogPages(audit: audit, views: views)
    let checkpoints = CheckpointPages(audit: audit)
    let verification = VerificationPages(audit: audit, desk: desk)
    let api = AuditAPI(audit: audit)
    return [
      .page(.get, "/audit", needs: "audit.read", log.list),
      .page(.get, "/audit/events/:index/proof", needs: "audit.read", log.proof),
      .page(.get, "/audit/checkpoints", needs: "audit.read", checkpoints.list),
      .page(.post, "/audit/checkpoints", needs: "audit.read", records: ["audit.checkpointAsked"], checkpoints.sign),
      .page(.get, "/audit/checkpoints/:size", needs: "audit.read", checkpoints.file),
      .page(.get, "/audit/verification", needs: "audit.read", verification.show),
      .page(.post, "/audit/verification", needs: "audit.read", records: ["audit.verificationStarted"], verification.start),
      .api(.get, "/api/audit/events", needs: "audit.read", AuditAPI.eventsOperation, api.events),
      .api(.get, "/api/audit/events/:index/proof", needs: "audit.read", AuditAPI.proofOperation, api.proof),
      .api(.get, "/api/audit/checkpoints", needs: "audit.read", AuditAPI.checkpointsOperation, api.checkpoints),
      .api(.get, "/api/audit/consistency", needs: "audit.read", AuditAPI.consistencyOperation, api.consistency),
    ]
  }
}
