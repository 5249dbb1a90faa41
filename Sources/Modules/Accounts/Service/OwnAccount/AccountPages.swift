// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// An officer's own account: language, time zone, password, sign-ins, tokens.
struct AccountPages: Sendable {
  let accounts: Accounts

  func load(_ call: Call<SignedIn>) async throws -> Versioned<Officer> {
    guard let officer = try await accounts.store.officer(try call.officerID()) else { throw WebProblem.notFound }
    return officer
  }

  /// On the start page: the second factor, as long as an officer can do nothing without it.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    guard call.who.isSecondFactorDue else { return .nothing }
    let words = call.words
    return panel(words("accounts.secondFactorDue"), .attention) {
      tag("p") { words("accounts.secondFactorDueMeans") }
      tag("p") { link("/account/second-factor", words("accounts.secondFactorSetUp"), .css("button")) }
    }
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(call)) }

  func page(
    _ call: Call<SignedIn>, typed: FormData = FormData(), errors: FormErrors = .none, about: String = "", token: FreshToken? = nil
  ) async throws -> Page {
    let words = call.words
    let officer = try await load(call)
    let credentials = try await accounts.store.credentials(of: officer.value.id)
    let hasSecondFactor = credentials.contains { $0.kind == .totp }
    let signIns = try await accounts.store.signIns(of: officer.value.id, at: call.now)
    let tokens = try await accounts.store.apiTokens(of: officer.value.id)
    func own(_ form: String) -> FormErrors { about == form ? errors : .none }
    return Page(words("accounts.account"), hasErrors: !errors.isEmpty) {
      if let token {
        panel(words("accounts.tokenMade"), .attention) {
          tag("p") { words("accounts.shownOnce") }
          tag("p") { tag("code", .dir("ltr")) { token.text } }
        }
      }
      facts([
        (words("accounts.name"), typedText(officer.value.name)),
        (words("accounts.signInName"), tag("code", .dir("ltr")) { officer.value.signInName }),
        (words("accounts.unit"), call.who.unit.isEmpty ? nil : typedText(call.who.unit)),
        (words("accounts.roles"), HTML(words.list(officer.value.roles.map { words("accounts.role.\($0.rawValue)") }))),
      ])
      secondFactor(officer.value, hasSecondFactor, recoveryCodes: credentials.count { $0.kind == .recovery }, words)
      preferences(officer, call, own("preferences"), typed)
      tag("h2") { words("accounts.changePassword") }
      form(call, to: "/account/password", submit: words("accounts.changePassword"), tone: "button secondary", errors: own("password")) {
        Field("password", words("accounts.presentPassword"), errors: own("password")).line(
          type: "password", width: "medium", autocomplete: "current-password", direction: nil)
        passwordFields(words, own("password"))
      }
      signInList(signIns, call)
      tokenList(tokens, call, own("token"), typed)
    }
  }

  private func secondFactor(_ officer: Officer, _ has: Bool, recoveryCodes: Int, _ words: Words) -> HTML {
    HTML {
      tag("h2") { words("accounts.secondFactor") }
      if has {
        tag("p") {
          badge(words("accounts.secondFactorOn"), .ok)
          " "
          words("accounts.recoveryLeft", ["count": .integer(recoveryCodes)])
        }
      } else if officer.needsSecondFactor {
        panel(words("accounts.secondFactorDue"), .attention) { tag("p") { words("accounts.secondFactorDueMeans") } }
      } else {
        tag("p") { words("accounts.secondFactorOff") }
      }
      tag("p") {
        link("/account/second-factor", words(has ? "accounts.secondFactorReplace" : "accounts.secondFactorSetUp"), .css("button secondary"))
      }
    }
  }

  private func preferences(_ officer: Versioned<Officer>, _ call: Call<SignedIn>, _ errors: FormErrors, _ typed: FormData) -> HTML {
    let words = call.words
    return HTML {
      tag("h2") { words("accounts.preferences") }
      form(call, to: "/account/preferences", submit: words("accounts.save"), tone: "button secondary", errors: errors) {
        hiddenField("version", "\(officer.version)")
        Field(
          "language", words("accounts.language"), value: errors.isEmpty ? officer.value.language?.rawValue ?? "" : typed.raw("language"),
          errors: errors
        ).choice(
          Language.allCases.map { .init($0.rawValue, $0.ownName, language: $0) }, none: words("accounts.fromBrowser"))
        Field(
          "zone", words("accounts.zone"), hint: words("accounts.zoneHint"),
          value: errors.isEmpty ? officer.value.zone ?? "" : typed.raw("zone"), errors: errors
        ).line(width: "medium", autocomplete: "off", direction: "ltr")
      }
    }
  }

  private func signInList(_ signIns: [AccountStore.SignIn], _ call: Call<SignedIn>) -> HTML {
    HTML {
      tag("h2") { call.words("accounts.signIns") }
      signInTable(signIns, caption: call.words("accounts.signIns"), call, endingAt: "/account/sign-ins/end")
    }
  }

  private func tokenList(_ tokens: [AccountStore.APIToken], _ call: Call<SignedIn>, _ errors: FormErrors, _ typed: FormData) -> HTML {
    let words = call.words
    return HTML {
      tag("h2") { words("accounts.tokens") }
      tag("p", .css("hint")) { words("accounts.tokensMean") }
      if !tokens.isEmpty { tokenTable(tokens, call, revokingAt: "/account/tokens/revoke") }
      form(call, to: "/account/tokens", submit: words("accounts.tokenMake"), tone: "button secondary", errors: errors) {
        Field(
          "tokenName", words("accounts.tokenName"), hint: words("accounts.tokenNameHint"), value: typed.raw("tokenName"), errors: errors
        )
        .line(width: "medium", autocomplete: "off")
        Field("endsOn", words("accounts.tokenEnds"), value: typed["endsOn"] ?? call.today.adding(Days(90)).description, errors: errors).day
      }
    }
  }
}
