// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import MerkleLog
import Storage
import Web

/// The latest checkpoints, their files, and one more on demand.
struct CheckpointPages: Sendable {
  let audit: AuditLog

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let signed = try await audit.store.latest(50)
    let key = try await audit.publicKey()
    return .page(
      Page(words("audit.checkpoints"), trail: [.init(words("audit.title"), "/audit")], classification: .internalUse) {
        tag("p", .css("lead")) { words("audit.checkpointsLead") }
        LogPages.ways("/audit/checkpoints", words)
        buttonForm(call, to: "/audit/checkpoints", words("audit.signNow"))
        if signed.isEmpty {
          emptyState(words("audit.noCheckpoints"))
        } else {
          Table(
            caption: words("audit.checkpoints"),
            columns: [
              .init(words("audit.column.events"), isNumber: true), .init(words("audit.column.signed")), .init(words("audit.root")),
              .init(words("audit.column.file")),
            ],
            rows: signed.map { row($0, call) }
          ).html
        }
        if let key {
          tag("h2") { words("audit.key") }
          tag("p") { words("audit.keyHint") }
          tag("p") { tag("code", .dir("ltr")) { key.description } }
        }
      })
  }

  private func row(_ signed: TreeStore.Signed, _ call: Call<SignedIn>) -> [HTML] {
    [
      HTML(call.words.number(signed.size)), HTML(call.words.dateTime(signed.at, in: call.zone)),
      tag("code", .dir("ltr")) { signed.root.base64EncodedString() },
      link("/audit/checkpoints/\(signed.size)", call.words("audit.checkpointOf", ["size": .text("\(signed.size)")])),
    ]
  }

  /// What was asked for is an event itself, so the checkpoint holds it too.
  @Sendable func sign(_ call: Call<SignedIn>) async throws -> Answer {
    let event = NewEvent("audit.checkpointAsked", of: EventSubject("auditTree", "1"), at: call.now, by: .officer(call.who.officer))
    try await audit.database.commit(Commit(events: [event]))
    try await audit.checkpoint(at: call.now)
    return .redirect(to: "/audit/checkpoints", notice: Message("audit.signed"))
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    guard let signed = try await audit.store.checkpoint(of: try call.parameter("size") { Int($0) }) else {
      throw AuditProblem.noSuchCheckpoint
    }
    return .file(Data(signed.note.utf8), type: "text/plain; charset=utf-8", name: "checkpoint-\(signed.size).txt")
  }
}
