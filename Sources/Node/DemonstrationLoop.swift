// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import Kernel
import Localisation
import MeetingsRules
import MeetingsService
import StatisticsService

extension Node {
  /// The figures of a secretariat's demonstration and what a meeting made of them: a release, a meeting that draws its conclusions from it, the
  /// release of the time after, and the release that is newest.
  ///
  /// A node that has a release or a draft of one keeps what it has.
  func fillFigures(_ newest: URL?, _ loop: URL?) async throws {
    guard let newest, let releases, try await releases.isEmpty(), let first = try await accounts.identity(of: "statistics"),
      let second = try await accounts.identity(of: "statistics2")
    else { return }
    func release(_ plan: URL, beginsNext: Bool = false) async throws {
      try await releases.fillDemonstration(
        with: plan, preparing: first.id, approving: second.id, at: Date(), in: configuration.zone, beginsNext: beginsNext)
    }
    if let loop {
      try await release(loop.appending(path: "before/plan.yaml"))
      try await holdMeeting(of: loop)
      try await release(loop.appending(path: "after/plan.yaml"))
    }
    try await release(newest, beginsNext: true)
  }

  private func holdMeeting(of loop: URL) async throws {
    guard let meetings, let officer = try await accounts.identity(of: "meetings") else { return }
    let dossier = try OfflineMeeting.open(loop.appending(path: "meeting.yaml").path, in: catalogue.words(.en))
    let plan = try LoopPlan.read(try Data(contentsOf: loop.appending(path: "plan.yaml")))
    try await meetings.fillLoop(dossier, plan, by: (officer.id, officer.name), at: Date())
  }
}
