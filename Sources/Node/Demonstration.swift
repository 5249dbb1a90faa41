// SPDX-License-Identifier: Apache-2.0
import AccountsRules
public import AccountsService

/// The officers of a demonstration node: fictional, and everybody may know their passwords.
public enum Demonstration {
  /// Who begins the sample drafts of a central authority.
  static let drafter = "drafter"

  /// The officers of one kind of node.
  public static func officers(of role: NodeConfiguration.Role) -> [Accounts.Demonstrated] {
    switch role {
    case .centralAuthority: centralAuthority
    case .secretariat: secretariat
    }
  }

  /// Two drafters, two approvers, because some of what one proposes another confirms, a protection and a techniques officer, an executing authority, a directory editor, an administrator, an auditor.
  private static let centralAuthority: [Accounts.Demonstrated] = [
    .init(name: "Ada Lindqvist", signInName: drafter, password: "seven herons over Arcadia", roles: [.drafter]),
    .init(name: "Bo Marchetti", signInName: "drafter2", password: "quiet rivers of Borealia", roles: [.drafter]),
    .init(
      name: "Chen Okafor", signInName: "approver", password: "amber lanterns at midnight", roles: [.approver],
      secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    .init(
      name: "Gil Norwood", signInName: "approver2", password: "lanterns on the second pier", roles: [.approver],
      secret: "NB2W45DFOIZA2LTPNB2W45DFOIZA2LTP"),
    .init(name: "Gus Albrecht", signInName: "protection", password: "a harbour light in winter", roles: [.protectionOfficer]),
    .init(name: "Hana Sorel", signInName: "techniques", password: "quiet steps on gravel", roles: [.techniquesOfficer]),
    .init(name: "Lakeside District Court", signInName: "court", password: "three benches and a bell", roles: [.executingAuthority]),
    .init(name: "Dana Petrov", signInName: "editor", password: "nine maps and one compass", roles: [.directoryEditor]),
    .init(
      name: "Eli Haddad", signInName: "administrator", password: "the gate opens northward", roles: [.administrator],
      secret: "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"),
    .init(name: "Fay Moreau", signInName: "auditor", password: "ledgers kept by daylight", roles: [.auditor]),
  ]

  /// The delegates' accounts by the codes of their fictional States.
  static let delegates = ["XA": "delegate-xa", "XB": "delegate-xb"]

  /// A directory keeper, two statistics officers, two review officers, two meeting officers, two delegates, an administrator and an auditor.
  private static let secretariat: [Accounts.Demonstrated] = [
    .init(name: "Ines Wakefield", signInName: "keeper", password: "twelve drawers of index cards", roles: [.directoryKeeper]),
    .init(name: "Jonas Abara", signInName: "statistics", password: "counting pebbles at low tide", roles: [.statisticsOfficer]),
    .init(name: "Pia Renfrew", signInName: "statistics2", password: "seven sums before breakfast", roles: [.statisticsOfficer]),
    .init(name: "Kira Solberg", signInName: "reviews", password: "paper boats on a green canal", roles: [.reviewOfficer]),
    .init(name: "Rui Amsel", signInName: "reviews2", password: "second lantern on the canal", roles: [.reviewOfficer]),
    .init(name: "Luis Tanaka", signInName: "meetings", password: "forty chairs one microphone", roles: [.meetingOfficer]),
    .init(name: "Mina Osei", signInName: "meetings2", password: "a quiet gavel before lunch", roles: [.meetingOfficer]),
    .init(name: "Alma Verrin", signInName: "delegate-xa", password: "white gulls above Arcadia", roles: [.delegate]),
    .init(name: "Tomas Hale", signInName: "delegate-xb", password: "slow barges in Borealia", roles: [.delegate]),
    .init(
      name: "Noor Castellan", signInName: "administrator", password: "the clock tower faces east", roles: [.administrator],
      secret: "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"),
    .init(name: "Otto Brandvold", signInName: "auditor", password: "ink that dries by evening", roles: [.auditor]),
  ]
}
