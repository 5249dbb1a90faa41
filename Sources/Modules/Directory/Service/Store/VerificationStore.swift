// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Storage

/// Verification campaigns: one row a campaign, one an authority in it.
extension DirectoryStore {
  /// A campaign with everybody who was asked.
  struct CampaignFile: Sendable {
    let campaign: VerificationCampaign
    let entries: [Versioned<VerificationEntry>]
  }

  /// All campaigns, the newest first.
  func campaigns() async throws -> [CampaignFile] {
    let answers = try await database.rows(of: [
      SQL("SELECT entry FROM campaign ORDER BY startedAt DESC, id"),
      SQL("SELECT entry, version FROM campaignEntry ORDER BY campaign, authority"),
    ])
    let entries: [Versioned<VerificationEntry>] = try answers[1].map { Versioned(try Self.read($0), version: try $0.integer("version")) }
    let byCampaign = Dictionary(grouping: entries, by: \.value.campaign)
    return try answers[0].map { row in
      let campaign: VerificationCampaign = try Self.read(row)
      return CampaignFile(campaign: campaign, entries: byCampaign[campaign.id] ?? [])
    }
  }

  func campaign(_ id: ID<VerificationCampaign>) async throws -> CampaignFile? {
    let answers = try await database.rows(of: [
      SQL("SELECT entry FROM campaign WHERE id = $1", [id.sql]),
      SQL("SELECT entry, version FROM campaignEntry WHERE campaign = $1 ORDER BY authority", [id.sql]),
    ])
    guard let row = answers[0].first else { return nil }
    return CampaignFile(
      campaign: try Self.read(row), entries: try answers[1].map { Versioned(try Self.read($0), version: try $0.integer("version")) })
  }

  /// Keeps a new campaign with everybody who is asked.
  func start(_ campaign: VerificationCampaign, asking entries: [VerificationEntry], by actor: EventActor) async throws {
    let row = SQL(
      "INSERT INTO campaign (id, startedAt, startedBy, entry) VALUES ($1, $2, $3, $4)",
      [campaign.id.sql, campaign.startedAt.sql, Self.name(of: actor).sql, try Self.json(campaign).sql])
    let rows = try entries.map { entry in
      SQL(
        "INSERT INTO campaignEntry (campaign, authority, version, stage, entry) VALUES ($1, $2, 1, $3, $4)",
        [campaign.id.sql, entry.authority.sql, entry.stage.rawValue.sql, try Self.json(entry).sql])
    }
    let events = entries.map { Self.event("directory.verificationAsked", $0, at: campaign.startedAt, by: actor) }
    try await database.commit(Commit([row] + rows, events: events))
  }

  /// Keeps what was decided about entries of a campaign and, where one was confirmed, about the authority itself: all of it or nothing.
  /// - Throws: `StaleWrite` when another officer recorded something meanwhile.
  func commit(
    _ decisions: [(decision: Decision<VerificationEntry, VerificationEvent, Never>, version: Int)],
    confirming authority: (decision: AuthorityDecision, version: Int)? = nil, at instant: Date, by actor: EventActor
  ) async throws {
    var statements: [SQL] = []
    var events: [NewEvent] = []
    for (decision, version) in decisions {
      let entry = decision.state
      statements.append(
        SQL(
          "UPDATE campaignEntry SET version = $3, stage = $4, entry = $5 WHERE campaign = $1 AND authority = $2 AND version = $6",
          [
            entry.campaign.sql, entry.authority.sql, (version + 1).sql, entry.stage.rawValue.sql, try Self.json(entry).sql, version.sql,
          ], mustChange: 1))
      events += decision.events.map { event in
        switch event {
        case .asked: Self.event("directory.verificationAsked", entry, at: instant, by: actor)
        case .reminded(let count):
          Self.event("directory.verificationReminded", entry, at: instant, by: actor, ["reminder": .integer(count)])
        case .answered(let outcome):
          Self.event("directory.verificationAnswered", entry, at: instant, by: actor, ["outcome": .text(outcome.rawValue)])
        }
      }
    }
    if let authority, !authority.decision.events.isEmpty {
      let version = authority.version + 1
      statements += try Self.write(authority.decision.state, version: version, at: instant, by: actor)
      events += Self.events(of: authority.decision, version: version, at: instant, by: actor)
    }
    try await database.commit(Commit(statements, events: events))
  }

  private static func event(
    _ kind: EventKind, _ entry: VerificationEntry, at instant: Date, by actor: EventActor, _ facts: [String: EventValue] = [:]
  ) -> NewEvent {
    NewEvent(
      kind, of: EventSubject("authority", entry.authority.description), at: instant, by: actor,
      facts: ["campaign": .text(entry.campaign.description), "state": .text(entry.state.code)].merging(facts) { $1 })
  }
}
