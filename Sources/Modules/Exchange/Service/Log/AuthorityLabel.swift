// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Kernel
import Localisation
import Web

/// How pages name another authority: the State as the reader calls it, beside the name that stands in messages and receipts.
///
/// A secretariat is of no State that has a name, and is called by that of its node alone.
struct AuthorityLabel {
  private let state: String?
  private let name: String

  init(_ authority: AuthorityName, _ words: Words) {
    state = StateNames.shared.name(of: authority.state, .short, in: words.language)
    name = authority.description
  }

  /// As something that can be chosen.
  var option: Field.Option { .init(name, state.map { "\($0) · \(name)" } ?? name, language: state == nil ? .en : nil) }

  /// In a cell or a fact; the name between nodes breaks in its middle only where nothing else helps.
  var html: HTML {
    let code = tag("code", .dir("ltr"), .css("name")) { name }
    guard let state else { return code }
    return HTML {
      state
      HTML(" ")
      code
    }
  }
}
