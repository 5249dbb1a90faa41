// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import StrictJSON
public import WritingRules

/// A request as a file, JSON or YAML, read strictly: a misspelt member is an error and not a lost sentence.
public enum RequestFile {
  /// Reads a request.
  /// - Throws: `StrictJSONError` with line, column and path of everything that is wrong.
  public static func read(_ data: Data, isYAML: Bool) throws(StrictJSONError) -> RequestContent {
    let value = isYAML ? try StrictYAML.parse(data) : try StrictJSON.parse(data)
    return try StrictDecoder().decode(RequestContent.self, from: value)
  }

  /// Reads the file at a path; YAML by its ending `.yaml` or `.yml`, JSON otherwise.
  /// - Throws: `StrictJSONError` when it is no request, Foundation's error when it cannot be opened.
  public static func open(_ path: String) throws -> RequestContent {
    let data = try Data(contentsOf: URL(filePath: path))
    return try read(data, isYAML: path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
  }

  /// The bytes whose SHA-256 digest stands in the letter: canonical JSON, RFC 8785.
  public static func canonicalBytes(_ content: RequestContent) throws -> Data { try CanonicalJSON.encode(content) }

  /// The request as a JSON file for people: indented, members in alphabetical order.
  public static func json(_ content: RequestContent) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(content)
  }
}
