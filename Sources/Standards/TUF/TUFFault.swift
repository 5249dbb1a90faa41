// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Why metadata or a target is not believed, or cannot be published.
public enum TUFFault: Error, Hashable, Sendable {
  /// The bytes are no metadata of the kind expected; the text names the member, never what stands in it.
  case malformed(String)
  /// Fewer keys of the role have signed than must; a key counts once, however often it is listed.
  case tooFewSignatures(role: String, found: Int, needed: Int)
  /// The version is not the one that must come.
  case wrongVersion(role: String, expected: Int, found: Int)
  /// The version is lower than one that was trusted before.
  case rollback(role: String, trusted: Int, found: Int)
  /// The snapshot does not list the role, or lists it no more.
  case notInSnapshot(role: String)
  /// The metadata has expired.
  case expired(role: String, since: Date)
  /// A file has another length than its metadata says.
  case wrongLength(name: String, expected: Int, found: Int)
  /// A file has another digest than its metadata says.
  case wrongDigest(name: String)
  /// None of the digests of a file is of a kind that is known here.
  case unknownDigest(name: String)
  /// A file is longer than it may be.
  case tooLong(path: String, limit: Int)
  /// A file that must be there is not.
  case notAvailable(path: String)
  /// More roles would have to be asked for one target than is allowed.
  case tooManyRoles(limit: Int)
  /// The path of a target cannot be used in an address and a folder alike.
  case unsafePath(String)
  /// What was kept is not what was written: somebody else has changed it.
  case storeDamaged(String)
  /// The role was not given the target's path.
  case outsideDelegation(role: String, path: String)
  /// The versions of a role cannot be counted anew while a key that signed them still stands.
  case keysStand(role: String)
  /// No role of this name is delegated.
  case unknownRole(String)
}
