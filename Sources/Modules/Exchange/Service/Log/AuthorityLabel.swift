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

  private var text: String { state.map { "\($0) · \(name)" } ?? name }

  /// Authorities as things that can be chosen, in the order of their names in the reader's language.
  static func options(_ authorities: some Sequence<AuthorityName>, _ words: Words) -> [Field.Option] {
    words.sorted(authorities.map { AuthorityLabel($0, words) }, by: \.text)
      .map { Field.Option($0.name, $0.text, language: $0.state == nil ? .en : nil) }
  }

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
