// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why something sealed cannot be opened, or a key cannot be used.
public enum KeyProblem: Problem, Equatable {
  /// The owner's data key was destroyed: what was sealed under it is lost on purpose.
  case destroyed
  /// The owner never had a data key.
  case noSuchKey
  /// The key-encryption key is not in the key store of this node: the database belongs to another store or an older copy of it.
  case missingFromStore
  /// The key store cannot be read: it is not there, damaged, readable by others, or its passphrase is another one.
  case storeUnreadable
  /// The key store cannot be changed by the program, as when the system gives it as a credential.
  case storeReadOnly
  /// What is sealed was changed, or stands at another place than the one it was sealed for.
  case damaged

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .destroyed: "keys.destroyed"
    case .noSuchKey: "keys.no-such-key"
    case .missingFromStore: "keys.missing-from-store"
    case .storeUnreadable: "keys.store-unreadable"
    case .storeReadOnly: "keys.store-read-only"
    case .damaged: "keys.damaged"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .destroyed, .noSuchKey: .missing
    case .storeReadOnly: .conflict
    case .missingFromStore, .storeUnreadable, .damaged: .unavailable
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [KeyProblem] = [.destroyed, .noSuchKey, .missingFromStore, .storeUnreadable, .storeReadOnly, .damaged]
}
