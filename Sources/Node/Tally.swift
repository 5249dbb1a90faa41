// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Synchronization

/// Counts what happens while the process runs and stands in no table.
final class Tally: Sendable {
  /// What is counted.
  enum Figure: Hashable, Sendable {
    /// Answers to browsers and programs, by the first digit of their status.
    case answers
    /// Calls of other nodes that were refused, by the code of the problem.
    case refusals
    /// Bytes of files that came from other nodes.
    case fetchedBytes
  }

  private struct Entry: Hashable {
    let figure: Figure
    let label: String
  }

  private let counts = Mutex<[Entry: Int]>([:])

  /// Counts; the labels of a figure are few.
  func add(_ number: Int = 1, to figure: Figure, _ label: String = "") {
    counts.withLock { $0[Entry(figure: figure, label: label), default: 0] += number }
  }

  /// What was counted, by label.
  func all(_ figure: Figure) -> [(label: String, number: Int)] {
    counts.withLock { counts in counts.filter { $0.key.figure == figure }.map { ($0.key.label, $0.value) } }.sorted { $0.label < $1.label }
  }
}

/// Counts the answers of a site.
struct CountedAnswers<Base: HTTPResponder>: HTTPResponder {
  let base: Base
  let tally: Tally

  func respond(to request: Request, context: Base.Context) async throws -> Response {
    do {
      let response = try await base.respond(to: request, context: context)
      tally.add(to: .answers, "\(response.status.code / 100)xx")
      return response
    } catch {
      tally.add(to: .answers, (error as? any HTTPResponseError).map { "\($0.status.code / 100)xx" } ?? "5xx")
      throw error
    }
  }
}
