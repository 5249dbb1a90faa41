// SPDX-License-Identifier: Apache-2.0
import AccountsRules
public import AccountsService

/// The officers of a demonstration node: fictional, and everybody may know their passwords.
public enum Demonstration {
  /// Who begins the sample drafts.
  static let drafter = "drafter"

  /// A drafter, another one, an approver, a directory editor, an administrator and an auditor.
  public static let officers: [Accounts.Demonstrated] = [
    .init(name: "Ada Lindqvist", signInName: drafter, password: "seven herons over Arcadia", roles: [.drafter]),
    .init(name: "Bo Marchetti", signInName: "drafter2", password: "quiet rivers of Borealia", roles: [.drafter]),
    .init(
      name: "Chen Okafor", signInName: "approver", password: "amber lanterns at midnight", roles: [.approver],
      secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    .init(name: "Dana Petrov", signInName: "editor", password: "nine maps and one compass", roles: [.directoryEditor]),
    .init(
      name: "Eli Haddad", signInName: "administrator", password: "the gate opens northward", roles: [.administrator],
      secret: "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"),
    .init(name: "Fay Moreau", signInName: "auditor", password: "ledgers kept by daylight", roles: [.auditor]),
  ]
}
