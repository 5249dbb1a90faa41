// SPDX-License-Identifier: Apache-2.0

/// Why a file was not read: one entry for each thing found wrong, in the order of the file.
public struct StrictJSONError: Error, Hashable, Sendable {
  /// One thing that is wrong.
  public struct Issue: Hashable, Sendable {
    /// What kind of thing is wrong.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
      /// The text is not JSON or YAML at this place.
      case syntax
      /// The bytes are not UTF-8.
      case notUTF8 = "not-utf8"
      /// The file is larger or nested deeper than allowed.
      case tooLarge = "too-large"
      /// The object has a member of this name already.
      case duplicateMember = "duplicate-member"
      /// No such member is known here.
      case unknownMember = "unknown-member"
      /// A member that must be there is not.
      case missingMember = "missing-member"
      /// The value has another type than it must.
      case wrongType = "wrong-type"
      /// The value has the right type but is not one of those allowed.
      case wrongValue = "wrong-value"
      /// YAML anchors, aliases and tags are not allowed.
      case notPlain = "not-plain"
    }

    /// What kind of thing is wrong.
    public let reason: Reason
    /// The member concerned, as a path: `persons[2].nationality`; empty for the whole file.
    public let path: String
    /// Where it stands.
    public let position: Position
    /// What was expected, in technical words; never what was found.
    public let expected: String

    /// Makes an entry.
    public init(_ reason: Reason, path: String, at position: Position, expected: String = "") {
      self.reason = reason
      self.path = path
      self.position = position
      self.expected = expected
    }
  }

  /// The entries; never empty.
  public let issues: [Issue]

  /// Makes the error.
  public init(_ issues: [Issue]) {
    self.issues = issues.sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
  }

  /// Makes the error of one entry.
  public init(_ reason: Issue.Reason, path: String = "", at position: Position, expected: String = "") {
    issues = [Issue(reason, path: path, at: position, expected: expected)]
  }
}

/// How large a file may be.
public struct StrictLimits: Sendable {
  /// The largest file, in bytes.
  public var bytes: Int
  /// The deepest nesting.
  public var depth: Int

  /// Limits; 16 MiB and 64 levels unless told otherwise.
  public init(bytes: Int = 16 << 20, depth: Int = 64) {
    self.bytes = bytes
    self.depth = depth
  }
}
