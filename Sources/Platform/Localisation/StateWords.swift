// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Which name of a State is meant.
public enum StateNameForm: String, Sendable, CaseIterable {
  /// The name for lists and running text: "Austria".
  case short
  /// The name for letters and legal texts: "the Republic of Austria".
  case formal
}

extension Words {
  /// The name of a State in this language, as the United Nations write it; the code when the program does not know the name.
  public func state(_ code: StateCode, _ form: StateNameForm = .short) -> String {
    if code == .notKnown, contains("web.stateNotKnown") { return self("web.stateNotKnown") }
    return StateNames.shared.name(of: code, form, in: language) ?? code.code
  }
}
