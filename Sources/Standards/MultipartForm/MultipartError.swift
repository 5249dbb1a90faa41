// SPDX-License-Identifier: Apache-2.0

/// Why a body is not a form.
public enum MultipartError: Error, Hashable, Sendable {
  /// A boundary line goes on after the boundary, or the boundary itself is not one.
  case boundary
  /// The head of a part is not made as RFC 7578 says.
  case head
  /// The text of a head is not UTF-8.
  case encoding
  /// The head of a part, or what stands before the first or after the last boundary, is too long.
  case headTooLarge
  /// There are too many parts.
  case tooManyParts
  /// A part that is no file is too long.
  case fieldTooLarge(name: String)
  /// The body ends before its last boundary.
  case truncated
}
