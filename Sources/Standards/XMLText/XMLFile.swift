// SPDX-License-Identifier: Apache-2.0

/// A whole file: declaration, root and everything in it.
public struct XMLFile: Sendable, Hashable {
  /// The file, in UTF-8, ended with a line feed.
  public let text: String

  /// Why a file was not made.
  public enum Fault: Error, Hashable, Sendable {
    /// Names use a prefix that the root does not declare.
    case undeclared(prefix: String)
  }

  /// Puts a root around the content and declares every namespace there, once.
  /// - Throws: ``Fault/undeclared(prefix:)`` for the first such prefix by its name.
  public init(
    root: StaticString, namespaces: [XMLNamespace] = [], attributes: [XMLAttribute?] = [], @XMLBuilder _ content: () -> [XML] = { [] }
  ) throws(Fault) {
    var declarations: [XMLNamespace] = []
    for namespace in namespaces where !declarations.contains(where: { $0.prefix == namespace.prefix }) { declarations.append(namespace) }
    let element = XML.element(root, declarations: declarations, attributes.compactMap(\.self), content())
    // The prefix xml is declared by the standard itself.
    let missing = element.prefixes.subtracting(declarations.compactMap(\.prefix)).subtracting(["xml"])
    if let prefix = missing.min() { throw Fault.undeclared(prefix: prefix) }
    text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element.markup + "\n"
  }
}
