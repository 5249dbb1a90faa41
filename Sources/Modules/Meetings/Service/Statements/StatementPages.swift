// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Statements in tables.
struct StatementList: Sendable {
  let meetings: Meetings
  let here: SessionCall
  let delegations: [Delegation]

  private func name(_ statement: Statement, _ words: Words) -> HTML {
    SessionText.name(delegations.first { $0.id == statement.delegation }, words)
  }

  static func file(_ statement: Statement, at url: String, _ words: Words) -> HTML {
    HTML {
      tag("a", .href("\(url)/\(statement.id)/file"), .dir("auto")) { statement.text.name }
      " (\(words("meetings.language.\(statement.language.rawValue)")), \(words.bytes(statement.text.size)))"
    }
  }

  static func stage(_ statement: Statement, _ words: Words) -> HTML {
    switch statement.stage {
    case .givenIn: badge(words("meetings.session.statement.givenIn"), .attention)
    case .delivered:
      badge(
        words(statement.isPublic ? "meetings.session.statement.public" : "meetings.session.statement.delivered"),
        statement.isPublic ? .ok : .plain)
    case .withdrawn: badge(words("meetings.session.statement.withdrawn"))
    }
  }

  /// Of one item, with the button that says that a statement was delivered.
  ///
  /// A text under embargo is the delegation's: officers know that it is there, and can open it only once it is delivered.
  func officers(_ statements: [Statement], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let shown = statements.filter { $0.stage != .withdrawn }
    guard !shown.isEmpty else { return .nothing }
    return Table(
      caption: words("meetings.session.statements"),
      columns: ["delegation", "statement", "stage", "acts"].map { .init(words("meetings.session.column.\($0)")) },
      rows: shown.map { statement in
        [
          name(statement, words),
          statement.stage == .delivered
            ? Self.file(statement, at: "\(here.base)/statements", words) : HTML(words("meetings.language.\(statement.language.rawValue)")),
          Self.stage(statement, words),
          statement.stage == .givenIn && call.who.may("meetings.service")
            ? buttonForm(
              call, to: "\(here.base)/statements/\(statement.id)/delivered", words("meetings.session.statement.deliver"))
            : HTML("–"),
        ]
      }
    ).html
  }
}

/// Statements for everybody, item by item: those that were delivered and whose delegations agree.
///
/// Files are given out as they came.
struct StatementPages: Sendable {
  let meetings: Meetings

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let delegations = SessionText.sorted(try await meetings.store.delegations(of: here.meeting.id), call.words)
    let statements = try await meetings.store.statements(of: here.meeting.id).map(\.value).filter(\.isPublic)
    let words = call.words
    return .page(
      Page(words("meetings.session.statements"), trail: here.trail(words)) {
        if statements.isEmpty { emptyState(words("meetings.session.noStatement")) }
        for item in here.meeting.items where statements.contains(where: { $0.item == item.id }) {
          tag("h2") { SessionText.item(item, words) }
          tag("ul") {
            for delegation in delegations {
              for statement in statements where statement.item == item.id && statement.delegation == delegation.id {
                tag("li") {
                  SessionText.name(delegation, words)
                  " · "
                  StatementList.file(statement, at: "\(here.base)/statements", words)
                }
              }
            }
          }
        }
      })
  }

  private func statement<Who>(_ here: SessionCall, _ call: Call<Who>) async throws -> Statement {
    let id = try call.parameter("statement") { ID<Statement>($0) }
    guard let found = try await meetings.store.thing(Statement.self, id.description)?.value, found.meeting == here.meeting.id else {
      throw WebProblem.notFound
    }
    return found
  }

  /// Before it is delivered nobody but the delegation can open it; afterwards officers can, and everybody if the delegation agrees.
  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let statement = try await statement(here, call)
    guard statement.isPublic || (statement.stage == .delivered && call.who?.may("meetings.read") ?? false) else {
      throw WebProblem.notFound
    }
    return try await meetings.give(statement.text)
  }

  @Sendable func deliver(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let statement = try await statement(here, call)
    try await meetings.store.change(statement.id, as: "statementDelivered", by: call.who.maker, at: call.now, .deliver)
    return .redirect(to: "\(here.base)/items/\(statement.item)/speakers", notice: Message("meetings.session.saved"))
  }
}
