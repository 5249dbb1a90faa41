// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules

/// A span of days for which a release tells figures, as a choice of a form.
///
/// Written as `release/first day/last day`, for example `2020/2020-01-01/2020-12-31`.
struct PublishedSpan: Hashable, Sendable {
  /// The release.
  let release: String
  /// The first day counted.
  let from: CalendarDay
  /// The last day counted.
  let to: CalendarDay

  init(_ value: MeasuredValue) {
    release = value.source
    from = value.from
    to = value.to
  }

  /// Reads the written form; `nil` when it is none.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let from = CalendarDay(String(parts[1])), let to = CalendarDay(String(parts[2])) else {
      return nil
    }
    release = String(parts[0])
    self.from = from
    self.to = to
  }

  /// The written form.
  var text: String { "\(release)/\(from)/\(to)" }
}
