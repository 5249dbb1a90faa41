// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import StrictJSON

/// Problem details: what they are for programs alone, with nothing of a case in them.
/// - Source: IETF RFC 9457
enum ProblemDetails {
  /// The longest that are read.
  static let limit = 16 << 10

  /// The content that tells a problem of the profile.
  static func content(_ problem: ExchangeProblem) -> Data { content(type: problem.type, title: problem.rawValue, status: problem.status) }

  /// The content that says no more than the status.
  static func content(status: Int) -> Data { content(type: "about:blank", title: status == 404 ? "not-found" : "failure", status: status) }

  private static func content(type: String, title: String, status: Int) -> Data {
    Data("{\"type\":\"\(type)\",\"title\":\"\(title)\",\"status\":\(status)}".utf8)
  }

  /// The problem of the profile that some content tells; `nil` when it tells none.
  ///
  /// Other members are left alone, as RFC 9457 wants.
  static func problem(in content: Data) -> ExchangeProblem? {
    guard content.count <= limit, let value = try? StrictJSON.parse(content, limits: StrictLimits(bytes: limit, depth: 8)),
      case .string(let type)? = value["type"]?.content
    else { return nil }
    return ExchangeProblem(type: type)
  }
}
