// SPDX-License-Identifier: Apache-2.0

/// Which services pass between two parties.
///
/// The secretariat's node is a peer for statistics alone: nothing of a case may go to it or come from it, and figures go to nobody else.
public enum ServiceBound {
  /// The service of collections of figures and of the returns that answer them.
  public static let statistics = "urn:comity:statistics:1"
  /// The service whose messages do nothing: with them officers try the whole path, to whomever it leads.
  public static let loop = "urn:comity:loop:1"

  /// Whether a service passes between two parties.
  ///
  /// - Parameter secretariat: who in the signed directory is the secretariat; its name alone says nothing. `nil` where the directory names none.
  /// - Source: practice (the secretariat has no part in cases)
  public static func admits(
    _ service: WireURN, between one: AuthorityName, and other: AuthorityName, secretariat: AuthorityName?
  ) -> Bool {
    guard service.text != loop else { return true }
    let isWithSecretariat = secretariat.map { $0 == one || $0 == other } ?? false
    return (service.text == statistics) == isWithSecretariat
  }
}
