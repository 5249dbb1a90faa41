// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import HTTPTypes
import Kernel
import Storage
public import Web

extension Module {
  /// Officers: signing in, one's own account, the administration.
  public static func accounts(_ accounts: Accounts) -> Module {
    let routes = AccountRoutes(accounts: accounts)
    return Module(
      name: "accounts", routes: routes.signIn + routes.own + routes.administration, migrations: AccountStore.migrations,
      strings: Accounts.strings,
      navigation: [
        NavigationItem(label: "accounts.nav", url: "/administration/officers", permission: "accounts.administer", order: 90)
      ],
      problems: CannotSignIn.examples + PasswordRefused.allCases + CannotChangeAccount.allCases + CannotAdminister.allCases
        + SecondFactorRefused.allCases + [
          CannotKeepOfficer(faults: CannotKeepOfficer.Fault.allCases), CannotKeepUnit(field: "name", isTooLong: false),
          CannotKeepUnit(field: "name", isTooLong: true), CannotEnrol.linkUsed,
        ],
      home: [HomePanel(order: 0, draw: AccountPages(accounts: accounts).home)])
  }
}

/// The addresses of the module.
struct AccountRoutes: Sendable {
  let accounts: Accounts

  var signIn: [Route] {
    let pages = SignInPages(accounts: accounts)
    let enrol = EnrolPages(accounts: accounts)
    let open = "nobody is signed in before"
    return [
      .publicPage(.get, "/sign-in", because: open, pages.show),
      .publicPage(.post, "/sign-in", because: open, records: ["accounts.signedIn", "accounts.signInRefused"], pages.signIn),
      .publicPage(.get, "/sign-in/code", because: open, pages.showCode),
      .publicPage(
        .post, "/sign-in/code", because: open, records: ["accounts.signedIn", "accounts.signInRefused", "accounts.recoveryCodeUsed"],
        pages.signInWithCode),
      .ownPage(.post, "/sign-out", records: ["accounts.signedOut"], pages.signOut),
      .publicPage(.get, "/enrol/:code", because: "the link itself is the proof", enrol.show),
      .publicPage(.post, "/enrol/:code", because: "the link itself is the proof", records: ["accounts.passwordChanged"], enrol.enrol),
    ]
  }

  var own: [Route] {
    let pages = AccountPages(accounts: accounts)
    let factor = SecondFactorPages(accounts: accounts)
    return [
      .ownPage(.get, "/account", pages.show),
      .ownPage(.post, "/account/preferences", records: ["accounts.preferencesChanged"], pages.changePreferences),
      .ownPage(.post, "/account/password", records: ["accounts.passwordChanged"], pages.changePassword),
      .ownPage(.post, "/account/sign-ins/end", records: ["accounts.signInRevoked"], pages.endSignIn),
      .ownPage(.post, "/account/tokens", records: ["accounts.tokenCreated"], pages.makeToken),
      .ownPage(.post, "/account/tokens/revoke", records: ["accounts.tokenRevoked"], pages.revokeToken),
      .ownPage(.get, "/account/second-factor", factor.show),
      .ownPage(.post, "/account/second-factor", records: ["accounts.secondFactorSetUp"], factor.confirm),
    ]
  }

  var administration: [Route] {
    let pages = OfficerPages(accounts: accounts)
    let one = "/administration/officers/:officer"
    let needed: Permission = "accounts.administer"
    return [
      .page(.get, "/administration/officers", needs: needed, pages.list),
      .page(.get, "/administration/officers/new", needs: needed, pages.new),
      .page(
        .post, "/administration/officers/new", needs: needed, records: ["accounts.officerCreated", "accounts.enrolmentLinkMade"],
        pages.create),
      .page(.get, one, needs: needed, pages.edit),
      .page(.post, one, needs: needed, records: ["accounts.officerChanged"], pages.change),
      .page(.post, "\(one)/link", needs: needed, records: ["accounts.enrolmentLinkMade"], pages.makeLink),
      .page(.post, "\(one)/reset-second-factor", needs: needed, records: ["accounts.secondFactorReset"], pages.resetSecondFactor),
      .page(.post, "\(one)/end-sign-ins", needs: needed, records: ["accounts.signInRevoked"], pages.endSignIns),
      .page(.post, "\(one)/sign-ins/end", needs: needed, records: ["accounts.signInRevoked"], pages.endSignIn),
      .page(.post, "\(one)/tokens/revoke", needs: needed, records: ["accounts.tokenRevoked"], pages.revokeToken),
      .page(.post, "\(one)/lift-lock-out", needs: needed, records: ["accounts.lockOutLifted"], pages.liftLockOut),
      .page(.get, "/administration/units", needs: needed, pages.units),
      .page(.post, "/administration/units", needs: needed, records: ["accounts.unitChanged"], pages.changeUnit),
    ]
  }
}
