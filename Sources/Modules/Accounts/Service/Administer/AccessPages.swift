// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// An officer's access as the administration sees it: sign-ins, tokens, and the ways to end or restore it.
extension OfficerPages {
  func access(of officer: Officer, _ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let url = "/administration/officers/\(officer.id)"
    let signIns = try await accounts.store.signIns(of: officer.id, at: call.now)
    let tokens = try await accounts.store.apiTokens(of: officer.id)
    return HTML {
      tag("h2") { words("accounts.access") }
      tag("div", .css("actions")) {
        for act in ["link", "reset-second-factor", "end-sign-ins", "lift-lock-out"] {
          buttonForm(call, to: "\(url)/\(act)", words("accounts.act.\(act)"))
        }
      }
      tag("h3") { words("accounts.officerSignIns") }
      if signIns.isEmpty { tag("p") { words("accounts.noSignIns") } }
      if !signIns.isEmpty { signInTable(signIns, caption: words("accounts.officerSignIns"), call, endingAt: "\(url)/sign-ins/end") }
      tag("h3") { words("accounts.tokens") }
      if tokens.isEmpty { tag("p") { words("accounts.noTokens") } }
      if !tokens.isEmpty { tokenTable(tokens, call, revokingAt: "\(url)/tokens/revoke") }
    }
  }

  @Sendable func endSignIn(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await load(call).value
    let id = try await call.form()["signIn"] ?? ""
    try await accounts.store.database.commit(
      Commit(
        [accounts.store.ending(signIn: id, of: officer.id)],
        events: [accounts.event("accounts.signInRevoked", of: officer.id, by: call.actor)]))
    return .redirect(to: "/administration/officers/\(officer.id)", notice: Message("accounts.signInEnded"))
  }

  @Sendable func revokeToken(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await load(call).value
    let id = try await call.form()["token"] ?? ""
    try await accounts.store.database.commit(
      Commit(
        [accounts.store.revoking(apiToken: id, of: officer.id)],
        events: [accounts.event("accounts.tokenRevoked", of: officer.id, by: call.actor, facts: ["token": .text(id)])]))
    return .redirect(to: "/administration/officers/\(officer.id)", notice: Message("accounts.tokenRevoked"))
  }

  @Sendable func makeLink(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await load(call).value
    return .page(linkPage(officer, try await accounts.enrolmentLink(for: officer.id, by: call.actor), call))
  }

  @Sendable func resetSecondFactor(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await load(call).value
    try await accounts.resetSecondFactor(of: officer.id, by: call.actor)
    return .redirect(to: "/administration/officers/\(officer.id)", notice: Message("accounts.wasReset"))
  }

  @Sendable func endSignIns(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await load(call).value
    try await accounts.store.database.commit(
      Commit(
        accounts.store.endingAccess(of: officer.id), events: [accounts.event("accounts.signInRevoked", of: officer.id, by: call.actor)]))
    return .redirect(to: "/administration/officers/\(officer.id)", notice: Message("accounts.accessEnded"))
  }

  @Sendable func liftLockOut(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await load(call).value
    try await accounts.liftLockOut(of: officer, by: call.actor)
    return .redirect(to: "/administration/officers/\(officer.id)", notice: Message("accounts.wasLifted"))
  }
}
