// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Taking a delegation off the list before registration closes.
struct RemoveDelegation: Sendable {
  let meetings: Meetings

  @Sendable func remove(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let pages = DelegationPages(meetings: meetings)
    let current = try await pages.delegation(here, call)
    let form = try await call.form()
    do {
      guard form["version"] == "\(current.version)" else { throw CannotRegister.changedSinceSeen }
      let traces = try await meetings.store.traces(of: current.value)
      if let refusal = Delegation.refusalToRemove(from: here.meeting, traces, at: call.now) { throw refusal }
      do {
        try await meetings.store.remove(current, by: call.who.maker, at: call.now)
      } catch is StaleWrite {
        throw CannotRegister.changedSinceSeen
      }
      return .redirect(to: "\(here.base)/delegations", notice: Message("meetings.session.delegationRemoved"))
    } catch let problem as CannotRegister {
      let errors = FormErrors(problem, in: call.words)
      return .page(try await pages.page(here, current, refusal: errors, call), status: problem.kind.status)
    }
  }

  /// The button with what it means for the account, where the delegation can be removed.
  static func part(_ here: SessionCall, _ current: Versioned<Delegation>, account: String?, _ call: Call<SignedIn>) -> HTML {
    guard call.who.may("meetings.service"), call.now < here.meeting.registrationClosesAt ?? .distantFuture else { return .nothing }
    let words = call.words
    return HTML {
      tag("h2") { words("meetings.session.removeDelegation") }
      tag("p") { words("meetings.session.removeDelegationMeans") }
      if account != nil { tag("p") { words("meetings.session.removeDelegationAccount") } }
      buttonForm(
        call, to: "\(here.base)/delegations/\(current.value.id)/remove", words("meetings.session.removeDelegation"), tone: "button danger",
        hidden: ["version": "\(current.version)"])
    }
  }
}

extension MeetingsStore {
  /// What else speaks of a delegation.
  func traces(of delegation: Delegation) async throws -> Delegation.Traces {
    let (id, meeting) = (delegation.id, delegation.meeting)
    return Delegation.Traces(
      askedForFloor: try await speakersLists(of: meeting).values.contains { list in list.requests.contains { $0.delegation == id } },
      gaveStatement: try await statements(of: meeting).contains { $0.value.delegation == id },
      wasPresent: try await attendance(of: meeting).values.contains { recorded in
        recorded.value.present.contains(id) || recorded.value.corrections.contains { ($0.added + $0.removed).contains(id) }
      })
  }

  /// Takes a delegation and its link with an account off the tables, in one commit; the account itself stays.
  /// - Throws: `StaleWrite` when somebody changed it meanwhile or it has given in a statement.
  func remove(_ delegation: Versioned<Delegation>, by maker: Maker, at instant: Date) async throws {
    let (id, meeting) = (delegation.value.id, delegation.value.meeting)
    let linked = try await delegateAccounts(of: meeting).first { $0.value.delegation == id }
    var commit = Commit()
    if let linked {
      commit.statements.append(
        SQL("DELETE FROM delegateAccount WHERE id = $1 AND version = $2", [linked.value.id.sql, linked.version.sql], mustChange: 1))
      commit.events.append(
        NewEvent(
          "meetings.delegateUnlinked", of: EventSubject(DelegateAccount.table, linked.value.key), at: instant, by: maker.actor,
          facts: ["delegation": .text(id.description)]))
    }
    // A statement or a link that comes in at the same instant keeps the delegation.
    commit.statements.append(
      SQL(
        """
        DELETE FROM delegation WHERE id = $1 AND version = $2
        AND NOT EXISTS (SELECT 1 FROM delegationStatement WHERE delegation = $1)
        AND NOT EXISTS (SELECT 1 FROM delegateAccount WHERE delegation = $1)
        """, [id.sql, delegation.version.sql], mustChange: 1))
    commit.events.append(
      NewEvent(
        "meetings.delegationRemoved", of: EventSubject(Delegation.table, id.description), at: instant, by: maker.actor,
        facts: ["meeting": .text(meeting.description)]))
    try await database.commit(commit)
  }
}
