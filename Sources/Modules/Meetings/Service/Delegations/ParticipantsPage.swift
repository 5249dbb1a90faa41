// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// The list of participants.
///
/// Everybody sees States and functions; names are for those who take part and for officers, contacts for officers.
struct ParticipantsPage: Sendable {
  let meetings: Meetings

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let delegations = try await meetings.store.delegations(of: here.meeting.id)
    let mayRead = call.who?.may("meetings.read") ?? false
    var showsNames = mayRead
    if let who = call.who, !mayRead {
      showsNames = try await meetings.store.delegateAccounts(ofOfficer: who.officer).contains { $0.meeting == here.meeting.id }
    }
    let words = call.words
    let (names, sorted) = (showsNames, SessionText.sorted(delegations, words))
    return .page(
      Page(
        words("meetings.session.participants"), trail: here.trail(words), classification: names ? .internalUse : nil
      ) {
        tag("p", .css("lead")) {
          words(
            "meetings.session.counts",
            [
              "delegations": .integer(delegations.count), "participants": .integer(delegations.map(\.participants.count).reduce(0, +)),
            ])
        }
        if mayRead {
          tag("p", .css("actions")) {
            link("\(here.base)/delegations", words("meetings.session.register"), .css("button secondary"))
            link("\(here.base)/participants.csv", words("meetings.session.csv"))
          }
        }
        if sorted.isEmpty { emptyState(words("meetings.session.noDelegation")) }
        for kind in Delegation.Kind.allCases { Self.part(kind, sorted.filter { $0.kind == kind }, names: names, words) }
        if !names, !sorted.isEmpty { tag("p", .css("hint")) { words("meetings.session.namesHint") } }
      })
  }

  private static func part(_ kind: Delegation.Kind, _ delegations: [Delegation], names: Bool, _ words: Words) -> HTML {
    guard !delegations.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.session.kinds.\(kind.rawValue)") }
      for delegation in delegations {
        tag("h3") { SessionText.name(delegation, words) }
        tag("ul") {
          for participant in delegation.participantsInOrder where names || !participant.function.isEmpty {
            tag("li") {
              if names {
                typedText(participant.name)
                if !participant.function.isEmpty { " · " }
              }
              typedText(participant.function)
              if participant.role != .adviser {
                " "
                badge(words("meetings.session.role.\(participant.role.rawValue)"))
              }
            }
          }
        }
      }
    }
  }

  /// The whole list with contacts, for officers.
  @Sendable func csv(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let words = call.words
    let delegations = SessionText.sorted(try await meetings.store.delegations(of: here.meeting.id), words)
    let rows = delegations.flatMap { delegation in
      delegation.participantsInOrder.map { participant in
        [
          delegation.kind.rawValue, delegation.state?.code ?? "", SessionText.plainName(delegation, words), participant.name,
          participant.function, participant.role.rawValue, participant.languages.map(\.rawValue).joined(separator: " "),
          participant.contact, delegation.credentials?.standing.rawValue ?? "",
        ]
      }
    }
    let head = ["kind", "state", "delegation", "name", "function", "role", "languages", "contact", "credentials"]
    let text = CSVFile.text([head] + rows, guardsFormulas: true)
    return .file(Data(text.utf8), type: "text/csv; charset=utf-8", name: "participants-\(here.meeting.mark).csv")
  }
}
