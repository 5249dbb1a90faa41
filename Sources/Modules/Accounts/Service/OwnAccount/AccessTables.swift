// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Web

/// The sign-ins of an officer, each with a button that ends it; the one that looks at them cannot end itself here.
func signInTable(_ signIns: [AccountStore.SignIn], caption: String, _ call: Call<SignedIn>, endingAt url: String) -> HTML {
  let words = call.words
  let columns = ["since", "lastSeen", "from", "browser", "end"].map { Table.Column(words("accounts.signIns.\($0)")) }
  return Table(
    caption: caption, columns: columns,
    rows: signIns.map { signIn in
      [
        HTML(words.dateTime(signIn.startedAt, in: call.zone)), HTML(words.dateTime(signIn.seenAt, in: call.zone)),
        tag("span", .dir("ltr")) { signIn.address }, tag("span", .dir("ltr")) { signIn.browser },
        signIn.id == call.who.signIn
          ? badge(words("accounts.thisOne"), .info)
          : buttonForm(call, to: url, words("accounts.signIns.end"), hidden: ["signIn": signIn.id]),
      ]
    }
  ).html
}

/// The tokens of an officer, each with a button that revokes it.
func tokenTable(_ tokens: [AccountStore.APIToken], _ call: Call<SignedIn>, revokingAt url: String) -> HTML {
  let words = call.words
  let columns = ["name", "made", "ends", "revoke"].map { Table.Column(words("accounts.tokens.\($0)")) }
  return Table(
    caption: words("accounts.tokens"), columns: columns,
    rows: tokens.map { token in
      [
        typedText(token.name), HTML(words.dateTime(token.createdAt, in: call.zone)), HTML(words.dateTime(token.endsAt, in: call.zone)),
        buttonForm(call, to: url, words("accounts.tokens.revoke"), hidden: ["token": token.id]),
      ]
    }
  ).html
}
