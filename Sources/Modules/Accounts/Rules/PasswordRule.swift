// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// Why a password is not accepted.
public enum PasswordRefused: String, Problem, Equatable, CaseIterable {
  /// Fewer than 15 characters.
  case tooShort = "accounts.password-too-short"
  /// More than 1024 bytes.
  case tooLong = "accounts.password-too-long"
  /// Many people choose it, or it is one thing over and over, or a row of keys.
  case common = "accounts.password-common"
  /// It has the sign-in name in it.
  case containsName = "accounts.password-contains-name"
  /// The two fields differ.
  case notRepeated = "accounts.password-not-repeated"

  /// The stable name.
  public var code: ProblemCode { ProblemCode(rawValue: rawValue) }
  /// The kind.
  public var kind: ProblemKind { .invalid }
  /// The field it stands beside.
  public var fields: [FieldProblem] { [FieldProblem(field: self == .notRepeated ? "repeatedPassword" : "newPassword", code: code)] }
}

/// Which passwords are accepted: long ones that are not guessed first; no rules about kinds of characters.
/// - Source: practice (NIST SP 800-63B: length and a block-list instead of composition rules)
public enum PasswordRule {
  /// The least number of characters.
  public static let minimumLength = 15
  /// The greatest number of bytes, so that nobody keeps the program busy.
  public static let maximumBytes = 1024

  /// Checks a password that an officer wants to use from now on.
  /// - Parameter common: passwords that many people choose, as ``folded(_:)`` gives them.
  /// - Throws: ``PasswordRefused`` with the first reason.
  public static func check(_ password: String, signInName: String, common: Set<String>) throws(PasswordRefused) {
    let normal = password.precomposedStringWithCanonicalMapping
    guard normal.count >= minimumLength else { throw .tooShort }
    guard normal.utf8.count <= maximumBytes else { throw .tooLong }
    let folded = folded(normal)
    guard !common.contains(folded), !isRow(folded), !isRepetition(folded) else { throw .common }
    if signInName.count >= 3, folded.contains(Self.folded(signInName)) { throw .containsName }
  }

  /// A password as guessers see it: small letters, no spaces or punctuation, digits that stand for letters replaced.
  public static func folded(_ password: String) -> String {
    let letters: [Character: Character] = ["0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"]
    return String(password.lowercased().map { letters[$0] ?? $0 }.filter { $0.isLetter || $0.isNumber })
  }

  /// One thing of up to five characters over and over.
  private static func isRepetition(_ text: String) -> Bool {
    let characters = Array(text)
    guard !characters.isEmpty else { return true }
    return (1...5).contains { period in characters.indices.allSatisfy { characters[$0] == characters[$0 % period] } }
  }

  /// A row of the keyboard, the alphabet or the digits, forwards or backwards, also several times.
  private static func isRow(_ text: String) -> Bool {
    // Digits are folded into letters, so the rows are folded in the same way.
    let rows = [
      "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
      "12345678901234567890",
    ]
    .map(folded)
    let endless = rows.flatMap { [$0, String($0.reversed())] }.map { $0 + $0 + $0 }
    return endless.contains { $0.contains(text) }
  }
}
