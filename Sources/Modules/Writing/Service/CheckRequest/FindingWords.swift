// SPDX-License-Identifier: Apache-2.0
public import Localisation
import StrictJSON
public import WritingRules

/// What a finding says to a reader: what is the matter, and what to do.
public struct FindingWords: Hashable, Sendable {
  /// What is the matter.
  public let message: String
  /// What to do.
  public let action: String
  /// The name of the field concerned.
  public let field: String
}

extension Words {
  /// The words of a finding in the reader's language.
  public func finding(_ finding: Finding) -> FindingWords {
    var arguments: [String: MessageArgument] = [:]
    for (name, value) in finding.details { arguments[name] = argument(name, value) }
    return FindingWords(
      message: self("finding.\(finding.code).message", arguments), action: self("finding.\(finding.code).action", arguments),
      field: fieldName(finding.field))
  }

  /// A finding's value in words: codes of languages, measures and the like get their names.
  private func argument(_ name: String, _ value: String) -> MessageArgument {
    let codes = value.split(separator: ",").map(String.init)
    switch name {
    case "languages": return .list(codes.map { self("content.language.\($0)") })
    case "accepted", "channel": return .list(codes.map { self("content.channel.\($0)") })
    case "measure", "alternative": return .text(self("content.measure.\(value)"))
    case "annex": return .text(self("content.annexKind.\(value)"))
    case "standard": return .text(self("content.suspicion.\(value)"))
    case "orderedBy": return .text(self("directory.orderedBy.\(value)"))
    case "nature": return .text(self("content.nature.\(value)"))
    default: return MessageArgument(detail: value, named: name)
    }
  }

  /// What is wrong at one place of a file.
  func unreadable(_ issue: StrictJSONError.Issue) -> String {
    let key =
      switch issue.expected {
      case RequestFile.namePattern: "bad-name"
      case RequestFile.uniqueName: "name-twice"
      case RequestFile.otherKind: "other-kind"
      default: issue.reason.rawValue
      }
    return self("letter.unreadable.\(key)", ["path": .text(issue.path), "expected": .text(issue.expected)])
  }

  /// The name of a field by its path: `items[2].measure.accounts` is the accounts of item 3.
  public func fieldName(_ path: String) -> String {
    let parts = path.split(separator: ".")
    let plain = parts.map { part in String(part.prefix { $0 != "[" }) }
    let key = "content.field.\(plain.joined(separator: "."))"
    let name = self(contains(key) ? key : "content.field.\(plain.last ?? "")")
    guard let open = path.firstIndex(of: "["), let close = path.firstIndex(of: "]"),
      let index = Int(path[path.index(after: open)..<close])
    else { return name }
    let list = self("content.field.\(plain[0])")
    return parts.count == 1 ? "\(list) \(index + 1)" : "\(list) \(index + 1): \(name)"
  }
}
