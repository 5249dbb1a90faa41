// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
import MeetingsRules
import StrictJSON

/// What the demonstration does at its meeting, as a file says it: which paper is kept, which recommendation is adopted, which figure judges it.
///
/// `Samples/loop/plan.yaml` is the one of the demonstration.
public struct LoopPlan: Decodable, Hashable, Sendable {
  /// A document of the meeting.
  struct Paper: Decodable, Hashable, Sendable {
    let symbol: String
    let issued: CalendarDay
  }

  /// By which figure the mandate is judged, and from which release its baseline is.
  struct Measure: Decodable, Hashable, Sendable {
    let reference: MeasureReference
    let direction: MandateMeasure.Direction
    let release: String
    let period: Period
  }

  /// Days that both belong to it.
  struct Period: Decodable, Hashable, Sendable {
    let from: CalendarDay
    let to: CalendarDay
  }

  let item: Int
  let paper: Paper
  let report: Paper
  let recommendation: LocalText
  /// The task of its mandate, as an officer takes it out of the recommendation in each language.
  let task: LocalText
  let measure: Measure

  /// Reads a plan.
  /// - Throws: `StrictJSONError` with line, column and path of everything that is wrong.
  public static func read(_ data: Data) throws -> LoopPlan {
    try StrictDecoder().decode(LoopPlan.self, from: try StrictYAML.parse(data))
  }
}
