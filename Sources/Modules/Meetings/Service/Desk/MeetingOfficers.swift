// SPDX-License-Identifier: Apache-2.0
import Files
public import Foundation
public import Kernel
import MeetingsRules
import Storage

/// How the module looks up accounts, which belong to another one.
public struct MeetingOfficers: Sendable {
  /// The id of the delegate's account with a sign-in name; `nil` when there is none.
  let delegate: @Sendable (String) async throws -> String?
  /// The name of an officer by the account's id.
  let name: @Sendable (String) async throws -> String?

  /// Whether an officer can sign in, by the account's id.
  let isActive: @Sendable (String) async throws -> Bool

  /// Takes the look-ups.
  public init(
    delegate: @escaping @Sendable (String) async throws -> String?, name: @escaping @Sendable (String) async throws -> String?,
    isActive: @escaping @Sendable (String) async throws -> Bool
  ) {
    self.delegate = delegate
    self.name = name
    self.isActive = isActive
  }
}

extension Meetings {
  /// How long a file that nothing names may still be named by a form that somebody has open.
  private static let grace: TimeInterval = 7 * 24 * 3600

  /// Deletes the files that were brought and that nothing names: no delegation, no statement, no document.
  public func removeUnnamedFiles(at instant: Date) async throws {
    let untouched = instant.addingTimeInterval(-Self.grace)
    try await sessionFiles.remove(except: try await store.namedSessionFiles(), untouchedSince: untouched)
    let named = try await DocumentUploads.namedFiles(in: store.database)
    try await files.remove(except: named, untouchedSince: untouched)
  }

  /// Fictional delegations for a demonstration without any: at the meeting that goes on or comes next, else at the last one.
  /// - Parameter delegates: the accounts that speak for fictional States.
  public func fillDelegations(_ delegates: [StateCode: String], at instant: Date) async throws {
    let all = try await store.overview().meetings
    let today = CalendarDay(instant, in: .gmt)
    for meeting in all where !meeting.items.isEmpty {
      guard try await store.delegations(of: meeting.id).isEmpty else { return }
    }
    guard
      let meeting = all.first(where: { $0.lastDay >= today && !$0.items.isEmpty })
        ?? all.last(where: { !$0.items.isEmpty })
    else { return }
    var change = Change()
    for (state, people) in Self.fictionalParticipants.sorted(by: { $0.key < $1.key }) {
      guard let code = StateCode(state) else { continue }
      var delegation = Delegation(id: ID(), meeting: meeting.id, kind: .stateParty, state: code)
      for person in people { delegation = try delegation.registering(person) }
      let received = meeting.firstDay.adding(Days(-7))
      delegation.credentials = Credentials(
        receivedOn: received, issuer: .ministerForForeignAffairs, standing: state == "XC" ? .provisional : .inOrder)
      try change.keep(delegation, over: 0, as: "delegationRegistered", by: .console, at: instant)
      if let officer = delegates[code] {
        try change.keep(
          DelegateAccount(id: ID(), meeting: meeting.id, delegation: delegation.id, officer: officer), over: 0, as: "delegateLinked",
          by: .console, at: instant)
      }
    }
    try await store.commit(change)
  }

  private static var fictionalParticipants: [String: [Participant]] {
    func person(_ name: String, _ function: String, _ role: Participant.Role, _ languages: [Language]) -> Participant {
      Participant(id: ID(), name: name, function: function, role: role, languages: languages)
    }
    return [
      "XA": [
        person("Alma Verrin", "Director, Central Authority", .head, [.en, .fr]),
        person("Ilya Marek", "Legal Adviser", .adviser, [.en, .ru]),
      ],
      "XB": [
        person("Tomas Hale", "Deputy Attorney General", .head, [.en]),
        person("Wen Arroyo", "Counsellor", .alternate, [.es, .zh]),
      ],
      "XC": [person("Samir Dolan", "Head of International Cooperation", .head, [.ar, .en])],
    ]
  }
}
