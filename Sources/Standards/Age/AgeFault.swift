// SPDX-License-Identifier: Apache-2.0

/// Why a file or a key was refused.
public enum AgeFault: Error, Hashable, Sendable {
  /// It does not begin with the line of version 1.
  case notAgeVersion1
  /// The head is not spelt as the standard wants.
  case malformedHead
  /// The head is longer than 64 KiB.
  case headTooLong
  /// No stanza is for the identities or the passphrase given.
  case noKeyFits
  /// A passphrase was made to cost more work than is allowed.
  case tooMuchWork
  /// The head was changed.
  case headChanged
  /// The content was changed, or something stands after its end.
  case contentChanged
  /// The file ends too early.
  case cutShort
  /// The last chunk is empty although the file is not.
  case emptyLastChunk
  /// The text is no key of this kind.
  case malformedKey
  /// There is nobody to seal the file for, or more than the head may name.
  case noRecipients
  /// The file cannot be read; the number is the system's.
  case unreadable(Int32)
}
