// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import Kernel
import Testing

@Suite("Roles") struct RoleTests {
  @Test("Nobody who administers accounts sees a case, and nobody who audits changes anything")
  func separation() {
    #expect(Role.administrator.permissions == ["accounts.administer"])
    #expect(!Role.auditor.permissions.contains("casework.read") && Role.executingAuthority.permissions == ["casework.task"])
    #expect(Role.auditor.permissions.allSatisfy { $0.hasSuffix(".read") || $0 == "directory.readRestricted" })
    for role in Role.allCases where role != .administrator { #expect(!role.permissions.contains("accounts.administer")) }
  }

  @Test("Who approves does not write with the same role")
  func approving() {
    #expect(!Role.approver.permissions.contains("writing.draft") && !Role.drafter.permissions.contains("writing.approve"))
  }

  @Test("Each kind of node has its own roles; administrator and auditor are on both")
  func nodes() {
    #expect(
      Role.roles(on: .centralAuthority) == [
        .drafter, .approver, .executingOfficer, .protectionOfficer, .techniquesOfficer, .executingAuthority, .directoryEditor,
        .administrator,
        .auditor,
      ])
    #expect(
      Role.roles(on: .secretariat) == [
        .directoryKeeper, .statisticsOfficer, .reviewOfficer, .meetingOfficer, .delegate, .administrator, .auditor,
      ])
  }

  @Test("Approvers and administrators may do nothing before the second factor is there, and nothing of theirs by token")
  func secondFactor() {
    for role in Role.allCases {
      let officer = Officer(id: ID<Officer>(), name: "A", signInName: "a.b", roles: [role])
      let isNeeded = role == .approver || role == .administrator
      #expect(officer.needsSecondFactor == isNeeded)
      #expect(officer.permissions(hasSecondFactor: false) == (isNeeded ? [] : role.permissions))
      #expect(officer.permissions(hasSecondFactor: true) == role.permissions)
      #expect(officer.permissionsByToken == (isNeeded ? [] : role.permissions))
    }
  }
}

@Suite("Officers") struct OfficerTests {
  let administrator = Officer(id: ID<Officer>(), name: "Root", signInName: "root", roles: [.administrator])

  func faults(_ officer: Officer, beside others: [Officer]? = nil, on node: NodeKind = .centralAuthority) -> [CannotKeepOfficer.Fault] {
    do {
      _ = try officer.checked(on: node, beside: others ?? [administrator])
      return []
    } catch {
      return error.faults
    }
  }

  @Test("A described officer is kept with a plain sign-in name")
  func kept() throws {
    let officer = Officer(id: ID<Officer>(), name: " Ada ", signInName: " Ada.L ", roles: [.drafter])
    #expect(try officer.checked(on: .centralAuthority, beside: [administrator]).signInName == "ada.l")
    #expect(officer.name == "Ada")
  }

  @Test(
    "Each fault is told",
    arguments: [
      (Officer(id: ID<Officer>(), name: " ", signInName: "ada", roles: [.drafter]), CannotKeepOfficer.Fault.nameMissing),
      (Officer(id: ID<Officer>(), name: "Ada", signInName: "a", roles: [.drafter]), .signInNameInvalid),
      (Officer(id: ID<Officer>(), name: "Ada", signInName: "ada lindqvist", roles: [.drafter]), .signInNameInvalid),
      (Officer(id: ID<Officer>(), name: "Ada", signInName: "ROOT", roles: [.drafter]), .signInNameTaken),
      (Officer(id: ID<Officer>(), name: "Ada", signInName: "ada", roles: []), .roleMissing),
      (Officer(id: ID<Officer>(), name: "Ada", signInName: "ada", roles: [.meetingOfficer]), .roleElsewhere),
      (Officer(id: ID<Officer>(), name: "Ada", signInName: "ada", roles: [.auditor, .drafter]), .auditorWithOthers),
    ])
  func fault(officer: Officer, fault: CannotKeepOfficer.Fault) { #expect(faults(officer) == [fault]) }

  @Test("Without an active administrator no account may be")
  func lastAdministrator() {
    let drafter = Officer(id: ID<Officer>(), name: "Ada", signInName: "ada", roles: [.drafter])
    #expect(faults(drafter, beside: []) == [.lastAdministrator])
    #expect(faults(administrator, beside: []) == [])
    var suspended = administrator
    suspended.standing = .suspended
    #expect(faults(drafter, beside: [suspended]) == [.lastAdministrator])
    #expect(faults(suspended, beside: [drafter]) == [.lastAdministrator])
  }
}

@Suite("Passwords") struct PasswordRuleTests {
  func refused(_ password: String, common: Set<String> = []) -> PasswordRefused? {
    do {
      try PasswordRule.check(password, signInName: "ada.l", common: common)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "Fifteen characters of any kind are enough",
    arguments: ["seven grey herons", "七只灰鹭飞过阿卡迪亚的河面上空", "اثنتا عشرة سفينة", "длинная фраза здесь"])
  func accepted(password: String) { #expect(refused(password) == nil) }

  @Test("Fourteen characters are too few, also when they are many bytes", arguments: ["fourteen chars", "七只灰鹭飞过阿卡迪亚的河面"])
  func tooShort(password: String) { #expect(refused(password) == .tooShort) }

  @Test("Characters are counted as people see them: an accent of its own is none more")
  func composed() { #expect(refused(String(repeating: "e\u{301}", count: 14)) == .tooShort) }

  @Test("More than 1024 bytes are refused")
  func tooLong() {
    #expect(refused((0..<400).map { "\($0)x" }.joined()) == .tooLong)
  }

  @Test(
    "Repetitions and rows of keys are refused",
    arguments: [
      "aaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "1234567890123456", "qwertyuiopasdfgh", "QWERTZUIOPASDFGH", "zyxwvutsrqponmlk",
      ".................",
    ])
  func guessable(password: String) { #expect(refused(password) == .common) }

  @Test(
    "What many people choose is refused in any spelling",
    arguments: ["correct horse battery staple", "CorrectHorseBatteryStaple!", "c0rrect-h0rse-battery-staple"])
  func common(password: String) {
    #expect(refused(password, common: [PasswordRule.folded("correct horse battery staple")]) == .common)
  }

  @Test("The sign-in name within it is refused")
  func name() { #expect(refused("my name is Ada L. indeed") == .containsName) }
}

@Suite("Failed attempts") struct FailedAttemptsTests {
  let start = Date(timeIntervalSince1970: 1_800_000_000)

  @Test("Five failures of an account are free, thirty of an address", arguments: [(FailedAttempts.Scope.account, 5), (.address, 30)])
  func free(scope: FailedAttempts.Scope, free: Int) {
    #expect(FailedAttempts(count: free - 1, last: start).lockedUntil(scope) == nil)
    #expect(FailedAttempts(count: free, last: start).lockedUntil(scope) == start.addingTimeInterval(60))
  }

  @Test("The wait doubles and ends at one hour", arguments: [(5, 60.0), (6, 120), (7, 240), (10, 1920), (11, 3600), (500, 3600)])
  func doubling(count: Int, seconds: Double) {
    #expect(FailedAttempts(count: count, last: start).lockedUntil(.account) == start.addingTimeInterval(seconds))
  }

  @Test(
    "After a quiet day, for an address after a quiet hour, counting begins anew",
    arguments: [(FailedAttempts.Scope.account, 24 * 3600.0), (.address, 3600)])
  func forgotten(scope: FailedAttempts.Scope, quiet: Double) {
    let old = FailedAttempts(count: 9, last: start)
    #expect(old.failing(scope, at: start.addingTimeInterval(quiet)).count == 10)
    #expect(old.failing(scope, at: start.addingTimeInterval(quiet + 1)).count == 1)
  }
}
